"""Whether a line break is a soft wrap of an editor or meant by the author."""

import re

_SENTENCE_END = re.compile(r"[.!?:;…]['\"“”»«)]*$")
_FIELD = re.compile(r"@|https?://|^\s*(?:tel|fon|phone|fax|mail|e-mail|mobil)\b", re.IGNORECASE)
_MIN_WIDTH = 50
_MAX_WIDTH = 140


def line_width(text: str) -> int:
    """Return the column at which an editor wrapped this text, 0 if it did not wrap."""
    longest = max((len(line) for line in text.splitlines()), default=0)
    return longest if _MIN_WIDTH <= longest <= _MAX_WIDTH else 0


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
