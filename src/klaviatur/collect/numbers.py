"""Figures with value, unit, condition and what they count, in German and English notation."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from klaviatur.collect.places import sentence_at
from klaviatur.records import Language, Number, Sentence, Span
from klaviatur.text.lexicon import read_table

_FIGURE = r"(?:\d{1,3}(?:[.,'’\u00a0\u202f]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)?)"
_GAP = r"[ \u00a0\u202f]"
_CURRENCY = r"(?:[€$£¥]|\b(?:EUR|USD|GBP|CHF|US\$))"
_DETERMINER = r"(?!(?:de[rsmn]|die|eine[rsmn]?|alle[rsmn]?|(?:sein|ihr|unser|dies|jen)e[rsmn]?)\b)"
_GERMAN_NOUN = re.compile(
    rf"{_GAP}(?:{_DETERMINER}[a-zäöüß-]+(?:e|en|er|es|em){_GAP}){{0,2}}(?P<noun>[A-ZÄÖÜ][\w*:-]+(?<!:))"
)
_ENGLISH_NOUN = re.compile(rf"{_GAP}(?P<words>[a-z][a-z'-]+(?:{_GAP}[a-z][a-z'-]+){{0,2}})")
_OF_GERMAN = re.compile(
    rf"{_GAP}(?:der|des|aller|von|an){_GAP}(?:\d[\d.]*{_GAP})?(?:[a-zäöüß]+{_GAP}){{0,2}}(?P<noun>[A-ZÄÖÜ][\w-]+)"
)
_OF_ENGLISH = re.compile(
    rf"{_GAP}of{_GAP}(?:(?:the|all|our|its|their|this){_GAP})?(?:\d[\d,]*{_GAP})?(?:[a-z]+{_GAP})?(?P<noun>[a-z]+s|people|staff)\b"
)
_BEFORE_GERMAN = re.compile(
    rf"(?P<noun>[A-ZÄÖÜ][\w-]{{2,}})(?:{_GAP}[a-zäöüß]+){{0,3}}"
    rf"{_GAP}(?:von|um|auf|bei|mit|beträgt|betragen|kostet|kosten|wiegt|misst|dauert|umfasst|erreicht|lag|liegt){_GAP}$"
)
_BEFORE_ENGLISH = re.compile(
    rf"\b(?P<noun>[a-z]{{3,}}){_GAP}(?:of|is|was|are|costs?|weighs|lasts|holds){_GAP}$", re.IGNORECASE
)
_LABEL_BEFORE = re.compile(r"(?P<noun>[\w -]{2,50}):\s*$")
_LINKS = re.compile(r"\s?(?:–|-|bis|to|und|and|oder|or|×|x|/)\s?")
_PLURAL = re.compile(r"[a-z-]*(?:s|people|children|men|women|staff)$")
_TENS = re.compile(
    r"(ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun)und(zwanzig|dreißig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig)"
)


@dataclass(frozen=True, slots=True)
class _Tables:
    units: frozenset[str]
    multipliers: dict[str, int]
    words: dict[str, int]
    stops: frozenset[str]
    no_subjects: frozenset[str]
    pattern: re.Pattern[str]


@cache
def _tables() -> _Tables:
    table = read_table("klaviatur.collect", "numbers.toml")
    units = [*table["units"]["symbols"].split(), *(u.replace("_", " ") for u in table["units"]["words"].split())]
    return _Tables(
        frozenset(units),
        dict(table["multipliers"]),
        dict(table["words"]),
        frozenset(table["stops"].split()),
        frozenset(table["no_subjects"].split()),
        _compile(table, units),
    )


def _compile(table: dict[str, list[str] | dict[str, int]], units: list[str]) -> re.Pattern[str]:
    def choice(words: Iterable[str]) -> str:
        return "|".join(re.escape(word).replace(r"\ ", _GAP) for word in sorted(words, key=len, reverse=True))

    words = table["words"]
    leads = rf"(?:(?:etwa|rund|about|um|von|auf|bei|by|of|at){_GAP})?"
    qualifier = rf"(?:(?<!\w)(?P<qualifier>(?i:{choice(table['qualifiers'])})){_GAP}{leads})?"
    tens = rf"(?i:{_TENS.pattern.replace('(', '(?:')})"
    english = (
        r"(?i:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-"
        r"(?:one|two|three|four|five|six|seven|eight|nine))"
    )
    ones = rf"(?i:ein(?:e|er)?|one|a)(?={_GAP}(?:Million(?:en)?|Milliarde|million|billion|Dutzend|dozen|thousand)\b)"
    spelled = rf"(?P<spelled>(?<![\w-])(?:{tens}|{english}|(?i:{choice(words)})|{ones})(?![\w]))"
    unit = rf"(?:{_GAP}|-)?(?P<unit>{choice(units)})(?![\w²³])"
    figure = rf"(?:(?P<currency>{_CURRENCY}){_GAP}?)?(?P<figure>{_FIGURE})(?P<ordinal>st|nd|rd|th)?(?![.,]?\d)"
    minus = r"(?:(?P<minus>(?<![\w)\d])[-−](?=\d))|(?<=\d[-/])|(?<![\w.,/:-]))"
    return re.compile(
        rf"(?<!\w){qualifier}(?:{minus}{figure}|{spelled})"
        rf"(?:{_GAP}?(?P<multiplier>{choice(table['multipliers'])})(?!\w))?(?:{unit})?(?:-(?P<joined>[^\W\d_]{{2,}}))?"
    )


def find_numbers(
    text: str, sentences: Sequence[Sentence], language: Language, taken: Sequence[Span] = ()
) -> tuple[Number, ...]:
    """Return all figures in order; those inside `taken` spans (dates, links, phone numbers) and ordinals are left out.

    A counted noun is unit and subject at once ("rund 1.850 Haushalte"); a measured one is the subject only
    ("42 Prozent der Haushalte").
    """
    found: list[Number] = []
    blocked = _Blocked(taken)
    for sentence in sentences:
        for match in _pattern(capitals=sentence.text.isupper()).finditer(sentence.text):
            number = _number(match, sentence, language)
            if number and not blocked.hits(number.span):
                found.append(number)
    return tuple(replace(n, sentence=sentence_at(sentences, n.span)) for n in _share_units(text, found))


@cache
def _pattern(*, capitals: bool) -> re.Pattern[str]:
    """Return the pattern of a figure; in a sentence of capitals the case of a unit tells nothing."""
    pattern = _tables().pattern
    return re.compile(pattern.pattern, re.IGNORECASE) if capitals else pattern


class _Blocked:
    """Spans that are spoken for."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._places = {place for span in spans for place in range(*span)}

    def hits(self, span: Span) -> bool:
        """Return whether a span shares a character with one of them."""
        return not self._places.isdisjoint(range(*span))


