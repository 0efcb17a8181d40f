"""Files: found, named, hashed, and written whole or not at all.

Every module that writes or hashes a file, or opens one that comes with the package, does it here.
"""

import contextlib
import hashlib
import json
import os
import re
import socket
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files as _inside
from pathlib import Path
from typing import Any

from analysis.errors import InputError

PACKAGE = Path(__file__).parent
_PART = ".part"
_LONGEST_BYTES = 180  # of a name; a file system allows 255, and language and suffix come after it
# Files that results depend on. Compiled and hidden files are not among them.
_CODE = (".py", ".yml", ".csv", ".j2", ".css", ".js", ".R", ".typ", ".json", ".ipynb")


def text_of(package: str, name: str) -> str:
    """Text of a file, in UTF-8, that comes with a package.

    Parameters
    ----------
    package : str
        Dotted name of the package that holds the file, usually the caller's ``__package__``.
    name : str
        File name, with ``/`` between folders.
    """
    return _inside(package).joinpath(name).read_text(encoding="utf-8")


def yaml_of(package: str, name: str) -> Any:
    """Mappings, lists and values of a YAML file that comes with a package.

    Parameters
    ----------
    package : str
        Dotted name of the package that holds the file, usually the caller's ``__package__``.
    name : str
        File name, with ``/`` between folders.
    """
    return parse_yaml(text_of(package, name))


def parse_yaml(text: str) -> Any:
    """Mappings, lists and values of a YAML text.

    Parameters
    ----------
    text : str
        Perhaps written by a user.

    Raises
    ------
    yaml.YAMLError
        If it is none; the message says where.
    """
    import yaml

    try:  # libyaml is ten times as fast as the loader in Python, which says better what is wrong
        return yaml.load(text, Loader=_loader())
    except yaml.YAMLError:
        yaml.safe_load(text)
        raise


@cache
def _loader() -> Any:
    """A loader that refuses a key that is there twice, of which YAML would take the last."""
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            seen: set[str] = set()
            for key, _ in node.value:
                if str(key.value) in seen:
                    problem = f"found the key {key.value!r} twice"
                    raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
                seen.add(str(key.value))
            return super().construct_mapping(node, deep)

    return Loader


def bundled(name: str) -> Path:
    """The folder ``expectations`` or ``notebooks``.

    Parameters
    ----------
    name : {"expectations", "notebooks"}
        Which of the two.

    Returns
    -------
    Path
        The folder that the environment names (``GOUJI_NOTEBOOKS``, ``GOUJI_EXPECTATIONS``), else
        that of the checkout, else the copy inside the installed package.
    """
    if named := os.environ.get(f"GOUJI_{name.upper()}"):
        return Path(named)
    checkout = PACKAGE.parents[1] / name
    return checkout if checkout.is_dir() else PACKAGE / "bundled" / name


def file_stem(text: str) -> str:
    """A name for a published file, without language and suffix.

    Letters, digits, ``-``, ``_``, ``·`` and brackets of Chinese names stay. Anything else becomes
    ``_``, and a hash of the whole text follows then, so that two texts never get the same name.

    Parameters
    ----------
    text : str
        For example the id of a report.
    """
    name = re.sub(r"[^\w\-·（）〔〕()]+", "_", text)
    if name == text and name[:1] != "-" and len(name.encode()) <= _LONGEST_BYTES:
        return name
    short = name.lstrip("-").encode()[: _LONGEST_BYTES - 20].decode(errors="ignore")
    return f"{short}-{sha256_of(text)[:8]}"


def sha256(path: str | Path) -> str:
    """SHA-256 of a file in hexadecimal, read in blocks.

    Parameters
    ----------
    path : str or Path
        The file.
    """
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of(content: bytes | str) -> str:
    """SHA-256 in hexadecimal of bytes, or of a text in UTF-8.

    Parameters
    ----------
    content : bytes or str
        All of it.
    """
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).hexdigest()


def digest_of(*parts: object) -> str:
    """One SHA-256 in hexadecimal of texts, numbers, and lists and dicts of them.

    Parameters
    ----------
    *parts : object
        What JSON can hold; the order of a dict's keys does not matter.
    """
    return sha256_of(json.dumps(parts, sort_keys=True, ensure_ascii=True))


@cache
def _digest_of_folder(folder: Path) -> str:
    """One digest of the code and data files below a folder: their names and contents."""
    if folder.is_file():
        return sha256(folder)
    found = []
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if f != "__pycache__" and f[0] != ".")
        for name in sorted(n for n in names if n.endswith(_CODE) and n[0] != "."):
            path = os.path.join(root, name)
            found.append((os.path.relpath(path, folder).replace(os.sep, "/"), sha256(path)))
    return digest_of(found)


