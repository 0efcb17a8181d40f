"""How many examples a property is tried with: all in a full run, a quarter in a quick one."""

from hypothesis import settings

FULL, QUICK = 60, 15  # of a property that asks for no number of its own


def examples(number: int) -> settings:
    """So many examples in a full run, and in a quick one as many fewer as by default, or five."""
    return settings(
        max_examples=max(min(number, 5), number * settings.default.max_examples // FULL)
    )
