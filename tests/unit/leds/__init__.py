"""Unit tests of the status light."""
