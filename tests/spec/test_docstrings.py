"""Every parameter of every public function, and every attribute that a class names, is explained in
words: numpydoc with at least one line below the type.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pytest

from tests.support.paths import ROOT

SRC = ROOT / "src" / "analysis"
ROOMS = sorted({path.relative_to(SRC).parts[0] for path in SRC.rglob("*.py")})
Node = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def entries(docstring: str) -> dict[str, bool]:
    """Names under *Parameters* and *Attributes*, each with whether words follow."""
    lines = inspect.cleandoc(docstring).splitlines()
    found: dict[str, bool] = {}
    section, names = "", []
    for line, below in zip_longest(lines, lines[1:], fillvalue=""):
        if re.fullmatch(r"-{3,}", below) and line:
            section, names = line, []
        elif section in ("Parameters", "Attributes") and not re.fullmatch(r"-{3,}", line):
            if line and not line.startswith(" "):
                names = [n.strip().lstrip("*") for n in line.split(" : ")[0].split(",")]
                found |= dict.fromkeys(names, False)
            elif line:
                found |= dict.fromkeys(names, True)
    return found


def parameters(node: Node) -> list[str]:
    if isinstance(node, ast.ClassDef):
        return []
    every = node.args
    named = [*every.posonlyargs, *every.args, *every.kwonlyargs, every.vararg, every.kwarg]
    return [a.arg for a in named if a is not None and a.arg not in ("self", "cls")]


def public(body: list[ast.stmt], outer: str = "") -> Iterator[tuple[str, Node]]:
    for node in body:
        if isinstance(node, Node) and not node.name.startswith("_"):
            yield f"{outer}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{node.name}.")


def wordless(source: str) -> list[str]:
    """Parameters and attributes without words, as ``function(parameter)``."""
    found = []
    for name, node in public(ast.parse(source).body):
        docstring = ast.get_docstring(node) or ""
        if docstring.startswith("See ``"):  # that of the class above explains them
            continue
        explained = entries(docstring)
        named = dict.fromkeys([*parameters(node), *explained])
        found += [f"{name}({each})" for each in named if not explained.get(each)]
    return found


def is_command(path: Path) -> bool:
    """Options of the command line are explained where a user reads them: in ``--help``."""
    return path.relative_to(SRC).parts[0] == "cli"


@pytest.mark.parametrize("room", ROOMS)
def test_every_parameter_is_explained(room):
    inside = [SRC / room] if room.endswith(".py") else sorted((SRC / room).rglob("*.py"))
    left = [
        f"{path.relative_to(SRC)}: {entry}"
        for path in inside
        if not is_command(path)
        for entry in wordless(path.read_text(encoding="utf-8"))
    ]
    assert not left, left


def test_what_has_no_words_is_found():
    source = '''
class Shape:
    """A shape.

    Attributes
    ----------
    sides : int
    name : str
        What it is called.
    """

    def grow(self, factor: float, *more: int) -> None:
        """Grow.

        Parameters
        ----------
        factor : float
            How much.
        """

    def _hidden(self, anything: int) -> None: ...


def area(shape: Shape) -> float:
    """Its area."""


def again(shape: Shape) -> float:
    """See ``area``."""
'''
    assert wordless(source) == ["Shape(sides)", "Shape.grow(more)", "area(shape)"]
