"""Where addresses of the web and of mail stand in a text, and where they lead."""

import re
from collections.abc import Iterator

_LINK = re.compile(
    r"(?P<url>https?://[^\s<>\"„“”«»]+)|"
    r"(?P<mail>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?![\w@]))",
    re.IGNORECASE,
)
_UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_AFTER = frozenset(".,;:!?…*'’‘‚‹›|")  # end a sentence or a quote, not an address
_PAIRS = {")": "(", "]": "[", "}": "{"}
_SCHEME = re.compile(r"https?://(?=\w|\[)", re.IGNORECASE)


def linked(text: str) -> Iterator[tuple[str, str]]:
    """Give a text as runs: words and "", or shown words and the address (web or mail) they lead to.

    A bracket belongs to an address that opened it; signs that nobody sees stay in the words and not in the address.
    """
    at = 0
    for match in _LINK.finditer(text):
        shown = match[0] if match["mail"] else _whole(match[0])
        if not shown:
            continue
        if match.start() > at:
            yield text[at : match.start()], ""
        yield shown, f"mailto:{shown}" if match["mail"] else _address(shown)
        at = match.start() + len(shown)
    if at < len(text):
        yield text[at:], ""


def _whole(found: str) -> str:
    """Return what of a run of signs is the address, "" where none of it is."""
    end = len(found)
    while end and _ends_before(found[:end]):
        end -= 1
    return found[:end] if _SCHEME.match(found[:end]) else ""


def _ends_before(found: str) -> bool:
    """Return whether the last sign is none of the address."""
    last = found[-1]
    if last in _PAIRS:
        return found.count(last) > found.count(_PAIRS[last])
    return last in _AFTER or _UNSEEN.match(last) is not None


def _address(shown: str) -> str:
    scheme, _, rest = _UNSEEN.sub("", shown).partition("://")
    return f"{scheme.lower()}://{rest}"
