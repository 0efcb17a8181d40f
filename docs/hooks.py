"""What the site takes from the project itself, so that it cannot go out of date."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SEVERITIES = {"zh": {"error": "错误", "warning": "警告", "note": "提示"}, "en": {}}


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Fill in rules and commands; a link to a file outside the site becomes its name.

    Parameters
    ----------
    markdown : str
        Text of the page.
    page : mkdocs.structure.pages.Page
        The page; its path ends in ``.zh.md`` where it is Chinese.
    """
    lang = "zh" if page.file.src_uri.endswith(".zh.md") else "en"
    for mark, fill in (("<!-- rules -->", rules), ("<!-- commands -->", commands)):
        if mark in markdown:
            markdown = markdown.replace(mark, fill(lang))
    return re.sub(r"\[([^\]]+)\]\((?:\.\./|\.github/|[A-Z]+\.)[^)]*\)", r"`\1`", markdown)


def rules(lang: str) -> str:
    """Every rule in the suites, as a table.

    Parameters
    ----------
    lang : str
        Of labels and reasons, ``zh`` or ``en``.
    """
    head = {"zh": "|规则|内容|理由|程度|出处|", "en": "| rule | what | why | severity | source |"}
    lines = [head[lang], "|---|---|---|---|---|"]
    for path in sorted((ROOT / "expectations").glob("*.json")):
        for rule in json.loads(path.read_text(encoding="utf-8"))["expectations"]:
            about = rule["meta"]
            texts = [about.get(key, {}).get(lang, "") for key in ("label", "why")]
            severity = SEVERITIES[lang].get(about["severity"], about["severity"])
            cells = [f"`{about['id']}`", *texts, severity, about["source"]]
            lines.append("| " + " | ".join(str(c).replace("|", "\\|") for c in cells) + " |")
    return "\n".join(lines)


def commands(lang: str) -> str:
    """The help of every command.

    Parameters
    ----------
    lang : str
        Of the help, ``zh`` or ``en``.
    """
    names = re.findall(r"^  (\w+)  +\S", re.split("Commands:|命令：", _help(lang))[-1], re.M)
    return "\n\n".join(f"## {name}\n\n```text\n{_help(lang, name)}```" for name in names)


def _help(lang: str, *names: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "gouji", *names, "--help"],
        env={**os.environ, "GOUJI_LANG": lang, "COLUMNS": "100", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout.replace("python -m gouji", "gouji")
