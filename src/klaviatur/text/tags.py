"""Where hashtags and mentions are in a post: the rules of twitter-text 3.1 (read Nov 2026)."""

import regex

from klaviatur.records import Span
from klaviatur.text.x_urls import find_urls

_SPECIAL = r"_\u200c\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\u00b7"
_ALPHA = r"[\p{L}\p{M}]"
_WORD = rf"[\p{{L}}\p{{M}}\p{{Nd}}{_SPECIAL}]"
_HASHTAG = regex.compile(rf"(?:^|[\uFE0E\uFE0F]|(?!{_WORD}|&)[\s\S])([#＃](?!\uFE0F|\u20E3){_WORD}*{_ALPHA}{_WORD}*)")
_NO_HASHTAG_BEFORE = regex.compile("[#＃]|://")
_MENTION = regex.compile(
    r"(?:^|[^a-zA-Z0-9_!#$%&*@＠]|(?:^|[^a-zA-Z0-9_+~.-])(?:rt|RT|rT|Rt):?)"
    r"([@＠][a-zA-Z0-9_]{1,20}+(?:/[a-zA-Z][a-zA-Z0-9_-]{0,24}+)?+)"
)
_NO_MENTION_BEFORE = regex.compile(
    r"[@＠]|://|[\xC0-\xD6\xD8-\xF6\xF8-\xFF\u0100-\u024F\u0253\u0254\u0256\u0257\u0259\u025B\u0263\u0268\u026F"
    r"\u0272\u0289\u028B\u02BB\u0300-\u036F\u1E00-\u1EFF]"
)


def find_hashtags(text: str) -> list[Span]:
    """Return the spans of the hashtags, sign included, in order; a fragment of an address ("/#team") is none."""
    if "#" not in text and "＃" not in text:
        return []
    found = [Span(*match.span(1)) for match in _HASHTAG.finditer(text)]
    tags = [tag for tag in found if not _NO_HASHTAG_BEFORE.match(text, tag.end)]
    urls = find_urls(text)
    return [tag for tag in tags if not any(url.start < tag.start < url.end for url in urls)]


def find_mentions(text: str) -> list[Span]:
    """Return the spans of "@name" and "@name/list", in order; the local part of a mail address is none."""
    found = [Span(*match.span(1)) for match in _MENTION.finditer(text)] if "@" in text or "＠" in text else []
    return [mention for mention in found if not _NO_MENTION_BEFORE.match(text, mention.end)]
