"""Failed checks as findings, and what people decided about them."""
