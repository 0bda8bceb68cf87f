"""Headers read as a name and what was written around it: locale, channel, unit, currency, "per 100 g", a number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from klaviatur.catalogue.units import find
from klaviatur.collect.products.mapping.spelling import codes, key, split, word_keys, words
from klaviatur.text.lexicon import read_table

_BRACKETS = re.compile(r"[(\[{<]([^()\[\]{}<>]*)[)\]}>]")
_PLURAL = re.compile(r"(?<=[a-zA-ZäöüÄÖÜß])\((?:s|e|n|en|es|er)\)(?![a-zA-Z])")  # "Colour(s)"
_PER_UNIT = re.compile(r"(?i)(?P<currency>€|eur|euro|chf)\s*(?:/|je|pro|per)\s*(?:\d{1,4}\s*)?(?P<unit>[a-zäöü]{1,10})")
_LONGEST = 4  # words a unit or "per 100 g" may have
_NUMBER_SIGN = re.compile(r"#(?!\s*\d)")  # "Style #"
_REGION = re.compile(r"[a-z]{2}")
_HALVED = frozenset({"attribute", "attribut", "attr", "option", "merkmal", "field", "feld", "metafield"})
_OF_FIRST = {"einheit": "unit", "waehrung": "currency"}
_DEEPEST = 5
_SHORTEST_COMPOUND = 4  # letters before the last part


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a header; `cost` says how much had to be taken for noise."""

    words: tuple[str, ...]
    cost: float = 0.0
    locale: str | None = None
    channel: str | None = None
    unit: str | None = None  # as written
    currency: str | None = None
    number: int | None = None
    basis: bool = False
    of: str = ""  # "unit" or "currency": the column says those of another one
    link: bool = False  # "URL", "path" was taken off

    @property
    def key(self) -> str:
        """The words as they are compared."""
        return "".join(self.words)


@lru_cache(maxsize=4096)
def readings(header: str) -> tuple[Reading, ...]:
    """Return every way to read a header, the one that takes away least first."""
    found: dict[tuple[tuple[str, ...], str], Reading] = {}
    waiting = [_without_brackets(header)]
    for _ in range(_DEEPEST):
        fresh = [each for each in waiting if each.words and (each.words, each.of) not in found]
        for reading in sorted(fresh, key=lambda each: each.cost):
            found.setdefault((reading.words, reading.of), reading)
        waiting = [smaller for reading in fresh for smaller in _peeled(reading)]
    return tuple(sorted(found.values(), key=lambda each: (each.cost, -len(each.words))))


def qualified(header: str) -> Reading:
    """Return the reading that only lost what is certain: bracketed units, locales with a region, currency codes."""
    reading = _without_brackets(header)
    while True:
        smaller = next((each for each in (_locale_pair(reading), _money(reading), _basis(reading)) if each), None)
        if smaller is None or not smaller.words:
            return reading
        reading = smaller


def _without_brackets(header: str) -> Reading:
    reading = Reading(())
    header = kept = _NUMBER_SIGN.sub(" number ", _PLURAL.sub("", header)).replace("dB(A)", "dba")
    for match in _BRACKETS.finditer(header):
        known = _aside(reading, match[1])
        if known is not None:
            reading, kept = known, kept.replace(match[0], " ")
    return replace(reading, words=split(kept)) if split(kept) else Reading(split(header) or ("column",))


def _aside(reading: Reading, inside: str) -> Reading | None:
    """Return the reading with what a bracket says, None if it belongs to the name."""
    name = key(inside)
    unit = find(inside.strip())
    if name in codes("languages"):
        return replace(reading, locale=codes("languages")[name])
    if name in codes("currencies"):
        return replace(reading, currency=codes("currencies")[name])
    if unit is not None and unit.dimension not in words()["counted"]:
        return replace(reading, unit=inside.strip())
    if name in word_keys("basis"):
        return replace(reading, basis=True)
    if (pair := _pair(split(inside))) is not None:
        return replace(reading, locale=pair)
    return reading if name in word_keys("aside") or not name else _paid_by(reading, inside.strip())


