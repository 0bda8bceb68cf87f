"""JSON as pages write it: read as it is, else mended where there is only one way to mean it."""

import html
import json
import re
from typing import Any

import orjson

_WRAPPING = re.compile(
    r"^\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?)"  # at the beginning
    r"|(?:-->|(?://|/\*)?\s*\]\]>(?:\s*\*/)?);?\s*$|;\s*$"  # at the end
)
_STRING = r'"(?:[^"\\]|\\.)*"'
_TRAILING = re.compile(rf"({_STRING})|,(?=\s*[}}\]])", re.DOTALL)
_COMMENT = re.compile(rf"({_STRING})|/\*.*?\*/|(?<![:\\])//[^\n]*", re.DOTALL)
_DECODER = json.JSONDecoder(strict=False)  # line breaks may stand in strings


def parsed(text: str) -> tuple[list[Any], str]:
    """Return the values a script holds, and what had to be mended, "" if nothing. Raises ValueError."""
    try:
        return [orjson.loads(text)], ""
    except ValueError as error:
        first = error
    bare = _WRAPPING.sub("", text)
    for what, mended in _attempts(bare):
        try:
            return _values(mended), what
        except (ValueError, RecursionError):
            continue
    raise ValueError(str(first).partition(": line")[0])


def _attempts(text: str) -> list[tuple[str, str]]:
    plain = _COMMENT.sub(r"\1", text)
    tidy = _TRAILING.sub(r"\1", plain)
    found = [("line breaks in strings or wrapping", text), ("comments", plain), ("trailing commas", tidy)]
    if "&quot;" in text and '"' not in text:
        found.append(("HTML entities", _TRAILING.sub(r"\1", html.unescape(text))))
    return found


def _values(text: str) -> list[Any]:
    """Return one value, or several written one after the other."""
    values = []
    at = 0
    while at < len(text):
        while at < len(text) and (text[at].isspace() or text[at] in ",;"):
            at += 1
        if at < len(text):
            value, at = _DECODER.raw_decode(text, at)
            values.append(value)
    if not values:
        raise ValueError("empty")
    return values
