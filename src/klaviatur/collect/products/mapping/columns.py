"""The map of one column: as an attribute of the vocabulary, under its own name, or as the units of another one."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from klaviatur.catalogue.units import find
from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.collect.products.mapping.headers import Reading, qualified, readings
from klaviatur.collect.products.mapping.kinds import inferred_kind, kind_of, separator
from klaviatur.collect.products.mapping.looks import Look
from klaviatur.collect.products.mapping.names import Candidate, by_key
from klaviatur.collect.products.mapping.spelling import codes, snake, words
from klaviatur.collect.products.values.texts import TIMED
from klaviatur.records import ColumnHint, ColumnMap, Kind

_MEASURED = frozenset({Kind.NUMBER, Kind.TEXT, Kind.LIST})  # kinds whose values have a unit
_BY_NAME = {"energy_kj": "kJ", "energy_kcal": "kcal"}  # their name says the unit
Slot = tuple[str | None, ...]  # attribute, locale, channel, currency
_SURE = 0.95
_OF_SIDES = frozenset({"mm", "cm", "mmt", "cmt", "in", "inch", "zoll"})  # nothing is sold by these
_KEPT = 0.5  # confidence of a column under its own name: nothing was decided
_MONEY = ("price", "sale_price", "list_price", "net_price", "cost_price")


def slot_of(column: ColumnMap) -> Slot:
    """Return what only one column may have."""
    return column.attribute, column.locale, column.channel, column.currency


def column_map(name: str, candidate: Candidate, look: Look, hint: ColumnHint | None) -> ColumnMap:
    """Return the map of a column that is an attribute, the format's word before the header's."""
    hint, reading = hint or ColumnHint(), candidate.reading
    known = candidate.attribute in vocabulary()
    kind = hint.kind or kind_of(candidate.attribute, look)
    return ColumnMap(
        column=name,
        attribute=candidate.attribute,
        kind=kind,
        known=known,
        confidence=round(candidate.confidence, 2),
        why=candidate.why,
        locale=hint.locale or reading.locale,
        channel=hint.channel or reading.channel,
        unit=_unit(candidate.attribute, reading, hint),
        currency=hint.currency or reading.currency or look.currency if kind is Kind.MONEY else None,
        separator=hint.separator or separator(look, kind, candidate.attribute),
        currency_of=_MONEY[0] if candidate.attribute == "currency" else None,
        label=hint.label,
    )


def kept(
    name: str, look: Look, hint: ColumnHint | None, used: set[Slot], twins: Mapping[tuple[str, ...], int]
) -> ColumnMap:
    """Return the map of a column under its own name, which no other attribute has; `used` grows by it.

    `twins`: see `twins_of`.
    """
    hint, reading = hint or ColumnHint(), _own(name, look, twins)
    kind = hint.kind or inferred_kind(look)
    locale, channel = hint.locale or reading.locale, hint.channel or reading.channel
    currency = hint.currency or reading.currency or look.currency
    attribute = _free(snake(reading.words), (locale, channel, currency), used)
    used.add((attribute, locale, channel, currency))
    return ColumnMap(
        column=name,
        attribute=attribute,
        kind=kind,
        known=False,
        confidence=_KEPT,
        why="kept",
        locale=locale,
        channel=channel,
        unit=_unit(attribute, reading, hint) if kind in _MEASURED else None,
        currency=currency,
        separator=hint.separator or separator(look, kind),
        label=hint.label or name,
    )


def twins_of(names: Iterable[str]) -> Counter[tuple[str, ...]]:
    """Return how often a name comes with a language behind it ("style de", "style it")."""
    words_of = [qualified(name).words for name in names]
    return Counter(each[:-1] for each in words_of if each[-1] in codes("languages"))


def of_another(
    name: str, look: Look, hint: ColumnHint | None, maps: Mapping[str, ColumnMap], given: Mapping[str, int]
) -> ColumnMap | None:
    """Return the map of a column that holds units or currencies of another column, None if it does not.

    `given`: how many columns of the table each attribute has.
    """
    own = maps[name]
    if hint is not None and hint.unit_of is not None and hint.unit_of in maps:
        return replace(own, unit_of=maps[hint.unit_of].attribute, known=False, why="format", confidence=1.0)
    for reading in readings(name) if not own.known else ():
        attribute = by_key().get(reading.key, snake(reading.words))
        others = given.get(attribute, 0) - (own.attribute == attribute)
        if reading.of and others > 0 and (reading.number or 1) == 1:
            return _beside(own, attribute, reading.of, look)
        if reading.of == "unit" and (measured := _of_all(attribute, given)):
            return _beside(own, measured, reading.of, look)
    if own.attribute == "order_unit" and look.filled and {*map(str.casefold, look.cells)} <= _OF_SIDES:
        return _beside(own, "length", "unit", look) if _of_all("length", given) else None
    return None


def _of_all(attribute: str, given: Mapping[str, int]) -> str:
    """Return what an attribute measures, if the table lacks it but has others of its sort ("net weight")."""
    known = vocabulary().get(attribute)
    measured = "length" if attribute in {"dimensions", "dimension"} else known.dimension if known else ""
    measures = {vocabulary()[each].dimension for each in given if each in vocabulary()}
    return measured if measured in measures - {""} else ""


def _beside(own: ColumnMap, attribute: str, of: str, look: Look) -> ColumnMap | None:
    share = look.units if of == "unit" else look.currencies
    if look.filled and share < 0.5:
        return None
    field = {"unit_of": attribute} if of == "unit" else {"currency_of": attribute}
    return replace(own, kind=Kind.TEXT, known=False, why="name", confidence=_SURE, **field)


def _unit(attribute: str, reading: Reading, hint: ColumnHint) -> str | None:
    """Return the unit's code, or the unit as written where it has none."""
    known = vocabulary().get(attribute)
    if attribute in TIMED:
        return _unit_of_time(reading)
    if known is not None and known.kind is not Kind.NUMBER and attribute not in words()["measured_texts"]:
        return None
    dimension = known.dimension if known else ""
    by_law = "g" if reading.basis and attribute in words()["grams_by_law"] else None
    written = hint.unit or _BY_NAME.get(attribute) or reading.unit or _trailing(reading, dimension) or by_law
    unit = find(written, dimension) if written else None
    return unit.code if unit else written


