"""The pure parts of the fingerprint driver and its emulator."""
