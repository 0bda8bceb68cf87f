"""How much a text looks like spam, in German and English, with reasons a person can act on."""

import math
from collections.abc import Callable
from functools import cache, lru_cache

import regex

from klaviatur.text.lexicon import read_table
from klaviatur.verify.editorial.contacts import count_links
from klaviatur.verify.editorial.page import ROOM

_HOST = regex.compile(
    r"(?:https?://|www\.)([^\s/<>\"]+)|(?<![\p{L}\p{Nd}@.])((?:[a-z0-9-]+\.)+[a-z]{2,})(?=/)", regex.IGNORECASE
)
_NUMERIC_HOST = regex.compile(r"^\d{1,3}(?:\.\d{1,3}){3}|--|(?:\w+-){3,}\w+\.")
_HIDDEN = regex.compile(
    r"[\u200b\u2060\u00ad\u202a-\u202e\ufeff]{2,}|(?:\p{L}[\u200b\u2060\u00ad]){2,}|font-size:\s*0|display:\s*none|color:\s*#?fff"
)
_SPELLED = regex.compile(r"(?<!\p{L})\p{Lu}(?:[ .\-_*]\p{Lu}){3,}(?!\p{L})|(?<=\p{L})[01@$|](?=\p{L}{2})(?!\p{L}+\.)")
_SYMBOLS = regex.compile(r"[$€£]{2,}|[!?]{3,}|[★☆►▶➤✔✅💰🔥🎁💸🤑⚠🚨]{1,}|>{3,}")
_REPLY = regex.compile(r"^\s*(?:re|aw|fwd?|wg)\s*:", regex.IGNORECASE)
_CAPITALS = regex.compile(r"(?<![\p{L}\p{Nd}])\p{Lu}{4,}(?![\p{L}\p{Nd}])")
_LETTERS = regex.compile(r"\p{L}{4,}")
_PHRASE_MOST = 2.0  # how often a kind of phrase counts at most


def spam_likeness(text: str) -> tuple[float, tuple[str, ...]]:
    """Return 0-1 (0.5 and more: a filter or a reader would stop it) and the kinds of signs, heaviest first."""
    weights: dict[str, float] = read_table(ROOM, "spam.toml")["weights"]
    found = {name: weights[name] * degree for name, degree in _signs(text).items() if degree > 0}
    total = sum(found.values()) - float(read_table(ROOM, "spam.toml")["bias"])
    return 1 / (1 + math.exp(-total)), tuple(sorted(found, key=lambda name: -found[name]))


def _signs(text: str) -> dict[str, float]:
    lower = " ".join(text.lower().replace("’", "'").split())
    degrees = {name: _phrases(lower, words) for name, words in _lists().items()}
    degrees |= {name: measure(text) for name, measure in _MEASURES.items()}
    return degrees


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    phrases = read_table(ROOM, "spam.toml")["phrases"]
    weights = read_table(ROOM, "spam.toml")["weights"]
    return {name: tuple(words) for name, words in phrases.items() if name in weights}


def _phrases(lower: str, words: tuple[str, ...]) -> float:
    """Return how much a list is met: 1 for one phrase, somewhat more for several."""
    hits = sum(1 for word in words if word in lower and _whole(lower, word))
    return min(_PHRASE_MOST, math.sqrt(hits))


def _whole(lower: str, word: str) -> bool:
    """Return whether the phrase stands as whole words somewhere, not inside a longer word."""
    place = lower.find(word)
    while place >= 0:
        before, after = lower[place - 1 : place], lower[place + len(word) : place + len(word) + 1]
        inside = (before.isalpha() and word[0].isalpha()) or (after.isalpha() and word[-1].isalpha())
        if not inside:
            return True
        place = lower.find(word, place + 1)
    return False


@lru_cache(maxsize=256)
def _hosts(text: str) -> list[str]:
    if "/" not in text and "www." not in text:
        return []
    return [(match[1] or match[2]).lower().removeprefix("www.") for match in _HOST.finditer(text)]


def _shortener(text: str) -> float:
    short = frozenset(read_table(ROOM, "spam.toml")["phrases"]["shorteners"])
    return float(any(host in short for host in _hosts(text)))


def _strange_host(text: str) -> float:
    endings = frozenset(read_table(ROOM, "spam.toml")["phrases"]["strange_endings"])
    hosts = _hosts(text)
    return float(any(host.rpartition(".")[2] in endings or _NUMERIC_HOST.search(host) for host in hosts))


def _many_links(text: str) -> float:
    links = count_links(text)
    words = max(1, len(text.split()))
    return float(links > 2 and links / words > 0.06) + float(links > 15)


def _capitals(text: str) -> float:
    letters = len(_LETTERS.findall(text))
    shouted = len(_CAPITALS.findall(text))
    return min(1.5, 6 * shouted / letters) if letters and shouted > 1 else 0.0


def _exclamations(text: str) -> float:
    count = text.count("!")
    return min(1.5, (count - 1) / 2.5) if count > 1 else 0.0


def _hits(matcher: "regex.Pattern[str]") -> Callable[[str], float]:
    return lambda text: min(1.5, math.sqrt(sum(1 for _ in matcher.finditer(text)))) if matcher.search(text) else 0.0


_MEASURES: dict[str, Callable[[str], float]] = {
    "shortener": _shortener,
    "strange_host": _strange_host,
    "many_links": _many_links,
    "capitals": _capitals,
    "exclamations": _exclamations,
    "symbols": _hits(_SYMBOLS),
    "hidden": _hits(_HIDDEN),
    "spelled_out": _hits(_SPELLED),
    "false_reply": lambda text: float(bool(_REPLY.match(text))),
}
