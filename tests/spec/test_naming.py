"""``docs/naming.md`` is what the package keeps to: no word that the page bans is in a name or in
English text.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.support.paths import ROOT

SRC = ROOT / "src" / "analysis"
PAGE = (ROOT / "docs" / "naming.md").read_text(encoding="utf-8")
TEXT = re.compile(r"\b(tie|ties|reckon\w*|mend(?:s|ed|ing)?|remark\w*|retell\w*|selfsaid)\b", re.I)


def banned() -> set[str]:
    """The words in the last column of the page's tables."""
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]
    return {word for row in rows for word in re.findall(r"`(\w+)`", row.split("|")[-2])}


def names(path: Path) -> Iterator[str]:
    """Every name that a module gives."""
    yield path.stem
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name) | ast.arg(arg=name) | ast.alias(asname=str(name)):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name


def words(name: str) -> set[str]:
    """``_ByPosition2`` is *by* and *position*."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def room(path: Path) -> str:
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def misnamed() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    never = banned()
    for path in sorted(SRC.rglob("*.py")):
        for name in sorted(n for n in set(names(path)) if words(n) & never):
            found.setdefault(room(path), []).append(f"{path.relative_to(SRC)}: {name}")
    return found


def misworded() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(p for p in SRC.rglob("*") if p.suffix in (".py", ".yml", ".j2", ".js")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if word := TEXT.search(line):
                place = f"{path.relative_to(SRC)}:{number}: {word[0]}"
                found.setdefault(room(path), []).append(place)
    return found


def test_the_page_bans_what_it_says():
    assert {"tie", "told", "mend", "standing", "stamp"} <= banned()
    assert not banned() & {"rule", "check", "finding", "message"}
    assert words("_TiesSentence") == {"ties", "sentence"}


def test_no_banned_word_is_in_a_name():
    assert not misnamed()


def test_no_banned_word_is_in_english_text():
    assert not misworded()


def test_every_function_the_page_names_is_there():
    """The examples are of the package, not of a memory of it."""
    source = "\n".join(p.read_text(encoding="utf-8") for p in SRC.rglob("*.py"))
    section = PAGE.split("## 怎样取名")[1].split("## 英文")[0]
    for name in re.findall(r"`([a-z_]+)(?:\(\w*…?\))?`", section.split("- A class")[0]):
        assert re.search(rf"def {name}\b", source), name
