"""Peer groups: who is compared with whom, by rule or as the user says."""
