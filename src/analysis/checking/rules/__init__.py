"""The rules, read from the suites, and what they come to on the reports: outcomes and implied values."""
