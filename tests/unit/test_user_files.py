"""Whatever a user's YAML file holds, its reader gives a sentence about it and no traceback."""

import pytest

from analysis import InputError
from analysis.assessing.agencies.renamings import load_renamings
from analysis.assessing.composite.scheme import load_scheme
from analysis.assessing.groups.file import load_groups
from analysis.assessing.indicators.definitions import load_definitions
from analysis.checking.findings.corrections import read_corrections
from analysis.user_files import day_in

READERS = {
    "corrections.yml": read_corrections,
    "weights.yml": load_scheme,
    "indicators.yml": load_definitions,
    "agencies.yml": lambda path: load_renamings([path.parent]),
    "groups.yml": load_groups,
}
CONTENTS = {
    "nested too deep": (b"[" * 1_000, r"nested too deep"),
    "a day that is none": (b"- day: 2024-13-01", r"a day is written as 2024-02-01"),
    "broken off": (b"- a: 1\n- [", r", line 2: not valid YAML \("),
    "another encoding": (b"\xff\xfe\x00", r"Save it as UTF-8"),
    "control characters": (b"a: \x07", r"not valid YAML"),
}


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("content", CONTENTS)
def test_a_file_that_is_no_yaml_is_named_with_what_is_wrong(tmp_path, name, content):
    data, says = CONTENTS[content]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=rf"{name}.*{says}"):
        READERS[name](tmp_path / name)


@pytest.mark.parametrize("name", READERS)
def test_the_mark_that_some_editors_write_first_is_no_part_of_a_file(tmp_path, name):
    (tmp_path / name).write_bytes(b"\xef\xbb\xbf- own")
    with pytest.raises(InputError, match=r"entry|mapping|`groups:`"):
        READERS[name](tmp_path / name)


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-01",
        "2024/2/1",
        "2024.2.1",
        "2024年2月1日（盖章）",
        "２０２４－０２－０１",
        "20240201",
    ]
    + ["2024-02-01 10:30:00", "2024-02-01T10:30", "1 February 2024", "Feb 1, 2024", "1 Feb 2024"],
)
def test_a_day_is_read_as_people_and_programs_write_it(text):
    assert day_in(text) == "2024-02-01"


@pytest.mark.parametrize(
    "text",
    ["", "last week", "2024-02-30", "2/1/2024", "2024-02-01至2024-02-10", "2024-2", "202402011"]
    + ["2024-02-01 or 02", "12024-02-01"],
)
def test_what_is_no_day_or_two_is_none(text):
    assert day_in(text) == ""
