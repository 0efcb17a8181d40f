"""Old office files: workbooks by xlrd, Word files and RTF through LibreOffice; told apart by their
content and not their name.
"""

import json
import shutil

import pytest

from analysis import InputError, read_report
from analysis.form import get_form
from analysis.reading.backends import office
from analysis.reading.document import read_bytes
from analysis.recognising.numbers import read_cell
from tests.support.paths import FIXTURES


def differences(report, printed: dict[str, str]) -> list:
    form = get_form(report.format)
    wrong = []
    for cell in report.cells.itertuples():
        code = f"{cell.table}/{cell.item}/{cell.column}"
        status, value = read_cell(form.by_code[code], printed[code])
        if cell.status != status or (value is not None and cell.value != value):
            wrong.append((code, printed[code], cell.status, cell.value))
    return wrong


@pytest.mark.parametrize("fmt", ["2019", "2021"])
def test_an_old_workbook_is_read_exactly(fmt):
    printed = json.loads((FIXTURES / f"book-{fmt}.json").read_text(encoding="utf-8"))
    assert differences(read_report(FIXTURES / f"book-{fmt}.xls"), printed) == []


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
@pytest.mark.parametrize("name", ["report.doc", "report.xls", "report.wps"])
def test_an_old_word_file_is_read_exactly_whatever_its_name(tmp_path, name):
    shutil.copy(FIXTURES / "report-2021.doc", tmp_path / name)
    report = read_report(tmp_path / name)
    printed = json.loads((FIXTURES / "book-2021.json").read_text(encoding="utf-8"))
    assert differences(report, printed) == []
    assert "converted from .doc by LibreOffice" in report.notes


def test_without_libreoffice_it_says_what_to_do(monkeypatch):
    monkeypatch.setattr(office.shutil, "which", lambda name: None)
    with pytest.raises(
        InputError,
        match=r"report\.doc: an old Word file \(\.doc\) needs LibreOffice, which is not installed",
    ):
        read_bytes((FIXTURES / "report-2021.doc").read_bytes(), "report.doc")
    with pytest.raises(InputError, match=r"an RTF file needs LibreOffice"):
        read_bytes(rb"{\rtf1 x}", "report.doc")


@pytest.mark.skipif(not hasattr(office.os, "killpg"), reason="POSIX")
def test_a_libreoffice_that_hangs_is_ended_with_all_it_started(tmp_path, monkeypatch):
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 600 &\nsleep 600\n")
    program.chmod(0o755)
    monkeypatch.setattr(office.shutil, "which", lambda name: str(program))
    monkeypatch.setattr(office, "SECONDS", 0.3)
    with pytest.raises(InputError, match="did not convert it within"):
        office.OfficeBackend(".doc").read(b"x", "report.doc")


def test_a_libreoffice_that_makes_nothing_is_told(tmp_path, monkeypatch):
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(office.shutil, "which", lambda name: str(program))
    with pytest.raises(InputError, match="LibreOffice could not convert it"):
        office.OfficeBackend(".doc").read(b"x", "report.doc")
