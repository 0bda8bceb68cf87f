"""Every address, e-mail and telephone number of a variant must be exactly one of the source's or the voice's."""

from collections.abc import Iterator
from functools import lru_cache

import regex

from klaviatur.records import Bilingual, Finding, Source, Span, Voice
from klaviatur.verify.editorial.page import Brief, Page, finding

_MAIL = regex.compile(r"[\p{L}\p{Nd}._%+-]+@[\p{L}\p{Nd}-]+(?:\.[\p{L}\p{Nd}-]+)*\.\p{L}{2,}")
_URL = regex.compile(
    r"(?:https?://|www\.)[^\s<>„“”\"»«)\]]+"
    r"|(?<![\p{L}\p{Nd}@./-])(?:[\p{L}\p{Nd}](?:[\p{L}\p{Nd}-]*[\p{L}\p{Nd}])?\.)+"
    r"(?:de|com|org|net|eu|at|ch|io|info|app|shop|example|co|uk|berlin|online|dev|ai|gov|edu|news|me|ly|gl|nl|fr)"
    r"(?![\p{L}\p{Nd}])(?:/[^\s<>„“”\"»«)\]]*)?"
)
_PHONE = regex.compile(
    r"(?<![\p{L}\p{Nd}.,/])(?:\+|00)\d[\d\s()/.–-]{6,}\d|(?<![\p{L}\p{Nd}.,/])0\d{2,5}[\s/()–-]+\d[\d\s/–-]{3,}\d"
)
_DOTTED = regex.compile(r"://|www\.|\p{L}\.\p{Ll}{2}")
_LEADING = regex.compile(r"[+0]\d")
_NO_DIGIT = regex.compile(r"\D")
_PREFIX = regex.compile(r"^(?:00|\+)?49|^0")
_PROTOCOL = regex.compile(r"^(?:https?://)?(?:www\.)?", regex.IGNORECASE)
_TRAILING = ".,;:!?…'’*_"


def check_contacts(page: Page, brief: Brief) -> Iterator[Finding]:
    """Yield a block for every address that is not word for word in the source or the voice."""
    if page.name == "path":
        return
    known = _known(brief.source, brief.voice)
    taken: list[Span] = []
    for kind, matcher in (("mail", _MAIL), ("url", _URL), ("phone", _PHONE)):
        for match in matcher.finditer(page.text) if _may_hold(page.text, kind) else ():
            span = _trim(page.text, match.start(), match.end())
            if any(span.start < other.end and other.start < span.end for other in taken):
                continue
            taken.append(span)
            if _plain(page.text[span.start : span.end], kind) not in known[kind]:
                yield finding("contact.unknown", page, span, more=_nearest(known, kind))


def _may_hold(text: str, kind: str) -> bool:
    """Return whether a text can hold an address of this kind at all; spares most texts the long search."""
    if kind == "mail":
        return "@" in text
    return _DOTTED.search(text) is not None if kind == "url" else _LEADING.search(text) is not None


def count_links(text: str) -> int:
    """Return how many web addresses a text has."""
    if not _may_hold(text, "url"):
        return 0
    return sum(1 for _ in _URL.finditer(_MAIL.sub(" ", text) if "@" in text else text))


def _trim(text: str, start: int, end: int) -> Span:
    while end > start and text[end - 1] in _TRAILING:
        end -= 1
    return Span(start, end)


def _plain(words: str, kind: str) -> str:
    """Return what must agree: protocol, www. and a closing slash may be left out, digits of a number may be grouped."""
    if kind == "phone":
        digits = _NO_DIGIT.sub("", words.replace("(0)", ""))
        return _PREFIX.sub("", digits) if not digits.startswith("0049") else digits[4:]
    words = words.rstrip(_TRAILING)
    if kind == "mail":
        return words.lower()
    bare = _PROTOCOL.sub("", words).rstrip("/")
    host, slash, rest = bare.partition("/")
    return host.lower() + slash + rest


def _known(source: Source, voice: Voice) -> dict[str, frozenset[str]]:
    own = [voice.link, voice.boilerplate, voice.sign_off, voice.greeting, voice.sender]
    texts = [source.text, *(text for text in own if text)]
    texts += [link.url for link in source.links] + [image.url for image in source.images]
    texts += [call.url for call in source.calls if call.url]
    if source.contact:
        given = (source.contact.email, source.contact.phone, source.contact.url)
        texts += [text for text in given if text]
    return _addresses(tuple(texts))


@lru_cache(maxsize=64)
def _addresses(texts: tuple[str, ...]) -> dict[str, frozenset[str]]:
    return {
        "mail": _found(_MAIL, texts, "mail"),
        "url": _found(_URL, texts, "url") | _hosts(texts),
        "phone": _found(_PHONE, texts, "phone"),
    }


def _found(matcher: "regex.Pattern[str]", texts: tuple[str, ...], kind: str) -> frozenset[str]:
    return frozenset(_plain(match.group(), kind) for text in texts for match in matcher.finditer(text))


def _hosts(texts: tuple[str, ...]) -> frozenset[str]:
    """Return the bare hosts: naming "lindhof.example" for a page of it is exact enough."""
    return frozenset(url.partition("/")[0] for url in _found(_URL, texts, "url"))


def _nearest(known: dict[str, frozenset[str]], kind: str) -> Bilingual:
    there = sorted(known[kind])[:3]
    if not there:
        return Bilingual("Dort steht gar keine.", "There is none at all.")
    listed = ", ".join(there)
    return Bilingual(f"Dort: {listed}.", f"There: {listed}.")
