"""What a clocking is and which one a finger means. Pure."""
