"""The folder of a run as an RO-Crate: every file is described, and every reference leads somewhere."""

import hashlib
import json

import pytest

from analysis import InputError
from analysis.publishing.export.ro_crate import NAME, write_crate
from analysis.running.kept.output import place

MANIFEST = {
    "gouji": "9.9.9",
    "python": "3.11.7",
    "made": "2026-11-29T09:38:24+00:00",
    "packages": {"pandas": "3.1.1"},
    "inputs": {"甲局 2023.txt": "ab" * 32},
    "problems": [],
    "complete": True,
}


@pytest.fixture
def run_folder(tmp_path):
    files = {"index.html": b"<p>", "assessments/甲局-2023.zh.html": b"<h1>", "data/cells.csv": b"a"}
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    digests = {n: hashlib.sha256(c).hexdigest() for n, c in files.items()}
    write_manifest(tmp_path, {**MANIFEST, "files": {**digests, "briefs/late.pdf": ""}})
    return tmp_path


def write_manifest(folder, content):
    (folder / "manifest.json").write_text(json.dumps(content), encoding="utf-8")


def graph_of(folder):
    content = json.loads(write_crate(folder).read_text(encoding="utf-8"))
    assert content["@context"] == "https://w3id.org/ro/crate/1.1/context"
    return {entity["@id"]: entity for entity in content["@graph"]}


def references(value):
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            yield value["@id"]
        else:
            for part in value.values():
                yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def test_the_descriptor_and_the_root_are_those_that_the_specification_asks_for(run_folder):
    graph = graph_of(run_folder)
    about, root = graph[NAME], graph["./"]
    assert about["about"] == {"@id": "./"}
    assert about["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert root["@type"] == "Dataset"
    assert root["datePublished"] == "2026-11-29"
    assert root["name"]
    assert root["description"]
    assert root["license"]


def test_every_file_of_the_run_is_a_part_with_its_digest_and_no_other_is(run_folder):
    graph = graph_of(run_folder)
    parts = {part["@id"]: graph[part["@id"]] for part in graph["./"]["hasPart"]}
    assert {part["name"] for part in parts.values()} == {
        "index.html",
        "assessments/甲局-2023.zh.html",
        "data/cells.csv",
        "briefs/late.pdf",
    }
    page = next(p for p in parts.values() if "甲局" in p["name"])
    assert page["@id"].isascii()
    assert page["encodingFormat"] == "text/html"
    assert page["sha256"] == hashlib.sha256(b"<h1>").hexdigest()
    assert "sha256" not in parts["briefs/late.pdf"]


def test_the_run_names_its_reports_its_files_and_what_made_them(run_folder):
    graph = graph_of(run_folder)
    run = graph["#run"]
    assert [graph[r["@id"]]["name"] for r in run["object"]] == ["甲局 2023.txt"]
    assert run["result"] == graph["./"]["hasPart"]
    assert graph[run["instrument"]["@id"]]["softwareVersion"] == "9.9.9"


def test_every_reference_leads_to_an_entity_or_to_the_specification(run_folder):
    graph = graph_of(run_folder)
    known = {*graph, "https://w3id.org/ro/crate/1.1"}
    for entity in graph.values():
        rest = {key: value for key, value in entity.items() if key != "@id"}
        assert set(references(rest)) <= known


def test_a_run_that_changes_files_drops_what_described_the_old_ones(run_folder):
    crate = write_crate(run_folder)
    about = {key: value for key, value in MANIFEST.items() if key != "complete"}
    place({"index.html": "ab"}, {}, run_folder, about)
    assert not crate.exists()


@pytest.mark.parametrize("content", [None, [], {}, {**MANIFEST, "complete": False, "files": {}}])
def test_a_folder_without_a_finished_run_is_refused(tmp_path, content):
    if content is not None:
        write_manifest(tmp_path, content)
    with pytest.raises(InputError, match="holds no finished run"):
        write_crate(tmp_path)
    assert not (tmp_path / NAME).exists()
