"""Plain language: one statement per sentence, common words, long compounds with a hyphen.

After DIN 8581-1:2024. A sentence is split only where both halves are sentences for sure; quotes and names are never
touched; a passive stays a passive, because nobody says who did it.
"""

import re
from collections.abc import Callable
from functools import cache

from klaviatur.compose.clauses import View, view
from klaviatur.compose.dangling import balanced
from klaviatur.compose.pieces import (
    Pieces,
    capitalise,
    cut,
    edit,
    from_sentence,
    layout,
    mark,
    strip,
    text_of,
    with_end_mark,
)
from klaviatur.compose.standing import surroundings
from klaviatur.compose.wordorder import bare, is_finite, subject_end, words
from klaviatur.records import Language, Sentence, Source
from klaviatur.text.lexicon import read_table

Rewording = Callable[[str, Language], str]

_LONG_WORD = re.compile(r"(?<![\w-])[A-ZÄÖÜ][a-zäöüß]{13,}(?![\w-])")
_QUOTED = re.compile(r"„[^“”\"]*[“”\"]|“[^”\"]*[”\"]|\"[^\"]*\"|»[^«]*«")
_SHORTEST_LEFT = 4
_PREFIXED = ("ver", "be", "ent", "ge", "er")
_MAX_DEPTH = 4  # halves of halves


def plain(source: Source, sentence: Sentence) -> list[Pieces]:
    """Return one or more short sentences that say what the sentence says."""
    return [_plain_words(source, one) for one in _split(source, from_sentence(source, sentence), _MAX_DEPTH)]


def _split(source: Source, pieces: Pieces, depth: int) -> list[Pieces]:
    seen = view(text_of(pieces), source.language, surroundings(source).names)
    halves = _at_semicolon(pieces, seen) or _at_conjunction(pieces, seen) or _at_relative(pieces, seen)
    if not halves or not depth:
        return [pieces]
    return [one for half in halves for one in _split(source, half, depth - 1)]


def _at_semicolon(pieces: Pieces, seen: View) -> list[Pieces]:
    at = seen.plain.find("; ")
    halves = (seen.plain[:at], seen.plain[at + 2 :])
    if at < 0 or not all(balanced(half) and _has_verb(half, seen.language) for half in halves):
        return []
    return [_sentence(cut(pieces, 0, at)), _sentence(cut(pieces, at + 2))]


def _at_conjunction(pieces: Pieces, seen: View) -> list[Pieces]:
    """Split "..., und die Stadt zahlt ..." where the second half has its own subject and verb."""
    for comma in seen.borders[:-1]:
        rest = seen.plain[comma + 2 :]
        word = rest.split(maxsplit=1)[0] if rest.strip() else ""
        if word not in _listed(seen.language, "conjunctions") or not _is_main(rest[len(word) + 1 :], seen):
            continue
        if not _is_main(seen.plain, seen):
            return []
        start = comma + 2 + (len(word) + 1 if word in _listed(seen.language, "dropped") else 0)
        return [_sentence(cut(pieces, 0, comma)), _sentence(cut(pieces, start))]
    return []


def _is_main(text: str, seen: View) -> bool:
    """Return whether words start with a subject and its verb, so that they are a sentence as they stand."""
    named = any(text.startswith(name) for name in seen.names)
    if seen.language == "en":
        head = [bare(token) for token in text.split()[:5]]
        subject = named or (bool(head) and head[0].lower() in _listed("en", "subjects"))
        return subject and any(word in words("en", "finite") or word.endswith("ed") for word in head[1:])
    lowered = text if named else text[:1].lower() + text[1:]
    end = subject_end(lowered, seen.names)
    return end is not None and is_finite(text[end:].split(maxsplit=1)[0] if text[end:].strip() else "", "de")


def _at_relative(pieces: Pieces, seen: View) -> list[Pieces]:
    """Split "Lindhof, das in Kassel sitzt, baut ..." into what Lindhof is and what Lindhof does."""
    if len(seen.borders) < 3:
        return []
    first, second = seen.borders[0], seen.borders[1]
    subject = seen.text[:first]
    name = next((name for name in seen.names if subject.endswith(name)), None)
    part = seen.part(0)
    if name is None or subject.removesuffix(name).strip() not in {"", "Die", "Der", "Das", "The"}:
        return []
    verb = _clause_verb(part.split(), seen.language)
    follow = seen.plain[second + 1 :].split(maxsplit=1)
    if verb is None or not follow or not is_finite(follow[0], seen.language):
        return []
    main = (*cut(pieces, 0, first), *cut(pieces, second + 1))
    return [_sentence(main), _said_of(pieces, first, second, verb, seen)]


