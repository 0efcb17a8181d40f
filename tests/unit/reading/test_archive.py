"""ZIP archives of reports: read in memory, member by member; what is wrong with one member is told,
and the others go on.
"""

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from analysis import InputError, load_reports, read_report
from analysis.reading import archive
from analysis.reading.archive import Archive
from analysis.recognising.source import report_of, sources_in
from tests.support.examples import examples
from tests.support.layouts import figures, flattened


def text(year: int = 2023, agency: str = "某县林业局") -> bytes:
    return flattened(figures(), year=year, agency=agency).encode()


def untitled(year: int = 2023) -> bytes:
    return text(year).split(b"\n", 1)[1]


def zipped(path: Path, members: dict[str, bytes] | list[tuple[str, bytes]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items() if isinstance(members, dict) else members:
            made.writestr(name, data)
    return path


def with_names(path: Path, names: dict[str, bytes]) -> None:
    """Replace names in a finished archive by others of the same length, in their raw bytes."""
    data = path.read_bytes()
    for old, new in names.items():
        assert len(old.encode()) == len(new)
        data = data.replace(old.encode(), new)
    path.write_bytes(data)


def test_an_archive_is_read_like_the_folder_that_was_packed(tmp_path):
    folder = tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    word = Document()
    word.add_paragraph("没有表格。")
    word.save(folder / "none.docx")
    (folder / "a.txt").write_bytes(text(2021))
    (folder / "sub" / "b.txt").write_bytes(untitled())
    (folder / "sub" / "b.source.yml").write_text(
        "agency: 某县审计局\nyear: 2022\nurl: http://example.gov.cn/b\n", encoding="utf-8"
    )
    (folder / "notes.log").write_text("no report")
    (folder / ".hidden.txt").write_bytes(text(2019))
    files = {
        str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }
    inside = load_reports(zipped(tmp_path / "all.zip", files))
    outside = load_reports(folder)
    assert [(r.id, r.sha256, r.source_url) for r in inside.reports] == [
        (r.id, r.sha256, r.source_url) for r in outside.reports
    ]
    assert [r.id for r in inside.reports] == ["某县审计局-2022", "某县林业局-2021"]
    assert [r.file for r in inside.reports] == ["all.zip!sub/b.txt", "all.zip!a.txt"]
    assert len(inside.problems) == len(outside.problems) == 1
    assert f"{tmp_path}/all.zip!none.docx: none of the three statutory tables" in inside.problems[0]


def test_archives_in_a_folder_are_read_too(tmp_path):
    zipped(tmp_path / "a.zip", {"x.txt": text(2021)})
    zipped(tmp_path / "B.ZIP", {"x.txt": text(2022)})
    (tmp_path / "x.txt").write_bytes(text(2023))
    assert [r.year for r in load_reports(tmp_path).reports] == [2021, 2022, 2023]


def test_one_report_needs_no_name_and_several_do(tmp_path):
    one = zipped(tmp_path / "one.zip", {"readme.log": b"x", "r.txt": text()})
    assert read_report(one, year=2020).year == 2020
    two = zipped(tmp_path / "two.zip", {"a.txt": text(2021), "某局/b.txt": text(2022)})
    with pytest.raises(
        InputError, match=r"holds 2 reports \(a\.txt, 某局/b\.txt\). Name one as .*two\.zip!NAME"
    ):
        read_report(two)
    assert read_report(f"{two}!某局/b.txt").year == 2022
    assert [r.year for r in load_reports(f"{two}!a.txt").reports] == [2021]
    with pytest.raises(InputError, match=r"two\.zip: holds no report c\.txt"):
        read_report(f"{two}!c.txt")
    with pytest.raises(InputError, match="no report found"):
        read_report(zipped(tmp_path / "none.zip", {"readme.log": b"x"}))


def test_a_document_that_is_called_zip_is_a_document(tmp_path):
    out = io.BytesIO()
    word = Document()
    for line in flattened(figures()).splitlines():
        word.add_paragraph(line)
    word.save(out)
    (tmp_path / "r.zip").write_bytes(out.getvalue())
    assert read_report(tmp_path / "r.zip").year == 2023
    assert len(load_reports(tmp_path).reports) == 1


def test_names_in_gbk_are_decoded(tmp_path):
    name = "某县林业局2022年政府信息公开工作年度报告.txt".encode("gb18030")
    path = zipped(tmp_path / "old.zip", {"x" * (len(name) - 4) + ".txt": untitled()})
    with_names(path, {"x" * (len(name) - 4) + ".txt": name})
    report = read_report(path)
    assert report.file == "old.zip!某县林业局2022年政府信息公开工作年度报告.txt"
    assert report.id == "某县林业局-2022"


def test_backslashes_part_folders_as_slashes_do(tmp_path):
    path = zipped(
        tmp_path / "windows.zip",
        {"sub/b.txt": untitled(), "sub/b.source.yml": "agency: 某县审计局\nyear: 2022".encode()},
    )
    with_names(path, {"sub/b.txt": b"sub\\b.txt", "sub/b.source.yml": b"sub\\b.source.yml"})
    assert read_report(path).id == "某县审计局-2022"


BAD_NAMES = ["../up.txt", "a/../../up.txt", "/etc/up.txt", "C:/up.txt", "..\\up.txt"]


def test_a_name_that_points_out_of_the_archive_is_not_followed(tmp_path):
    path = zipped(
        tmp_path / "up.zip",
        [(name, text(2010 + n)) for n, name in enumerate(BAD_NAMES)] + [("good.txt", text(2023))],
    )
    before = sorted(p for p in tmp_path.rglob("*"))
    corpus = load_reports(path)
    assert [r.year for r in corpus.reports] == [2023]
    assert len(corpus.problems) == len(BAD_NAMES)
    assert all("points out of the archive" in problem for problem in corpus.problems)
    assert sorted(p for p in tmp_path.rglob("*")) == before


def test_names_are_printed_and_not_obeyed(tmp_path):
    path = zipped(
        tmp_path / "x.zip", {"\x1b[2J.txt": text(2021), "a\nb.html": b"<p>", "\u202egpj.txt": b"x"}
    )
    corpus = load_reports(path)
    assert [r.file for r in corpus.reports] == ["x.zip!\\x1b[2J.txt"]
    assert len(corpus.problems) == 2
    assert all(problem.isprintable() for problem in corpus.problems)


def test_of_two_members_of_one_name_none_is_used(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = zipped(
            tmp_path / "twice.zip",
            [("a.txt", text(2021)), ("a.txt", text(2022)), ("b.txt", text(2023))],
        )
    corpus = load_reports(path)
    assert [r.year for r in corpus.reports] == [2023]
    assert all("several files of this name" in problem for problem in corpus.problems)


def test_an_archive_inside_an_archive_is_told_and_not_opened(tmp_path):
    inner = zipped(tmp_path / "inner.zip", {"a.txt": text(2021)}).read_bytes()
    corpus = load_reports(zipped(tmp_path / "outer.zip", {"inner.zip": inner, "b.txt": text(2022)}))
    assert [r.year for r in corpus.reports] == [2022]
    told = "an archive inside an archive is not opened. Unpack it and name the folder."
    assert corpus.problems == [f"{tmp_path}/outer.zip!inner.zip: {told}"]


def test_a_locked_and_a_damaged_member_are_told(tmp_path):
    path = zipped(
        tmp_path / "x.zip",
        {"locked.txt": text(2021), "torn.txt": text(2022), "good.txt": text(2023)},
    )
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as made:
        torn = made.getinfo("torn.txt").header_offset
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(b"locked.txt"))
    data[entry + 8] |= 1  # the flag of a password, in the directory
    data[torn + 60 : torn + 90] = bytes(30)
    path.write_bytes(data)
    corpus = load_reports(path)
    assert [r.year for r in corpus.reports] == [2023]
    assert [
        "locked.txt: it is locked with a password" in p or "torn.txt: it is damaged" in p
        for p in corpus.problems
    ] == [True] * 2


def test_parts_of_saved_pages_are_no_reports(tmp_path):
    files = {
        "r.html": b"<pre>" + text(),
        "r_files/frame.html": b"<p>x",
        "__MACOSX/r.html": b"x",
        "other_files/o.txt": text(2022),
    }
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (tmp_path / "__MACOSX" / "r.html").unlink()
    inside, outside = (
        load_reports(zipped(tmp_path / "x.zip", files)),
        load_reports(tmp_path / "r.html", tmp_path / "other_files"),
    )
    assert (
        [r.id for r in inside.reports]
        == [r.id for r in outside.reports]
        == ["某县林业局-2022", "某县林业局-2023"]
    )
    assert inside.problems == []
    (tmp_path / "x.zip").unlink()
    assert load_reports(tmp_path).problems == []


def test_a_bomb_is_not_unpacked(tmp_path):
    path = zipped(tmp_path / "bomb.zip", {f"{n}.txt": bytes(45_000_000) for n in range(6)})
    with pytest.raises(InputError, match=r"bomb\.zip: unpacks to 270 MB from \d+ kB"):
        read_report(path)
    assert "unpacks to" in load_reports(path).problems[0]


def test_a_member_that_is_too_large_is_told(tmp_path):
    path = zipped(tmp_path / "large.zip", {"large.txt": bytes(51_000_000), "r.txt": text()})
    corpus = load_reports(path)
    assert [r.year for r in corpus.reports] == [2023]
    assert "large.zip!large.txt: larger than 50 MB" in corpus.problems[0]


def test_a_size_that_lies_is_not_believed(tmp_path):
    """The directory says 10 bytes, and the packed data give 5 MB: no more is unpacked than was
    said, and the check sum tells.
    """
    path = zipped(tmp_path / "lies.zip", {"r.txt": b"x" * 5_000_000})
    data = bytearray(path.read_bytes())
    entry = data.rindex(b"PK\x01\x02")
    for at in (entry + 24, 22):
        data[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(InputError, match="damaged"):
        read_report(path)


def test_too_many_members_are_told(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    path = zipped(tmp_path / "many.zip", {f"{n}.log": b"" for n in range(4)})
    with pytest.raises(InputError, match="holds 4 files, more than 3"):
        Archive(path)


def test_a_quine_is_opened_once(tmp_path):
    """An archive that holds itself: no inner archive is opened, so that one which only says so
    stands for it.
    """
    inner = zipped(tmp_path / "r.zip", {"r/r.zip": b"PK\x03\x04"}).read_bytes()
    (tmp_path / "r.zip").write_bytes(inner)
    with pytest.raises(InputError, match="an archive inside an archive"):
        read_report(tmp_path / "r.zip")


def test_what_is_no_archive_is_told(tmp_path):
    cut = zipped(tmp_path / "a", {"x": text()}).read_bytes()[:-9]
    for name, data in {"empty.zip": b"", "noise.zip": bytes(range(256)), "cut.zip": cut}.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(InputError, match=rf"{name}: not a readable ZIP archive"):
            read_report(tmp_path / name)


def test_an_archive_that_changes_between_listing_and_reading_is_told(tmp_path):
    path = zipped(tmp_path / "x.zip", {"a.txt": text(2021), "b.txt": text(2022)})
    found = sources_in(path)
    zipped(path, {"c.txt": text(2023)})
    for source in found:
        with pytest.raises(InputError, match=r"x\.zip![ab]\.txt: the archive changed"):
            report_of(source)


@examples(150)
@given(data=st.data())
def test_a_broken_archive_ends_in_the_one_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("zip") / "x.zip"
    good = zipped(
        path, {"a.txt": b"a" * 50, "sub/b.html": b"<p>b", "b.source.yml": b"year: 2020"}
    ).read_bytes()
    bad = bytearray(good)
    for _ in range(data.draw(st.integers(1, 8))):
        bad[data.draw(st.integers(0, len(bad) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(bad[: data.draw(st.integers(len(bad) - 60, len(bad)))]))
    try:
        found = sources_in(path)
    except InputError:
        return
    for source in found:
        with pytest.raises(InputError):
            report_of(source)
