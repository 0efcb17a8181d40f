"""The tables' own identities, as witnesses for a reading by position.

What they say of a report, ``checking`` tells; not this.
"""

from collections.abc import Mapping, Sequence

_GROUP = 5


def row_adds_up(values: Sequence[float | None]) -> bool:
    """Whether a row of table 三 reads well: its last value is the sum of the six before.

    Empty cells count as nothing.

    A row without its total confirms nothing, unless it is empty altogether.

    Parameters
    ----------
    values : sequence of float or None
        The seven values of a row; None where a cell is empty.
    """
    if values[-1] is None:
        return all(v is None for v in values)
    return abs(sum(v or 0 for v in values[:-1]) - values[-1]) < 1e-9


def remedies_add_up(values: Sequence[float | None]) -> bool:
    """The same for the value row of table 四, in groups of five.

    Parameters
    ----------
    values : sequence of float or None
        The values of the row; None where a cell is empty.
    """
    groups = [values[i : i + _GROUP] for i in range(0, len(values), _GROUP)]
    return all(row_adds_up(group) for group in groups)


def columns_hold(numbers: Mapping[str, Sequence[float | None]]) -> bool:
    """The two identities of columns of table 三.

    What came in went out, and results add up to their total.

    Parameters
    ----------
    numbers : mapping
        For each row its values in these columns; None where a cell is empty.
    """
    flows = ("received", "carried_in", "concluded", "carried_out")
    for column in zip(*numbers.values(), strict=True):
        values = dict(zip(numbers, (value or 0 for value in column), strict=True))
        came, stayed, went, left = (values[name] for name in flows)
        results = sum(value for name, value in values.items() if name not in flows)
        if abs(came + stayed - went - left) > 1e-9 or abs(results - went) > 1e-9:
            return False
    return True
