"""Lists, relations and media: several values in one cell."""

import re
from functools import partial
from urllib.parse import quote

import orjson
import polars as pl

from klaviatur.collect.products.values.cells import Column, Parsed, as_cells, read_odd
from klaviatur.collect.products.values.identifiers import clean_identifiers
from klaviatur.collect.products.values.texts import tidy

_SEPARATORS = ("|", ";", "\n")
_QUOTED = re.compile(r'^["\'](.*)["\']$')
_PARTS = r"[|;,\n]|^\["
_FIGURE = re.compile(r"[+\-−–]?\d+(?:[.,]\d+)*")  # an item that is one
_SCHEME = re.compile(r"^https?://[^/?#]*", re.IGNORECASE)  # neither it nor a host has capitals of its own
_ADDRESS = re.compile(r"(?:https?|ftp)://|^www\.|^//", re.IGNORECASE)
_BETWEEN_ADDRESSES = re.compile(r"[\s,;|]+(?=(?:https?:)?//|www\.)", re.IGNORECASE)
_SAFE = "%/:=&?~#+!$,;'@()*[]"


def read_lists(text: pl.Series, column: Column) -> pl.DataFrame:
    """Return lists in the order of the source, each entry once; figures alone are measured in the column's unit."""
    return read_odd(as_cells(text), text, partial(_list, separator=column.map.separator, unit=column.map.unit))


def read_relations(text: pl.Series, column: Column) -> pl.DataFrame:
    """Return the keys of other products, cleaned as their own keys are; a parent is one key, whatever it holds."""
    clean = pl.lit(clean_identifiers(text))
    parts = _PARTS if column.map.separator is None else re.escape(column.map.separator)
    alone = column.map.attribute == "parent" and column.map.separator is None
    listed = pl.col("text").str.contains(parts)  # a key that was cleaned has lost its line breaks
    single = ~clean.str.contains(r'["\\\x00-\x1f]') & (~listed | alone)
    items = pl.concat_str(pl.lit('["'), clean, pl.lit('"]'))
    cells = as_cells(text, value=pl.when(single).then(clean), items=pl.when(single).then(items))
    return read_odd(cells, text, partial(_relation, separator=column.map.separator, alone=alone))


def read_media(text: pl.Series, column: Column) -> pl.DataFrame:
    """Return addresses and paths of images, films and documents."""
    plain = pl.col("text").str.contains(r"^https://[\w.:-]+(?:/[\w./%+~@:=&?#!$'()*-]*)?$")
    cells = as_cells(text, value=pl.when(plain).then(pl.col("text")))
    return read_odd(cells, text, partial(_media, separator=column.map.separator))


def split(text: str, separator: str | None) -> list[str]:
    """Return the entries of a list; without a separator the strongest sign found in the text parts it."""
    if text.startswith("[") and text.endswith("]"):
        return _json(text) or split(text[1:-1], separator)
    if separator is None:
        separator = next((each for each in _SEPARATORS if each in text), None)
    if separator is None:
        return _at_commas(text)
    escaped = re.split(rf"(?<!\\){re.escape(separator)}", text)
    return [part.replace(f"\\{separator}", separator) for part in escaped]


def _at_commas(text: str) -> list[str]:
    """Return the parts between commas; those in brackets and decimal commas part nothing."""
    parts, start, depth = [], 0, 0
    for place, char in enumerate(text):
        depth = max(0, depth + (char in "([") - (char in ")]"))
        if char == "," and not depth and not text[place + 1 : place + 2].isdigit():
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _json(text: str) -> list[str]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return []
    return [str(entry) for entry in found if isinstance(entry, (str, int, float)) and str(entry)]


def _list(text: str, separator: str | None, unit: str | None = None) -> Parsed:
    whole, steps, rules = tidy(text) if separator != "<br>" else (text, (), ())
    parts = [_QUOTED.sub(r"\1", part.strip(" \t\n•·")) for part in split(whole, separator)]
    read = _items([part for part in parts if part], ("list_split", *steps), rules, text)
    measured = unit and read.items and all(map(_FIGURE.fullmatch, read.items))
    return read._replace(unit=unit, steps=(*read.steps, "unit_of_header")) if measured else read


def _relation(text: str, separator: str | None, *, alone: bool) -> Parsed:
    parts = [text] if alone else split(text, separator)
    keys = clean_identifiers(pl.Series([part.strip() for part in parts], dtype=pl.String))
    return _items([key for key in keys if key], ("list_split",), (), text)


def _items(parts: list[str], steps: tuple[str, ...], rules: tuple[str, ...], text: str) -> Parsed:
    items = tuple(dict.fromkeys(parts))
    if not items:
        return Parsed(rules=rules)
    if items == (text,):
        steps = tuple(step for step in steps if step != "list_split")
    return Parsed("; ".join(items), items, steps=steps, rules=rules)


def _media(text: str, separator: str | None) -> Parsed:
    parts = split(text, separator) if separator and separator in text else _BETWEEN_ADDRESSES.split(text)
    read = [_address(part.strip()) for part in parts if part.strip(" ,;|")]
    steps = tuple(dict.fromkeys(step for _, taken, _ in read for step in taken))
    rules = tuple(dict.fromkeys(rule for _, _, broken in read for rule in broken))
    items = tuple(dict.fromkeys(address for address, _, _ in read))
    if len(items) == 1:
        return Parsed(items[0], steps=steps, rules=rules)
    return Parsed("; ".join(items), items, steps=("list_split", *steps), rules=rules)


def _address(text: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return one address or path, the steps done and the rules broken."""
    if not _ADDRESS.search(text):
        return text, (), (() if re.search(r"\.\w{2,5}$", text) else ("media.no_address",))
    whole = f"https:{text}" if text.startswith("//") else _SCHEME.sub(lambda found: found[0].lower(), text)
    encoded = quote(whole, safe=_SAFE)
    steps = ("scheme_added",) if whole != text else ()
    steps = (*steps, "address_encoded") if encoded != whole else steps
    rules = ("media.insecure",) if encoded.lower().startswith("http://") else ()
    return encoded, steps, rules
