"""The folder of a run as an RO-Crate 1.1: what went in, what came out, and what made it.

An archive takes the folder as it is; ``ro-crate-metadata.json`` describes it for machines
(https://w3id.org/ro/crate/1.1).
"""

import json
import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import quote

from analysis.errors import InputError
from analysis.files import write, writing

NAME = "ro-crate-metadata.json"
_SPECIFICATION = "https://w3id.org/ro/crate/1.1"
# Not known to every system's table of types.
_MEDIA = {".ipynb": "application/x-ipynb+json", ".parquet": "application/vnd.apache.parquet"}
_Entity = dict[str, Any]


def write_crate(folder: Path) -> Path:
    """Describe the folder of a run; give the path of the file that does.

    Parameters
    ----------
    folder : Path
        Where ``gouji run`` published. Its manifest says what is described.

    Raises
    ------
    InputError
        If no finished run lies there, or the file cannot be written.
    """
    manifest = _manifest(folder)
    with writing(folder / NAME):
        write(folder / NAME, json.dumps(_crate(manifest), ensure_ascii=False, indent=1) + "\n")
    return folder / NAME


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["complete"] and content["made"] and isinstance(content["inputs"], dict):
            return dict(content)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise InputError(f"{folder} holds no finished run. Run `gouji run … --out {folder}` first.")


def _crate(manifest: dict[str, Any]) -> dict[str, Any]:
    files = [_file(quote(name), name, digest) for name, digest in manifest["files"].items()]
    # Reports lie elsewhere: they are named and described, and are no part of the crate.
    reports = [
        _file(f"#report/{quote(name)}", name, digest) for name, digest in manifest["inputs"].items()
    ]
    software = {
        "@id": "#gouji",
        "@type": "SoftwareApplication",
        "name": "Gouji 勾稽",
        "softwareVersion": manifest["gouji"],
        "softwareRequirements": [
            f"{name} {version}"
            for name, version in {"python": manifest["python"], **manifest["packages"]}.items()
        ],
    }
    run = {
        "@id": "#run",
        "@type": "CreateAction",
        "name": "gouji run",
        "endTime": manifest["made"],
        "instrument": _refer(software),
        "object": [_refer(report) for report in reports],
        "result": [_refer(file) for file in files],
    }
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": "政府信息公开工作年度报告：核对、评估和比较 · "
        "Annual reports on government information disclosure: checked, assessed and compared",
        "description": f"Made by Gouji {manifest['gouji']} from {len(reports)} files of reports.",
        "datePublished": manifest["made"][:10],
        "license": "The figures are those of public documents of administrative agencies "
        "(著作权法第五条). What their publisher states otherwise holds.",
        "hasPart": [_refer(file) for file in files],
        "mentions": [_refer(run)],
    }
    about = {
        "@id": NAME,
        "@type": "CreativeWork",
        "conformsTo": {"@id": _SPECIFICATION},
        "about": _refer(root),
    }
    return {
        "@context": f"{_SPECIFICATION}/context",
        "@graph": [about, root, run, software, *reports, *files],
    }


def _file(identifier: str, name: str, digest: str) -> _Entity:
    kind = _MEDIA.get(Path(name).suffix) or mimetypes.guess_type(name)[0]
    return {
        "@id": identifier,
        "@type": "File",
        "name": name,
        **({"encodingFormat": kind} if kind else {}),
        **({"sha256": digest} if digest else {}),
    }


def _refer(entity: _Entity) -> dict[str, str]:
    return {"@id": entity["@id"]}
