"""How many examples a property is tried with: all in a full run, a quarter in a quick one."""

from hypothesis import settings

FULL, QUICK = 60, 15  # of a property that asks for no number of its own


def in_proportion(number: int, least: int = 1) -> int:
    """So many in a full run, and in a quick one as many fewer as by default, but some."""
    return max(min(number, least), number * settings.default.max_examples // FULL)


def examples(number: int) -> settings:
    """So many examples in a full run, and fewer in a quick one."""
    return settings(max_examples=in_proportion(number, least=5))
