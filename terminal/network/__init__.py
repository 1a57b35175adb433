"""Which link carries the clock's traffic."""
