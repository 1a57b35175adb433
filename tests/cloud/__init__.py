"""The reference cloud: a real HTTPS server with its own database, for tests, demonstrations and benchmarks."""
