"""The command in Chinese prints no English sentence, whatever happens."""

import re

import pytest

from tests.support.command import gouji, gouji_process
from tests.support.language import english_sentences
from tests.support.paths import RAW

COMMANDS = (
    *("run", "read", "show", "check", "diff", "assess", "compare", "brief", "export"),
    *("tabulate", "template", "review", "letters", "answers"),
)
REPORT = RAW / "xiangxiang-natural-resources-2022.txt"
SUQIAN = RAW / "suqian-2024.csv"


def _chinese(done, code):
    assert done.returncode == code, (done.stdout, done.stderr)
    said = done.stdout + done.stderr
    assert english_sentences(said) == []
    assert re.search("[一-鿿]", said)
    assert "Traceback" not in said
    return said


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command(command):
    said = _chinese(gouji(command, "--lang", "zh", "--help"), 0)
    assert not re.search(r"^(Usage|Options|Arguments|Commands):|\[(required|default)", said, re.M)


def test_help_of_the_command_itself(monkeypatch):
    _chinese(gouji("--lang", "zh", "--help"), 0)
    monkeypatch.setenv("GOUJI_LANG", "zh")
    _chinese(gouji("--help"), 0)
    assert "Usage:" in gouji("--lang", "en", "--help").stdout


def test_english_stays_the_default_and_can_be_asked_for(monkeypatch):
    monkeypatch.setenv("GOUJI_LANG", "zh")
    assert "there is no such file" in gouji("check", "--lang", "en", "no.txt").stderr
    monkeypatch.setenv("GOUJI_LANG", "fr")
    done = gouji("check", "no.txt")
    assert done.returncode == 2
    assert "no edition in 'fr'" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "no.txt"),
        ("run", "no-folder"),
        ("read", "."),
        ("read", RAW / "suqian-2024.csv", "--bad"),
        ("read",),
        ("foo",),
        ("read", "a", "b"),
        ("read", "a", "--year", "x"),
        ("run", "a", "--workers", "0"),
        ("run", "a", "--workers"),
        ("run", RAW, "--engine", "x"),
        ("check", RAW, "--format", "x"),
        ("diff", REPORT, REPORT, "--format", "x"),
        ("export", "out", "--to", "x"),
        ("template", "--format", "2020", "out"),
        ("show", REPORT, "requests/nothing/total"),
        ("assess", "某县财政局", "2022", "--data", "no"),
        ("compare", "甲-2022", "--data", "no"),
        ("brief", "--year", "2022"),
        ("check", REPORT, "--expectations", "."),
    ],
    ids=lambda given: " ".join(map(str, given))[:40],
)
def test_wrong_use_and_missing_files(arguments, tmp_path):
    _chinese(gouji("--lang", "zh", *arguments, cwd=tmp_path), 2)


def test_reading_checking_showing_and_comparing_versions(tmp_path):
    for arguments in (
        ("read", REPORT),
        ("check", REPORT, SUQIAN),
        ("show", REPORT, "requests/received/*"),
        ("show", REPORT, "claims"),
        ("diff", REPORT, REPORT),
        ("diff", RAW / "suqian-2023.csv", RAW / "suqian-2024.csv"),
        ("template", "--format", "2021", "out"),
    ):
        _chinese_or_quiet(gouji(*arguments, "--lang", "zh", cwd=tmp_path))


def _chinese_or_quiet(done):
    assert done.returncode == 0, done.stderr
    assert english_sentences(done.stdout + done.stderr) == []


def test_a_broken_card_a_clash_and_an_empty_file(tmp_path):
    text = REPORT.read_text(encoding="utf-8")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "b.txt").write_text(text.replace("96", "97", 1), encoding="utf-8")
    (tmp_path / "c.txt").write_bytes(b"")
    (tmp_path / "d.txt").write_text(text, encoding="utf-8")
    (tmp_path / "d.source.yml").write_text("year: [", encoding="utf-8")
    card = REPORT.with_suffix(".source.yml").read_text(encoding="utf-8")
    for name in "ab":
        (tmp_path / f"{name}.source.yml").write_text(card, encoding="utf-8")
    said = _chinese(gouji("check", "--lang", "zh", tmp_path), 2)
    assert "未采用" in said
    assert "d.source.yml第1行：不是有效的YAML" in said
    assert "文件是空的" in said


def test_a_failing_check_and_corrections(tmp_path):
    text = (RAW / "suqian-2024.csv").read_text(encoding="utf-8")
    rows = text.splitlines(keepends=True)
    at = next(n for n, row in enumerate(rows) if "requests/received" in row)
    cells = rows[at].split(",")
    cells[3] = "9999"
    rows[at] = ",".join(cells)
    (tmp_path / "suqian-2024.csv").write_text("".join(rows), encoding="utf-8")
    (tmp_path / "corrections.yml").write_text("- report: x\n", encoding="utf-8")
    _chinese(gouji("check", "--lang", "zh", tmp_path), 2)
    (tmp_path / "corrections.yml").unlink()
    said = _chinese(gouji("check", "--strict", "--lang", "zh", tmp_path), 1)
    assert "不成立" in said
    english = gouji("check", "--strict", tmp_path)
    assert english.returncode == 1
    assert "checks pass" in english.stdout


def test_formats_for_programs_are_the_same_in_every_language(monkeypatch):
    for form in ("json", "csv", "github", "sarif"):
        english = gouji("check", REPORT, "--format", form).stdout
        monkeypatch.setenv("GOUJI_LANG", "zh")
        assert gouji("check", REPORT, "--format", form).stdout == english
        monkeypatch.delenv("GOUJI_LANG")
    assert (
        gouji("--lang", "zh", "read", REPORT, "--json").stdout
        == gouji("read", REPORT, "--json").stdout
    )


@pytest.mark.slow
def test_a_run(tmp_path):
    done = gouji_process("run", REPORT, "--out", "out", "--lang", "zh", cwd=tmp_path)
    said = _chinese(done, 0)
    assert "已发布" in said
    again = gouji_process("run", REPORT, "--out", "out", "--lang", "zh", cwd=tmp_path)
    assert "没有变化" in _chinese(again, 0)
    assert "failing checks" in gouji_process("run", REPORT, "--out", "out", cwd=tmp_path).stdout