def _number(match: re.Match[str], sentence: Sentence, language: Language) -> Number | None:
    if _is_ordinal(match) or _is_name_part(match):
        return None
    value = _value(match, language)
    if value is None:
        return None
    unit = match["currency"] or match["unit"] or match["joined"]
    counted = None if unit else _counted(match, language)
    end = counted[1] if counted else match.end()
    start = match.start()
    span = Span(sentence.span.start + start, sentence.span.start + end)
    subject = counted[0] if counted else _subject(match, language)
    return Number(
        span, match.string[start:end], value, unit or (counted[0] if counted else None), match["qualifier"], subject
    )


def _is_ordinal(match: re.Match[str]) -> bool:
    after = match.string[match.end() : match.end() + 3]
    plain = bool(match["figure"]) and not (match["unit"] or match["multiplier"] or match["currency"])
    return bool(match["ordinal"]) or (
        plain and after[:1] == "." and len(after) > 1 and after[1].isspace() and len(match["figure"]) < 3
    )


def _is_name_part(match: re.Match[str]) -> bool:
    """Digits glued to letters ("CO2", "A4", "3D") are names."""
    start, text = match.start("figure"), match.string
    if start < 0:
        return False
    glued_before = start > 0 and text[start - 1].isalpha() and not match["currency"]
    after = text[match.end("figure") : match.end("figure") + 1]
    glued_after = after.isalpha() and not (match["unit"] or match["multiplier"])
    return glued_before or glued_after


