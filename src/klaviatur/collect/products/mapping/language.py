"""The language of texts whose columns name none."""

from collections import Counter
from collections.abc import Mapping, Sequence

from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.collect.language import detect_language
from klaviatur.collect.products.mapping.looks import Look
from klaviatur.records import ColumnMap, Kind

_TEXTS = frozenset({Kind.TEXT, Kind.RICH_TEXT, Kind.LIST})
_CELLS = 40  # of each column
_SHORTEST = 35  # characters that tell a language
_FEWEST = 3  # texts
_MOST = 0.75  # of the texts speak the same language


def of_texts(columns: Sequence[ColumnMap], looks: Mapping[str, Look]) -> str | None:
    """Return "de" or "en" where nearly all longer texts without a locale speak it, else None."""
    if any(each.attribute == "_locale" for each in columns):
        return None
    texts = [cell for each in columns if _speaks(each) for cell in looks[each.column].cells[:_CELLS]]
    guesses = [detect_language(cell) for cell in texts if len(cell) >= _SHORTEST]
    said = Counter("other" if guess.other else guess.language for guess in guesses if guess.sure or guess.other)
    language, times = said.most_common(1)[0] if said else ("other", 0)
    return language if language != "other" and times >= max(_FEWEST, _MOST * said.total()) else None


def _speaks(column: ColumnMap) -> bool:
    known = vocabulary().get(column.attribute)
    return column.locale is None and (known.localised if known else column.kind in _TEXTS)
