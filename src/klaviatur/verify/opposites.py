"""Opposites: from a list of pairs, and from the way German and English build them."""

from collections.abc import Container
from functools import cache

from klaviatur.records import Language
from klaviatur.text.lexicon import read_lines
from klaviatur.verify.words import beginning, stem

_PREFIXES = {
    "de": (
        *(("ein", "aus"), ("auf", "ab"), ("an", "ab"), ("zu", "ab"), ("auf", "zu"), ("vor", "nach")),
        *(("be", "ent"), ("über", "unter"), ("hin", "her"), ("mehr", "minder"), ("ver", "ent")),
    ),
    "en": (
        ("over", "under"),
        ("in", "out"),
        ("up", "down"),
        ("pre", "post"),
        ("im", "ex"),
        ("in", "ex"),
        ("pro", "anti"),
    ),
}
_DENIERS = {
    "de": ("un", "nicht", "miss", "anti", "de", "in", "ir"),
    "en": ("un", "in", "im", "il", "ir", "dis", "non", "mis", "de", "anti"),
}
_SUFFIXES = {"de": (("los", "voll"), ("los", "reich"), ("frei", "haltig"), ("arm", "reich")), "en": (("less", "ful"),)}


@cache
def _others(stemmed: str, language: Language) -> frozenset[str]:
    """Return the stems that stand against a stem; of the list only the words are stemmed that begin as it does."""
    alike = _by_beginning(language).get(stemmed[:1], ())
    others = [side for word, side in alike if stem(word, language) == stemmed]
    return frozenset(stem(word, language) for side in others for word in side)


@cache
def _by_beginning(language: Language) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Return words by their first letter, each with those on the other side of its line."""
    table: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for line in read_lines("klaviatur.verify", f"opposites_{language}.txt"):
        left, right = (tuple(side.split()) for side in line.split("|"))
        for word, others in (*((one, right) for one in left), *((one, left) for one in right)):
            table.setdefault(beginning(word), []).append((word, others))
    return table


@cache
def opposite(one: str, other: str, language: Language) -> bool:
    """Return whether two words say the contrary of each other."""
    a, b = stem(one, language), stem(other, language)
    if a == b or min(len(a), len(b)) < 2:
        return False
    return b in _others(a, language) or _built(a, b, language) or _built(b, a, language)


def opposed_in(stemmed: str, known: Container[str], language: Language) -> bool:
    """Return whether a set of stems holds an opposite of one stem; only listed pairs and denying prefixes are asked."""
    if any(other in known for other in _others(stemmed, language)):
        return True
    for prefix in _DENIERS[language]:
        bare = stemmed.removeprefix(prefix)
        if len(stemmed) >= 4 and (prefix + stemmed in known or (bare != stemmed and len(bare) >= 4 and bare in known)):
            return True
    return False


def _built(a: str, b: str, language: Language) -> bool:
    if any(b == prefix + a for prefix in _DENIERS[language]) and len(a) >= 4:
        return True
    for left, right in _PREFIXES[language]:
        if a.startswith(left) and len(a) - len(left) >= 3 and b == right + a[len(left) :]:
            return True
    return any(a.endswith(x) and b == a.removesuffix(x) + y for x, y in _SUFFIXES[language])
