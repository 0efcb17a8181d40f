"""Narratives over random corpora, and a checker that recomputes every number of every sentence from its cells in its own way."""
