"""Peer groups and territories: sentences, funnels and tables."""
