"""The official schemas of others, from the folder with test data: they are never part of the project."""

import gzip
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
from lxml import etree


@cache
def bmecat(data: Path, version: str) -> etree.XMLSchema:
    """Return the XSD of BMEcat 2005, 2005.1 or ETIM BMEcat."""
    return etree.XMLSchema(etree.parse(data / "pxm" / "bmecat" / "xsd" / f"bmecat_{version}.xsd"))


def xml_errors(schema: etree.XMLSchema, text: str) -> list[str]:
    """Return what a schema finds wrong."""
    schema.validate(etree.fromstring(text.encode()))
    return [f"{error.line}: {error.message}" for error in schema.error_log]


@cache
def acp(data: Path) -> jsonschema_rs.Validator:
    """Return a validator of a product of an ACP feed."""
    schema = _json(data / "pxm" / "agentic" / "acp" / "schema.feed.2026-04-17.json")
    return jsonschema_rs.validator_for({**schema, "$ref": "#/$defs/Product"}, validate_formats=True)


@cache
def ucp(data: Path) -> jsonschema_rs.Validator:
    """Return a validator of a product of a UCP catalogue."""
    folder = data / "pxm" / "agentic" / "ucp" / "source" / "schemas"
    schemas = {one["$id"]: one for one in map(_json, folder.rglob("*.json")) if "$id" in one}
    registry = jsonschema_rs.Registry(
        list(schemas.items()), retriever=lambda uri: {}
    )  # not all of UCP is in the folder
    root = schemas["https://ucp.dev/schemas/shopping/types/product.json"]
    return jsonschema_rs.validator_for(root, registry=registry, validate_formats=True)


@cache
def xchange(data: Path) -> jsonschema_rs.Validator:
    """Return a validator of an ETIM xChange file."""
    schema = _json(data / "pxm" / "etim" / "xChange_Schema_V1.1-2024-08-23.json")
    return jsonschema_rs.validator_for(schema, validate_formats=True)


def json_errors(validator: jsonschema_rs.Validator, value: Any) -> list[str]:
    """Return what a schema finds wrong."""
    return [f"{list(error.instance_path)}: {error.message}" for error in validator.iter_errors(value)]


@cache
def shapes(data: Path) -> dict[str, set[str]]:
    """Return the properties that the SHACL shapes of schema.org name, by class."""
    text = gzip.decompress((data / "pxm" / "schemaorg" / "schemaorg_export_v14.shacl.gz").read_bytes()).decode()
    found: dict[str, set[str]] = {}
    for block in re.split(r"(?m)^(?=:ValidSchema)", text):
        named = re.search(r"sh:targetClass schema1:(\w+)", block)
        if named:
            found[named[1]] = set(re.findall(r"sh:path schema1:(\w+)", block))
    return found


def _json(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8-sig"))
