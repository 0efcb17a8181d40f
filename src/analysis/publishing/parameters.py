"""Parameters of a notebook: names are checked, because papermill only logs a misspelt one."""

import ast
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path

from analysis.errors import InputError
from analysis.schemas import load_schemas

_INJECTED = "# Parameters\n"  # papermill begins the cell that it injects so


def declared(notebook: Path) -> set[str]:
    """Names that the cell tagged ``parameters`` assigns.

    Parameters
    ----------
    notebook : Path
        Path of the notebook.

    Raises
    ------
    InputError
        If the notebook has no such cell, or does not exist.
    """
    load_schemas()
    import nbformat

    if not notebook.is_file():
        raise InputError(f"{notebook}: there is no such notebook.")
    for cell in nbformat.read(notebook, as_version=4).cells:
        if "parameters" in cell.metadata.get("tags", []):
            return _assigned(cell.source)
    raise InputError(
        f"{notebook}: no cell is tagged `parameters`. Tag the cell that holds their defaults."
    )


def _assigned(source: str) -> set[str]:
    names = set()
    for node in ast.parse(source).body:
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
        names |= {t.id for t in targets if isinstance(t, ast.Name)}
    return names


def check_names(names: Iterable[str], known: Iterable[str]) -> None:
    """Refuse a parameter that the notebook does not have.

    Parameters
    ----------
    names : iterable of str
        The names of the parameters that it is given.
    known : iterable of str
        Those that it has.

    Raises
    ------
    InputError
        Naming the parameter and the one probably meant.
    """
    known = sorted(known)
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            meant = f"Did you mean {near[0]!r}? " if near else ""
            raise InputError(
                f"The notebook has no parameter {name!r}. {meant}It has: {', '.join(known)}."
            )


def check_injected(history: Sequence[str], known: Iterable[str]) -> None:
    """The same check inside a notebook that somebody else's papermill executes.

    Parameters
    ----------
    history : sequence of str
        IPython's ``In``, which holds the injected cell.
    known : iterable of str
        Names of the parameters that the notebook has.

    Raises
    ------
    InputError
        As ``check_names``.
    """
    for source in history:
        if source.startswith(_INJECTED):
            check_names(sorted(_assigned(source)), known)
