"""How X counts: twitter-text weighted length (config v3: docs.x.com/fundamentals/counting-characters, read Nov 2026).

280 is the limit; Latin, Greek, Cyrillic, Arabic, Hebrew and general punctuation weigh 1, everything else 2, a URL 23
whatever its length, an emoji sequence 2 whatever its number of code points. The text is counted in NFC.
"""

import re
import unicodedata
from typing import NamedTuple

from klaviatur.text.emoji import find_emoji
from klaviatur.text.x_urls import find_urls


class XRules(NamedTuple):
    """One version of the published configuration."""

    maximum: int
    heavy: re.Pattern[str] | None  # characters that weigh 2
    emoji: bool  # an emoji sequence counts as one character of weight 2


_HEAVY = re.compile("[^\\u0000-\\u10FF\\u2000-\\u200D\\u2010-\\u201F\\u2032-\\u2037]")
V1 = XRules(maximum=140, heavy=None, emoji=False)
V2 = XRules(maximum=280, heavy=_HEAVY, emoji=False)
V3 = XRules(maximum=280, heavy=_HEAVY, emoji=True)
URL_WEIGHT = 23
_INVALID = re.compile("[\\uFFFE\\uFEFF\\uFFFF]")


def weigh(text: str, rules: XRules = V3) -> int:
    """Return the weighted length that X would show."""
    text = unicodedata.normalize("NFC", text)
    spans = find_urls(text)
    rest = text
    for start, end in reversed(spans):
        rest = rest[:start] + "\n" + rest[end:]
    return len(spans) * (URL_WEIGHT - 1) + _weigh_rest(rest, rules)


def is_postable(text: str, rules: XRules = V3) -> bool:
    """Return whether X would take the text: not empty, inside the limit, no invalid character."""
    return 0 < weigh(text, rules) <= rules.maximum and not _INVALID.search(text)


def _weigh_rest(text: str, rules: XRules) -> int:
    if rules.heavy is None or (text.isascii()):
        return len(text)
    if not rules.emoji:
        return len(text) + len(rules.heavy.findall(text))
    emoji = find_emoji(text)
    outside = "".join(text[a:b] for a, b in _gaps(emoji, len(text)))
    return 2 * len(emoji) + len(outside) + len(rules.heavy.findall(outside))


def _gaps(spans: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    edges = [0, *(edge for span in spans for edge in span), length]
    return list(zip(edges[::2], edges[1::2], strict=True))
