"""Hashtags from the names, nouns and compounds that carry a text's topic.

CamelCase, so that screen readers find the words (WCAG technique G153, practice); umlauts stay; a form is one the text
itself uses, never an inflected genitive.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from klaviatur.compose.pieces import Pieces, declared, rendered
from klaviatur.compose.ranking import stem
from klaviatur.records import Language, Name, NameKind, Role, Sentence, Source, Span, Voice
from klaviatur.text.lexicon import read_table

_PART = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[^\W\d_](?:[\w-]*[^\W_])?")
_LEGAL = re.compile(
    r"\s*(?:gGmbH|GmbH|AG|SE|KG|OHG|UG|eG|mbH|e\.\s?V\.|Inc\.?|Ltd\.?|LLC|PLC|plc|Corp\.?|Co\.|& Co\.?)(?=\s|$|,)",
    re.UNICODE,
)
_OF_AGE = re.compile(r"jährige\w*$", re.IGNORECASE)
_ENDING = re.compile(r"(?<!schaft)(?:e|en|er|es|em)$")
_CAPITAL_BEHIND = re.compile(r" [A-ZÄÖÜ][a-zäöüß]")
_SUPERLATIVE = re.compile(r"(?:ig|lich|bar|sam|haft|isch|nd)ste[mnrs]?$")
_LONGEST = 30
_TOPIC = (Role.TITLE, Role.SUBTITLE, Role.HEADING, Role.LEAD, Role.BODY, Role.ITEM)
_HEAD = (Role.TITLE, Role.SUBTITLE)
_KIND = {NameKind.PRODUCT: 4.0, NameKind.ORGANISATION: 3.0, NameKind.PLACE: 2.0, NameKind.OTHER: 1.5}


@dataclass(frozen=True, slots=True)
class _Use:
    """One place where a word is used."""

    text: str
    span: Span
    weight: float
    clean: bool  # not visibly inflected


def hashtags(source: Source, voice: Voice, limit: int) -> list[Pieces]:
    """Return at most `limit` different hashtags, best first: the voice's own, then the topic's."""
    tags: dict[str, Pieces] = {}
    for own in voice.hashtags:
        tag = _tag(own.lstrip("#"))
        if tag:
            tags.setdefault(tag.lower(), declared(tag, "voice.hashtags"))
    for _, words, span in sorted(_topics(source), key=lambda topic: -topic[0]):
        tag = _tag(words)
        if tag and not _overlaps(tag.lower(), tags):
            tags[tag.lower()] = (rendered(tag, span, "hashtag"),)
        if len(tags) >= limit:
            break
    return list(tags.values())[:limit]


def _tag(words: str) -> str | None:
    """Return "#SmartHome" for "smart home" or "Smart-Home", None where no tag can be made."""
    parts = _PART.findall(words)
    joined = "".join(part[:1].upper() + part[1:] for part in parts)
    letters = sum(char.isalpha() for char in joined)
    return f"#{joined}" if letters >= 3 and len(joined) <= _LONGEST else None


def _overlaps(tag: str, tags: dict[str, Pieces]) -> bool:
    """Return whether a tag says what another already says ("#wärmepumpe" and "#wärmepumpen")."""
    return any(tag.startswith(other[:-2]) or other.startswith(tag[:-2]) for other in tags)


def _topics(source: Source) -> Iterator[tuple[float, str, Span]]:
    yield from _names(source)
    for uses in _nouns(source).values():
        clean = [use for use in uses if use.clean]
        weight = sum(use.weight for use in uses)
        once_in_title = source.language == "en" and len(uses) == 1  # it may be the verb of the title
        if not clean or weight < 2 or once_in_title:
            continue
        shortest = min(clean, key=lambda use: (len(use.text), use.span.start))
        yield weight * (1.5 if len(shortest.text) >= 10 else 1.0), shortest.text, shortest.span


def _names(source: Source) -> Iterator[tuple[float, str, Span]]:
    title = {i for span in (source.title, source.subtitle) if span for i in range(span.start, span.end)}
    for name in source.names:
        whole = next((span for span in name.mentions if source.words(span) == name.text), None)
        weight = _KIND.get(name.kind)
        if weight is None or whole is None or _is_no_name(source, name):
            continue
        if len(name.mentions) < 2 and whole.start not in title:
            continue
        bonus = 2.0 if any(span.start in title for span in name.mentions) else 1.0
        yield weight * bonus * min(len(name.mentions), 4) ** 0.5, _LEGAL.sub("", name.text), whole


def _is_no_name(source: Source, name: Name) -> bool:
    """Return whether a word only looks like a name: an adjective, or one the text also writes small."""
    if name.kind is not NameKind.OTHER or " " in name.text:
        return False
    small = re.search(rf"\b{re.escape(name.text.lower())}\b", source.text) if not name.text.isupper() else None
    return bool(small) or bool(_OF_AGE.search(name.text))


def _nouns(source: Source) -> dict[str, list[_Use]]:
    named = {i for name in source.names for span in name.mentions for i in range(span.start, span.end)}
    found: dict[str, list[_Use]] = defaultdict(list)
    for sentence in source.sentences:
        if sentence.role not in _TOPIC:
            continue
        for use in (*_uses(source, sentence), *_pairs(source, sentence)):
            if use.span.start not in named:
                found[stem(use.text)].append(use)
    return found


def _uses(source: Source, sentence: Sentence) -> Iterator[_Use]:
    stop = _listed(source.language, "stop")
    before = ""
    for number, match in enumerate(_WORD.finditer(sentence.text)):
        word = match[0]
        span = Span(sentence.span.start + match.start(), sentence.span.start + match.end())
        known = word in stop or word.lower() in stop or _is_adjective(sentence.text, match, source.language)
        if len(word) >= 4 and not known and _is_noun(word, number, source.language):
            weight = 2.0 if sentence.role in _HEAD else 1.0
            yield _Use(word, span, weight, _uninflected(word, before, source.language))
        before = word


def _pairs(source: Source, sentence: Sentence) -> Iterator[_Use]:
    """Yield two English nouns in a row ("heat pump"): together they say more than one of them."""
    if source.language != "en":
        return
    stop, matches = _listed("en", "stop"), list(_WORD.finditer(sentence.text))
    for left, right in pairwise(matches):
        apart = sentence.text[left.end() : right.start()] != " "
        if apart or not all(_is_noun(m[0], 1, "en") and m[0] not in stop for m in (left, right)):
            continue
        span = Span(sentence.span.start + left.start(), sentence.span.start + right.end())
        yield _Use(f"{left[0]} {right[0]}", span, 1.6, clean=True)


def _is_noun(word: str, number: int, language: Language) -> bool:
    """Return whether a word is a noun: in German by its capital inside a sentence, in English by what it is not."""
    if language == "de":
        usable = not word.isupper() and not word.endswith(("innen", "-")) and not _OF_AGE.search(word)
        return number > 0 and word[0].isupper() and usable
    return len(word) >= 5 and word.islower() and not word.endswith(tuple(_listed("en", "no_noun")))


def _is_adjective(text: str, match: re.Match[str], language: Language) -> bool:
    """Return whether a German word with a capital is part of a name ("Alten Mälzerei") or a superlative."""
    part = _ENDING.search(match[0]) and _CAPITAL_BEHIND.match(text, match.end())
    return language == "de" and bool(part or _SUPERLATIVE.search(match[0]))


def _uninflected(word: str, before: str, language: Language) -> bool:
    if language == "en":
        return True
    if before.lower() in {"des", "eines", "seines", "ihres", "dieses"} and word.endswith("s"):
        return False
    dative_plural = word.endswith(("en", "ern", "eln")) and before.lower() in _listed("de", "dative")
    return not dative_plural or word.endswith("ungen")


@cache
def _listed(language: Language, key: str) -> frozenset[str]:
    return frozenset(read_table("klaviatur.compose", "hashtags.toml")[language][key].split())