@cache
def digest_of_code(*rooms: str, without: tuple[str, ...] = ()) -> str:
    """One digest of Gouji's own code and of the data files inside the package.

    Parameters
    ----------
    *rooms : str
        Folders or files directly inside the package, such as ``reading``; none for all of them.
    without : tuple of str, optional
        Folders or files to leave out.
    """
    names = rooms or sorted(os.listdir(PACKAGE))
    return digest_of(
        [(n, _digest_of_folder(PACKAGE / n)) for n in names if n not in without and n[:2] != "__"]
    )


def write(path: Path, content: bytes | str, durable: bool = False) -> None:
    """Write a file whole: whenever this is interrupted, the old file or the new one is there.

    A device or a pipe (/dev/stdout) is written into, not replaced. So is a file that is standard
    output, after what it has already.

    Parameters
    ----------
    path : Path
        Missing folders above it are made.
    content : bytes or str
        A text is written as UTF-8 with ``\\n`` line ends.
    durable : bool
        Whether to wait until the disk has it.

    Raises
    ------
    OSError
        If it cannot be written; nothing is left behind then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str):
        content = content.encode()
    if _is_stream(path):
        own = _descriptor(path)
        with open(path if own is None else own, "wb", closefd=own is None) as file:
            file.write(content)
        return
    partial = path.with_name(f".{path.name}.{socket.gethostname()}.{os.getpid()}{_PART}")
    try:
        with open(partial, "wb") as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise


def _is_stream(path: Path) -> bool:
    return _descriptor(path) is not None or (path.exists() and not path.is_file())


def _descriptor(path: Path) -> int | None:
    """The number of an open file of this process, where ``path`` is one of its names."""
    if path.is_symlink() and str(path.readlink()).startswith("/proc/"):
        path = path.readlink()
    own = os.path.realpath(path.parent) == os.path.realpath("/proc/self/fd")
    return int(path.name) if own and path.name.isdecimal() else None


def write_changed(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files into a folder where they differ from what is there.

    Parameters
    ----------
    folder : Path
        Where they go; it is made if it is not there.
    contents : mapping
        File name, or path below the folder, to content.

    Raises
    ------
    InputError
        If the folder cannot be written.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder, contents)
        for name, content in contents.items():
            path = folder / name
            if not path.is_file() or path.read_bytes() != content:
                write(path, content)


def write_new(contents: Mapping[Path, bytes]) -> list[Path]:
    """Write files that must not exist yet, all of them or none; give their paths.

    Parameters
    ----------
    contents : mapping
        Path to content.

    Raises
    ------
    InputError
        If one exists, or cannot be written.
    """
    for path in contents:
        if path.exists():
            raise InputError(f"{path} exists already and is not overwritten. Choose another name.")
    written: list[Path] = []
    try:
        for path, content in contents.items():
            write(path, content)
            written.append(path)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise InputError(
            f"{error.filename or path}: cannot be written ({error.strerror}). Choose another place."
        ) from None
    return written


@contextlib.contextmanager
def writing(
    place: object, advice: str = "Change its permissions.", exact: bool = False
) -> Iterator[None]:
    """Say what cannot be written and what to do, in place of the error of the system.

    Parameters
    ----------
    place : object
        What is written, as the user knows it.
    advice : str
        What the user can do.
    exact : bool
        Whether the file that the system names is named, of several below ``place``.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    try:
        yield
    except OSError as error:
        named = (exact and error.filename) or place
        raise InputError(f"{named}: cannot be written ({error.strerror}). {advice}") from None


def check_folder(out: Path) -> None:
    """Refuse an output folder that cannot be one, before any work is done for it.

    Parameters
    ----------
    out : Path
        The folder that is to be written.

    Raises
    ------
    InputError
        If ``out`` is a file, or cannot be made or written.
    """
    if out.exists() and not out.is_dir():
        raise InputError(f"{out} is a file. Name a folder for the output: --out FOLDER.")
    with writing(out, "Choose another folder with --out, or change its permissions."):
        (out if out.is_dir() else out.parent).mkdir(parents=True, exist_ok=True)
        if not os.access(out if out.is_dir() else out.parent, os.W_OK):
            raise PermissionError(13, "Permission denied")


def _sweep(folder: Path, names: Iterable[str]) -> None:
    """Remove half-written files of processes of this machine that have ended."""
    host = socket.gethostname()
    for path in map(folder.joinpath, names):
        for left in path.parent.glob(f".{path.name}.{host}.*{_PART}"):
            import psutil  # slow to load, and hardly ever is anything left

            pid = left.name.split(".")[-2]
            if pid.isdecimal() and (int(pid) == os.getpid() or not psutil.pid_exists(int(pid))):
                left.unlink(missing_ok=True)
