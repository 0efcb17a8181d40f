"""What results depend on besides reports: Gouji's code, its libraries, the suites, the settings.

Whatever is kept from an earlier run belongs to one identity and is used by no other. This module is
the only place that says what an identity is; runs, tabulations and clusters all ask it.
"""

import os
import platform
import re
import shutil
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

import analysis
from analysis.files import bundled, digest_of, digest_of_code, sha256

# What a program prints may hang on these: language, time zone, the configuration of Matplotlib.
_SETTINGS = (
    *("LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_NUMERIC", "LC_TIME", "LC_COLLATE"),
    *("TZ", "MATPLOTLIBRC", "MPLBACKEND"),
)
# Reading a report needs nothing above `recognising`; import-linter holds it to that.
_ABOVE_READING = ("checking", "assessing", "telling", "publishing", "running", "cli.py")
# A page is made by the rooms up to `publishing`. What `running` gives it (notebook, parameters,
# links, slice of the tables) is part of the page's key, so its code need not be.
_ABOVE_PUBLISHING = ("running", "cli.py")


def suites(expectations: Path | None = None) -> str:
    """Digest of the suites that decide what checks come to.

    Those that come with Gouji are always among them: claims are judged by them.

    Parameters
    ----------
    expectations : Path, optional
        Folder of the user's own suites.
    """
    folders = [bundled("expectations"), *([Path(expectations)] if expectations else [])]
    return digest_of([_files(folder, "*.json") for folder in folders])


def installed() -> str:
    """Digest of the names and versions of all that is installed.

    It takes no time to speak of, and is enough to see that ``libraries`` has not changed.
    """
    return digest_of(sys.version, sorted({n for p in sys.path if p for n in _distributions(p)}))


@cache
def libraries() -> dict[str, str]:
    """Gouji, Python, and every library that Gouji needs, or that those need, with its version."""
    return {
        "gouji": analysis.__version__,
        "python": platform.python_version(),
        "machine": platform.machine(),
        **dict(sorted(_needed("gouji", {}).items())),
    }


def environment(known: str = "") -> str:
    """Digest of the libraries and of the settings of language and time.

    Parameters
    ----------
    known : str, optional
        Digest of ``libraries()``, where it is known.
    """
    settings = [os.environ.get(name, "") for name in _SETTINGS]
    return digest_of(known or digest_of(libraries()), settings)


def of_reading(known: str = "") -> str:
    """Digest of all that reading a report depends on besides its file and source card.

    Parameters
    ----------
    known : str, optional
        Digest of ``libraries()``, where it is known.
    """
    office = shutil.which("soffice") or ""  # it converts old Office files
    return digest_of(digest_of_code(without=_ABOVE_READING), environment(known), office)


def of_tables(expectations: Path | None = None, known: str = "") -> str:
    """Digest of all that tables depend on besides reports, corrections and the user's indicators.

    Parameters
    ----------
    expectations : Path, optional
        Folder of the user's own suites.
    known : str, optional
        Digest of ``libraries()``, where it is known.
    """
    # All code but the command, which only parses and prints.
    return digest_of(digest_of_code(without=("cli.py",)), environment(known), suites(expectations))


def of_pages(known: str = "") -> str:
    """Digest of all that pages depend on besides their notebook and what it is given.

    Parameters
    ----------
    known : str, optional
        Digest of ``libraries()``, where it is known.
    """
    return digest_of(digest_of_code(without=_ABOVE_PUBLISHING), environment(known))


def identity() -> dict[str, str]:
    """What two machines must share so that they come to the same results, by name."""
    code = digest_of(digest_of_code(), suites(), _files(bundled("notebooks"), "*.ipynb"))
    found = {**libraries(), "gouji": f"{analysis.__version__} {code[:12]}"}
    del found["machine"]
    return found


def differences(mine: dict[str, str], theirs: dict[str, str]) -> list[str]:
    """What two identities differ in, for people.

    Parameters
    ----------
    mine, theirs : dict
        As ``identity`` gives them, here and on a worker. A library that only one of them has is
        one that the other's system does not need.
    """
    shared = [name for name in mine if name in theirs]
    return [f"{n}: here {mine[n]}, there {theirs[n]}" for n in shared if mine[n] != theirs[n]]


def _files(folder: Path, pattern: str) -> list[tuple[str, str]]:
    """Names and digests of files; one that cannot be read is told of when it is read."""
    return sorted((p.name, sha256(p) if p.is_file() else "") for p in folder.glob(pattern))


def _distributions(folder: str) -> list[str]:
    try:
        return [n for n in os.listdir(folder) if n.endswith((".dist-info", ".egg-info"))]
    except OSError:
        return []


def _needed(name: str, found: dict[str, str]) -> dict[str, str]:
    """A distribution and all that it needs, extras left out, with their versions."""
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in found:
        return found
    try:
        held = metadata.distribution(name)
    except metadata.PackageNotFoundError:  # for another system, or run from a folder
        return found
    found[key] = held.version
    for line in held.requires or []:
        needed, _, condition = line.partition(";")
        if "extra" not in condition and (match := re.match(r"\s*([\w.-]+)", needed)):
            _needed(match[1], found)
    return found
