"""The ways by which clockings leave the terminal."""
