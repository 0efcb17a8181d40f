"""The blocks of a county brief: sentences, tables, figures. HTML, PDF and DOCX each set them."""

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.telling.sentence import Ref, Sentence


@dataclass(frozen=True)
class Heading:
    """A heading, its number in its text; level 1 is the highest below the title.

    Attributes
    ----------
    text : str
        The words, with the number of the section in front.
    level : int
        1 for the highest below the title, 2 for the next.
    """

    text: str
    level: int = 1


@dataclass(frozen=True)
class Text:
    """Sentences: one paragraph, or a list of one item a sentence.

    Attributes
    ----------
    sentences : tuple of Sentence
        The sentences, in order.
    listed : bool
        Whether each sentence is an item of a list; otherwise all make one paragraph.
    """

    sentences: tuple[Sentence, ...]
    listed: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    label : str
        Its heading.
    width : float
        Its part of the table's width, relative to the other columns.
    numeric : bool
        Whether it holds figures, which are set to the right.
    """

    label: str
    width: float
    numeric: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table.

    Attributes
    ----------
    cells : tuple of str
        Plain text, one a column; a line break in it is a line break.
    refs : tuple of Ref
        The cells that its figures rest on.
    alert : bool
        Whether its last figure asks for attention, which a mark in the text says too.
    """

    cells: tuple[str, ...]
    refs: tuple[Ref, ...] = ()
    alert: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its caption above it and notes below.

    Attributes
    ----------
    caption : str
        Words above the table.
    columns : tuple of Column
        Heading, width and alignment of each column.
    rows : tuple of Row
        The rows, each with as many texts as there are columns.
    notes : tuple of Sentence
        Sentences below the table.
    fine : bool
        Whether it is set in small print.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[Sentence, ...] = ()
    fine: bool = False


@dataclass(frozen=True)
class Figure:
    """A figure, drawn; ``alt`` says in words and figures what it shows.

    Attributes
    ----------
    caption : str
        Words above it.
    alt : str
        What the figure shows, in words and figures, for those who cannot see it.
    svg : str
        The drawing as SVG, for HTML.
    png : bytes
        The drawing as PNG, for DOCX.
    """

    caption: str
    alt: str
    svg: str
    png: bytes


@dataclass(frozen=True)
class Box:
    """Sentences set apart in a frame.

    Attributes
    ----------
    title : str
        Heading inside the frame.
    sentences : tuple of Sentence
        The sentences, in order.
    listed : bool
        Whether each sentence is an item of a list; otherwise all make one paragraph.
    """

    title: str
    sentences: tuple[Sentence, ...]
    listed: bool = False


Block = Heading | Text | Table | Figure | Box


@dataclass(frozen=True)
class Brief:
    """A county brief, ready to be set.

    Attributes
    ----------
    title : str
        Title of the brief.
    subtitle : str
        Line below the title.
    lang : {"zh", "en"}
        Language of the labels and sentences.
    stem : str
        Name of its files, before language and suffix. It comes from reports, so it is not yet a
        safe file name.
    blocks : tuple of Block
        Headings, texts, tables and figures, in order.
    labels : dict
        Report id to a short name, for evidence.
    signed : str
        Who made it and when, as a line; empty where neither is given.
    template : {"standard", "official"}
        How PDF and DOCX look.
    compact : bool
        Whether it is set closely, to take one page.
    """

    title: str
    subtitle: str
    lang: str
    stem: str
    blocks: tuple[Block, ...]
    labels: dict[str, str]
    signed: str = ""
    template: str = "standard"
    compact: bool = False

    def sentences(self) -> Iterator[Sentence]:
        """All sentences in order, those of boxes and notes too."""
        for block in self.blocks:
            if isinstance(block, (Text, Box)):
                yield from block.sentences
            elif isinstance(block, Table):
                yield from block.notes
