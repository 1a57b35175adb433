"""Tests, and the peers that they need: emulated world, reference cloud, rig."""
