"""Prose by authors who had not seen our code: what is claimed of it, beside what they noted."""

import json

import pytest

from benchmarks.claims.passages import FOLDER, Found, score


@pytest.mark.parametrize(("name", "least"), [("set1", 0.89), ("set2", 0.93), ("set3", 0.93)])
def test_what_other_authors_noted_is_found_and_nothing_else(name, least, tmp_path):
    found = Found()
    for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        score(json.loads(line), found, tmp_path)
    assert found.right / found.sure >= least
    assert not [fault for fault in found.faults if not fault.startswith("MISSED")]


def test_a_claim_that_the_author_did_not_note_counts_as_false(tmp_path):
    """The judge is not blind: of the same passage without its notes, each claim is false."""
    passage = {"id": "x", "year": 2023, "agency": "青桐市林业局", "claims": []}
    passage["text"] = "2023年，我局收到政府信息公开申请12件，其中予以公开7件。"
    found = Found()
    score(passage, found, tmp_path)
    assert found.stated == 2
    assert found.right == found.sure == 0
