"""The touchscreen: a client of the core that shows its snapshots and sends commands. It owns no device, no record."""
