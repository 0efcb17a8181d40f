"""What the reports of a group have in common, and what the group is called after it."""

from typing import NamedTuple

import pandas as pd

from analysis.form.agencies.offices import words

SECTORAL = ("bureau", "other")  # kinds whose peers are of one sector


class Key(NamedTuple):
    """What peers have in common."""

    level: str
    kind: str
    sector: str
    format: str
    year: int
    scope: str

    @property
    def reason(self) -> str:
        """What of it is not known."""
        if not self.level:
            return "level_unknown"
        if not self.kind:
            return "kind_unknown"
        if self.kind in SECTORAL and not self.sector:
            return "sector_unknown"
        return "" if self.scope else "scope_unknown"

    @property
    def id(self) -> str:
        return "-".join(str(part) for part in self if part)

    @property
    def nearby(self) -> tuple[str, ...]:
        """Where a report is looked for by those that it comes near to."""
        year = str(self.year)
        if not self.kind:
            return ("kind", year)
        if not self.level:
            return ("level", self.kind, self.sector, year)
        if self.kind in SECTORAL and not self.sector:
            return ("sector", self.level, self.kind, year)
        return (self.level, self.kind, self.sector)

    @property
    def label(self) -> dict[str, str]:
        """What the group by rule is called, ``zh`` and ``en``."""
        data, out = words(), {}
        for lang, circumstances in self.circumstances.items():
            level = data["levels"][self.level][lang]
            sector = data["sectors"].get(self.sector, {}).get(lang, self.sector)
            pattern = data["labels"].get(f"sector {self.sector}", data["labels"][self.kind])[lang]
            text = pattern.format(level=level, sector=sector)
            out[lang] = text[:1].upper() + text[1:] + circumstances
        return out

    @property
    def circumstances(self) -> dict[str, str]:
        """Year, form and scope in words, ``zh`` and ``en``."""
        data = words()
        return {
            lang: data["labels"]["circumstances"][lang].format(
                year=self.year,
                form=self.format,
                scope=data["scopes"][self.scope or "unknown"][lang],
            )
            for lang in ("zh", "en")
        }

    def user_id(self, stem: str) -> str:
        """The id of the group that the reports of this year, form and scope make of a user's.

        Parameters
        ----------
        stem : str
            The user's own id for it.
        """
        return "-".join([stem, self.format, str(self.year), *([self.scope] if self.scope else [])])


def keys_of(reports: pd.DataFrame) -> dict[str, Key]:
    """The key of each report, by its id.

    Parameters
    ----------
    reports : DataFrame
        The table ``reports``.
    """
    rows = reports[list(Key._fields)].itertuples(index=False, name=None)
    return dict(zip(reports["report"], (Key(*row) for row in rows), strict=True))
