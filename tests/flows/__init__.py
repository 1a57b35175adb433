"""Whole journeys: finger to cloud, through real processes and the real window."""
