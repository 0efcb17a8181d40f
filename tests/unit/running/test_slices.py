"""A page is made again where what it shows of its peers changes, and nowhere else."""

import csv
import json
from dataclasses import replace

import pytest

from analysis.assessing.groups.file import DefinedGroup
from analysis.assessing.groups.rules import group_table, peers_of
from analysis.assessing.opening import open_dataset
from analysis.assessing.tabular import typed
from analysis.checking import check_reports
from analysis.files import bundled
from analysis.running.corpus import load_reports
from analysis.running.kept.slices import Slices
from analysis.running.plan import _ASSESSMENT, _CODE, _is_shipped, plan
from analysis.running.tables import build_dataset
from analysis.telling import parts
from analysis.telling.assessment.narrative import Assessment
from tests.support.datasets import dataset_of
from tests.support.layouts import figures, transcription
from tests.support.rule_cases import made

COUNTIES = "甲乙丙丁戊己庚"
CHANGED = "戊"  # of all shares its own are neither in the middle of the seven nor at an end
SHOWN = "甲丁庚"  # the lowest, the middle and the highest: what each of them shows is looked at


def requests(granted: int, refused: int, not_held: int) -> dict[str, int]:
    """Requests that come to so much, all of natural persons."""
    received = granted + refused + not_held
    items = {
        "received": received,
        "granted": granted,
        "refused.state_secret": refused,
        "unavailable.not_held": not_held,
        "concluded": received,
        "carried_out": 0,
    }
    return {
        f"requests__{item}__{column}": value if column != "business" else 0
        for item, value in items.items()
        for column in ("natural_person", "business", "total")
    }


def ground(secret: int) -> dict[str, int]:
    """Of the 40 requests that the changed one refused, so many for this ground."""
    other = "refused.internal_affairs"
    return {
        f"requests__{item}__{column}": value
        for item, value in (("refused.state_secret", secret), (other, 40 - secret))
        for column in ("natural_person", "total")
    }


