"""The one exception that Gouji raises on purpose."""


class InputError(Exception):
    """Bad input or usage, told to a person: what is wrong, in which file and where, and the mend.

    Everything else that escapes from Gouji is a defect of Gouji.
    """

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows (IPython asks for it): the message, without the traceback that would bury it."""
        return [f"{type(self).__name__}: {self}"]
