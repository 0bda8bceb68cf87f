"""A mapping for a table: what the format says, then names, then cells, then nearly names and meaning."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import polars as pl

from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.collect.products.mapping import judging, language, meaning
from klaviatur.collect.products.mapping.assign import assigned
from klaviatur.collect.products.mapping.columns import column_map, kept, of_another, slot_of, twins_of
from klaviatur.collect.products.mapping.headers import qualified
from klaviatur.collect.products.mapping.looks import Look, day_first, decimal_mark, is_code, looks_of
from klaviatur.collect.products.mapping.names import Candidate, named, nearly_named
from klaviatur.collect.products.mapping.spelling import snake, split, word_keys
from klaviatur.ports import Embedder
from klaviatur.records import ColumnHint, ColumnMap, ColumnMapping, Kind, Table

_OWN = re.compile(r"_?[a-z][a-z0-9_]*")  # as mapping files allow
THRESHOLD = 0.55  # below, a column stays under its own name
_EMPTY = 0.05  # of confidence, for a column without cells beside columns with cells
_CERTAIN = 0.85  # nothing else is asked
_LONGEST_NAME = 60  # characters on average of a description that is a name
_DESCRIPTIONS = ("description", "short_description")
_DIFFERENT_NAMES = 0.5  # of the cells


@dataclass(frozen=True, slots=True)
class _Sight:
    """What is known of a table before anything is decided."""

    columns: tuple[str, ...]
    hints: Mapping[str, ColumnHint]
    looks: Mapping[str, Look]

    @property
    def filled(self) -> bool:
        """Whether any column of the sample has cells."""
        return any(each.filled for each in self.looks.values())


def propose(table: Table, sample: pl.DataFrame, embedder: Embedder | None = None) -> ColumnMapping:
    """Return where each column of a table goes, in the table's order; `sample`: some of its rows as raw strings.

    A column is mapped with a confidence of at least 0.55 or kept under its own name. With an embedder also names that
    no list knows are understood.
    """
    looks = looks_of(sample.select(table.columns))
    sight = _Sight(table.columns, dict(table.hints), looks)
    columns = _decided(sight, _offers(sight, embedder))
    return ColumnMapping(
        name=_name(table),
        columns=columns,
        decimal=decimal_mark(looks.values()),
        day_first=day_first(looks.values()),
        locale=table.locale or language.of_texts(columns, looks),
        currency=_currency(columns, looks),
    )


def _offers(sight: _Sight, embedder: Embedder | None) -> dict[str, list[Candidate]]:
    """Return the candidates of every column, the best first."""
    offers = {name: _named(sight, name) for name in sight.columns}
    unclear = [name for name in sight.columns if not offers[name]]
    if embedder is not None and unclear:
        for name, candidate in meaning.meant(unclear, embedder).items():
            offers[name] = _above(judging.judged(each, sight.looks[name]) for each in (candidate,))
    return _with_name(sight, _with_thing(sight, offers))


def _with_thing(sight: _Sight, offers: dict[str, list[Candidate]]) -> dict[str, list[Candidate]]:
    """Return the offers; a column called just "Product" is its name or its number, as its cells are, if no other is."""
    told = {each.attribute for found in offers.values() for each in found}
    for name in sight.columns:
        reading = qualified(name)
        attribute = "sku" if is_code(sight.looks[name]) else "name"
        if not offers[name] and reading.key in word_keys("thing") and attribute not in told:
            offers = offers | {name: [Candidate(attribute, _CERTAIN, "pattern", reading)]}
            told.add(attribute)
    return offers


def _with_name(sight: _Sight, offers: dict[str, list[Candidate]]) -> dict[str, list[Candidate]]:
    """Return the offers; where no column is a name, the only description is if it is short, as in lists of ERPs."""
    told = [each.attribute for found in offers.values() for each in found]
    if "name" in told or sum(map(told.count, _DESCRIPTIONS)) != 1:
        return offers
    return {name: [_as_name(each, sight.looks[name]) for each in found] for name, found in offers.items()}


def _as_name(candidate: Candidate, look: Look) -> Candidate:
    described = candidate.attribute in _DESCRIPTIONS and candidate.why == "name"
    if (
        not described
        or not look.filled
        or look.length > _LONGEST_NAME
        or look.html
        or look.different < _DIFFERENT_NAMES
    ):
        return candidate
    return replace(candidate, attribute="name", confidence=min(candidate.confidence, _CERTAIN), why="pattern")


def _named(sight: _Sight, name: str) -> list[Candidate]:
    hint, seen = sight.hints.get(name), sight.looks[name]
    if hint is not None and hint.attribute:
        return [Candidate(_writable(hint.attribute), 1.0, "format", qualified(hint.label or name))]
    called = [name] if hint is None or not hint.label else [hint.label, name]
    found = [judging.judged(each, seen) for title in called for each in named(title)]
    if hint is not None and hint.group and not _above(found):  # "Grunddaten EAN"
        inner = named(name.removeprefix(hint.group))
        found = [judging.judged(replace(each, confidence=each.confidence - _EMPTY), seen) for each in inner]
    if not _clear(found):
        found += judging.by_cells(seen, qualified(name))
    if not _above(found):
        found += [judging.judged(each, seen) for title in called for each in nearly_named(title)]
    return _above(found if seen.filled or not sight.filled else (_less_sure(each) for each in found))


def _writable(attribute: str) -> str:
    """Return an attribute as a mapping file may name it: a format may call one of its own "value(s)" or "typeId"."""
    return attribute if attribute in vocabulary() or _OWN.fullmatch(attribute) else snake(split(attribute))


def _less_sure(candidate: Candidate) -> Candidate:
    """Return the candidate of an empty column: one with cells comes first."""
    return replace(candidate, confidence=candidate.confidence - _EMPTY)


def _clear(found: Sequence[Candidate]) -> bool:
    return any(each.confidence >= _CERTAIN and each.reading.key not in word_keys("vague") for each in found)


def _above(found: Iterable[Candidate]) -> list[Candidate]:
    return sorted((each for each in found if each.confidence >= THRESHOLD), key=lambda each: -each.confidence)


def _decided(sight: _Sight, offers: Mapping[str, Sequence[Candidate]]) -> tuple[ColumnMap, ...]:
    """Return the map of every column: those that are one attribute, then those that keep their name, then units."""
    plain = {name: [each for each in offers[name] if not each.reading.of] for name in sight.columns}
    chosen = assigned(plain, sight.hints)
    maps = {name: column_map(name, each, sight.looks[name], sight.hints.get(name)) for name, each in chosen.items()}
    used = {slot_of(each) for each in maps.values()}
    twins = twins_of(sight.columns)
    for name in sight.columns:
        if name not in maps:
            maps[name] = kept(name, sight.looks[name], sight.hints.get(name), used, twins)
    given = Counter(each.attribute for each in maps.values())
    for name in sight.columns:
        beside = of_another(name, sight.looks[name], sight.hints.get(name), maps, given)
        maps[name] = beside or maps[name]
    return tuple(maps[name] for name in sight.columns)


def _currency(columns: Sequence[ColumnMap], looks: Mapping[str, Look]) -> str | None:
    """Return the currency of prices without one, where every sign of one in the table is the same.

    "Price" beside "Price USD" is a price in another currency.
    """
    told = {each: each.currency or looks[each.column].currency for each in columns}
    said = set(told.values()) - {None}
    silent = {each.attribute for each, currency in told.items() if each.kind is Kind.MONEY and not currency}
    beside = any(each.attribute in silent for each, currency in told.items() if currency)
    if beside or any(each.currency_of for each in columns) or len(said) != 1:
        return None
    return said.pop()


def _name(table: Table) -> str:
    stem = PurePosixPath(table.origin.replace("\\", "/").partition("?")[0]).name.partition(".")[0]
    return snake(split(f"{stem} {table.sheet or ''}"))
