"""Forms for women and men: "Kund*innen" and "Kundinnen und Kunden" speak of the same people as "Kunden"."""

import regex

from klaviatur.records import Span

_MARKED = regex.compile(r"[*:_·]in(?:nen)?$")
_PAIR = regex.compile(
    r"\b(?P<women>\p{Lu}\p{L}{2,})innen (?:und|oder) (?P<men>\p{Lu}\p{L}{2,})\b"
    r"|\b(?P<men>\p{Lu}\p{L}{2,}) (?:und|oder) (?P<women>\p{Lu}\p{L}{2,})innen\b"
)
_UMLAUTS = str.maketrans("äöü", "aou")
_SAME = 3  # letters both words of a pair begin with


def without_mark(word: str) -> str:
    """Return a word in small letters without the sign and ending that add women: "kund" for "kund*innen"."""
    return _MARKED.sub("", word)


def women_of_pairs(text: str) -> list[Span]:
    """Return the feminine words of pairs; the masculine word beside each already says who is meant."""
    if "innen" not in text:
        return []
    found = _PAIR.finditer(text)
    return [Span(m.start("women"), m.end("women") + 5) for m in found if _root(m["women"]) == _root(m["men"])]


def _root(word: str) -> str:
    return word[:_SAME].lower().translate(_UMLAUTS)
