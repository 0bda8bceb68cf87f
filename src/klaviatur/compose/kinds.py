"""What a sentence does: it tells a cost, a date, a plan; asks for something; quotes somebody."""

import re
from functools import cache

from klaviatur.records import DateMention, Number, Sentence, Source
from klaviatur.text.lexicon import read_table

_SMALL = 12  # a number in words up to here is a count in passing


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = read_table("klaviatur.compose", "kinds.toml")[language]
    return tuple(
        (kind, re.compile(pattern, re.IGNORECASE if kind != "first_person" else re.NOFLAG))
        for kind, pattern in table.items()
    )


def leans(text: str, language: str) -> bool:
    """Return whether a word in a sentence points at a sentence before it."""
    return bool(dict(_patterns(language))["leaning"].search(text))


def kinds_in(text: str, language: str) -> set[str]:
    """Return what words alone tell about a text: "plan", "cost", "exception" and the other kinds of kinds.toml."""
    return {kind for kind, pattern in _patterns(language) if pattern.search(text)}


def kinds_of(source: Source, sentence: Sentence) -> frozenset[str]:
    """Return what a sentence of the source does: what its words tell, and what figures, dates and quotes it holds."""
    kinds = kinds_in(sentence.text, source.language)
    kinds |= {"figure"} if any(n.sentence == sentence.index and _tells(n) for n in source.numbers) else set()
    kinds |= {"money"} if any(n.sentence == sentence.index and _is_money(n.unit) for n in source.numbers) else set()
    kinds |= {"date"} if any(d.sentence == sentence.index and _is_day(d) for d in source.dates) else set()
    kinds |= {"ahead"} if any(d.sentence == sentence.index and _is_ahead(source, d) for d in source.dates) else set()
    kinds |= {"call"} if any(c.sentence == sentence.index for c in source.calls) else set()
    kinds |= {"quote"} if any(sentence.index in q.sentences for q in source.quotes) else set()
    return frozenset(kinds)


def _tells(number: Number) -> bool:
    """Return whether a number is a figure somebody would quote, not a small count in passing."""
    bare = number.unit is None and number.subject is None  # an age, a year, a number in a name
    return not bare and (number.unit is not None or number.value > _SMALL or any(c.isdigit() for c in number.text))


def _is_day(mention: DateMention) -> bool:
    """Return whether a date is a day or month: a bare year compares more often than it announces."""
    return len(mention.iso) > len("2027")


def _is_ahead(source: Source, mention: DateMention) -> bool:
    return source.issued is not None and mention.iso[:7] > source.issued.iso[:7]


def _is_money(unit: str | None) -> bool:
    return bool(unit) and any(sign in str(unit) for sign in ("Euro", "€", "euro", "$", "dollar", "£", "pound", "CHF"))
