"""What a sentence takes for granted: nouns with "der" or "the" that an earlier sentence has introduced.

"Der Feldversuch lief bis April" is clear only behind "ein Feldversuch in Wehlheiden". A noun the source itself opens
with "der" or "the" (die Polizei, the sun) needs nothing. No tagger: capitals in German, articles in English.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from klaviatur.compose.ties import listed
from klaviatur.records import Language, Role, Sentence, Source, Span

TITLE = -1  # stands for the title among the places that introduce a noun
Places = frozenset[int]

_SHORTEST = 3
_NEWS = 2  # sentences that tell the news
_FORM = re.compile(r"(?:es|en|e|n|s)$")
_TOLD = (Role.LEAD, Role.BODY)
_DEFINITE: dict[Language, re.Pattern[str]] = {
    "de": re.compile(
        r"\b(?:[Dd](?:er|ie|as|em|en|es)|[Bb]eim|[Vv]om|[Zz]um|[Zz]ur|[Ii]m|[Ii]ns|[Aa]m) "
        r"(?:[a-zäöüß]+(?:e|en) ){0,2}(?P<noun>[A-ZÄÖÜ][\w-]+)(?P<rest>[ ,.]+[\w„\"]+)?"
    ),
    "en": re.compile(r"\b[Tt]he (?P<noun>(?:[a-z]+ )?[a-z]+)(?P<rest>[ ,.]+[\w“\"]+)?"),
}
_INDEFINITE = re.compile(r"\b[Aa](?:n|nother)? ((?:[\w-]+ ){0,2}[a-z]{3,})\b")
_WORD = re.compile(r"[A-ZÄÖÜ][\w-]+")


@dataclass(frozen=True, slots=True)
class _Told:
    """One line of the source: where it stands and the nouns it holds, with whether each comes with "der"."""

    index: int
    nouns: tuple[tuple[str, bool], ...]


def taken_for_granted(source: Source) -> dict[int, tuple[Places, ...]]:
    """Return, for each sentence that takes nouns for granted, the places that introduce each of them."""
    told = _lines(source)
    named = tuple(span for name in source.names for span in name.mentions)
    known: dict[int, tuple[Places, ...]] = {}
    for sentence in source.sentences:
        if sentence.role not in _TOLD:
            continue
        nouns = _granted(source.language, sentence.text, sentence.span.start, named)
        places = [_introduced(told, sentence.index, noun) for noun in nouns]
        places += _by_the_news(source, sentence, told, nouns)
        needed = tuple(one for one in places if one)
        if needed:
            known[sentence.index] = needed
    return known


def left_open(source: Source) -> dict[int, int]:
    """Return how many nouns a sentence opens with "der" or "the" though nothing has introduced them, nor ever will.

    "Das Signal lief über einen Satelliten": an editor who has the choice takes another sentence.
    """
    told = _lines(source)
    named = tuple(span for name in source.names for span in name.mentions)
    found: dict[int, int] = {}
    for sentence in [s for s in source.sentences if s.role in _TOLD][_NEWS:]:
        before = {word for line in told if line.index < sentence.index for word, _ in line.nouns}
        nouns = _granted(source.language, sentence.text, sentence.span.start, named)
        found[sentence.index] = sum(noun not in before for noun in set(nouns))
    return found


def _by_the_news(source: Source, sentence: Sentence, told: Sequence[_Told], nouns: Sequence[str]) -> list[Places]:
    """Return where the news is told, for a sentence that opens with "Der Trick" and nothing has said which one.

    Such a noun means something of the news in other words ("die Auslieferung", "der Norweger"): clear behind the news.
    """
    first = [line.index for line in told if line.index != TITLE][:_NEWS]
    opening = _DEFINITE[source.language].match(sentence.text)
    if opening is None or sentence.index in first or not nouns:
        return []
    noun = stemmed(opening["noun"]) if source.language == "de" else _head(opening["noun"])
    before = {word for line in told if line.index < sentence.index for word, _ in line.nouns}
    return [frozenset((TITLE, *first))] if noun == nouns[0] and noun not in before else []


def _lines(source: Source) -> list[_Told]:
    find = _nouns_de if source.language == "de" else _nouns_en
    heads = [_Told(TITLE, find(source.words(span))) for span in (source.title,) if span]
    return heads + [_Told(s.index, find(s.text)) for s in source.sentences if s.role in _TOLD]


def _nouns_de(text: str) -> tuple[tuple[str, bool], ...]:
    definite = {match.start("noun") for match in _DEFINITE["de"].finditer(text)}
    return tuple((stemmed(match[0]), match.start() in definite) for match in _WORD.finditer(text))


def _nouns_en(text: str) -> tuple[tuple[str, bool], ...]:
    new = [(word, False) for match in _INDEFINITE.finditer(text) for word in match[1].split()]
    old = [(_head(match["noun"]), True) for match in _DEFINITE["en"].finditer(text)]
    return (*new, *old)


def stemmed(noun: str) -> str:
    """Return a German noun in small letters without the ending of its case."""
    short = _FORM.sub("", noun.lower())
    return short if len(short) >= _SHORTEST else noun.lower()


def _granted(language: Language, text: str, start: int, named: Sequence[Span]) -> list[str]:
    """Return the definite nouns of a sentence that nothing behind them specifies and that are no names."""
    found = []
    for match in _DEFINITE[language].finditer(text):
        at = start + match.start("noun")
        rest = (match["rest"] or "").lstrip(" ,")
        if any(span.start <= at < span.end for span in named) or _is_specified(language, rest, match["rest"] or ""):
            continue
        noun = match["noun"] if language == "de" else _head(match["noun"])
        if len(noun) >= _SHORTEST and noun.casefold() not in _timeless(language):
            found.append(stemmed(noun) if language == "de" else noun)
    return found


def _head(nouns: str) -> str:
    """Return which of two English words is the noun: the first where the second is a verb or preposition."""
    first, _, second = nouns.partition(" ")
    return first if not second or second in _closed() or second.endswith(("ed", "s", "ly")) else second


@cache
def _closed() -> frozenset[str]:
    """Return English words that are no nouns though they stand behind one."""
    return frozenset().union(*(listed("en", key) for key in ("specifies", "past", "auxiliaries", "particles")))


def _is_specified(language: Language, rest: str, raw: str) -> bool:
    if raw[:1] in (".", ""):
        return False
    if raw.startswith(","):
        return language == "de" and rest in {"der", "die", "das", "dem", "den"}
    return rest in listed(language, "specifies") - {"im", "in", "aus", "zu", "an", "am", "from", "at"} or (
        rest[:1].isupper() or rest[:1].isdigit() or rest[:1] in '„“"'
    )


@cache
def _timeless(language: Language) -> frozenset[str]:
    return frozenset(word.casefold() for word in listed(language, "times") | listed(language, "everyday"))


def _introduced(told: Sequence[_Told], index: int, noun: str) -> Places:
    """Return where a noun is said before `index`, () where it is new there or was known from the start."""
    places: list[int] = []
    for line in told:
        if line.index >= index:
            break
        uses = [(word, definite) for word, definite in line.nouns if word == noun or _ends_in(word, noun)]
        if uses and not places and all(definite and word == noun for word, definite in uses):
            return frozenset()
        places += [line.index] if uses else []
    return frozenset(places)


def _ends_in(word: str, noun: str) -> bool:
    return word.endswith(noun) and word[:1].isalpha() and len(word) > len(noun) + 2
