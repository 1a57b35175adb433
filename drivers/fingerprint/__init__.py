"""Fingerprint sensors of the ZFM family, and an emulator that speaks their protocol."""
