"""Pictures, categories, options and texts of interfaces as plain values."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from klaviatur.adapters.sources.catalogues.records.words import WORDS

_PICTURES, _ADDRESSES, _ALTERNATIVES = frozenset(WORDS["pictures"]), WORDS["addresses"], WORDS["alternatives"]
_THINGS, _LISTS, _CALLED = frozenset(WORDS["things"]), frozenset(WORDS["lists_of_things"]), WORDS["called"]
_SINGLE, _SEVERAL = "image", "images"
_PACKS = ("edges", "nodes")
_BESIDE_PACK = {"pageInfo", "totalCount", "__typename"}
_DEEPEST = 12

Record = dict[str, Any]


def unpacked(value: Any, depth: int = 0) -> Any:
    """Return a value without the envelopes of GraphQL: {"edges": [{"node": ...}]} is a list."""
    if depth > _DEEPEST:
        return value
    if isinstance(value, list):
        return [unpacked(one, depth + 1) for one in value]
    if not isinstance(value, Mapping):
        return value
    if set(value) <= {"node", "cursor", "__typename"} and isinstance(value.get("node"), Mapping):
        return unpacked(value["node"], depth + 1)
    pack = next((name for name in _PACKS if isinstance(value.get(name), list)), None)
    if pack and set(value) <= {pack, *_BESIDE_PACK}:
        return unpacked(value[pack], depth + 1)
    return {name: unpacked(inner, depth + 1) for name, inner in value.items()}


def plain(record: Mapping[str, Any]) -> Record:
    """Return a record whose pictures are addresses and whose categories, brands and the like are names."""
    told: Record = {}
    for name, value in record.items():
        if name in _PICTURES and (found := _pictures(value)):
            alone = name == _SEVERAL and _SINGLE not in record
            told.update(_named_pictures(name, value, found, alone=alone))
        elif name in _THINGS and isinstance(value, Mapping) and (called := _called(value)):
            told[name] = called[1]
            told |= {f"{name}.{key}": inner for key, inner in value.items() if key != called[0]}
        elif name in _LISTS and _are_things(value):
            told |= _things(name, value)
        else:
            told[name] = _blocks(value) if isinstance(value, str) and value.startswith("{") else value
    return told


# --- Pictures ---------------------------------------------------------------------------------------------------------
def _pictures(value: Any) -> list[str]:
    """Return the addresses of pictures; none where one of them has none."""
    several = value if isinstance(value, list) else [value]
    found = [_address(one) for one in several if isinstance(one, Mapping)]
    return [one for one in found if one] if found and all(found) and len(found) == len(several) else []


def _address(picture: Mapping[str, Any]) -> str:
    inner = next((picture[name] for name in ("media", "image") if isinstance(picture.get(name), Mapping)), picture)
    return next((inner[name] for name in _ADDRESSES if isinstance(inner.get(name), str) and inner[name]), "")


def _named_pictures(name: str, value: Any, found: list[str], *, alone: bool) -> Record:
    """Return pictures under their name, the first of several as the picture where a product has no other."""
    told: Record = {name: found if isinstance(value, list) else found[0]}
    told = {_SINGLE: found[0], name: found[1:]} if alone else told
    several = value if isinstance(value, list) else []
    spoken = [next((one[key] for key in _ALTERNATIVES if one.get(key)), "") for one in several]
    return {**told, "image alt text": [text for text in spoken if text]} if any(spoken) else told


# --- Things with a name -----------------------------------------------------------------------------------------------
def _called(value: Mapping[str, Any]) -> tuple[str, str] | None:
    return next(((key, value[key]) for key in _CALLED if isinstance(value.get(key), str) and value[key]), None)


def _are_things(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _things(name: str, values: Sequence[Mapping[str, Any]]) -> Record:
    """Return the names of several things as a list, those without one by their id."""
    called = [_called(one) for one in values]
    ids = [str(one["id"]) for one in values if one.get("id")]
    told: Record = {name: [one[1] for one in called if one]} if all(called) else {}
    if ids:
        told[f"{name}.id"] = ids
    return told or {name: list(values)}


# --- Options ----------------------------------------------------------------------------------------------------------
def options_of(entries: Any, names: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """Yield name and value of options and attributes, however they are nested; `names` are those of options by id."""
    if isinstance(entries, Mapping):
        yield from ((str(name), value) for name, value in entries.items() if not isinstance(value, (Mapping, list)))
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, Mapping) and (name := _option_name(entry, names)):
            yield name, _option_value(entry)


def _option_name(entry: Mapping[str, Any], names: Mapping[str, str]) -> str:
    nested = (entry[key] for key in ("attribute", "option", "group") if isinstance(entry.get(key), Mapping))
    inner: Mapping[str, Any] = next(nested, {})
    found = _called({key: one for key, one in inner.items() if key != "value"})
    if found:
        return found[1]
    if entry.get("option_id") in names and isinstance(entry.get("value"), str):
        return names[entry["option_id"]]
    said = (entry.get(key) for key in ("option_display_name", "name", "key", "attribute_code", "code"))
    return next((one for one in said if isinstance(one, str) and one), "")


def _option_value(entry: Mapping[str, Any]) -> Any:
    """Return the value of an option: plain, several, or one for each language."""
    for key in ("value", "values", "options", "option", "label"):
        if entry.get(key) not in (None, "", []):
            return _labelled(entry[key])
    return None


def _labelled(value: Any) -> Any:
    if isinstance(value, list):
        return [_labelled(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    if "label" in value:
        return value["label"]
    called = _called(value)
    return called[1] if called else value


# --- Texts ------------------------------------------------------------------------------------------------------------
def _blocks(text: str) -> str:
    """Return a text that an editor keeps as blocks of JSON as HTML; any other text as it is."""
    if '"blocks"' not in text:
        return text
    try:
        blocks = json.loads(text)["blocks"]
        return "\n".join(_block(block["type"], block["data"]) for block in blocks) or text
    except (ValueError, KeyError, TypeError, RecursionError):
        return text


def _block(kind: str, data: Mapping[str, Any]) -> str:
    if kind == "list":
        return "<ul>" + "".join(f"<li>{item}</li>" for item in data["items"]) + "</ul>"
    return f"<h2>{data['text']}</h2>" if kind == "header" else f"<p>{data['text']}</p>"
