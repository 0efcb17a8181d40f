"""The README says what the tool does; where it shows output, that is the output."""

import re

from tests.support.command import gouji
from tests.support.paths import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_output_shown_is_the_output(raw):
    command, shown = re.search(
        r"\$ \.venv/bin/gouji (check [^\n]+)\n(.*?)```", README, re.S
    ).groups()
    done = gouji(*command.split(), cwd=ROOT)
    assert (done.stdout, done.returncode) == (shown, 0)


def test_the_python_shown_runs(monkeypatch):
    monkeypatch.chdir(ROOT)
    for code in re.findall(r"```python\n(.*?)```", README, re.S):
        exec(compile(code, "README.md", "exec"), {})


def test_files_named_are_there():
    for name in re.findall(r"\]\(([\w./]+)\)", README):
        assert (ROOT / name).exists(), name


def test_no_registry_host_is_named():
    for path in (
        ROOT / "requirements.lock",
        ROOT / "pyproject.toml",
        ROOT / "Makefile",
        ROOT / ".ci" / "run",
    ):
        assert not re.search(r"https?://|index-url|find-links", path.read_text(encoding="utf-8")), (
            path.name
        )
