"""Names of agencies: the places that begin them, kinds and sectors, and their English names."""
