"""An item as people read it: rows of a table under the names of their columns, XML and JSON with their lines."""

import csv
import json
import re
from contextlib import suppress

from klaviatur.doors.site.pages.outputs.view import is_text
from klaviatur.records import OutputProfile, Prepared
from klaviatur.syndicate.formats.delimited import NAMED

_IN_TAG = r"""(?:[^<>"']|"[^"]*"|'[^']*')*"""
_PIECE = re.compile(rf"<([\w:.-]+)(?:\s{_IN_TAG})?>(?:[^<]|<!\[CDATA\[.*?\]\]>)*</\1>|<{_IN_TAG}>|<?[^<]+", re.DOTALL)


def cells_of(profile: OutputProfile, prepared: Prepared) -> list[list[tuple[str, str]]]:
    """Return the filled cells of each row of an item; none where the output is no table of rows."""
    if profile.format != "csv":
        return []
    named = profile.options.get("delimiter", "comma")
    columns = [one.options.get("column", one.name) for one in profile.fields]
    rows = csv.reader(
        prepared.body.decode("utf-8", "replace").splitlines(keepends=True), delimiter=NAMED.get(named, named)
    )
    return [[pair for pair in zip(columns, row, strict=False) if pair[1]] for row in rows]


def readable(prepared: Prepared) -> str:
    """Return an item's text with a line for each of its elements, "" where it is no text."""
    if not is_text(prepared.media_type):
        return ""
    text = prepared.body.decode("utf-8", "replace").strip()
    if "json" in prepared.media_type:
        with suppress(ValueError):
            return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    return _indented(text) if "xml" in prepared.media_type else text


def _indented(text: str) -> str:
    lines, depth = [], 0
    for piece in (found[0].strip() for found in _PIECE.finditer(text)):
        closes = piece.startswith("</")
        depth -= closes
        lines += [f"{'  ' * depth}{piece}"] if piece else []
        depth += piece.startswith("<") and not closes and "</" not in piece and not piece.endswith(("/>", "?>", "-->"))
    return "\n".join(lines)
