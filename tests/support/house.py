"""A checkout with the real package and suites, but with notebooks of its own, so that a whole run
takes seconds.
"""

import csv
import json
import os
import re
import subprocess
import sys
import textwrap
import uuid
from pathlib import Path

import nbformat

from tests.support.layouts import figures, transcription
from tests.support.paths import ROOT

PARAMETERS = {
    "agency_assessment": "agency = year = None",
    "comparison": "reports = None",
    "integrity": "pages = None",
}
# It shows all that it can see, so that whatever it may depend on, it does depend on.
SEES = """
import hashlib, pathlib
seen = {path.stem: path.read_text(encoding="utf-8") for path in sorted(pathlib.Path(data).glob("*.csv"))}
print(lang, {name: (text.count("\\n"), hashlib.sha256(text.encode()).hexdigest()) for name, text in seen.items()})
"""


_CHANGES = re.compile(r"revisions\.")
_LINE = re.compile(rb"@font-face\{[^}]*\}|<li>(?:(?!</li>).)*revisions\.zh\.html.*?</li>\n", re.S)


class House:
    """The checkout, a folder of reports in it, and its runs."""

    def __init__(self, home: Path) -> None:
        self.home, self.raw, self.out = home, home / "data" / "raw", home / "out"
        self.mark = uuid.uuid4().hex  # in the environment of every process of its runs
        (home / "src").mkdir(parents=True)
        (home / "src" / "analysis").symlink_to(ROOT / "src" / "analysis")
        (home / "expectations").symlink_to(ROOT / "expectations")
        for folder in (self.raw, home / "data" / "processed"):
            folder.mkdir(parents=True)
        for name in PARAMETERS:
            self.notebook(name)

    def notebook(self, name: str, code: str = SEES, folder: str = "notebooks") -> None:
        """Write a notebook."""
        (self.home / folder).mkdir(exist_ok=True)
        parameters = nbformat.v4.new_code_cell(
            f'{PARAMETERS[name]}\nlang = "zh"\ndata = None', metadata={"tags": ["parameters"]}
        )
        cells = [
            parameters,
            nbformat.v4.new_markdown_cell("# Seen", metadata={"tags": ["lang-zh"]}),
            nbformat.v4.new_code_cell(code),
        ]
        for number, cell in enumerate(cells):
            cell.id = f"cell-{number}"
        kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
        made = nbformat.v4.new_notebook(
            cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}}
        )
        nbformat.write(made, self.home / folder / f"{name}.ipynb")

    def report(self, agency: str, year: int, **other: object) -> Path:
        """Write a report."""
        path = self.raw / f"{agency}{year}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(
                transcription(figures(**other), agency=agency, year=str(year), scope="agency")
            )
        return path

    @property
    def environment(self) -> dict[str, str]:
        """Of its processes: they import the package from here."""
        return {**os.environ, "PYTHONPATH": str(self.home / "src"), "HOUSE": self.mark}

    def start(self, *arguments: str, out: str = "out") -> subprocess.Popen:
        """Begin a run in a process group of its own."""
        return subprocess.Popen(
            [
                sys.executable,
                "-c",
                "from analysis.cli import main; main()",
                "run",
                "data/raw",
                "--out",
                out,
                *arguments,
            ],
            cwd=self.home,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, out: str = "out", **options: object) -> dict:
        """A run from Python: what was executed, whether anything had changed, and what was loaded
        for it.
        """
        code = f"""
            import json, sys
            from pathlib import Path
            from analysis.running.run import run
            result = run([Path("data/raw")], Path({out!r}), **{options!r})
            found = {{"executed": result.executed, "changed": result.changed, "problems": result.problems}}
            print(json.dumps({{**found, "pandas": "pandas" in sys.modules}}))
        """
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(code)],
            cwd=self.home,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def published(self, out: str = "out", history: bool = False) -> dict[str, bytes]:
        """Everything that is published, save the clock of the manifest.

        Without ``history``, also save what tells of the run before: the pages on changes, their
        line in the index, and the typeface of a compact run, which has their letters.
        """
        files = {}
        for path in sorted((self.home / out).rglob("*")):
            name = path.relative_to(self.home / out).as_posix()
            if path.is_file() and not name.startswith(".gouji/"):
                files[name] = path.read_bytes()
        manifest = json.loads(files["manifest.json"])
        del manifest["made"]
        if not history:
            files = {n: content for n, content in files.items() if not _CHANGES.match(n)}
            manifest["files"] = {n: d for n, d in manifest["files"].items() if n in files}
            del manifest["files"]["index.html"]
            files["index.html"] = _LINE.sub(b"", files["index.html"])
            if files.get("typeface.css", b"").startswith(
                b"/*"
            ):  # it has the letters of those pages
                del files["typeface.css"], manifest["files"]["typeface.css"]
        return files | {"manifest.json": json.dumps(manifest).encode()}

    def processes(self) -> list[int]:
        """Processes of its runs that are alive."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                if (
                    entry.name.isdecimal()
                    and f"HOUSE={self.mark}".encode() in (entry / "environ").read_bytes()
                ):
                    found.append(int(entry.name))
            except OSError:
                continue
        return found
