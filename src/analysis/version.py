"""The version of Gouji, which pages and tables state."""

__version__ = "0.2.0"
