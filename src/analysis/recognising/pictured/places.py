"""How a place in a picture is told from a place in print."""

MARK_OF_PICTURE = "picture of "  # how the place of whatever was read from a picture begins


def is_pictured(where: str) -> bool:
    """Whether a place, or one of several, is in a picture.

    Parameters
    ----------
    where : str
        As a cell or a line has it; several are joined with ``;``.
    """
    return MARK_OF_PICTURE in where and any(
        place.strip().startswith(MARK_OF_PICTURE) for place in where.split(";")
    )
