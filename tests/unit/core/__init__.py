"""The core's pure modules."""
