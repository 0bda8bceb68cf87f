"""Where X sees a URL: the rules of twitter-text 3.1 (github.com/twitter/twitter-text, read Nov 2026).

Bare domains count as URLs when their last label is a top-level domain ("example.com", "klaviatur.jetzt").
"""

import re
from functools import cache
from itertools import groupby

from klaviatur.records import Span
from klaviatur.text.lexicon import read_lines

MAX_URL_LENGTH = 4096
MAX_LABEL_LENGTH = 63
MAX_LABELS = 40  # ours: keeps the search linear; twitter-text has no bound
MAX_RUN = 8192  # ours: a longer run without white space is no address, whatever is in it
MAX_TCO_SLUG_LENGTH = 40

_SPACES = r"\x09-\x0D\x20\x85\xA0\u1680\u180E\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
_INVALID = r"\uFFFE\uFEFF\uFFFF"
_DIRECTIONAL = r"\u202A-\u202E\u061C\u200E\u200F\u2066-\u2069"
_PUNCTUATION = r"!'#%&()*+,\\\-./:;<=>?@\[\]^_{|}~$"
_LATIN = (
    r"\xC0-\xD6\xD8-\xF6\xF8-\xFF\u0100-\u024F\u0253\u0254\u0256\u0257\u0259\u025B\u0263\u0268\u026F"
    r"\u0272\u0289\u028B\u02BB\u0300-\u036F\u1E00-\u1EFF"
)
_LETTER = rf"[^{_PUNCTUATION}{_SPACES}{_INVALID}{_DIRECTIONAL}]"
_PATH = rf"[a-z\u0400-\u04FF0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_LATIN}]"
_PARENS = rf"\((?:{_PATH}+|{_PATH}*\({_PATH}+\){_PATH}*)\)"
_PATH_END = rf"(?:[+\-a-z\u0400-\u04FF0-9=_#/{_LATIN}]|{_PARENS})"
_QUERY = r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/]"
_TOKEN = re.compile(
    rf"(?<![^{_SPACES}])[^{_SPACES}]*\.(?=[^\W\d_])[^{_SPACES}]*"
)  # no top-level domain begins with a digit
_PLAIN = re.compile(
    r"https?://((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+([a-z]+))(?:/[a-z0-9/_=-]*)?", re.IGNORECASE | re.ASCII
)
_BEHIND_DOT = re.compile(r"\.([0-9A-Za-z@+\-]*)(?=(.?))", re.DOTALL)
_TCO = re.compile(rf"https?://t\.co/([a-z0-9]+)(?:{_QUERY})?", re.IGNORECASE)
_NO_BARE_AFTER = frozenset("-_./")


def _trie(names: list[str]) -> str:
    """Return a pattern that matches the longest of the names, shared beginnings tried once."""
    branches = []
    for first, group in groupby(sorted(names), key=lambda name: name[:1]):
        if first:
            branches.append(re.escape(first) + _trie([name[1:] for name in group]))
    if not branches:
        return ""
    inner = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{inner})?" if "" in names else inner


@cache
def _tlds() -> frozenset[str]:
    return frozenset(name for line in read_lines("klaviatur.text", "tlds.txt") for name in line.split())


@cache
def _tld() -> str:
    return rf"(?:(?:{_trie(list(_tlds()))})(?=[^0-9a-zA-Z@+\-]|$)|xn--[\-0-9a-z]+)"


@cache
def _url() -> re.Pattern[str]:
    sub = rf"{_LETTER}(?:[_\-]*{_LETTER})*+\."
    domain = rf"(?:{sub}){{0,{MAX_LABELS}}}{_LETTER}(?:-*{_LETTER})*+\.{_tld()}"
    path = rf"(?:{_PATH}*(?:{_PARENS}{_PATH}*)*{_PATH_END}|@{_PATH}+/)"
    before = rf"(?:[^A-Za-z0-9@＠$#＃{_INVALID}]|[{_DIRECTIONAL}]|(?<![^{_SPACES}]))"
    whole = rf"({before})((https?://)?({domain})(?::[0-9]+)?(/{path}*)?(?:{_QUERY})?)"
    return re.compile(whole, re.IGNORECASE)


@cache
def _ascii_domain() -> re.Pattern[str]:
    return re.compile(rf"(?:[\-a-z0-9{_LATIN}]+\.)+{_tld()}", re.IGNORECASE)


def find_urls(text: str) -> list[Span]:
    """Return the spans X would shorten to a t.co address, in order; bare domains too."""
    return [span for start, end in _runs(text) for span in _search(text, start, end)]


def find_protocol_urls(text: str) -> list[Span]:
    """Return only the spans that begin with http:// or https://, as Mastodon counts them."""
    return [span for span in find_urls(text) if text[span.start : span.start + 4].lower() == "http"]


def _runs(text: str) -> list[Span]:
    """Return the runs without white space that have a dot before a letter."""
    if "." not in text:
        return []
    runs = [Span(*match.span()) for match in _TOKEN.finditer(text)]
    return [run for run in runs if run.end - run.start <= MAX_RUN]


def _search(text: str, start: int, end: int) -> list[Span]:
    if _is_plain(text, start, end):
        return [Span(start, end)]
    if not _may_hold(text, start, end):
        return []
    return [span for match in _url().finditer(text, start, end) for span in _spans(match)]


def _may_hold(text: str, start: int, end: int) -> bool:
    """Return whether a top-level domain can stand behind one of the dots: "z.B." needs no search for addresses."""
    behind = (match.groups() for match in _BEHIND_DOT.finditer(text, start, end))
    return any(
        label.lower() in _tlds() or label[:4].lower() == "xn--" or (not after.isascii() and after.isalpha())
        for label, after in behind
    )


def _is_plain(text: str, start: int, end: int) -> bool:
    """Return whether the whole run is an address of the common kind, which needs no search."""
    match = _PLAIN.fullmatch(text, start, end)
    if not match or match[2].lower() not in _tlds() or end - start > MAX_URL_LENGTH:
        return False
    return match[1].lower() != "t.co" and max(map(len, match[1].split("."))) <= MAX_LABEL_LENGTH


def _spans(match: re.Match[str]) -> list[Span]:
    url, protocol, domain = match[2], match[3], match[4]
    if not _is_valid(url, protocol or "https://", domain):
        return []
    return _with_protocol(match) if protocol else _bare(match)


def _with_protocol(match: re.Match[str]) -> list[Span]:
    start = match.start(2)
    short = _TCO.match(match[2])
    if not short:
        return [Span(start, match.end())]
    return [] if len(short[1]) > MAX_TCO_SLUG_LENGTH else [Span(start, start + short.end())]


def _bare(match: re.Match[str]) -> list[Span]:
    if match[1][-1:] in _NO_BARE_AFTER and match[1]:
        return []
    start = match.start(4)
    spans = [Span(start + found.start(), start + found.end()) for found in _ascii_domain().finditer(match[4])]
    if spans and match[5]:
        spans[-1] = Span(spans[-1].start, match.end())
    return spans


def _is_valid(url: str, protocol: str, domain: str) -> bool:
    if domain[:4] == "xn--" and not _ascii_domain().search(domain):
        return False
    labels = [_encoded_length(label) for label in domain.split(".")]
    if not all(1 <= length <= MAX_LABEL_LENGTH for length in labels):
        return False
    return len(protocol) + len(url) <= MAX_URL_LENGTH


def _encoded_length(label: str) -> int:
    return len(label) if label.isascii() else len(label.encode("punycode")) + 4
