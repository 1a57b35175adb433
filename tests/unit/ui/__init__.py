"""The screen's parts that need no window."""