def corpus(folder, published="2024-01-20", changed=CHANGED, times=1, **changes):
    """Bureaus of forestry, one of them changed, and for each the tables that its page may see."""
    folder.mkdir()
    for n, county in enumerate(COUNTIES):
        granted, refused, not_held = (times * count for count in (100 + 30 * n, 10 * n, 20))
        cells = requests(granted, refused, not_held)
        about = {"agency": f"{county}县林业局", "year": "2023", "scope": "agency"}
        if county == changed:
            cells |= changes
        if county == CHANGED:
            about["published"] = published
        with (folder / f"{county}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(transcription(figures(**cells), **about))
    loaded = load_reports(folder)
    assert loaded.problems == []
    data = build_dataset(loaded.reports, check_reports(loaded.reports))
    slices = Slices(data, {n.removesuffix(".csv"): held for n, held in data.to_csv().items()})
    found = {}
    for job in plan(data):
        if job.notebook == "agency_assessment" and job.lang == "zh":
            county = job.parameters["agency"][0]
            slices.write(job.needs, folder / county)
            held = {path.name: path.read_bytes() for path in (folder / county).iterdir()}
            found[county] = slices.digest(job.needs), held
    return data, folder, found


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    return corpus(tmp_path_factory.mktemp("slices") / "before")


def made_again(before, after):
    """Counties whose pages are made again; the pages of all others see the very same bytes."""
    assert set(before[2]) == set(after[2]) == set(COUNTIES)
    found = {c for c in COUNTIES if before[2][c][0] != after[2][c][0]}
    assert found == {c for c in COUNTIES if before[2][c][1] != after[2][c][1]}
    return found


_shown = {}  # pages that several tests look at, each with its data, so that their id stays theirs


def shown(data, county):
    """What a page says of the agency and of its peers."""
    key = id(data), county
    if key not in _shown:
        _shown[key] = data, page_of(data, county)
    return _shown[key][1]


def page_of(data, county):
    narrative = Assessment(data, f"{county}县林业局", 2023)
    assert narrative.peers.shape == "enough"
    assert narrative.peers.middle("refused") is not None
    made = (parts.first_page, parts.outcome_mix, parts.peers, parts.indicators)
    sections = [parts.section(narrative, name).text for name in narrative.sections]
    return [*sections, *(part(narrative).text for part in made)]


@pytest.mark.parametrize("county", SHOWN)
def test_a_page_shows_by_its_own_tables_what_it_shows_by_all(before, county):
    data, folder, _ = before
    own = open_dataset(folder / county)
    assert set(own.indicators["report"]) == set(data.indicators["report"])
    assert len(own.indicators) < len(data.indicators) / 2
    assert set(own.cells["report"]) == {f"{county}县林业局-2023"}
    assert shown(own, county) == shown(data, county)


@pytest.mark.parametrize(
    "changes",
    [
        {"disclosure__fees__amount": 700},
        {"remedies__review__upheld": 1, "remedies__review__total": 1},
        {"published": "2024-01-21"},
        ground(39),  # the middle of the share of this ground stays
    ],
    ids=["a fee", "a review", "a date", "a ground"],
)
def test_what_is_not_shown_of_a_peer_leaves_the_pages_of_the_others(tmp_path, before, changes):
    after = corpus(tmp_path / "after", **changes)
    assert made_again(before, after) == {CHANGED}
    assert [shown(before[0], c) for c in SHOWN] == [shown(after[0], c) for c in SHOWN]


@pytest.mark.parametrize(
    "changes",
    [
        requests(granted=221, refused=38, not_held=21),
        requests(granted=220, refused=20, not_held=40),  # the same is granted of as many
        requests(granted=220, refused=36, not_held=24),  # and the middles of the shares stay
    ],
    ids=["a share that is shown of each", "a middle", "a share of all together"],
)
def test_what_is_shown_of_a_peer_makes_the_pages_of_the_others_again(tmp_path, before, changes):
    after = corpus(tmp_path / "after", **changes)
    assert made_again(before, after) == set(COUNTIES)
    assert all(shown(before[0], c) != shown(after[0], c) for c in (*SHOWN, CHANGED))


BROKEN = {"requests__granted__natural_person": 219}  # of 戊, whose table of requests then fails


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    return of_all(tmp_path_factory.mktemp("all") / "before", **BROKEN)


def of_all(folder, **changes):
    """The digest of what the page on all reports may see, and what it shows by that and by all."""
    data, *_ = corpus(folder, **changes)
    slices = Slices(data, {n.removesuffix(".csv"): held for n, held in data.to_csv().items()})
    job = next(job for job in plan(data) if job.notebook == "integrity")
    slices.write(job.needs, folder / "all")
    own = open_dataset(folder / "all")
    assert set(own.cells["report"]) <= {f"{CHANGED}县林业局-2023"}
    assert set(own.cells["table"]) <= {"requests"}
    assert len(own.indicators) == 0 < len(data.indicators)
    made = (parts.reports, parts.tables.corpus_outcomes, parts.findings, parts.open_checks)
    by_all, by_own = (
        [part(tables, lang).text for lang in ("zh", "en") for part in (*made, parts.failing_tables)]
        for tables in (data, own)
    )
    assert by_own == by_all
    return slices.digest(job.needs), by_all


@pytest.mark.parametrize(
    ("changes", "is_seen"),
    [
        ({"disclosure__fees__amount": 700}, False),
        ({"disclosure__fees__amount": "-"}, True),  # one cell less that states a number
        ({"requests__received__business": 1}, True),  # in the table that fails
    ],
    ids=["a fee", "no fee", "a request"],
)
def test_the_page_on_all_is_made_again_by_what_it_shows_alone(tmp_path, broken, changes, is_seen):
    digest, shown = of_all(tmp_path / "after", **BROKEN, **changes)
    assert (digest != broken[0], shown != broken[1]) == (is_seen, is_seen)


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    return corpus(tmp_path_factory.mktemp("large") / "before", times=100)


# Of 24,000 requests of 丁, in the middle of the seven; of 28,000 of 戊, which is not.
@pytest.mark.parametrize(
    ("changed", "outcomes", "peers"),
    [
        ("丁", (19_000, 2_999, 2_001), False),  # a median of 12.496 %, of all 12.499: 12.5 before
        ("丁", (19_000, 2_980, 2_020), True),  # a median of 12.417 %
        ("戊", (22_000, 3_980, 2_020), False),  # of all 12.488 %, and 8.345 not held: 8.3 before
        ("戊", (22_000, 3_900, 2_100), True),  # of all 12.440 %
    ],
)
def test_what_changes_no_digit_that_is_printed_makes_no_page_of_a_peer_again(
    tmp_path, large, changed, outcomes, peers
):
    granted, refused, not_held = outcomes
    cells = requests(granted, refused, not_held)
    after = corpus(tmp_path / "after", times=100, changed=changed, **cells)
    others = [c for c in COUNTIES if c != changed]
    again = [c for c in others if large[2][c][0] != after[2][c][0]]
    assert again == (others if peers else [])
    looked_at = [c for c in SHOWN if c != changed]
    same = [shown(large[0], c) == shown(after[0], c) for c in looked_at]
    assert same == [not peers] * len(looked_at)


@pytest.mark.parametrize("notebook", _CODE)
def test_the_notebook_that_is_shipped_is_known(notebook):
    assert _is_shipped(notebook), (
        "its code has changed: see whether it looks at more of others than `Needs` gives it, "
        "and renew _CODE in running/plan.py"
    )


def test_a_notebook_that_somebody_adapted_may_look_at_all_of_its_peers(
    tmp_path, before, monkeypatch
):
    content = json.loads((bundled("notebooks") / f"{_ASSESSMENT}.ipynb").read_text("utf-8"))
    code = next(cell for cell in content["cells"] if cell["cell_type"] == "code")
    code["source"] = [*code["source"], "\n# mine"]
    (tmp_path / f"{_ASSESSMENT}.ipynb").write_text(json.dumps(content), encoding="utf-8")
    monkeypatch.setenv("GOUJI_NOTEBOOKS", str(tmp_path))
    data, *_ = before
    jobs = [job for job in plan(data) if job.notebook == _ASSESSMENT]
    assert jobs
    for job in jobs:
        assert set(data.reports["report"]) == set(job.needs.reports)


def test_a_page_sees_whom_a_list_of_the_users_leaves_out(tmp_path):
    """The groups of the list for another year were not in the slice, and the page named nobody;
    a page whose report is in two lists saw members of the second whose reports it had not.
    """
    agencies = [f"{county}县林业局" for county in COUNTIES]
    reports = [made({}, agency=agency, year=year) for agency in agencies for year in (2022, 2023)]
    data = dataset_of(*reports)
    lists = {"first": agencies[:6], "second": [agencies[0], agencies[6]]}
    defined = [
        DefinedGroup(name, {"zh": name, "en": name}, tuple(own), (), "groups.yml")
        for name, own in lists.items()
    ]
    data = replace(data, groups=typed("groups", group_table(data.reports, defined)))
    slices = Slices(data, {n.removesuffix(".csv"): held for n, held in data.to_csv().items()})
    asked = 0
    for n, job in enumerate(job for job in plan(data) if job.lang == "zh"):
        if job.notebook == "agency_assessment":
            asked_for = f"{job.parameters['agency']}-{job.parameters['year']}", ""
        elif job.notebook == "peers":
            group = job.parameters["group"]
            own = data.groups.loc[data.groups["group"] == group, "report"]
            asked_for = str(own.iloc[0]), group
        else:
            continue
        slices.write(job.needs, tmp_path / str(n))
        found = peers_of(open_dataset(tmp_path / str(n)), *asked_for)
        assert found == peers_of(data, *asked_for), job.target
        asked += bool(found.left_out)
    assert asked > 12
