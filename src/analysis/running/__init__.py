"""The driver: many reports read, runs that make only what changed, tables of any size, briefs."""
