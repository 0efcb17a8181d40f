"""A row of figures without a label below one that has it: a label over both, its span lost."""

from collections.abc import Sequence

from analysis.reading.blocks import Slot
from analysis.recognising.numbers import counts_columns

from .headers import is_of_other_year
from .kinds import Kinds
from .part import COUNT, PAST

_FEWEST = 2


def goes_on(
    row: Sequence[Slot | None],
    below: Sequence[Slot | None],
    label: Slot,
    kinds: Kinds,
    year: int | None,
) -> bool:
    """Whether the label of a row may be that of the row below it too.

    It may where that has figures, and no words but where the row itself has some beside its label:
    区本级 and 全区. One that says that it is another year's is no rival.

    Parameters
    ----------
    row : sequence of Slot or None
        The row, a slot for each column.
    below : sequence of Slot or None
        The next row that is not empty.
    label : Slot
        The row's label.
    kinds : Kinds
        What texts can be.
    year : int or None
        The year reported on.
    """
    after = label.column + label.width
    pairs = list(zip(row, below, strict=True))
    if any(s is not None and s.text and s is not r for r, s in pairs[:after]):
        return False  # a label, of whatever kind
    figures = [tuple(_is_figure(s, kinds) for s in pair) for pair in pairs[after:]]
    texts = [s.text for s in below[after:] if s is not None and _is_figure(s, kinds)]
    if not texts or (len(texts) == COUNT and counts_columns(texts)):
        return False
    count = len(texts)
    alike = all(own == other for own, other in figures)
    if not alike and count < _FEWEST:  # a single one may be the number of a page
        return False
    words = [
        (above, s.text)
        for (above, s), (own, _) in zip(pairs[after:], figures, strict=True)
        if not own and s is not None and s.text
    ]
    beside = all(above is not None and above.text for above, _ in words)
    return beside and not any(
        PAST.search(text) or is_of_other_year(f"{text}年", year) for _, text in words
    )


def _is_figure(slot: Slot | None, kinds: Kinds) -> bool:
    """Whether a cell has digits and is no share, which the form has nowhere."""
    return slot is not None and kinds[slot.text].digits and not slot.text.endswith(("%", "％"))
