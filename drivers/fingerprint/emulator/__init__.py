"""A fingerprint sensor of the ZFM family in software, at the wire: it speaks the protocol over a pty at real speed.

It shares no code with the driver, so that an error in one does not hide in the other. It does not know images: a finger
is a number, and what the sensor would make of it follows from that number, the quality of the press and a seed.
"""
