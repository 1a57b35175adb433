"""The screen in a real window."""
