"""Hashtags: their words must be the source's or the voice's."""

import regex

from klaviatur.records import Span, Voice
from klaviatur.verify.claim import Doubt
from klaviatur.verify.index import Index
from klaviatur.verify.words import stem

HASHTAG = regex.compile(r"(?<![\w/&#])#[\p{L}\p{N}_]+")
_CAMEL = regex.compile(r"\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+")


def hashtag_spans(text: str) -> list[Span]:
    """Return where hashtags stand."""
    return [Span(*match.span()) for match in HASHTAG.finditer(text)]


def check_hashtags(text: str, index: Index, voice: Voice) -> list[Doubt]:
    """Return a doubt for each hashtag whose words neither the source nor the voice has."""
    spans = hashtag_spans(text)
    if not spans:
        return []
    own = {tag.lstrip("#").lower() for tag in voice.hashtags}
    squeezed = "".join(regex.findall(r"[\p{L}\p{N}]+", index.text)).lower()
    doubts = []
    for span in spans:
        tag = text[span.start + 1 : span.end]
        if tag.lower() not in own and tag.lower() not in squeezed and not _from_words(tag, index):
            doubts.append(Doubt("hashtag.unknown", span, text[span.start : span.end]))
    return doubts


def _from_words(tag: str, index: Index) -> bool:
    words = _CAMEL.findall(tag)
    known = [index.has(stem(word, index.language)) or word.lower() in index.text.lower() for word in words]
    return bool(words) and all(known)
