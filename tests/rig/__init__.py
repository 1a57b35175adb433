"""Starts the whole clock in a folder of its own: emulated sensor, reference cloud, core, screen."""
