"""The README and the pages in docs/ say what the tool does; what they show is so."""

import re

import pytest
import typer

from analysis.cli import app
from tests.support.command import gouji
from tests.support.paths import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_output_shown_is_the_output(raw):
    command, shown = re.search(
        r"\$ \.venv/bin/gouji (check [^\n]+)\n(.*?)```", README, re.S
    ).groups()
    done = gouji(*command.split(), cwd=ROOT)
    assert (done.stdout, done.returncode) == (shown, 0)


@pytest.mark.parametrize("page", ["README.md", "docs/tutorial.md", "docs/academics.md"])
def test_the_python_shown_runs(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    for code in re.findall(r"```python\n(.*?)```", (ROOT / page).read_text("utf-8"), re.S):
        exec(compile(code, page, "exec"), {})


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_files_named_are_there(page):
    for name in re.findall(r"\]\(([\w./]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / name).exists(), name


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_commands_and_options_named_are_there(page):
    commands = typer.main.get_command(app).commands
    for name, rest in re.findall(
        r"^(?:    |\.venv/bin/|\| [^|]*\| `)?gouji (?:--lang zh )?(\w+)([^\n`#]*)",
        page.read_text(encoding="utf-8"),
        re.M,
    ):
        assert name in commands, name
        known = {option for p in commands[name].params for option in p.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known, f"{name}{rest}"


def test_every_page_is_in_the_navigation_and_the_english_ones_are_in_chinese_too():
    named = set(re.findall(r"(\w+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.M))
    pages = {p.name for p in (ROOT / "docs").glob("*.md") if not p.name.endswith(".zh.md")}
    assert named == pages
    for name in ("index", "tutorial", "evaluators", "academics", "automation", "results"):
        assert (ROOT / "docs" / f"{name}.zh.md").exists(), name


def test_no_registry_host_is_named():
    for path in (
        ROOT / "requirements.lock",
        ROOT / "docs" / "requirements.lock",
        ROOT / "pyproject.toml",
        ROOT / "Makefile",
        ROOT / ".ci" / "run",
    ):
        assert not re.search(r"https?://|index-url|find-links", path.read_text(encoding="utf-8")), (
            path.name
        )
