"""Hashtags and the words of an ad's display address: they claim nothing, but must be the source's or the voice's."""

import regex

from klaviatur.records import Span, VariantPart, Voice
from klaviatur.verify.claim import Doubt
from klaviatur.verify.index import Index
from klaviatur.verify.words import stem

HASHTAG = regex.compile(r"(?<![\w/&#])#[\p{L}\p{N}_]+")
ADDRESSES = frozenset({"path"})  # parts that are shown as the end of a web address
_CAMEL = regex.compile(r"\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+")
_WORD = regex.compile(r"[\p{L}\p{N}]+")


def tag_spans(part: VariantPart) -> list[Span]:
    """Return where hashtags stand; the whole of a display address."""
    if part.name in ADDRESSES:
        return [Span(0, len(part.text))]
    return [Span(*match.span()) for match in HASHTAG.finditer(part.text)]


def check_tags(part: VariantPart, index: Index, voice: Voice) -> list[Doubt]:
    """Return a doubt for each tag whose words neither the source nor the voice has."""
    spans = tag_spans(part)
    if not spans:
        return []
    own = {tag.lstrip("#").lower() for tag in voice.hashtags}
    squeezed = "".join(_WORD.findall(index.text)).lower()
    doubts = []
    for span in spans:
        words = part.text[span.start : span.end]
        tag = "".join(_WORD.findall(words))
        if tag.lower() not in own and tag.lower() not in squeezed and not _from_words(words, index):
            doubts.append(Doubt("hashtag.unknown", span, words))
    return doubts


def _from_words(tag: str, index: Index) -> bool:
    words = _CAMEL.findall(tag)
    known = [index.has(stem(word, index.language)) or word.lower() in index.text.lower() for word in words]
    return bool(words) and all(known)
