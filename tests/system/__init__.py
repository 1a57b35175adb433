"""The system around the programs: units, notices to systemd, the repository's shape, the bench panel."""
