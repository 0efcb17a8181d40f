"""What every backend offers."""

from abc import ABC, abstractmethod

from analysis.reading.blocks import Document

MAX_DOTS = 40_000_000  # of the picture of one page


class Backend(ABC):
    """Reads one kind of file."""

    @abstractmethod
    def read(self, data: bytes, name: str) -> Document:
        """Read a file.

        Parameters
        ----------
        data : bytes
            The whole file.
        name : str
            Its name or path, for messages and where its ending decides between kinds of text.

        Returns
        -------
        Document
            With everything but ``file`` and ``sha256``.

        Raises
        ------
        InputError
            If the file cannot be read, with a message for a person.
        ValueError
            If the file is damaged. The error says how, without the name of the file.
        OverflowError
            If it holds more than any annual report does.
        """
