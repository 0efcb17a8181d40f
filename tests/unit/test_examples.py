"""The examples in docstrings are run: a reader may paste them."""

import doctest
import re
from importlib import import_module
from pathlib import Path

import pytest

import analysis

_ROOT = Path(analysis.__file__).parent
MODULES = sorted(
    ".".join(("analysis", *path.relative_to(_ROOT).with_suffix("").parts))
    for path in _ROOT.rglob("*.py")
    if re.search(r"^ *>>> ", path.read_text(encoding="utf-8"), re.M)
)


def test_some_modules_have_examples():
    assert "analysis.assessing.dataset" in MODULES


@pytest.mark.parametrize("name", MODULES)
def test_examples_give_what_they_say(name, monkeypatch):
    monkeypatch.chdir(_ROOT.parents[1])
    failed, tried = doctest.testmod(import_module(name))
    assert tried
    assert not failed


@pytest.mark.parametrize("name", analysis.__all__)
def test_each_function_of_the_public_api_has_an_example(name):
    found = getattr(analysis, name)
    assert ">>> " in found.__doc__ or isinstance(found, type)
