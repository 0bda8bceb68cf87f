"""What a cell looks like, as far as it tells a name from a value."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

_VALUE = re.compile(
    r"[-+]?\d[\d.,' \u00a0]*(?:\s?(?:%|€|\$|£|[a-zA-Zµ°²³]{1,4}))?"
    r"|(?:EUR|USD|CHF|€|\$|£)\s?[-+]?\d[\d.,']*"
    r"|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:[T ].*)?"
    r"|https?://\S+|\S+@\S+\.\w+"
    r"|true|false|wahr|falsch",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_MACHINE = re.compile(r"[a-z][a-z0-9]*(?:[_\-.:/\[\]][\w\[\]]++)*+|[a-z]+(?:[A-Z][a-z0-9]+)+")
_DIGIT, _LETTER = re.compile(r"\d"), re.compile(r"[^\W\d_]")
_COMMA = re.compile(r"[-+]?(?:\d{1,3}(?:[.' ]\d{3})+|\d+),\d+(?:\s?\S{1,4})?")
_POINT = re.compile(r"[-+]?(?:\d{1,3}(?:[,' ]\d{3})+|\d+)\.\d+(?:\s?\S{1,4})?")
_GROUPED_COMMA = re.compile(r"\d{1,3}(?:,\d{3})+(?:\s?\S{1,4})?")
_GROUPED_POINT = re.compile(r"\d{1,3}(?:\.\d{3})+(?:\s?\S{1,4})?")


def is_value(cell: str) -> bool:
    """Return whether a cell holds a number, date, address or yes/no rather than a name; a year may be either."""
    text = cell.strip()
    return bool(_VALUE.fullmatch(text)) and not _YEAR.fullmatch(text)


def is_machine_name(cell: str) -> bool:
    """Return whether a cell looks like the name of a field: `item_name`, `g:id`, `priceGross`."""
    return bool(_MACHINE.fullmatch(cell.strip()))


def shape(cell: str) -> str:
    """Return a cell with every digit as 9 and every letter as a."""
    return _LETTER.sub("a", _DIGIT.sub("9", cell.strip()))


def extent(row: Sequence[str]) -> int:
    """Return the position after the last filled cell."""
    return next((at for at in range(len(row), 0, -1) if row[at - 1].strip()), 0)


def filled(row: Sequence[str]) -> int:
    """Return how many cells are filled."""
    return sum(bool(cell.strip()) for cell in row)


def decimal_style(cells: Iterable[str]) -> str:
    """Return the sign before the decimals: "," or ".", "mixed", or "" where no number tells."""
    signs: Counter[str] = Counter()
    for cell in cells:
        text = cell.strip()
        if _COMMA.fullmatch(text) and not _GROUPED_COMMA.fullmatch(text):
            signs[","] += 1
        elif _POINT.fullmatch(text) and not _GROUPED_POINT.fullmatch(text):
            signs["."] += 1
    if not signs:
        return ""
    (sign, times), total = signs.most_common(1)[0], sum(signs.values())
    return sign if times >= total * 0.95 else "mixed"
