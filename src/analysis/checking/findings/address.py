"""The date in a page's address, where it is past the limit that the printed date keeps."""

import re
from datetime import date
from typing import Any

from analysis.checking.rules.load import Rule
from analysis.recognising import Report

from .wording import say

RULE = "source.address_date"
# Two widespread systems put the day on which a page was made into its address: TRS
# (.../t20240204_86867.htm) and Hanweb (.../art/2024/2/4/art_1234_567.html).
_DATED = re.compile(r"/(?:t(\d{4})(\d\d)(\d\d)_\d+|art/(\d{4})/(\d{1,2})/(\d{1,2})/art_)")


def address_finding(report: Report, deadline: Rule) -> dict[str, Any] | None:
    """Note that the address of a report's page has a date after the limit; None if it has not.

    A site that moves publishes its pages again, so this proves nothing. An address that is dated
    in another year than the limit is taken for such a page.

    Parameters
    ----------
    report : Report
        One whose printed date of publication keeps the limit.
    deadline : Rule
        The rule that sets the limit (条例 art. 49).
    """
    in_address = _date_in(report.source_url or "")
    days = days_of(report, deadline)
    limit = days["limit"]
    if in_address is None or in_address <= limit or in_address.year != limit.year:
        return None
    values = {**days, "in_address": in_address, "address": report.source_url}
    return {
        "severity": "note",
        "rule": RULE,
        "where": "report",
        **say("address_date", values),
    }


def days_of(report: Report, deadline: Rule) -> dict[str, date]:
    """The printed day of publication and the legal limit, as findings name them.

    Parameters
    ----------
    report : Report
        One with a date of publication and a scope that has a limit.
    deadline : Rule
        The rule that sets the limit (条例 art. 49).
    """
    return {
        "day": date.fromisoformat((report.published or "")[:10]),
        "limit": date.fromisoformat(f"{report.year + 1}-{deadline.kwargs['limits'][report.scope]}"),
    }


def _date_in(address: str) -> date | None:
    if not (found := _DATED.search(address)):
        return None
    try:
        return date(*(int(part) for part in found.groups() if part))
    except ValueError:
        return None
