"""The command: what it prints, how it ends, how it says what is wrong."""

import csv
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import zipfile

import pytest

from tests.support.command import COMMAND, gouji, gouji_process
from tests.support.paths import ROOT

TIMED = ("manifest.json", "state.json")  # they tell when files were read and written
COMMANDS = ("run", "read", "show", "check", "diff", "assess", "compare", "template")


def test_help_answers_at_once():
    """In processor time, which others on the machine do not add to."""
    took = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = gouji_process("--help")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert all(command in done.stdout for command in COMMANDS)
    assert min(took) < 0.5


@pytest.mark.parametrize("command", COMMANDS)
def test_each_help_shows_an_example(command):
    assert f"Example: gouji {command}" in gouji(command, "--help").stdout


def test_read_prints_one_json_object(raw):
    done = gouji("read", raw / "suqian-2024.csv", "--json")
    content = json.loads(done.stdout)
    assert set(content) == {"report", "cells", "claims", "statements", "findings"}
    assert len(content["cells"]) == 200
    assert list(content["cells"][0]) == [
        "table",
        "item",
        "column",
        "value",
        "status",
        "printed",
        "where",
    ]
    assert content["report"]["agency"] == "宿迁市人民政府"
    assert done.returncode == 0


def test_a_blank_cell_is_null_in_json(raw):
    cells = json.loads(gouji("read", raw / "shanghai-general-office-2019.csv", "--json").stdout)[
        "cells"
    ]
    blank = [c for c in cells if c["status"] == "blank"]
    assert len(blank) == 135
    assert {c["value"] for c in blank} == {None}


