"""The brief of one county and year: blocks of sentences, tables and figures."""
