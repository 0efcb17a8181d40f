"""Getting reports in: from a list of addresses, or a column of annual reports, to raw files."""

from .collect import Collected, Request, collect
from .listing import read_years
from .site import Manners

__all__ = ["Collected", "Manners", "Request", "collect", "read_years"]
