"""Real drivers against devices emulated at the wire."""
