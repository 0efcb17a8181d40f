"""Getting reports in: from a list of addresses, or a column of annual reports, to raw files."""

from .collect import collect
from .listing import read_years
from .request import Collected, Request
from .robots import Manners

__all__ = ["Collected", "Manners", "Request", "collect", "read_years"]
