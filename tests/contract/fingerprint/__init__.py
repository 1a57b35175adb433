"""The contract of the fingerprint sensor, on the emulator or on hardware."""
