"""Gouji (勾稽): the package ``analysis`` by its own name.

``gouji.checking`` is ``analysis.checking``.

A file ``analysis.py`` in the user's folder hides our package from ``import analysis``. Here the one
beside this folder is loaded, wherever Python would have looked first.
"""

import importlib.abc
import importlib.util
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis import *  # noqa: F403 - what the package offers

_HOME = Path(__file__).parents[1] / "analysis"


class _Alias(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds ``gouji.x`` as the module ``analysis.x``: one module, not a second copy of it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not fullname.startswith("gouji.") or fullname == "gouji.__main__":
            return None
        name = fullname.replace("gouji", "analysis", 1)
        if importlib.util.find_spec(name) is None:
            return None
        return ModuleSpec(fullname, self, loader_state=name)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = importlib.import_module(spec.loader_state)
        spec.loader_state = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        # The import system has just written the alias over the module's own spec.
        assert module.__spec__ is not None
        module.__spec__ = module.__spec__.loader_state


def _load() -> ModuleType:
    loaded = sys.modules.get("analysis")
    if loaded is not None:
        found = Path(loaded.__file__ or "")
        if found.parent.exists() and found.parent.samefile(_HOME):
            return loaded
        raise ImportError(
            f"gouji needs the name 'analysis', which {found} has taken in this program. "
            "Import gouji first, or give that file another name."
        )
    spec = importlib.util.spec_from_file_location(
        "analysis", _HOME / "__init__.py", submodule_search_locations=[str(_HOME)]
    )
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["analysis"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_analysis = _load()
sys.meta_path.insert(0, _Alias())
__version__ = _analysis.__version__
__all__ = _analysis.__all__


def __getattr__(name: str) -> Any:
    return getattr(_analysis, name)


def __dir__() -> list[str]:
    return dir(_analysis)
