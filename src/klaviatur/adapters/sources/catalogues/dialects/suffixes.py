"""Texts in several languages whose columns are only numbered ("OXTITLE_1", "name_2"): which language each is in."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import polars as pl

from klaviatur.adapters.sources.catalogues.dialects.frames import peeked
from klaviatur.records import ColumnHint, Table
from klaviatur.text.lexicon import read_table

_WORD = re.compile(r"[^\W\d_]+")
_ROWS = 300
_LEAST = 3  # words that tell a language
_CLEARLY = 2  # times as many as of any other language


def with_languages(
    table: Table, form: re.Pattern[str], bases: Iterable[str], usual: Mapping[str, str] | None = None
) -> Table:
    """Return the table whose columns `form` (groups base, number) finds are the base's text in a language.

    The words of all columns of a number tell the language, else `usual` does; a number that stays unknown keeps its
    columns under their own names.
    """
    known = {base.lower() for base in bases}
    found = {column: match for column in table.columns if (match := form.fullmatch(column.strip()))}
    found = {column: match for column, match in found.items() if match["base"].lower() in known}
    first, chunks = peeked(table)
    numbers: dict[str, list[str]] = {}
    for column, match in found.items():
        numbers.setdefault(match["number"], []).append(column)
    spoken = {number: _language(first, columns) or (usual or {}).get(number) for number, columns in numbers.items()}
    hints = dict(table.hints)
    for column, match in found.items():
        hints[column] = _hint(hints, match, spoken[match["number"]])
    return replace(table, hints=tuple(hints.items()), chunks=chunks)


def _hint(hints: Mapping[str, ColumnHint], match: re.Match[str], language: str | None) -> ColumnHint:
    if language is None:
        return ColumnHint(attribute=f"{match['base']}_{match['number']}".lower(), label=match[0])
    base = next((hint for column, hint in hints.items() if column.lower() == match["base"].lower()), ColumnHint())
    return replace(base, label=match["base"], locale=language)


def _language(frame: pl.DataFrame, columns: Sequence[str]) -> str | None:
    """Return the language whose small words the texts have most, None where it is not clear."""
    cells = frame.select(columns).head(_ROWS)
    words = [word for column in cells for cell in column.drop_nulls() for word in _WORD.findall(cell.lower())]
    small = {
        language: set(those.split()) for language, those in read_table(__package__ or "", "languages.toml").items()
    }
    counts = sorted(((sum(word in those for word in words), name) for name, those in small.items()), reverse=True)
    (most, language), (next_most, _) = counts[:2]
    return language if most >= _LEAST and most >= _CLEARLY * next_most else None
