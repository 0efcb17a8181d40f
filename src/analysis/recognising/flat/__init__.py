"""Text that was a table once, to cells: rows by labels, columns by rhythm, padding and sums."""
