"""Real reports and generated layouts, read by Gouji and by other readers: right, open, wrong."""
