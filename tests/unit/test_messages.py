"""Messages in Chinese: every message of the package has one, and values are in their places."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from analysis.errors import InputError
from analysis.messages import catalogue, language, message, use_language
from tests.support.language import english_sentences
from tests.support.paths import ROOT

_PLACE = re.compile(r"\{([a-z]+)\}")
_OWN = "analysis/messages/"


@pytest.fixture(autouse=True)
def _as_before():
    yield
    use_language(None)


def _text(node: ast.AST, known: dict[str, str]) -> str | None:
    """A message as it reaches a person, with `X1` for each value."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.JoinedStr):
        values = (v.value if isinstance(v, ast.FormattedValue) else v for v in node.values)
        return "".join(_text(value, known) or "X1" for value in values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return "".join(_text(side, known) or "X1" for side in (node.left, node.right))
    return None


def _raised(node: ast.Call, known: dict[str, str]) -> str | None:
    """The message of a call that raises an error for people."""
    called = ast.unparse(node.func)
    if called == "writing":
        plain = ast.Constant("Change its permissions.")
        advice = _text(node.args[1] if len(node.args) > 1 else plain, known)
        return f"X1: cannot be written (X1). {advice}"
    if called == "InputError":
        return _text(node.args[0], known)
    if called.endswith((".wrong", ".need")) and (text := _text(node.args[-1], known)):
        return f"X1: {text}"
    return None


@cache
def _messages() -> list[tuple[str, str]]:
    """Where each error for people is raised, and its text."""
    found = []
    for path in sorted((ROOT / "src").rglob("*.py")):
        code = path.read_text(encoding="utf-8")
        if not any(name in code for name in ("InputError", "writing", ".wrong", ".need")):
            continue  # each worker that runs tests looks through the whole package for them
        known: dict[str, str] = {}  # texts by the name that was given to them last
        nodes = (n for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Assign | ast.Call))
        for node in sorted(nodes, key=lambda n: n.lineno):
            if isinstance(node, ast.Assign):
                pairs = [(node.targets[0], node.value)]
                if isinstance(node.value, ast.Tuple) and isinstance(node.targets[0], ast.Tuple):
                    pairs = list(zip(node.targets[0].elts, node.value.elts, strict=False))
                for target, value in pairs:
                    text = _text(value, known)
                    if isinstance(target, ast.Name) and text and " " in text:
                        known[target.id] = text
            if isinstance(node, ast.Call) and node.args:
                text = _raised(node, known)
                if text and re.search("[a-z]{2,} [a-z]{2,}", text):
                    found.append((f"{path.relative_to(ROOT / 'src')}:{node.lineno}", text))
    return found


@pytest.mark.parametrize("label", ["Left out", "Error"])
@pytest.mark.parametrize("kind", ["Word file", "XLSX file", "web archive"])
def test_a_label_before_a_message_is_in_chinese_too(label: str, kind: str):
    what = f"{label}: a.docx: not a readable {kind}. Open it in its own program and save it again, "
    chinese = message(f"{what}or save the report as text.", "zh")
    assert chinese.startswith(message(f"{label}: a.docx", "zh") + "：不是可读的")


def test_the_package_raises_messages():
    assert len(_messages()) > 200


@pytest.mark.parametrize(("where", "text"), _messages(), ids=lambda value: value[:60])
def test_every_error_for_people_has_a_chinese_text(where: str, text: str):
    chinese = message(text, "zh")
    assert re.search("[一-鿿]", chinese), f"{where}: no Chinese in src/{_OWN}input.yml for: {text}"
    assert english_sentences(chinese) == []


def test_both_languages_name_the_same_values():
    for english, chinese in catalogue().items():
        assert sorted(_PLACE.findall(english)) == sorted(_PLACE.findall(chinese)), english


def test_chinese_texts_are_chinese():
    for chinese in catalogue().values():
        assert re.search("[一-鿿]", chinese), chinese
        assert english_sentences(chinese) == [], chinese


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("a b.txt: there is no such file. Check the name.", "a b.txt：没有这个文件。请核对名称。"),
        (
            "a.txt: cannot be read (Permission denied). Check its permissions.",
            "a.txt：读不了（没有权限）。请检查其权限。",
        ),
        ("c.yml, entry 2: lacks year.", "c.yml第2条：缺少year。"),
        (
            "c.yml, entry 1: 'Feb 3' is no day. Write it as 2024-02-01.",
            "c.yml第1条：'Feb 3'不是日期。请写作2024-02-01。",
        ),
        (
            'a.json, expectation 1: `each` must be "item", "column" or a list of row codes.',
            'a.json第1条规则：`each` 须为"item"、"column"或行代码的列表。',
        ),
        (
            "No report could be used:\na.txt: the file is empty. Save the report again, or remove the file.",
            "没有可用的报告：\na.txt：文件是空的。请重新保存报告，或移走该文件。",
        ),
        ("nothing that anybody ever said", "nothing that anybody ever said"),
        ("  3 fail", "  3 fail"),
    ],
)
def test_values_stand_in_their_places(english: str, chinese: str):
    assert message(english, "zh") == chinese
    assert message(english, "en") == english


def test_values_that_look_like_places_are_left():
    text = "{b}: there is no such file. Check the name."
    assert message(text, "zh") == "{b}：没有这个文件。请核对名称。"


def test_language_is_asked_for_or_that_of_the_environment(monkeypatch):
    for name in ("GOUJI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert language() == "en"
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert language() == "zh"
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert language() == "en"
    monkeypatch.setenv("GOUJI_LANG", "zh")
    assert language() == "zh"
    use_language("en")
    assert language() == "en"
    with pytest.raises(InputError, match="'fr'"):
        use_language("fr")


def test_formats_for_programs_ask_no_language():
    """What writes tables and JSON does not know the language of messages."""
    for path in Path(ROOT / "src/analysis/publishing/findings_formats").glob("*.py"):
        assert "analysis.messages" not in path.read_text(encoding="utf-8"), path
