"""Tests of the sensor's worker, with the real driver and the emulated sensor."""
