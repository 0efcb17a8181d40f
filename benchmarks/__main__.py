"""Run a benchmark and keep its figures, or write README.md anew from the figures that are kept.

Commands::

    python -m benchmarks                          # benchmarks/README.md, from benchmarks/results/*.json
    python -m benchmarks exactness --reports 25   # run it, keep what it prints, then the same

A file of results has ``title``, ``about`` (what is measured, and what the figures mean), ``tables`` (each ``columns`` and
``rows``: the figures that a reader wants, entered from the output) and ``runs``: command, date, machine and output of the last
run of each command.
"""

import ast
import contextlib
import io
import json
import os
import platform
import runpy
import sys
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE / "results"
_HEAD = """# Benchmarks

Written by `python -m benchmarks` from `benchmarks/results/*.json`. `python -m benchmarks NAME …` runs one and keeps its output
there; `python -m benchmarks.NAME …` only prints it.

"""


class _Tee(io.StringIO):
    """Shows what is printed, and keeps it."""

    def write(self, text: str) -> int:
        sys.__stdout__.write(text)
        return super().write(text)


def run(name: str, arguments: list[str]) -> None:
    """Run a benchmark and keep what it prints."""
    path = RESULTS / f"{name}.json"
    kept, code = _Tee(), None
    before, sys.argv = sys.argv, [f"benchmarks.{name}", *arguments]
    try:
        with contextlib.redirect_stdout(kept):
            runpy.run_module(f"benchmarks.{name}", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if end.code not in (None, 0, 1):  # 2: it did not run; 1: it found what should not be
            raise
        code = end.code
    finally:
        sys.argv = before
    if not {"-h", "--help"}.isdisjoint(arguments):
        return
    # Read only now: a benchmark may have kept its tables there itself.
    found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"title": name}
    command = " ".join(["python -m benchmarks", name, *arguments])
    runs = [r for r in found.get("runs", []) if r["command"] != command]
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    lines = kept.getvalue().splitlines()
    today = date.today().isoformat()
    runs.append({"command": command, "date": today, "machine": machine, "output": lines})
    text = json.dumps(found | {"runs": runs}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
    if code:
        raise SystemExit(code)


def names() -> list[str]:
    """The benchmarks that there are: modules, and packages that run and keep figures."""
    modules = {path.stem for path in HERE.glob("[a-z]*.py")}
    packages = {path.parent.name for path in HERE.glob("*/__main__.py")}
    return sorted(modules | {name for name in packages if (RESULTS / f"{name}.json").exists()})


def page() -> str:
    """README.md; a benchmark of which no figures are kept is in the overview alone."""
    rows, sections = [], []
    for name in names():
        path = RESULTS / f"{name}.json"
        if path.exists():
            found = json.loads(path.read_text(encoding="utf-8"))
            unknown = {"command": f"python -m benchmarks {name}", "date": ""}
            last = [unknown, *found["runs"]][-1]
            linked = f"[{name}](#{_anchor(found['title'])})"
            rows.append([linked, found["title"], f"`{last['command']}`", last["date"]])
            sections.append(_section(found))
        else:
            tree = ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8"))
            about = (ast.get_docstring(tree) or "").split("\n")[0]
            rows.append([name, about, f"`python -m benchmarks {name}`", "no figures kept"])
    overview = _table({"columns": ["benchmark", "what", "command", "measured"], "rows": rows})
    return _HEAD + overview + "".join(sections)


def _section(result: dict[str, Any]) -> str:
    parts = [f"\n## {result['title']}\n"]
    parts += [f"`{r['command']}` ({r['date']}; {r['machine']})\n" for r in result["runs"]]
    for part in result.get("about", []):
        parts.append(
            _table(result["tables"][part["table"]]) if "table" in part else f"{part['text']}\n"
        )
    if not result.get("about"):
        parts += [
            "```\n" + "\n".join(r["output"]) + "\n```\n" for r in result["runs"] if r["output"]
        ]
    return "\n".join(parts)


def _table(table: dict[str, Any]) -> str:
    columns = table["columns"]
    rule = [
        ("---:" if side == "right" else "---")
        for side in table.get("align", ["left"] * len(columns))
    ]
    return "".join(f"| {' | '.join(map(str, row))} |\n" for row in [columns, rule, *table["rows"]])


def _anchor(title: str) -> str:
    return "".join(c for c in title.lower().replace(" ", "-") if c.isalnum() or c == "-")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        if sys.argv[1] not in names():
            sys.exit(f"There is no benchmark {sys.argv[1]!r}; there are: {', '.join(names())}")
        run(sys.argv[1], sys.argv[2:])
    (HERE / "README.md").write_text(page(), encoding="utf-8")
