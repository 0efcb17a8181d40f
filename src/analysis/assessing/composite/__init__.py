"""The optional composite index, with the user's weights."""
