"""Common words for hard ones, hyphens in long compounds, units and small numbers written plainly."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from klaviatur.compose.pieces import Pieces, edit, text_of
from klaviatur.compose.standing import surroundings
from klaviatur.records import Language, Source
from klaviatur.text.lexicon import read_table

Rewording = Callable[[re.Match[str]], str]

_LONG_WORD = re.compile(r"(?<![\w-])[A-ZÄÖÜ][a-zäöüß]{13,}(?![\w-])")
_QUOTED = re.compile(r"„[^“”\"]*[“”\"]|“[^”\"]*[”\"]|\"[^\"]*\"|»[^«]*«")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")
_SHORTEST_LEFT = 4
_JOINT = re.compile(r"^(\w{3,}?(?:ungs|heits|keits|schafts|ions|täts|tums|lings))([a-zäöüß]{4,})$")
_SURE_LEFT = re.compile(r"(?:ungs|heits|keits|schafts|ions|täts|tums)$")


def plain_words(source: Source, pieces: Pieces) -> Pieces:
    """Return the pieces in common words; quotes, names and addresses stay as they are."""
    names, language = surroundings(source).names, source.language
    for pattern, new in _phrases(language):
        pieces = _reworded(pieces, pattern, lambda match, new=new: match.expand(new), names)  # type: ignore[misc]
    pieces = _reworded(pieces, _difficult(language), lambda match: _easy(match[0], language), names)
    pieces = _reworded(pieces, _counts(language), lambda match: _digits(match, language), names)
    if language != "de":
        return pieces
    return _reworded(pieces, _LONG_WORD, lambda match: _hyphenated(match[0], source.text), names)


def _reworded(pieces: Pieces, pattern: re.Pattern[str], new: Rewording, names: tuple[str, ...]) -> Pieces:
    text = text_of(pieces)
    if not pattern.search(text):
        return pieces
    kept = _kept(text, names)

    def word(match: re.Match[str]) -> str:
        return match[0] if _in(match.start(), kept) else new(match)

    return edit(pieces, pattern, word, "plain")


def _kept(text: str, names: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return the ranges nobody may reword: quotes and names."""
    named = [match.span() for name in names for match in re.finditer(re.escape(name), text)]
    fixed = [match.span() for pattern in (_QUOTED, _ADDRESS) for match in pattern.finditer(text)]
    return fixed + named


def _in(at: int, ranges: list[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in ranges)


def _easy(word: str, language: Language) -> str:
    known: dict[str, str] = _table(language)["words"]
    easy = known.get(word) or known[word[:1].lower() + word[1:]]
    return easy[:1].upper() + easy[1:] if word[:1].isupper() else easy


def _digits(match: re.Match[str], language: Language) -> str:
    """Return a small number in digits: they are easier to read than words."""
    return str(_table(language)["counts"].split().index(match[0]) + 2)


def _hyphenated(word: str, text: str) -> str:
    """Return "Wärmeversorgungs-Sicherheit" for a long German compound, the word itself where its joint is not sure.

    Sure are an s behind -ung, -heit, -schaft and the like, and a known last part behind a part that is a word too: one
    of the list, or one that `text` uses by itself.
    """
    joint = _JOINT.match(word)
    heads = [head for head in _heads() if word.endswith(head) and len(word) - len(head) >= _SHORTEST_LEFT]
    if joint and not any(len(head) > len(joint[2]) for head in heads):
        return f"{joint[1]}-{joint[2][:1].upper()}{joint[2][1:]}"
    for head in sorted(heads, key=len, reverse=True):
        left = word[: -len(head)]
        if _is_part(left, text):
            return f"{left}-{head[:1].upper()}{head[1:]}"
    return word


def _is_part(left: str, text: str) -> bool:
    if left.lower() in listed("de", "lefts") or _SURE_LEFT.search(left):
        return True
    return bool(re.search(rf"(?<![\w-]){re.escape(left)}(?![\w-])", text)) and left.lower() not in listed("de", "torn")


@cache
def _heads() -> tuple[str, ...]:
    return tuple(listed("de", "heads"))


def _table(language: Language) -> dict[str, Any]:
    table: dict[str, Any] = read_table("klaviatur.compose.plain", "plain.toml")[language]
    return table


@cache
def _phrases(language: Language) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return turns of phrase with what says the same in a verb or in fewer words."""
    return tuple((re.compile(hard), easy) for hard, easy in _table(language)["phrases"].items())


@cache
def _counts(language: Language) -> re.Pattern[str]:
    noun = r"(?= (?:[a-zäöüß]+e[nrsm]? )?[A-ZÄÖÜ])" if language == "de" else r"(?= (?:[a-z-]+ )?[a-z]+s\b)"
    either = "|".join(_table(language)["counts"].split())
    return re.compile(rf"(?<=[a-zäöüß,] )(?:{either})(?![\w-]){noun}")


@cache
def _difficult(language: Language) -> re.Pattern[str]:
    known = _table(language)["words"]
    longest_first = sorted(known, key=len, reverse=True)
    either = "|".join(f"[{word[0].upper()}{word[0]}]{re.escape(word[1:])}" for word in longest_first)
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])")


@cache
def listed(language: Language, key: str) -> frozenset[str]:
    """Return a list of the table as a set."""
    return frozenset(_table(language)[key].split())
