"""What a fork server imports for the notebooks is there, and is what the notebooks ask for."""

import ast
import json
import subprocess
import sys
from importlib.util import find_spec

import pytest

from analysis.files import bundled
from analysis.publishing.engine import kernel


@pytest.mark.parametrize("name", kernel._IMPORTS)
def test_every_module_that_is_imported_ahead_is_there(name):
    assert find_spec(name) is not None


def test_no_module_is_named_twice():
    assert len(set(kernel._IMPORTS)) == len(kernel._IMPORTS)


def imported(source: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def test_what_every_assessment_imports_is_imported_ahead():
    """Else each of a thousand processes would load it for itself."""
    notebook = json.loads((bundled("notebooks") / "agency_assessment.ipynb").read_text("utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    wanted = set().union(*(imported("".join(cell["source"])) for cell in cells))
    ours = {name for name in wanted if name.startswith("analysis.") and find_module(name)}
    assert ours
    assert ours <= set(kernel._IMPORTS) | packages(kernel._IMPORTS)


def test_a_command_that_prepares_a_notebook_keeps_its_own_debugger():
    """In the notebook's process IPython's takes its place; the one of editors is not loaded."""
    code = (
        "import pdb; before = pdb.Pdb, pdb.set_trace;"
        "from analysis.publishing.engine.papermill_engine import prepare_here; prepare_here();"
        "import sys; print((pdb.Pdb, pdb.set_trace) == before, 'debugpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]


def find_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # a function of a module
        return False


def packages(names: tuple[str, ...]) -> set[str]:
    """The folders above modules, which are imported with them."""
    return {name.rsplit(".", depth)[0] for name in names for depth in range(1, name.count(".") + 1)}
