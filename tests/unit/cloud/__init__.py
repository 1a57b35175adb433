"""Unit tests of the reference cloud."""
