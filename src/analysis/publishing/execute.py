"""A notebook executed by papermill, and freed of what would differ from run to run."""

import contextlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.errors import InputError
from analysis.files import bundled, write
from analysis.schemas import load_schemas
from analysis.wording import LANGUAGES

from .parameters import check_names, declared


def execute(
    name: str,
    parameters: dict[str, Any],
    target: Path,
    engine: str | None = "gouji",
) -> Any:
    """Execute ``notebooks/<name>.ipynb`` with parameters; give the notebook with its outputs.

    Parameters
    ----------
    name : str
        The notebook, without folder and suffix.
    parameters : dict
        Their names are checked against the notebook's.
    target : Path
        Written when execution has ended well; its folder is the notebook's working folder.
    engine : str, optional
        Of papermill. ``gouji`` executes in a new process with its imports done; ``None`` is
        papermill's own, which starts a kernel.

    Raises
    ------
    InputError
        If a parameter is unknown, or the notebook stops over one.
    """
    load_schemas()
    import nbformat
    import papermill
    from papermill.engines import papermill_engines

    from .engine.papermill_engine import NAME, GoujiEngine

    # Also where the package was not installed, and so has no entry points.
    papermill_engines.register(NAME, GoujiEngine)
    source = bundled("notebooks") / f"{name}.ipynb"
    check_names(parameters, declared(source))
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    try:
        with _quiet():
            notebook = papermill.execute_notebook(
                _literal(source),
                None,  # written below, once, when it is whole
                parameters=parameters,
                engine_name=engine,
                kernel_name="python3",
                cwd=str(target.parent),
                progress_bar=False,
                extra_arguments=["--log-level=ERROR"],
            )
        _steady(notebook, parameters)
        write(target, nbformat.writes(notebook).rstrip("\n") + "\n")
    except papermill.PapermillExecutionError as error:
        if error.ename == InputError.__name__:
            raise InputError(error.evalue) from None
        raise
    return notebook


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Silence papermill for a while, and two libraries that report on a kernel's sockets."""
    loggers = [logging.getLogger(name) for name in ("papermill", "tornado", "asyncio")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _literal(path: Path) -> str:
    """A path for papermill, which takes braces in it for places of parameters."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _steady(notebook: Any, parameters: dict[str, Any]) -> None:
    """Take out timings, paths, random ids and headings of the other language.

    The same data give the same bytes.
    """
    notebook.metadata.pop("papermill", None)
    others = {f"lang-{lang}" for lang in LANGUAGES if lang != parameters.get("lang", lang)}
    notebook.cells = [
        cell for cell in notebook.cells if not others & set(cell.metadata.get("tags", []))
    ]
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            # papermill writes Chinese as escapes; a reader wants to see which agency it is.
            cell.source = "# Parameters\n" + "\n".join(
                f"{name} = {value!r}" for name, value in parameters.items()
            )
