"""Network links of the board."""
