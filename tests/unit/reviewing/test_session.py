"""What a person did to cells: typing, confirming, zeros, undo and redo; kept and read back."""

import csv
import io
import json
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.form import get_form
from analysis.reviewing.opening import begin, read_original
from analysis.reviewing.panel import Panel
from analysis.reviewing.record import Record, open_record, read_record, record_path
from analysis.reviewing.session import Published, Session
from analysis.reviewing.transcribe import _transcription_bytes
from analysis.running.corpus import load_reports, read_report
from tests.support.layouts import figures, flattened

CODES = [c.code for c in get_form("2021").cells]
ROW = [c for c in CODES if c.startswith("requests/granted/")]
AT = "2024-02-01T08:00:00+00:00"


def empty(by="甲", **published):
    cells = {code: Published() for code in CODES}
    cells |= {code.replace("__", "/"): cell for code, cell in published.items()}
    return Session("2021", by, cells)


def report_file(folder, name="a-2023.txt", **other):
    path = folder / name
    path.write_text(flattened(figures(**other)), encoding="utf-8")
    return path


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.sampled_from(ROW), st.text("0123456789?-", max_size=3)),
        st.tuples(st.just("accept"), st.sampled_from(ROW)),
        st.tuples(st.just("fill_zeros"), st.sampled_from(ROW)),
        st.tuples(st.just("put"), st.sampled_from(ROW), st.text("0123456789", max_size=3)),
        st.tuples(st.just("undo")),
        st.tuples(st.just("redo")),
    ),
    max_size=30,
)


def act(session, action):
    name, *more = action
    if name == "put":
        session.put([tuple(more)], AT)
    elif name in ("undo", "redo"):
        getattr(session, name)()
    else:
        getattr(session, name)(*more, AT)


@given(ACTIONS)
def test_undoing_everything_leaves_nothing_and_redoing_everything_brings_it_back(actions):
    session = empty()
    for action in actions:
        act(session, action)
    while session.undone:
        session.redo()
    after = dict(session.entries)
    while session.done:
        session.undo()
    assert session.entries == {}
    while session.undone:
        session.redo()
    assert session.entries == after


@given(ACTIONS)
def test_what_is_kept_is_what_was_done(tmp_path_factory, actions):
    folder = tmp_path_factory.mktemp("kept")
    source = folder / "a.txt"
    source.write_text("x")
    session = empty()
    for action in actions:
        act(session, action)
    record = Record(record_path(source), source, "0" * 64, session)
    record.save()
    again = read_record(record.path, source).session
    assert again == session


@given(ACTIONS)
def test_zeros_never_change_what_is_typed_confirmed_or_printed(actions):
    session = empty(requests__granted__other=Published("stated", "4", 4.0, "line 3"))
    for action in actions:
        act(session, action)
    before = {c: (session.text(c), session.reading(c)) for c in ROW}
    kept = [c for c in ROW if before[c][0] or not session.is_open(c)]
    session.fill_zeros(ROW[0], AT)
    assert {c: (session.text(c), session.reading(c)) for c in kept} == {c: before[c] for c in kept}


def test_zeros_leave_the_total_to_be_read_where_the_row_is_not_all_zero():
    session = empty()
    session.fill_zeros(ROW[0], AT)
    assert [session.text(c) for c in ROW] == ["0"] * 7
    session.undo()
    session.write(ROW[0], "8", AT)
    session.fill_zeros(ROW[0], AT)  # the figure under the cursor is confirmed by the same key
    assert [session.text(c) for c in ROW] == ["8", *["0"] * 5, ""]
    assert [c for c in ROW if session.is_open(c)] == ["requests/granted/total"]


def test_an_unknown_cell_is_not_confirmed_by_passing_over_it():
    session = empty()
    session.accept(ROW[0], AT)
    assert session.is_open(ROW[0])


def test_keys_in_one_cell_are_undone_at_once():
    session = empty()
    for text in ("1", "12", "123"):
        session.write(ROW[0], text, AT)
    session.undo()
    assert session.text(ROW[0]) == ""


def test_a_transcription_says_what_was_read_also_where_the_print_alone_does_not(tmp_path):
    """An amount under a header in yuan is printed as 5000 and is 0.5 in 万元."""
    cells = {code: Published("stated", "0", 0.0, "line 1") for code in CODES}
    cells["disclosure/fees/amount"] = Published("stated", "5000", 0.5, "line 2")
    cells["requests/granted/other"] = Published("unreadable", "12", None, "line 3")
    session = Session("2021", "甲", cells)
    session.put([("agency", "某县林业局"), ("year", "2023")], AT)
    source = report_file(tmp_path)
    record = Record(record_path(source), source, "0" * 64, session)
    content = _transcription_bytes(record, read_original(source))
    target = tmp_path / "b" / "x.csv"
    target.parent.mkdir()
    target.write_bytes(content)
    again = begin(read_report(target), "乙")
    assert again.reading("disclosure/fees/amount") == ("stated", 0.5)
    assert again.reading("requests/granted/other").status == "unreadable"
    for code in CODES:
        assert again.reading(code) == session.reading(code), code


