"""The assessment of one report: its sentences, first page and chapters."""
