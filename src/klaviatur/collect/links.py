"""All addresses of a text: linked by markup, written out, or named in the head."""

import re

from klaviatur.collect.layout import Layout
from klaviatur.records import Link, Span

_BARE = re.compile(r"(?<![\w@/.])(?:https?://|www\.)[^\s<>\"„“”»«|]*[^\s<>\"„“”»«|.,;:!?)\]'’]")
_DOMAIN = re.compile(
    r"(?<![\w@/.-])(?:[a-z0-9äöü](?:[a-z0-9äöü-]*[a-z0-9äöü])?\.){1,3}(?:de|com|org|net|eu|at|ch|io|info|example|gmbh|shop|co\.uk|uk)(?:/[\w./#?&=%-]*[\w/])?(?![\w@-])",
    re.IGNORECASE,
)


def find_links(layout: Layout) -> tuple[Link, ...]:
    """Return the links of markup and every bare address, in order; `url` is complete, the span is what is written."""
    found = list(layout.links)
    for wanted in (_BARE, _DOMAIN):
        for match in wanted.finditer(layout.text):
            span = Span(*match.span())
            if not any(link.span and link.span.start < span.end and span.start < link.span.end for link in found):
                found.append(Link(_complete(match.group()), match.group(), span))
    return tuple(sorted(found, key=lambda link: link.span or Span(0, 0)))


def _complete(address: str) -> str:
    return address if address.lower().startswith(("http://", "https://")) else f"https://{address}"
