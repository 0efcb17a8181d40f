"""Who of a group is compared, and who is left out of it and why."""

from collections.abc import Mapping

import pandas as pd

from analysis.assessing.dataset import Dataset


def newest(members: pd.DataFrame, report: str | None = None) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """One report an agency, the newest, or the one that is asked about: of two years of one agency neither is the other's peer.

    Parameters
    ----------
    members : DataFrame
        Rows of ``Dataset.reports``.
    report : str, optional

    Returns
    -------
    (DataFrame, dict)
        Those compared, in the order of agency and year; reason to the reports left out.
    """
    ordered = members.assign(asked=members["report"] == report).sort_values(["agency", "scope", "asked", "year"], kind="stable")
    kept = ordered.drop_duplicates(["agency", "scope"], keep="last").drop(columns="asked")
    kept = kept.sort_values(["agency", "year"], kind="stable").reset_index(drop=True)
    earlier = sorted(set(members["report"]) - set(kept["report"]))
    return kept, {"other_year": earlier} if earlier else {}


def left_out(data: Dataset, group: str, members: pd.DataFrame) -> Mapping[str, list[str]]:
    """Reports that one would look for in a group made by rule and that are not in it, by reason."""
    return {}