def test_nothing_is_taken_back_from_what_was_published(tmp_path):
    source = report_file(tmp_path, requests__granted__total="1O")
    panel = Panel(source, by="甲")
    panel.call("put", {"code": "requests/granted/total", "text": "9"})
    panel.call("finish", {})
    panel.close()
    kept = json.loads(record_path(source).read_text(encoding="utf-8"))
    assert kept["published"]["requests/granted/total"][:2] == ["unreadable", "1O"]
    entry = kept["entries"]["requests/granted/total"]
    assert (entry["text"], entry["by"], entry["accepted"]) == ("9", "甲", True)
    assert entry["at"].startswith("20")
    assert kept["sha256"] == read_report(source).sha256


def test_the_transcription_is_read_in_place_of_the_original(tmp_path):
    source = report_file(tmp_path, requests__granted__total="1O")
    panel = Panel(source, by="甲")
    panel.call("put", {"code": "requests/granted/total", "text": "9"})
    assert panel.call("finish", {})["written"] == "a-2023.reviewed.csv"
    panel.close()
    loaded = load_reports(tmp_path)
    assert loaded.problems == []
    assert [r.file for r in loaded.reports] == ["a-2023.reviewed.csv"]
    cell = loaded.reports[0].cells.query("item == 'granted' and column == 'total'")
    assert cell["value"].tolist() == [9.0]
    # The original changed: nobody reviewed this one, so that the two clash.
    report_file(tmp_path, requests__granted__total="7")
    changed = load_reports(tmp_path)
    assert changed.reports == []
    assert "Neither is used" in changed.problems[0]


def test_another_original_is_refused(tmp_path):
    source = report_file(tmp_path)
    panel = Panel(source, by="甲")
    panel.call("put", {"code": ROW[0], "text": "8"})
    report_file(tmp_path, requests__granted__total="7")
    assert "is not the file that was reviewed" in panel.call("finish", {})["error"] or (
        "不是当时核对的文件" in panel.call("finish", {})["error"]
    )
    panel.close()
    with pytest.raises(InputError, match="is not the file that was reviewed"):
        Panel(source, by="甲")


def test_a_transcription_changed_by_hand_is_not_overwritten(tmp_path):
    source = report_file(tmp_path)
    panel = Panel(source, by="甲", lang="en")
    assert panel.call("finish", {})["written"]
    target = tmp_path / "a-2023.reviewed.csv"
    target.write_bytes(target.read_bytes() + b"\r\n")
    assert "was changed by hand" in panel.call("finish", {})["error"]
    panel.close()


def test_a_page_and_its_attachment_do_not_overwrite_each_other(tmp_path):
    for name in ("a-2023.txt", "a-2023.md"):
        panel = Panel(report_file(tmp_path, name), by="甲", lang="en")
        answer = panel.call("finish", {})
        panel.close()
    assert "is not of this review" in answer["error"]


def test_one_window_at_a_time(tmp_path):
    source = report_file(tmp_path)
    panel = Panel(source, by="甲")
    with pytest.raises(InputError, match="open in another"):
        Panel(source, by="甲")
    Panel(source, by="乙", second=True).close()
    panel.close()
    Panel(source, by="甲").close()


def test_two_readers_and_what_they_read_differently(tmp_path):
    source = report_file(tmp_path, requests__granted__total="1O")
    code = "requests/granted/total"
    first, second = (
        Panel(source, by="甲", lang="en"),
        Panel(source, by="乙", second=True, lang="en"),
    )
    second.call("put", {"code": code, "text": "7"})
    assert second.call("open", {})["cells"][code]["text"] == "7"
    assert "has not finished" in second.call("finish", {})["error"]
    first.call("put", {"code": code, "text": "9"})
    first.call("put", {"code": "year", "text": "2022"})
    assert first.call("open", {})["differences"] == []
    first.call("finish", {})
    answer = second.call("finish", {})
    assert "readers differ: 2" in answer["error"]
    assert sorted(answer["differences"]) == [[code, "9", "7"], ["year", "2022", "2023"]]
    second.call("settle", {"code": code, "text": "9"})
    assert [
        d[0] for d in second.call("settle", {"code": "year", "text": "2023"})["differences"]
    ] == []
    assert second.call("finish", {})["written"] == "a-2023.reviewed.csv"
    report = read_report(tmp_path / "a-2023.reviewed.csv")
    assert (report.year, second.session.entries[code].settles) == (2023, ("9", "7"))
    # The first reader goes on: there is nothing to compare with before that is finished again.
    first.call("put", {"code": code, "text": "9"})
    assert "has not finished" in second.call("finish", {})["error"]
    assert second.call("open", {})["differences"] == []
    # The first reader changes a figure: what was settled is open again.
    first.session.put([(code, "8")], AT)
    assert [d.code for d in second.session.differences(first.session)] == [code]
    assert "second reader has finished" in first.call("finish", {})["error"]
    first.close()
    second.close()