def _paid_by(reading: Reading, inside: str) -> Reading | None:
    """Return the reading with what "€/kg" says, None if the bracket says no such thing."""
    found = _PER_UNIT.fullmatch(inside)
    unit = find(found["unit"]) if found else None
    if found is None or unit is None:
        return None
    own = None if unit.dimension in words()["counted"] else found["unit"]  # "€/Stück" is just a price
    return replace(reading, currency=codes("currencies")[key(found["currency"])], unit=own)


def _peeled(reading: Reading) -> Iterator[Reading]:
    """Yield the reading without one thing at its end or start."""
    for peel in (
        _locale_pair,
        _locale,
        _money,
        _basis,
        _number,
        _channel,
        _of,
        _link,
        _tail,
        _lead,
        _lead_numbered,
        _compound,
        _locale_first,
        _money_first,
        _abbreviated,
    ):
        smaller = peel(reading)
        if smaller is not None:
            yield smaller
    yield from _units(reading)


def _locale_pair(reading: Reading) -> Reading | None:
    """Take off "de_DE" and what may follow it as channel ("description-de_DE-ecommerce")."""
    parts = reading.words
    for end in (len(parts), len(parts) - 1):
        pair = _pair(parts[end - 2 : end]) if end > 2 and reading.locale is None else None
        if pair:
            channel = "_".join(parts[end:]) or reading.channel
            return replace(reading, words=parts[: end - 2], locale=pair, channel=channel)
    return None


def _pair(parts: tuple[str, ...]) -> str | None:
    if len(parts) != 2 or len(parts[0]) != 2 or parts[0] not in codes("languages"):
        return None
    return f"{codes('languages')[parts[0]]}_{parts[1].upper()}" if _REGION.fullmatch(parts[1]) else None


def _locale(reading: Reading) -> Reading | None:
    *rest, last = reading.words
    language = codes("languages").get(last)
    if not rest or language is None or reading.locale or last == "no":  # "Vendor No."
        return None
    return replace(reading, words=tuple(rest), locale=language)


def _locale_first(reading: Reading) -> Reading | None:
    first, *rest = reading.words
    if not rest or reading.locale or codes("languages").get(first) not in {"de", "en"}:
        return None
    return replace(reading, words=tuple(rest), locale=codes("languages")[first], cost=reading.cost + 0.02)


def _money(reading: Reading) -> Reading | None:
    *rest, last = reading.words
    currency = codes("currencies").get(last)
    if not rest or currency is None or reading.currency:
        return None
    return replace(reading, words=tuple(rest[:-1] if rest[-1] == "in" and rest[1:] else rest), currency=currency)


def _money_first(reading: Reading) -> Reading | None:
    first, *rest = reading.words
    currency = codes("currencies").get(first)
    if not rest or currency is None or reading.currency:
        return None
    return replace(reading, words=tuple(rest), currency=currency, cost=reading.cost + 0.02)


def _units(reading: Reading) -> Iterator[Reading]:
    if reading.unit:
        return
    for size in range(1, min(_LONGEST, len(reading.words))):
        rest, last = reading.words[:-size], " ".join(reading.words[-size:])
        unit = find(last)
        if unit is not None and unit.dimension not in words()["counted"] and last not in words()["bracketed"]:
            rest = rest[:-1] if rest[-1] == "in" and rest[1:] else rest
            yield replace(reading, words=rest, unit=last)


def _basis(reading: Reading) -> Reading | None:
    for size in range(min(_LONGEST, len(reading.words) - 1), 0, -1):
        if "".join(reading.words[-size:]) in word_keys("basis"):
            return replace(reading, words=reading.words[:-size], basis=True)
    return None


def _number(reading: Reading) -> Reading | None:
    *rest, last = reading.words
    if not rest or not last.isdigit() or len(last) > 2 or reading.number is not None:
        return None
    return replace(reading, words=tuple(rest), number=int(last), cost=reading.cost + 0.01)