def _clause_verb(part: list[str], language: Language) -> str | None:
    """Return the verb of a relative clause whose pronoun is its subject for sure, None otherwise."""
    if len(part) < 3:
        return None
    if language == "en":
        return part[1] if part[0] in {"which", "who"} and is_finite(part[1], "en") else None
    verb = part[-1]
    if part[0] not in {"der", "die", "das"} or part[1] not in _listed("de", "nominative_before"):
        return None
    separable = verb.startswith(tuple(_listed("de", "prefixes"))) and verb not in words("de", "finite")
    return verb if is_finite(verb, "de") and not separable else None


def _said_of(pieces: Pieces, first: int, second: int, verb: str, seen: View) -> Pieces:
    """Return "Lindhof sitzt in Kassel." from "Lindhof, das in Kassel sitzt,"."""
    subject = mark(cut(pieces, 0, first), "resolved")
    start = seen.text.index(" ", first + 2) + 1
    if seen.language == "en":
        return _sentence((*subject, *layout(" "), *cut(pieces, start, second)))
    end = second - len(verb)
    order = (*subject, *layout(" "), *cut(pieces, end, second), *layout(" "), *strip(cut(pieces, start, end)))
    return _sentence(order)


def _sentence(pieces: Pieces) -> Pieces:
    return mark(with_end_mark(capitalise(strip(pieces))), "plain")


def _has_verb(text: str, language: Language) -> bool:
    """Return whether the first clause of a text holds a finite verb."""
    clause = [bare(token) for token in text.split(",", maxsplit=1)[0].split()]
    if language == "de":
        return any(is_finite(word, "de") for word in clause)
    return any(word in words("en", "finite") or (word.islower() and word.endswith("ed")) for word in clause)


def _plain_words(source: Source, pieces: Pieces) -> Pieces:
    names = surroundings(source).names
    reworded = _reworded(pieces, _difficult(source.language), _easy, source.language, names)
    return _reworded(reworded, _LONG_WORD, _hyphenated, source.language, names)


def _reworded(
    pieces: Pieces, pattern: re.Pattern[str], new: Rewording, language: Language, names: tuple[str, ...]
) -> Pieces:
    kept = _kept(text_of(pieces), names)

    def word(match: re.Match[str]) -> str:
        return match[0] if _in(match.start(), kept) else new(match[0], language)

    return edit(pieces, pattern, word, "plain")


def _kept(text: str, names: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return the ranges nobody may reword: quotes and names."""
    named = [match.span() for name in names for match in re.finditer(re.escape(name), text)]
    return [match.span() for match in _QUOTED.finditer(text)] + named


def _in(at: int, ranges: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in ranges)


def _easy(word: str, language: Language) -> str:
    table: dict[str, str] = read_table("klaviatur.compose", "plain.toml")[language]["words"]
    easy = table.get(word) or table[word[:1].lower() + word[1:]]
    return easy[:1].upper() + easy[1:] if word[:1].isupper() else easy


def _hyphenated(word: str, language: Language) -> str:
    """Return "Wärmeversorgungs-Sicherheit" for a long German compound whose last part is known."""
    if language != "de":
        return word
    heads = [head for head in _heads() if word.endswith(head) and len(word) - len(head) >= _SHORTEST_LEFT]
    if not heads:
        return word
    head = max(heads, key=len)
    left = word[: -len(head)]
    torn = left.endswith(tuple(_listed("de", "torn"))) or (left.endswith("er") and not head.startswith(_PREFIXED))
    if torn:
        return word
    return f"{left}-{head[:1].upper()}{head[1:]}"


@cache
def _heads() -> tuple[str, ...]:
    return tuple(_listed("de", "heads"))


@cache
def _difficult(language: Language) -> re.Pattern[str]:
    known = read_table("klaviatur.compose", "plain.toml")[language]["words"]
    longest_first = sorted(known, key=len, reverse=True)
    either = "|".join(f"[{word[0].upper()}{word[0]}]{re.escape(word[1:])}" for word in longest_first)
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])")


@cache
def _listed(language: Language, key: str) -> frozenset[str]:
    return frozenset(read_table("klaviatur.compose", "plain.toml")[language][key].split())
