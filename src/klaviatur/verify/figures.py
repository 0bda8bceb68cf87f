"""Figures: a value, what it counts, and how sure the text is of it. German and English notation."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

import regex

from klaviatur.records import Language, Span
from klaviatur.text.lexicon import read_table

_DIGITS = r"\d+(?:[.,  ']\d{3})*(?:[.,]\d+)?"
_SHORT = {"k": Decimal(1000), "m": Decimal(1_000_000), "b": Decimal(1_000_000_000)}
_CURRENCY = r"US\$|[€$£¥]"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as written; `values` holds every reading its notation allows."""

    span: Span  # digits, multiplier and unit
    text: str
    values: frozenset[Decimal]
    unit: str | None  # key of units.toml, None for a plain count
    qualifier: str | None  # key of [qualifiers]
    spelled: bool = False


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return read_table("klaviatur.verify", "units.toml")


@cache
def _unit_keys() -> dict[str, str]:
    return {form: key for key, forms in _table()["units"].items() for form in forms}


@cache
def _multipliers(language: Language) -> dict[str, Decimal]:
    common = {form: Decimal(row[0]) for row in _table()["multipliers"].values() for form in row[1:]}
    own = {form: Decimal(str(value)) for form, value in _table()[f"multipliers_{language}"].items()}
    return common | own


@cache
def _number_words(language: Language) -> dict[str, int]:
    """Return spelled numbers up to 99: zwölf, einundzwanzig, twenty-one."""
    plain = {word: int(str(value)) for word, value in _table()[f"words_{language}"].items()}
    ones = {"ein" if language == "de" else "one": 1} | {w: v for w, v in plain.items() if v < 10}
    tens = {w: v for w, v in plain.items() if 20 <= v < 100}
    pattern = "{one}und{ten}" if language == "de" else "{ten}-{one}"
    joined = {pattern.format(one=o, ten=t): a + b for o, a in ones.items() for t, b in tens.items()}
    return plain | joined


def _either(forms: list[str]) -> str:
    return "|".join(regex.escape(form) for form in sorted(forms, key=len, reverse=True))


@cache
def _pattern(language: Language) -> "regex.Pattern[str]":
    units = _either(list(_unit_keys()))
    multipliers = _either(list(_multipliers(language)))
    spelled = _either(list(_number_words(language)))
    return regex.compile(
        rf"(?P<front>{_CURRENCY})?[ \u00a0]?"
        rf"(?:(?<![\w.,/@#-])(?P<digits>{_DIGITS})|(?<![\w-])(?P<spelled>{spelled})(?![\w]))"
        rf"(?:[ \u00a0\u202f-]?(?P<mult>{multipliers})(?![\w]))?"
        r"(?P<short>(?<=\d)[kmb](?![\w]))?"
        rf"(?:[ \u00a0\u202f-]?(?P<unit>%|(?:{units})(?![\w²³])))?",
        regex.IGNORECASE,
    )


@cache
def _qualifier_pattern() -> "regex.Pattern[str]":
    rows = [(form, key) for key, forms in _table()["qualifiers"].items() for form in forms]
    forms = _either([form for form, _ in rows])
    return regex.compile(rf"(?<![\w])(?P<form>{forms})\s+(?:\p{{L}}{{1,6}}\s+)?$", regex.IGNORECASE)


@cache
def _qualifier_keys() -> dict[str, str]:
    return {form: key for key, forms in _table()["qualifiers"].items() for form in forms}


def readings(digits: str, language: Language) -> frozenset[Decimal]:
    """Return what a run of digits may mean; the language's own notation first decides, odd forms keep both readings."""
    plain = regex.sub(r"[  ']", "", digits)
    group, point = (".", ",") if language == "de" else (",", ".")
    found = {_decimal(plain.replace(group, "").replace(point, "."))}
    if regex.fullmatch(r"\d+[.,]\d{1,2}", plain):
        found.add(_decimal(plain.replace(",", ".")))
    if regex.fullmatch(r"\d{1,3}([.,]\d{3})+", plain):
        found.add(_decimal(regex.sub(r"[.,]", "", plain)))
    return frozenset(value for value in found if value is not None)


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text).normalize()
    except InvalidOperation:
        return None


def figures_of(text: str, language: Language, skip: tuple[Span, ...] = ()) -> list[Figure]:
    """Return the figures of a text in order, without those inside `skip` (dates, times, addresses)."""
    return [
        figure
        for figure in _found(text, language)
        if not any(figure.span.start < span.end and span.start < figure.span.end for span in skip)
    ]


def _found(text: str, language: Language) -> Iterator[Figure]:
    for match in _pattern(language).finditer(text):
        values = _values(match, language)
        if values:
            start = match.start("front") if match["front"] else match.start("digits" if match["digits"] else "spelled")
            span = Span(start, match.end())
            yield Figure(
                span, text[start : span.end], values, _unit(match), _qualifier(text, start), bool(match["spelled"])
            )


def _values(match: "regex.Match[str]", language: Language) -> frozenset[Decimal]:
    if match["spelled"]:
        base = frozenset({Decimal(_number_words(language)[match["spelled"].lower()])})
    else:
        base = readings(match["digits"], language)
    factor = _multipliers(language).get((match["mult"] or "").lower(), Decimal(1))
    if match["short"] and match["front"]:  # "$5m" is money, "5m" is a length
        factor = _SHORT[match["short"].lower()]
    return frozenset((value * factor).normalize() for value in base)


def _unit(match: "regex.Match[str]") -> str | None:
    if match["front"]:
        return {"€": "euro", "$": "dollar", "US$": "dollar", "£": "pound_sterling", "¥": "yen"}[match["front"].upper()]
    return _unit_keys().get((match["unit"] or match["short"] or "").lower())


def _qualifier(text: str, start: int) -> str | None:
    match = _qualifier_pattern().search(text, max(0, start - 28), start)
    return _qualifier_keys()[match["form"].lower()] if match else None
