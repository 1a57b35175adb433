"""What the clock remembers: one SQLite file, written by the core's loop alone, synced to disk at every commit."""
