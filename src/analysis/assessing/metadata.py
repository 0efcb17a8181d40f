"""Metadata of the processed tables: ``datapackage.json`` and ``croissant.json``.

Both are made from ``schema.yml``. Neither holds a clock: the same tables give the same bytes.
Sources: Data Package v2.0 (https://datapackage.org/standard/data-package/) and Croissant 1.0
(https://docs.mlcommons.org/croissant/docs/croissant-spec.html).
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from analysis.files import sha256_of, yaml_of
from analysis.version import __version__

_PROFILES = "https://datapackage.org/profiles/2.0"
_MEDIA = {"csv": "text/csv", "parquet": "application/x-parquet"}  # so mlcroissant knows it


@cache
def tables() -> dict[str, dict[str, Any]]:
    """The content of ``schema.yml``.

    Returns
    -------
    dict
        Table name to ``description``, ``zh``, ``columns`` and, where it has them, ``key`` and
        ``refers``.
    """
    found: dict[str, dict[str, Any]] = yaml_of(__package__, "schema.yml")
    return found


@cache
def about() -> dict[str, Any]:
    """The content of ``about.yml``: the tables as a whole, and names of exported variables."""
    found: dict[str, Any] = yaml_of(__package__, "about.yml")
    return found


def described(
    contents: Mapping[str, bytes], more: Mapping[str, dict[str, Any]] | None = None
) -> dict[str, bytes]:
    """``datapackage.json`` and ``croissant.json``, which describe tables, as bytes.

    Parameters
    ----------
    contents : mapping
        File name, a table's name with ``.csv`` or ``.parquet``, to its bytes.
    more : mapping, optional
        Tables that ``schema.yml`` does not have, in its shape.
    """
    known = {**tables(), **(more or {})}
    resources = []
    for path, content in contents.items():
        stem, _, kind = path.rpartition(".")
        resources.append((path, known[stem], stem, kind, content))
    return {
        "datapackage.json": _bytes(_package(resources)),
        "croissant.json": _bytes(_croissant(resources)),
    }


def _bytes(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _package(resources: list[tuple[str, dict[str, Any], str, str, bytes]]) -> dict[str, Any]:
    us = about()
    names = {stem for _, _, stem, _, _ in resources}
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": us["name"],
        "title": us["title"],
        "description": f"{us['description']} {us['title_zh']}。",
        "version": __version__,
        "keywords": us["keywords"],
        "licenses": [us["license"]],
        "contributors": [{"title": us["creator"], "roles": ["creator"]}],
        "resources": [
            _resource(path, table, stem, kind, content, names)
            for path, table, stem, kind, content in resources
        ],
    }


def _resource(
    path: str, table: dict[str, Any], stem: str, kind: str, content: bytes, names: set[str]
) -> dict[str, Any]:
    columns = table["columns"].items()
    schema: dict[str, Any] = {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [
            {"name": c, "type": type_, "title": zh, "description": en, **_truth(type_)}
            for c, (type_, en, zh) in columns
        ],
        "missingValues": [""],
    }
    if "key" in table:
        schema["primaryKey"] = table["key"]
    refers = {column: other for column, other in table.get("refers", {}).items() if other in names}
    if refers:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": other, "fields": tables()[other]["key"]}}
            for column, other in refers.items()
        ]
    # frictionless counts no bytes of Parquet, and would find the right number wrong; croissant.json
    # has the fingerprint.
    size = (
        {} if kind == "parquet" else {"bytes": len(content), "hash": f"sha256:{sha256_of(content)}"}
    )
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": stem,
        "type": "table",
        "path": path,
        "title": table["zh"],
        "description": table["description"],
        "format": kind,
        "mediatype": _MEDIA[kind],
        **({"encoding": "utf-8"} if kind == "csv" else {}),
        **size,
        "schema": schema,
    }


def _truth(type_: str) -> dict[str, Any]:
    return {"trueValues": ["True"], "falseValues": ["False"]} if type_ == "boolean" else {}


def _croissant(resources: list[tuple[str, dict[str, Any], str, str, bytes]]) -> dict[str, Any]:
    us = about()
    names = {stem for _, _, stem, _, _ in resources}
    croissant = us["croissant"]
    return {
        "@context": croissant["context"] | {word: f"cr:{word}" for word in croissant["words"]},
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": us["name"],
        "description": f"{us['title']}. {us['description']}",
        "alternateName": us["title_zh"],
        "version": __version__,
        "license": us["license"]["path"],
        "keywords": us["keywords"],
        "creator": {"@type": "sc:Organization", "name": us["creator"]},
        "citeAs": us["cite"],
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": path,
                "name": path,
                "description": table["description"],
                "contentUrl": path,
                "contentSize": f"{len(content)} B",
                "encodingFormat": _MEDIA[kind],
                "sha256": sha256_of(content),
            }
            for path, table, _, kind, content in resources
        ],
        "recordSet": [_records(path, table, stem, names) for path, table, stem, _, _ in resources],
    }


def _records(path: str, table: dict[str, Any], stem: str, names: set[str]) -> dict[str, Any]:
    fields = []
    for column, (type_, en, zh) in table["columns"].items():
        field = {
            "@type": "cr:Field",
            "@id": f"{stem}/{column}",
            "name": column,
            "description": f"{en} {zh}",
            "dataType": about()["croissant"]["types"][type_],
        }
        other = table.get("refers", {}).get(column)
        if other in names:
            field["references"] = {"field": {"@id": f"{other}/{tables()[other]['key'][0]}"}}
        fields.append(
            {**field, "source": {"fileObject": {"@id": path}, "extract": {"column": column}}}
        )
    out: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": stem,
        "name": stem,
        "description": f"{table['description']} {table['zh']}",
    }
    if "key" in table:
        out["key"] = [{"@id": f"{stem}/{column}"} for column in table["key"]]
    return {**out, "field": fields}
