"""Where links, mentions and tags stand in a post: by UTF-8 bytes (app.bsky.richtext.facet, read Nov 2026)."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from klaviatur.adapters.outlets.linking import linked
from klaviatur.records import Span
from klaviatur.text.tags import find_hashtags
from klaviatur.text.x_urls import find_urls

_MENTION = re.compile(r"(?<![\w@.])@((?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]{2,63})(?![\w-])")
_TAG_GRAPHEMES = 64


def facets_of(text: str, did_of: Callable[[str], str]) -> list[dict[str, Any]]:
    """Return the facets of a text, in order; a handle whose DID nobody knows ("") stays plain text."""
    found: list[tuple[Span, dict[str, str]]] = list(_links(text))
    for span, feature in (*_bare_links(text), *_tags(text), *_mentions(text, did_of)):
        if not any(other.start < span.end and span.start < other.end for other, _ in found):
            found.append((span, feature))
    return [_facet(text, span, feature) for span, feature in sorted(found, key=lambda one: one[0])]


def handles_in(text: str) -> list[str]:
    """Return the handles a text mentions."""
    return [match[1].lower() for match in _MENTION.finditer(text)]


def _links(text: str) -> Iterator[tuple[Span, dict[str, str]]]:
    at = 0
    for words, to in linked(text):
        if to.startswith("http"):
            yield Span(at, at + len(words)), {"$type": "app.bsky.richtext.facet#link", "uri": to}
        at += len(words)


def _bare_links(text: str) -> Iterator[tuple[Span, dict[str, str]]]:
    """Give addresses without protocol ("bad.example/zeiten"): the app makes links of them, a server does not."""
    for span in find_urls(text):
        words = text[span.start : span.end]
        if "://" not in words and (not span.start or text[span.start - 1].isspace() or text[span.start - 1] == "("):
            yield span, {"$type": "app.bsky.richtext.facet#link", "uri": f"https://{words}"}


def _tags(text: str) -> Iterator[tuple[Span, dict[str, str]]]:
    for span in find_hashtags(text):
        tag = text[span.start + 1 : span.end]
        if len(tag) <= _TAG_GRAPHEMES:
            yield span, {"$type": "app.bsky.richtext.facet#tag", "tag": tag}


def _mentions(text: str, did_of: Callable[[str], str]) -> Iterator[tuple[Span, dict[str, str]]]:
    for match in _MENTION.finditer(text):
        did = did_of(match[1].lower())
        if did:
            yield Span(*match.span()), {"$type": "app.bsky.richtext.facet#mention", "did": did}


def _facet(text: str, span: Span, feature: dict[str, str]) -> dict[str, Any]:
    start = len(text[: span.start].encode())
    end = start + len(text[span.start : span.end].encode())
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}
