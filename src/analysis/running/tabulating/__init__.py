"""Tables of any number of reports, in memory that does not grow with them."""
