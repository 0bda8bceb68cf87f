"""Whether a line break is a soft wrap of an editor or meant by the author."""

import re
from itertools import pairwise

_SENTENCE_END = re.compile(r"[.!?:;…]['\"“”»«)]*$")
_FIELD = re.compile(r"@|https?://|^\s*(?:tel|fon|phone|fax|mail|e-mail|mobil)\b", re.IGNORECASE)
_MIN_WIDTH = 50
_MAX_WIDTH = 140
_NEARLY_FULL = 0.75
_MIN_FULL_LINES = 3  # fewer may be a title or an address


def line_width(text: str) -> int:
    """Return the column at which an editor wrapped this text, 0 if it did not wrap."""
    lines = text.splitlines()
    inner = [len(line) for line, after in pairwise(lines) if after.strip() and len(line) <= _MAX_WIDTH]
    longest = max(inner, default=0)
    full = sum(length >= longest * _NEARLY_FULL for length in inner)
    return longest if longest >= _MIN_WIDTH and full >= _MIN_FULL_LINES else 0


def unwrap(lines: list[str], width: int) -> str:
    r"""Join lines: a space where a line was full or goes on in lower case, "\\n" where the author broke it."""
    joined = lines[0].rstrip() if lines else ""
    last = joined
    for line in lines[1:]:
        words = line.strip()
        soft = is_soft(last, words, width)
        glue = "" if soft and re.search(r"[^\W\d_]-$", last) and words[:1].islower() else " " if soft else "\n"
        joined, last = joined + glue + words, line.rstrip()
    return joined


def is_soft(before: str, after: str, width: int) -> bool:
    """Return whether the break between two lines is a soft wrap at `width` columns."""
    if not before.strip() or not after.strip():
        return False
    if after[0].islower() and not _SENTENCE_END.search(before) and not _FIELD.search(before + " " + after[:40]):
        return True
    return width > 0 and len(before) + 1 + len(after.split(maxsplit=1)[0]) > width