def _unit_of_time(reading: Reading) -> str | None:
    """Return the code of the unit that a name of times has ("Lieferzeit (Wochen)"); working days have none."""
    written = reading.unit or (reading.words[-1] if reading.words else "")
    unit = find(written, "time")
    if unit is not None and unit.dimension == "time":
        return unit.code
    return words()["working_days"][0] if written in words()["working_days"] else None


def _trailing(reading: Reading, dimension: str) -> str | None:
    """Return the unit a known name ends with ("variant grams")."""
    unit = find(reading.words[-1], dimension) if reading.words and dimension else None
    return reading.words[-1] if unit and unit.dimension == dimension and len(reading.words) > 1 else None


def _own(name: str, look: Look, twins: Mapping[tuple[str, ...], int]) -> Reading:
    """Return a header without what surely is no part of its name."""
    reading = qualified(name)
    *rest, last = reading.words
    language = codes("languages").get(last)
    if rest and language and not reading.locale and (language in {"de", "en"} or twins.get(tuple(rest), 0) > 1):
        return replace(reading, words=tuple(rest), locale=language)
    unit = (
        find(last) if rest and not reading.unit and look.number > 0.8 and (len(last) > 1 or rest[-1] == "in") else None
    )
    if unit is None or unit.dimension in words()["counted"] or last in words()["bracketed"]:
        return reading
    return replace(reading, words=tuple(rest[:-1] if rest[-1] == "in" and rest[1:] else rest), unit=last)


def _free(name: str, rest: tuple[str | None, ...], used: set[Slot]) -> str:
    """Return a name that is neither the vocabulary's nor, for this locale, channel and currency, another column's."""
    own, number = name, 1
    while own in vocabulary() or (own, *rest) in used:
        number += 1
        own = f"{name}_{number}"
    return own


def name_again(column: ColumnMap, used: set[Slot]) -> ColumnMap:
    """Return the map of a column whose attribute another column has: under its own name, if it may not share it."""
    known = vocabulary().get(column.attribute)
    if known is not None and known.several:
        return column
    rest = (column.locale, column.channel, column.currency)
    own = _free(snake(qualified(column.column).words), rest, used)
    return replace(
        column, attribute=own, known=False, confidence=_KEPT, why="kept", label=column.label or column.column
    )
