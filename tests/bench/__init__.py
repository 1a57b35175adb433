"""Measures the figures that the project promises: `python -m tests.bench`."""