def _value(match: re.Match[str], language: Language) -> Decimal | None:
    base = _spelled(match["spelled"].lower()) if match["spelled"] else read_figure(match["figure"], language)
    if base is None:
        return None
    value = base * _tables().multipliers.get(_plain(match["multiplier"] or ""), 1)
    value = value.to_integral_value() if value == value.to_integral_value() else value
    return -value if match["minus"] else value


def _plain(multiplier: str) -> str:
    """Return a multiplier as the table writes it, also when it was written in capitals."""
    known = _tables().multipliers
    return next((word for word in known if word.casefold() == multiplier.casefold()), multiplier)


def _spelled(word: str) -> Decimal | None:
    words = _tables().words
    if word in words:
        return Decimal(words[word])
    if word in {"ein", "eine", "einer", "one", "a"}:
        return Decimal(1)
    german = _TENS.fullmatch(word)
    if german:
        return Decimal(words[german[2]] + (1 if german[1] == "ein" else words[german[1]]))
    tens, _, ones = word.partition("-")
    return Decimal(words[tens] + (1 if ones == "one" else words[ones]))


def read_figure(figure: str, language: Language) -> Decimal:
    """Return the value of a figure; the marks mean what they mean in `language` unless their places forbid it."""
    figure = re.sub(r"['’\u00a0\u202f]", "", figure)
    thousands, point = (".", ",") if language == "de" else (",", ".")
    groups = re.fullmatch(rf"\d{{1,3}}(?:\{thousands}\d{{3}})+(?:\{point}\d+)?", figure)
    if groups and not figure.startswith("0"):
        return Decimal(figure.replace(thousands, "").replace(point, "."))
    if figure.count(".") + figure.count(",") == 1:
        return Decimal(figure.replace(",", "."))
    last = max(figure.rfind("."), figure.rfind(","))
    digits = re.sub(r"[.,]", "", figure)
    if last < 0 or figure.count(figure[last]) > 1:
        return Decimal(digits)
    return Decimal(f"{re.sub('[.,]', '', figure[:last])}.{figure[last + 1 :]}")


def _counted(match: re.Match[str], language: Language) -> tuple[str, int] | None:
    """Return the noun right after a figure without unit, and where it ends."""
    if language == "de":
        found = _GERMAN_NOUN.match(match.string, match.end())
        return (found["noun"], found.end()) if found else None
    found = _ENGLISH_NOUN.match(match.string, match.end())
    if not found:
        return None
    taken = []
    for word in found["words"].split():
        if word in _tables().stops:
            break
        taken.append(word)
        if _PLURAL.match(word):
            break
    if not taken or not _PLURAL.match(taken[-1]):
        return None
    end = match.string.index(taken[-1], match.end()) + len(taken[-1])
    return taken[-1], end


def _subject(match: re.Match[str], language: Language) -> str | None:
    text, german = match.string, language == "de"
    after = (_OF_GERMAN if german else _OF_ENGLISH).match(text, match.end())
    direct = _GERMAN_NOUN.match(text, match.end()) if german and match["unit"] else None
    before = text[max(0, match.start() - 60) : match.start()]
    label = _LABEL_BEFORE.match(before) if len(before) == match.start() else None
    last = (_BEFORE_GERMAN if german else _BEFORE_ENGLISH).search(before)
    found = after or direct or label or last
    noun = found["noun"].strip() if found else ""
    tables = _tables()
    return noun if noun and noun.lower() not in tables.no_subjects and noun not in tables.units else None


def _share_units(text: str, numbers: list[Number]) -> Iterator[Number]:
    """Give the first figure of a range or product the unit of the next ("6 bis 18 Euro", "60 × 60 × 178 cm")."""
    shared: list[Number] = []
    for number in reversed(numbers):
        later = shared[-1] if shared else None
        if later and number.unit is None and _linked(text, number, later):
            number = replace(number, unit=later.unit, subject=number.subject or later.subject)
        shared.append(number)
    return reversed(shared)


def _linked(text: str, number: Number, later: Number) -> bool:
    between = text[number.span.end : later.span.start]
    return bool(_LINKS.fullmatch(between)) or (later.qualifier in {"bis", "to"} and not between.strip())
