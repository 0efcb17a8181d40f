"""The rules, read from the suites, and their outcomes and implied values on reports."""