CHANGES = {
    "xiangxiang-natural-resources-2022.txt": ("txt", "（一）予以公开", "requests/granted/*"),
    "suqian-2023.csv": ("csv", "requests/granted", "requests/granted/*"),
    "suqian-2024.csv": ("csv", "remedies/review", "remedies/review/*"),
    "shanghai-general-office-2019.csv": ("csv", "requests/received", "requests/received/*"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_one_changed_digit_fails_under_strict_and_restored_passes(tmp_path, raw, name):
    path = tmp_path / name
    shutil.copy(raw / name, path)
    assert gouji("check", path, "--strict").returncode == 0
    original = path.read_text(encoding="utf-8")
    kind, key, where = CHANGES[name]
    if kind == "txt":
        lines = original.splitlines(keepends=True)
        at = next(i for i, line in enumerate(lines) if "予以公開 |" in line and "不予" not in line)
        lines[at + 1] = lines[at + 1].replace("19", "18")
        path.write_text("".join(lines), encoding="utf-8")
    else:
        rows = list(csv.reader(original.splitlines()))
        row = next(r for r in rows if r and r[0] == key)
        row[2] = row[2][:-1] + str((int(row[2][-1]) + 1) % 10)
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
    done = gouji("check", path, "--strict")
    assert done.returncode == 1
    assert f"[{where}]" in done.stdout
    assert gouji("check", path).returncode == 0
    path.write_text(original, encoding="utf-8")
    assert gouji("check", path, "--strict").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["read", "nothing.txt"], "nothing.txt: there is no such file"),
        (["check", "empty.txt"], "empty.txt: the file is empty"),
        (["check", "folder"], "folder: no report found"),
        (
            ["assess", "湘乡自然资源局", "2022", "--data", ROOT / "data/processed"],
            "湘乡市自然资源局",
        ),
        (
            ["assess", "湘乡市自然资源局", "1999", "--data", ROOT / "data/processed"],
            "Years loaded: 2022",
        ),
        (["compare", "宿迁市人民政府-2023", "--data", ROOT / "data/processed"], "two or more"),
        (["template", "--format", "2020", "x"], "2019, 2021"),
        (["template", "taken.csv"], "not overwritten"),
        (["run", ROOT / "data/raw", "--out", "empty.txt"], "empty.txt is a file"),
        (["check", ROOT / "data/raw", "--format", "xml"], "text, json, csv, html, github, sarif"),
        (["check", ROOT / "data/raw/suqian-2023.csv", "--out", "folder"], "folder is a folder"),
        (
            ["diff", ROOT / "data/raw/suqian-2023.csv", "nothing.csv"],
            "nothing.csv: there is no such file",
        ),
        (
            ["diff", ROOT / "data/raw/suqian-2023.csv", "empty.txt", "--format", "xml"],
            "text or json",
        ),
        (["frobnicate"], "No such command"),
        (["check"], "Missing argument"),
    ],
)
def test_bad_input_ends_with_2_one_message_and_nothing_written(tmp_path, arguments, says):
    (tmp_path / "empty.txt").touch()
    (tmp_path / "taken.csv").write_text("mine")
    (tmp_path / "folder").mkdir()
    before = sorted(p.name for p in tmp_path.rglob("*"))
    done = gouji(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(p.name for p in tmp_path.rglob("*") if "reports" not in p.name) == before
    assert not list(tmp_path.glob("reports/*"))


def test_a_bad_file_is_left_out_and_the_others_are_checked(tmp_path, raw):
    shutil.copy(raw / "suqian-2023.csv", tmp_path)
    (tmp_path / "empty.txt").touch()
    done = gouji("check", tmp_path)
    assert done.returncode == 2
    assert "42 checks pass" in done.stdout
    assert "empty.txt: the file is empty" in done.stderr


def test_no_document_in_a_folder_is_passed_over_in_silence(tmp_path, raw):
    """By its ending or, where it has none, by its bytes: read, or named with what to do."""
    page = (raw / "pingtan" / "pingtan-2023.html").read_bytes()
    (tmp_path / "平潭综合实验区2023.12报告").write_bytes(page)
    (tmp_path / "notes").write_text("政府信息公开", encoding="utf-8")
    (tmp_path / "kept.html~").write_bytes(page.replace("年".encode(), b""))
    (tmp_path / "mark.csv").write_bytes(b"\xef\xbb\xbf\r\n")
    with zipfile.ZipFile(tmp_path / "a.ofd", "w") as archive:
        archive.writestr("OFD.xml", "")
    shutil.copy(tmp_path / "a.ofd", tmp_path / "下载")
    with zipfile.ZipFile(tmp_path / "b.odt", "w") as archive:
        archive.writestr("content.xml", "")
    (tmp_path / "c.rar").write_bytes(b"Rar!\x1a\x07")
    (tmp_path / "d.heic").write_bytes(b"\x00\x18ftypheic")
    (tmp_path / "d.wps").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        for name in ("a.ofd", "c.rar"):
            archive.write(tmp_path / name, name)
    done = gouji("check", tmp_path)
    assert "files left out: 9" in done.stdout
    assert "平潭综合实验区-2023: " in done.stdout
    for name in ("a.ofd", "下载"):
        assert f"{name}: an OFD file. Print it to PDF" in done.stderr
    for name, says in {
        "mark.csv": "the file is empty",
        "b.odt": "Save it as DOCX",
        "c.rar": "Unpack it",
        "d.heic": "gouji template",
        "d.wps": "Open it in its own program",
        "e.zip!a.ofd": "Print it to PDF",
        "e.zip!c.rar": "Unpack it",
    }.items():
        assert re.search(rf"{re.escape(name)}: .*{says}", done.stderr), done.stderr


def test_check_writes_its_findings_in_a_format_to_a_file_or_to_the_terminal(tmp_path, raw):
    path = raw / "xiangxiang-natural-resources-2022.txt"
    printed = gouji_process("check", path, "--format", "sarif")
    done = gouji("check", path, "--format", "sarif", "--out", tmp_path / "out" / "findings.sarif")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "out" / "findings.sarif").read_bytes() == printed.stdout.encode()
    assert json.loads(printed.stdout)["version"] == "2.1.0"
    assert gouji("check", path, "--format", "github", "--lang", "zh").stdout.startswith(
        "::warning file="
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes")
def test_a_pipe_or_the_standard_output_is_written_into_and_not_replaced(tmp_path, raw):
    """As root, `--out /dev/stdout` put a file in the place of the system's link."""
    standard, pipe = tmp_path / "stdout", tmp_path / "pipe"
    standard.symlink_to("/proc/self/fd/1")
    os.mkfifo(pipe)
    check = "check", raw / "suqian-2023.csv", "--format", "json", "--out"
    done = gouji_process(*check, standard)
    assert done.stdout.startswith("{")
    with open(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)) as reader:
        gouji(*check, pipe)
        assert reader.read().startswith("{")
    assert standard.is_symlink()
    assert pipe.is_fifo()
    alone = "import sys; from analysis.files import Path, write; write(Path(sys.argv[1]), 'found')"
    for mode in ("wb", "ab"):  # as after `>` and `>>`; as the command writes, without its seconds
        with open(tmp_path / "all", mode) as file:
            os.write(file.fileno(), b"before\n")
            subprocess.run([sys.executable, "-c", alone, standard], stdout=file, check=True)
            os.write(file.fileno(), b"after\n")
    assert (tmp_path / "all").read_text(encoding="utf-8") == "before\nfoundafter\n" * 2


