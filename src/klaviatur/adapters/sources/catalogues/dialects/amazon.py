"""Amazon's flat files: the newer ones name language, marketplace and number of a field inside its name."""

import re
from dataclasses import replace

from klaviatur.adapters.sources.catalogues.dialects.frames import column_of
from klaviatur.adapters.sources.catalogues.dialects.recognising import Dialect, key
from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.records import ColumnHint, Kind, Table

_QUALIFIER = re.compile(r"\[[^\]]*\]|#\d+")
_LANGUAGE = re.compile(r"\[language_tag=([a-z]{2})_([A-Z]{2})\]")
_MARKETPLACE = re.compile(r"\[marketplace_id=([A-Z0-9]+)\]")


def rewrite(table: Table, known: Dialect) -> Table:
    """Return the table with hints for the fields whose names carry more than a name."""
    hints = dict(table.hints)
    for column in table.columns:
        hint = _hint(column, known)
        if hint is not None:
            label = hints[column].label if column in hints and not hint.attribute else ""
            hints[column] = replace(hint, label=label)
    units = {column: hint for column in hints if (hint := _unit(table, column, hints[column]))}
    return replace(table, hints=tuple((hints | units).items()))


def _hint(column: str, known: Dialect) -> ColumnHint | None:
    """Return the hint for "item_name[marketplace_id=..][language_tag=de_DE]#1.value", None for a plain name."""
    plain = _QUALIFIER.sub("", column)
    if plain == column and not column.startswith("amzn1."):
        return None
    language, market = _LANGUAGE.search(column), _MARKETPLACE.search(column)
    attribute = known.options["fields"].get(plain)
    kind = known.options["kinds"].get(attribute)
    money = kind == "money" and market
    spoken = language if attribute is None or vocabulary()[attribute].localised else None
    return ColumnHint(
        attribute=attribute,
        kind=Kind(kind) if kind else None,
        locale=f"{spoken[1]}_{spoken[2]}" if spoken else None,
        currency=known.options["currencies"].get(market[1]) if money and market else None,
    )


def _unit(table: Table, column: str, hint: ColumnHint) -> ColumnHint | None:
    """Return the hint for a column with the units of another one: "item_weight#1.unit"."""
    plain = key(column)
    for ending, value in ((".unit", ".value"), (" unit of measure", "")):
        other = column_of(table, plain.removesuffix(ending) + value) if plain.endswith(ending) else None
        if other:
            return replace(hint, attribute=None, kind=Kind.IDENTIFIER, unit_of=other)
    return None
