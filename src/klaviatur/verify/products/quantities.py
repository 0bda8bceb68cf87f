"""Figures with their units as quantities: 1,2 kg and 1200 g are the same, 1,2 kg and 1.2 lb are not."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

import regex

from klaviatur.records import Language, Span
from klaviatur.text.lexicon import read_table

_GAP = r"[ \u00a0\u202f\u2009-]?"
_DIGITS = r"\d+(?:[.,'’ \u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_TIMES = regex.compile(r"[\s\u00a0]*[x×*/][\s\u00a0]*$")
_CLOSE = Decimal("0.0005")  # relative: what converting between units may cost
_GROUPING = regex.compile(r"['’ \u00a0\u202f]")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as a text writes it; `values` holds every reading its notation allows, in the dimension's base."""

    span: Span
    text: str
    values: frozenset[Decimal]
    dimension: str  # "" for a bare number
    bare: frozenset[Decimal] = frozenset()  # without a unit that may be a word: "WB 18 in green"

    def equals(self, other: "Quantity") -> bool:
        """Return whether both say the same amount of the same thing."""
        if self.dimension != other.dimension:
            mine, theirs = self.bare or self.values, other.bare or other.values
            readable = (self.bare and not other.dimension) or (other.bare and not self.dimension)
            return bool(readable) and any(_same(a, b) for a in mine for b in theirs)
        if not any(self.values):  # nothing is nothing in any unit, but 0 kg of fat is a slip
            return _GROUPING.sub("", self.text) == _GROUPING.sub("", other.text) or not self.dimension
        return any(_same(a, b) for a in self.values for b in other.values)


def quantities_of(text: str, language: Language) -> list[Quantity]:
    """Return the quantities of a text in order; "54 x 36 cm" are two lengths, "2 x 18 V" is a count and a voltage."""
    found = list(_found(text, language))
    for at in range(len(found) - 2, -1, -1):
        (here, _), (then, factor) = found[at], found[at + 1]
        if (
            not here.dimension
            and then.dimension == "length"
            and _TIMES.fullmatch(text[here.span.end : then.span.start])
        ):
            values = frozenset(value * factor for value in here.values)
            found[at] = (Quantity(here.span, here.text, values, then.dimension), factor)
    return [quantity for quantity, _ in found]


def _same(a: Decimal, b: Decimal) -> bool:
    return a == b or abs(a - b) <= _CLOSE * max(abs(a), abs(b))


def _found(text: str, language: Language) -> Iterator[tuple[Quantity, Decimal]]:
    for match in _pattern().finditer(text):
        dimension, factor = _unit(match["unit"] or match["front"] or "")
        readings = _readings(match["digits"], language)
        values = frozenset(value * factor for value in readings)
        bare = frozenset(readings) if match["unit"] == "in" else frozenset()
        if values:
            start = match.start("front") if match["front"] else match.start("digits")
            yield Quantity(Span(start, match.end()), text[start : match.end()], values, dimension, bare), factor


def _readings(digits: str, language: Language) -> set[Decimal]:
    """Return what digits may mean: the language's own notation, and the other where it is as likely."""
    plain = _GROUPING.sub("", digits)
    point = "," if language == "de" else "."
    other = "." if point == "," else ","
    readings = {_decimal(plain.replace(other, "").replace(point, "."))}
    if regex.fullmatch(r"\d+[.,]\d{1,2}|\d+[.,]\d{4,}|0[.,]\d+", plain):
        readings = {_decimal(plain.replace(",", "."))}
    return {value for value in readings if value is not None}


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _unit(written: str) -> tuple[str, Decimal]:
    table = read_table("klaviatur.verify.products", "quantities.toml")
    dimension, factor = table["exact"].get(written) or table["spelled"].get(written.lower()) or ("", "1")
    return dimension, Decimal(factor)


@cache
def _pattern() -> "regex.Pattern[str]":
    table = read_table("klaviatur.verify.products", "quantities.toml")
    exact = "|".join(regex.escape(unit) for unit in sorted(table["exact"], key=len, reverse=True))
    spelled = "|".join(regex.escape(unit) for unit in sorted(table["spelled"], key=len, reverse=True))
    return regex.compile(
        rf"(?:(?P<front>€|£|\$|CHF|EUR|USD|GBP){_GAP})?(?<![\p{{L}}\d.,])(?P<digits>{_DIGITS})(?![\d])"
        rf"(?:{_GAP}(?P<unit>(?:{exact})(?![\p{{L}}\d²³/])|(?i:{spelled})(?!\p{{L}})))?"
    )
