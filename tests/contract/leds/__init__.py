"""What every status light keeps to."""
