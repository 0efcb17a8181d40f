"""The driver: reading many reports, runs that make only what changed, tables of any size, briefs."""
