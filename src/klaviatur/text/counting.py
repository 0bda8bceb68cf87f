"""Counting as each platform counts: one function per measure, one table that names them.

Code points, graphemes, bytes and weights are counted in NFC, the form the platforms store.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable

import regex

from klaviatur.records import Channel, Count, Limit, Measure, Variant
from klaviatur.text.emoji import find_emoji
from klaviatur.text.pixels import width_px
from klaviatur.text.sms import count_sms
from klaviatur.text.tags import find_hashtags
from klaviatur.text.x_urls import find_protocol_urls
from klaviatur.text.x_weight import URL_WEIGHT, weigh

TITLE_PX, SNIPPET_PX = 20, 14  # Arial sizes of Google's desktop result page, Nov 2026
_GRAPHEME = regex.compile(r"\X")
_JOINING = re.compile("[^\\0-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]|\r\n")  # all else stands alone
_WORD = regex.compile(r"[\p{L}\p{N}][^\s]*")
_REMOTE = regex.compile(r"(?<![=/\w])@([A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*)@\w+(?:[.-]+\w+)*")
_WIDE = regex.compile(r"[\p{East_Asian_Width=Wide}\p{East_Asian_Width=Fullwidth}]")


def measure(text: str, how: Measure) -> int:
    """Return what the platform would count."""
    return _COUNTERS[how](text)


def explain(text: str, how: Measure) -> str:
    """Return what a person would want to know beside the figure, "" where the figure says it all."""
    if how is Measure.SMS:
        return _explain_sms(text)
    if how is Measure.X_WEIGHTED:
        return _explain_difference(weigh(text), text)
    if how in {Measure.MASTODON, Measure.THREADS, Measure.UTF16, Measure.AD}:
        return _explain_difference(measure(text, how), text)
    return ""


def fits(text: str, limits: Iterable[Limit]) -> bool:
    """Return whether the text is inside every one of the limits, hard or not."""
    return all(Count(None, limit.measure, measure(text, limit.measure), limit).fits for limit in limits)


def count_variant(variant: Variant, channel: Channel) -> tuple[Count, ...]:
    """Return one count per part and limit, then one per limit of the whole; parts the channel lacks are not counted."""
    profiles = {profile.name: profile for profile in channel.parts}
    counts = [
        _count(index, part.text, limit)
        for index, part in enumerate(variant.parts)
        if part.name in profiles
        for limit in profiles[part.name].limits
    ]
    return (*counts, *(_count_whole(variant, limit) for limit in channel.whole))


def count_graphemes(text: str) -> int:
    """Return the number of extended grapheme clusters (UAX 29)."""
    return len(_GRAPHEME.findall(text)) if _JOINING.search(text) else len(text)


def count_mastodon(text: str) -> int:
    """Return graphemes; an address with protocol is 23, a remote handle counts without its host.

    Source: docs.joinmastodon.org/user/posting and Mastodon's StatusLengthValidator, read Nov 2026.
    """
    text = unicodedata.normalize("NFC", text)
    for start, end in reversed(find_protocol_urls(text)):
        text = text[:start] + "x" * URL_WEIGHT + text[end:]
    return count_graphemes(_REMOTE.sub(r"@\1", text) if "@" in text else text)


def count_threads(text: str) -> int:
    """Return characters, each emoji as its UTF-8 bytes (developers.facebook.com/docs/threads, read Nov 2026)."""
    text = unicodedata.normalize("NFC", text)
    return len(text) + sum(len(text[start:end].encode()) - (end - start) for start, end in find_emoji(text))


def count_words(text: str) -> int:
    """Return the number of words: runs without white space that hold a letter or digit."""
    return len(_WORD.findall(text))


def _characters(text: str) -> int:
    return len(unicodedata.normalize("NFC", text))


def _bytes(text: str) -> int:
    return len(unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass"))


def _utf16(text: str) -> int:
    return len(unicodedata.normalize("NFC", text).encode("utf-16-le", "surrogatepass")) // 2


def _ad(text: str) -> int:
    if text.isascii():
        return len(text)
    text = unicodedata.normalize("NFC", text)
    return len(text) + len(_WIDE.findall(text))


def _lines(text: str) -> int:
    return sum(1 for line in text.split("\n") if line.strip())


def _longest_line(text: str) -> int:
    return max(count_graphemes(line) for line in text.split("\n"))


_COUNTERS: dict[Measure, Callable[[str], int]] = {
    Measure.CHARACTERS: _characters,
    Measure.GRAPHEMES: count_graphemes,
    Measure.BYTES: _bytes,
    Measure.UTF16: _utf16,
    Measure.X_WEIGHTED: weigh,
    Measure.MASTODON: count_mastodon,
    Measure.SMS: lambda text: count_sms(text).septets,
    Measure.AD: _ad,
    Measure.PIXELS: lambda text: width_px(text, TITLE_PX),
    Measure.WORDS: count_words,
    Measure.LINES: _lines,
    Measure.SNIPPET_PIXELS: lambda text: width_px(text, SNIPPET_PX),
    Measure.LONGEST_LINE: _longest_line,
    Measure.THREADS: count_threads,
    Measure.HASHTAGS: lambda text: len(find_hashtags(text)),
}


def _count(part: int, text: str, limit: Limit) -> Count:
    return Count(part, limit.measure, measure(text, limit.measure), limit, explain(text, limit.measure))


def _count_whole(variant: Variant, limit: Limit) -> Count:
    value = sum(measure(part.text, limit.measure) for part in variant.parts)
    return Count(None, limit.measure, value, limit)


def _explain_sms(text: str) -> str:
    counted = count_sms(text)
    because = f" ({' '.join(counted.forced_by)})" if counted.forced_by else ""
    return f"{counted.messages} SMS, {counted.encoding}{because}"


def _explain_difference(value: int, text: str) -> str:
    seen = count_graphemes(text)
    return "" if seen == value else f"{seen} graphemes"
