"""Devices of the clock. Drivers know their device and never a clocking."""
