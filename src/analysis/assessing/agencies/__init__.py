"""What an agency is: level, kind, sector and division, from its name."""
