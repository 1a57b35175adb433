"""The core of the clock: clockings from finger to durable record to cloud. Headless."""
