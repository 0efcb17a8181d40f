"""Tables of a PDF that nothing rules, to cells: by where words stand."""