def test_two_readers_are_two_people(tmp_path):
    source = report_file(tmp_path)
    panel = Panel(source, by="甲")
    panel.call("put", {"code": ROW[0], "text": "8"})
    with pytest.raises(InputError, match="Two people read"):
        Panel(source, by="甲", second=True)
    panel.close()


def test_decisions_go_into_the_corrections_file_and_are_read_from_there(tmp_path):
    source = report_file(tmp_path, requests__granted__total="10")
    (tmp_path / "corrections.yml").write_text("# ours\n", encoding="utf-8")
    panel = Panel(source, by="甲", lang="en")
    finding = next(f for f in panel.call("findings", {})["findings"] if f["severity"] == "error")
    key = {"rule": finding["rule"], "where": finding["where"]}
    assert (
        "lacks reason"
        in panel.call("decide", {**key, "decision": "explain", "reason": " "})["error"]
    )
    answer = panel.call("decide", {**key, "decision": "explain", "reason": "纸质版为9。"})
    decided = next(f for f in answer["findings"] if (f["rule"], f["where"]) == tuple(key.values()))
    assert decided["decision"][0::3] == ["explain", "纸质版为9。"]
    again = panel.call("decide", {**key, "decision": "reject", "reason": "x"})
    assert "decide about one finding" in again["error"]
    panel.close()
    text = (tmp_path / "corrections.yml").read_text(encoding="utf-8")
    assert text.startswith("# ours\n")
    loaded = load_reports(tmp_path)
    assert [(c.decision, c.by) for c in loaded.corrections] == [("explain", "甲")]


def test_calls_that_are_none_and_cells_that_are_none(tmp_path):
    panel = Panel(report_file(tmp_path), by="甲", lang="en")
    assert "no call" in panel.call("__init__", {})["error"]
    assert "no call" in panel.call("close", {})["error"]
    assert "no cell" in panel.call("write", {"code": "requests/x/y", "text": "1"})["error"]
    assert "error" in panel.call("write", {"kode": "x"})
    panel.call("write", {"code": ROW[0], "text": "12a"})
    assert "is no number" in panel.call("accept", {"code": ROW[0]})["error"]
    panel.close()


def test_killed_at_any_moment_everything_typed_is_kept(tmp_path):
    source = report_file(tmp_path)
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from analysis.reviewing.panel import Panel\n"
        "panel = Panel(Path(sys.argv[1]), by='甲')\n"
        "panel.call('write', {'code': 'requests/granted/total', 'text': '4'})\n"
        "panel.call('write', {'code': 'requests/granted/total', 'text': '42'})\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(source)], env=os.environ, check=False)
    assert done.returncode == -9
    panel = Panel(source, by="甲")
    assert panel.session.text("requests/granted/total") == "42"
    assert panel.session.is_open("requests/granted/total")
    panel.close()


def test_a_broken_record_is_named(tmp_path):
    source = report_file(tmp_path)
    record_path(source).write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="is not what `gouji review` wrote"):
        open_record(source, 1, empty, "甲")


def test_what_the_rules_fix_and_what_the_print_may_be_is_offered_and_never_filled_in(tmp_path):
    source = report_file(tmp_path, requests__granted__total="9或8")
    panel = Panel(source, by="甲")
    answer = panel.call("open", {})
    assert answer["candidates"] == {"requests/granted/total": [["9", "print"], ["8", "print"]]}
    assert answer["cells"]["requests/granted/total"]["status"] == "unreadable"
    panel.close()


def test_the_provenance_row_is_skipped_in_reading(tmp_path):
    source = report_file(tmp_path)
    panel = Panel(source, by="甲")
    panel.call("finish", {})
    panel.close()
    rows = list(csv.reader(io.StringIO((tmp_path / "a-2023.reviewed.csv").read_text("utf-8-sig"))))
    assert rows[1][0] == ""
    assert panel.record.sha256 in rows[1][1]
    mine, theirs = read_report(tmp_path / "a-2023.reviewed.csv"), read_report(source)
    assert mine.cells["value"].tolist() == theirs.cells["value"].tolist()
    assert (mine.agency, mine.year, mine.published) == (
        theirs.agency,
        theirs.year,
        theirs.published,
    )
