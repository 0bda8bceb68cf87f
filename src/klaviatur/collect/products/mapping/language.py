"""The language of texts whose columns name none."""

from collections.abc import Mapping, Sequence

from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.collect.language import detect_language
from klaviatur.collect.products.mapping.looks import Look
from klaviatur.records import ColumnMap, Kind

_TEXTS = frozenset({Kind.TEXT, Kind.RICH_TEXT, Kind.LIST})
_CELLS = 20  # of each column
_LEAST = 40  # characters on average that tell a language


def of_texts(columns: Sequence[ColumnMap], looks: Mapping[str, Look]) -> str | None:
    """Return "de" or "en" where the long texts without a locale surely are that, else None."""
    texts = [
        cell for each in columns if _speaks(each, looks[each.column]) for cell in looks[each.column].cells[:_CELLS]
    ]
    if any(each.attribute == "_locale" for each in columns) or not texts:
        return None
    guess = detect_language(" \n".join(texts)[:20_000])
    return guess.language if guess.sure and not guess.other else None


def _speaks(column: ColumnMap, look: Look) -> bool:
    known = vocabulary().get(column.attribute)
    localised = known.localised if known else column.kind in _TEXTS
    return (
        localised and column.locale is None and (look.length >= _LEAST or column.attribute in {"name", "ingredients"})
    )
