"""``docs/developers.md`` names files, functions and one cell: all are there, and the cell is as it
says.
"""

import ast
import re
from graphlib import TopologicalSorter

import grimp
import pytest

from tests.support.paths import RAW, ROOT

PAGE = (ROOT / "docs" / "developers.md").read_text(encoding="utf-8")
SRC = ROOT / "src" / "analysis"
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)))
PATHS = sorted(
    set(re.findall(r"`((?:[\w.-]+/)*[\w.-]+(?:/|\.(?:py|md|yml|yaml|json|toml|txt)))`", PAGE))
)


@pytest.mark.parametrize(("module", "name"), NAMED, ids=lambda part: part)
def test_every_function_and_class_is_where_the_page_says(module, name):
    tree = ast.parse((SRC / module).read_text(encoding="utf-8"))
    defined = (ast.FunctionDef, ast.ClassDef)
    assert name in {node.name for node in tree.body if isinstance(node, defined)}


@pytest.mark.parametrize("path", PATHS)
def test_every_path_is_there(path):
    assert (ROOT / path).exists() or (SRC / path).exists()


def test_the_page_names_every_room():
    rooms = {p.name for p in SRC.iterdir() if (p / "__init__.py").exists()}
    assert {f"{room}/" for room in rooms} <= set(PATHS)
    assert len(NAMED) > 20


def test_no_room_imports_the_package_that_it_is_in():
    """``analysis/__init__`` is a door to the rooms: an arrow back to it would close a circle."""
    back = [
        path.relative_to(SRC).as_posix()
        for path in SRC.rglob("*.py")
        if re.search(r"\bimport\b[^#\n]*\banalysis\b", code := path.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Import) and "analysis" in {name.name for name in node.names}
    ]
    assert not back


def test_files_are_hashed_in_one_module():
    """A run's own state hashes line by line what it compares; all else goes through ``files``."""
    hashing = {
        path.relative_to(SRC).as_posix()
        for path in SRC.rglob("*.py")
        if "import hashlib" in path.read_text(encoding="utf-8")
    }
    assert hashing == {"files.py", "running/kept/digests.py", "running/kept/lines.py"}


def test_no_module_imports_itself_by_way_of_others():
    """Rooms and their layers are import-linter's; modules of one room must not form a circle."""
    graph = grimp.build_graph("analysis", exclude_type_checking_imports=True, cache_dir=None)
    imported = {m: graph.find_modules_directly_imported_by(m) for m in graph.modules}
    TopologicalSorter(imported).prepare()  # a CycleError names the circle


def test_the_cell_that_is_followed_is_as_the_page_says(corpus, dataset):
    name, line, figure = re.search(
        r"`data/raw/([\w-]+\.txt)`, where line (\d+) prints .*: (\d+)\.", PAGE
    ).groups()
    text = (RAW / name).read_text(encoding="utf-8").splitlines()
    assert figure in text[int(line) - 1]
    code = re.search(r"The cell is now\s+`([\w/]+)`, value (\d+), status `stated`", PAGE)
    assert code[2] == figure
    table, item, column = code[1].split("/")
    cells = dataset.cells
    one = cells[
        (cells.table == table)
        & (cells["item"] == item)
        & (cells.column == column)
        & (cells["where"] == f"line {line}")
    ]
    assert one.value.tolist() == [float(figure)]
    assert one.status.tolist() == ["stated"]