def _channel(reading: Reading) -> Reading | None:
    *rest, last = reading.words
    if rest and last in word_keys("channel_words") and not reading.channel:
        return replace(reading, words=tuple(rest), channel=last, cost=reading.cost + 0.02)
    first, *rest = reading.words
    if rest and first in word_keys("channel_words") and not reading.channel:
        return replace(reading, words=tuple(rest), channel=first, cost=reading.cost + 0.04)
    return None


def _of(reading: Reading) -> Reading | None:
    """Take off "unit" or "currency", also where German writes it in one word ("gewichtseinheit")."""
    first, *rest = reading.words
    if first in _OF_FIRST and rest and not reading.of:
        return replace(reading, words=tuple(rest), of=_OF_FIRST[first])
    for what, name in (("unit", "unit_words"), ("currency", "currency_words")):
        for size in range(1, min(_LONGEST, len(reading.words))):
            if "".join(reading.words[-size:]) in word_keys(name) and not reading.of:
                return replace(reading, words=reading.words[:-size], of=what)
    stem = re.fullmatch(r"([a-z]{4,}?)(?:s|en|n)?(einheit|waehrung)", reading.words[-1])
    if stem is None or reading.of:
        return None
    what = "unit" if stem[2] == "einheit" else "currency"
    return replace(reading, words=(*reading.words[:-1], stem[1]), of=what)


def _link(reading: Reading) -> Reading | None:
    *rest, last = reading.words
    if not rest or last not in word_keys("links"):
        return None
    return replace(reading, words=tuple(rest), link=True, cost=reading.cost + 0.02)


def _tail(reading: Reading) -> Reading | None:
    for size in range(min(3, len(reading.words) - 1), 0, -1):
        if "".join(reading.words[-size:]) in word_keys("tail"):
            return replace(reading, words=reading.words[:-size], cost=reading.cost + 0.05)
    return None


def _lead(reading: Reading) -> Reading | None:
    first, *rest = reading.words
    if not rest or first not in word_keys("lead") or (rest[0] in words()["halves"] and first in _HALVED):
        return None
    return replace(reading, words=tuple(rest), cost=reading.cost + 0.03)


def _lead_numbered(reading: Reading) -> Reading | None:
    """Take "variationswert 1" off "variationswert 1 farbe", "option" off "option farbe"; not of "option 1 name"."""
    first, *behind = reading.words
    rest = tuple(behind[1:] if behind and behind[0].isdigit() else behind)
    if not rest or first not in word_keys("numbered"):
        return None
    of_pair = rest[0] in words()["halves"] or rest[0] in word_keys("unit_words")
    return None if of_pair else replace(reading, words=rest, cost=reading.cost + 0.03)


def _compound(reading: Reading) -> Reading | None:
    """Take "produkt" off "produktgewicht"."""
    first, *rest = reading.words
    head = next((each for each in word_keys("compound") if first.startswith(each) and len(first) > len(each) + 3), "")
    return replace(reading, words=(first[len(head) :], *rest), cost=reading.cost + 0.04) if head else None


def _abbreviated(reading: Reading) -> Reading | None:
    """Write short words out: "mfr part no" -> "manufacturer part number", "zolltarifnr" -> "zolltarifnummer"."""
    written = tuple(expansions().get(word) or _ending(word) for word in reading.words)
    return replace(reading, words=written, cost=reading.cost + 0.02) if written != reading.words else None


def _ending(word: str) -> str:
    """Return a German compound with its last part written out: "nettogew" -> "nettogewicht"."""
    for short, whole in read_table(__package__, "words.toml")["endings"].items():
        if word.endswith(short) and len(word) >= len(short) + _SHORTEST_COMPOUND:
            return f"{word.removesuffix(short)}{whole}"
    return word


@cache
def expansions() -> dict[str, str]:
    """Return the whole word an abbreviation stands for; one that stands for two words is German if it may be."""
    table: dict[str, list[str]] = read_table(__package__, "words.toml")["abbreviations"]
    return {short: word for word, shorts in reversed(table.items()) for short in shorts}