def test_a_format_of_no_report_at_all_is_still_one(tmp_path):
    (tmp_path / "empty.txt").touch()
    done = gouji("check", tmp_path, "--format", "json")
    assert done.returncode == 2
    content = json.loads(done.stdout)
    assert (content["reports"], content["outcomes"]) == ([], [])
    assert "empty.txt: the file is empty" in content["problems"][0]


def test_diff_shows_both_prints_and_places(tmp_path, raw):
    text = (raw / "suqian-2024.csv").read_text(encoding="utf-8")
    (tmp_path / "later.csv").write_text(text.replace("1431", "1341"), encoding="utf-8")
    done = gouji("diff", raw / "suqian-2024.csv", tmp_path / "later.csv")
    assert done.returncode == 0
    assert re.search(
        r"≠ requests/granted/total: '1431' \((row \d+, column 9)\) → '1341' \(\1\)", done.stdout
    )
    assert "Cells: 1 changed." in done.stdout
    content = json.loads(
        gouji("diff", raw / "suqian-2024.csv", tmp_path / "later.csv", "--format", "json").stdout
    )
    assert [(c["cell"], c["change"]) for c in content["cells"]] == [
        ("requests/granted/total", "changed")
    ]


@pytest.mark.parametrize("labels", ["予以公开/总计", "（一）予以公开 · 总计", "granted/total"])
def test_show_takes_the_labels_of_the_form(raw, labels):
    done = gouji("show", raw / "suqian-2024.csv", labels)
    assert done.stdout.startswith("requests/granted/total = 1431  [stated]")
    assert done.stdout.count("printed") == 1


def test_the_version_is_shown():
    assert re.fullmatch(r"gouji \d+\.\d+\.\d+\n", gouji("--version").stdout)


def test_check_ends_with_all_in_one_line_and_strict_says_why_it_failed(tmp_path, raw):
    text = (raw / "suqian-2024.csv").read_text(encoding="utf-8")
    (tmp_path / "wrong.csv").write_text(text.replace("1431", "1341"), encoding="utf-8")
    (tmp_path / "broken.csv").write_text("nothing", encoding="utf-8")
    done = gouji("check", tmp_path / "wrong.csv", "--strict")
    last = done.stdout.splitlines()[-1]
    assert re.fullmatch(
        r"Reports: 1; failing checks: (\d), in 1 of them; "
        r"findings: errors \1, warnings \d+, notes \d+; files left out: 0",
        last,
    )
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        1,
        "Exit code 1: figures fail their checks (--strict).",
    )
    left_out = gouji("check", tmp_path)
    assert left_out.stdout.splitlines()[-1].endswith("files left out: 1")
    assert left_out.returncode == 2


def test_show_names_print_and_place(raw):
    done = gouji("show", raw / "suqian-2024.csv", "requests/granted/total")
    assert "requests/granted/total = 1431  [stated]" in done.stdout
    assert "printed '1431' at row 27, column 9 of suqian-2024.csv" in done.stdout
    assert gouji("show", raw / "suqian-2024.csv", "remedies/review/*").stdout.count("printed") == 5
    assert (
        "= 1573179  [stated]"
        in gouji("show", raw / "suqian-2024.csv", "disclosure/licences/decisions").stdout
    )
    done = gouji("show", raw / "suqian-2024.csv", "requests/grantet/total")
    assert done.returncode == 2
    assert "requests/granted/total" in done.stderr


def test_agency_and_year_can_be_stated(tmp_path, raw):
    shutil.copy(raw / "xiangxiang-natural-resources-2022.txt", tmp_path / "r.txt")
    done = gouji("read", tmp_path / "r.txt", "--json", "--agency", "某局", "--year", "2021")
    report = json.loads(done.stdout)["report"]
    assert (report["agency"], report["year"]) == ("某局", 2021)
    assert "the document's own year is 2022" in report["notes"]


