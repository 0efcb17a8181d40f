"""What a run keeps for the next one: digests, finished work, slices; and what it publishes."""
