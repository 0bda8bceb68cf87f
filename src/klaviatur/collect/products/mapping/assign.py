"""One attribute, one column: who gets it where several columns could be it."""

from collections.abc import Mapping, Sequence

from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.collect.products.mapping.names import Candidate
from klaviatur.records import ColumnHint, Kind

_Slot = tuple[str, str | None, str | None, str | None]


def assigned(offers: Mapping[str, Sequence[Candidate]], hints: Mapping[str, ColumnHint]) -> dict[str, Candidate]:
    """Return one candidate for each column that gets one: the surest pair first, whatever the columns' order.

    An attribute is given once per locale, channel and currency; lists and attributes with several values more often.
    """
    pairs = [(name, each) for name, found in offers.items() for each in found]
    chosen: dict[str, Candidate] = {}
    taken: set[_Slot] = set()
    for name, candidate in sorted(pairs, key=lambda pair: -pair[1].confidence):
        slot = _slot(candidate, hints.get(name))
        if name in chosen or slot in taken:
            continue
        chosen[name] = candidate
        if not _many(candidate):
            taken.add(slot)
    return chosen


def _slot(candidate: Candidate, hint: ColumnHint | None) -> _Slot:
    hint, reading = hint or ColumnHint(), candidate.reading
    return (
        candidate.attribute,
        hint.locale or reading.locale,
        hint.channel or reading.channel,
        hint.currency or reading.currency,
    )


def _many(candidate: Candidate) -> bool:
    attribute = vocabulary().get(candidate.attribute)
    if attribute is None:
        return candidate.why == "format"
    return attribute.several or (attribute.kind is Kind.LIST and candidate.reading.number is not None)