def test_template_writes_csv_and_xlsx(tmp_path):
    done = gouji("template", "--format", "2019", "mine", cwd=tmp_path)
    assert done.stdout.split() == ["mine.csv", "mine.xlsx"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine.csv", "mine.xlsx"]
    empty = gouji("read", "mine.csv", cwd=tmp_path)
    assert empty.returncode == 2
    assert "`agency` is not filled in" in empty.stderr


@pytest.mark.slow
def test_assess_and_compare_write_a_notebook_and_a_page(tmp_path):
    data = ROOT / "data" / "processed"
    done = gouji_process(
        "assess",
        "湘乡市自然资源局",
        2022,
        "--lang",
        "en",
        "--data",
        data,
        "--out",
        "o",
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    done = gouji_process(
        "compare",
        "宿迁市人民政府-2023",
        "宿迁市人民政府-2024",
        "--data",
        data,
        "--out",
        "o",
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    pages = sorted(p.relative_to(tmp_path / "o") for p in (tmp_path / "o").rglob("*.[hi]*"))
    assert [(p.parent.name, p.suffix) for p in pages if p.suffix in (".html", ".ipynb")] == [
        *(("assessments", ".html"), ("assessments", ".ipynb")),
        *(("comparisons", ".html"), ("comparisons", ".ipynb")),
    ]


@pytest.mark.slow
def test_tables_that_nobody_named_are_those_of_the_last_run_and_are_named(tmp_path):
    """A run of one's own inside a checkout was followed by briefs on the shipped reports."""
    shipped, own = tmp_path / "data" / "processed", tmp_path / "reports" / "data"
    shutil.copytree(ROOT / "data" / "processed", shipped)
    for arguments in (
        ["brief", "--all", "--year", "2099"],
        ["export", tmp_path / "x", "--to", "csv"],
    ):
        shutil.copytree(shipped, own, dirs_exist_ok=True)
        for newer, older in ((own, shipped), (shipped, own)):
            os.utime(newer / "cells.csv")
            for path in older.iterdir():
                os.utime(path, (1e9, 1e9))
            done = gouji(*arguments, cwd=tmp_path)
            assert f"Processed tables: {newer}" in done.stderr, done.stderr
        shutil.rmtree(own)
    shutil.move(shipped, own)
    assert f"Processed tables: {own}" in gouji("brief", "--all", "--year", "2099", cwd=own).stderr
    done = gouji("brief", "--all", "--year", "2099", "--data", own, cwd=tmp_path)
    assert "Processed tables" not in done.stderr
    shutil.rmtree(own)
    done = gouji("brief", "--all", "--year", "2099", cwd=tmp_path)
    assert (done.returncode, "No data/processed or reports/data at" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    "reports",
    ["suqian-2024.*", pytest.param("*", marks=pytest.mark.slow)],
    ids=["one report", "all reports"],
)
def test_a_run_publishes_everything_twice_the_same_and_refreshes_the_tables(tmp_path, raw, reports):
    shutil.copytree(ROOT / "data" / "processed", tmp_path / "data" / "processed")
    (tmp_path / "data" / "raw").mkdir()
    for path in raw.glob(reports):
        copy = shutil.copytree if path.is_dir() else shutil.copy
        copy(path, tmp_path / "data" / "raw" / path.name)
    (tmp_path / "data" / "raw" / "empty.txt").touch()
    (tmp_path / "data" / "processed" / "cells.csv").unlink()
    outs = []
    # Of one report the second run makes again the pages in one language: those of each notebook.
    for out in ("one", "two") if reports == "*" else ("one", "one"):
        removed = list((tmp_path / out).rglob("*.zh.html"))
        for page in removed:
            page.unlink()
        done = gouji_process("run", "data/raw", "--out", out, cwd=tmp_path)
        assert done.returncode == 2, done.stderr  # one file was left out, and told
        assert "empty.txt: the file is empty" in done.stderr
        assert "index.html" in done.stdout
        assert not removed or f"{len(removed)} notebooks executed" in done.stdout
        files = sorted(
            p for p in (tmp_path / out).rglob("*") if p.is_file() and p.name not in TIMED
        )
        outs.append({str(p.relative_to(tmp_path / out)): p.read_bytes() for p in files})
    assert outs[0] == outs[1]
    assert len(outs[0]) > 40
    assert len(removed) == (0 if reports == "*" else 2)
    for path in (ROOT / "data" / "processed").iterdir():
        refreshed = (tmp_path / "data" / "processed" / path.name).read_bytes()
        assert refreshed == outs[0][f"data/{path.name}"]
        if reports == "*":
            assert refreshed == path.read_bytes()
    index = outs[0]["index.html"].decode()
    assert "empty.txt" in index
    for name, content in outs[0].items():
        assert str(tmp_path).encode() not in content, name
        if name.endswith(".html"):
            assert b'src="http' not in content, name
            assert b'href="http' not in content, name


def test_text_is_in_the_encoding_of_the_terminal_and_other_formats_in_utf_8(raw):
    """What was checked was in UTF-8, what was said below it in GBK."""
    env = os.environ | {"PYTHONIOENCODING": "gbk"}
    for more, code in ((), "gbk"), (("--format", "csv"), "utf-8"):
        done = subprocess.run(
            [*COMMAND, "--lang", "zh", "check", raw / "shanghai-general-office-2019.csv", *more],
            env=env,
            capture_output=True,
        )
        assert "上海市人民政府办公厅" in done.stdout.decode(code)
