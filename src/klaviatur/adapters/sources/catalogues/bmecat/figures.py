"""Numbers as BMEcat writes them: with a point, without grouping."""

import re
from decimal import Decimal, InvalidOperation

_COMMA = re.compile(r"[+-]?\d+,\d+")
_GERMAN = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+")
_ENGLISH = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d+")


def with_point(value: str) -> str:
    """Return a number that was written with a comma as BMEcat wants it; anything else as it is."""
    if _COMMA.fullmatch(value):
        return value.replace(",", ".")
    if _GERMAN.fullmatch(value):
        return value.replace(".", "").replace(",", ".")
    return value.replace(",", "") if _ENGLISH.fullmatch(value) else value


def as_percent(factor: str) -> str:
    """Return a tax factor (0.19) as people write the rate ("19 %"); anything else as it is."""
    try:
        rate = Decimal(with_point(factor))
    except InvalidOperation:
        return factor
    if not rate.is_finite() or not 0 <= rate < 100:  # per cent
        return factor
    return f"{(rate * 100 if rate < 1 else rate).normalize():f} %"
