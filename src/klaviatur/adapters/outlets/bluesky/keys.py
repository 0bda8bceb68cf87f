"""The key of a post in its repository: a TID (atproto.com/specs/tid, read Nov 2026), always the same for a delivery."""

from datetime import UTC, datetime
from hashlib import sha256

_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
_WITHOUT_A_TIME = datetime(2026, 1, 1, tzinfo=UTC)
_SECOND = 1_000_000
_CLOCK_IDS = 1024


def record_key(key: str, number: int, at: datetime | None) -> str:
    """Return the record key of a delivery's post `number`: a TID within the second in which it was first released.

    Where in that second, and by which clock, is taken from the delivery's key, so that two deliveries do not meet.
    """
    mark = int.from_bytes(sha256(key.encode()).digest()[:8])
    second = int((at or _WITHOUT_A_TIME).timestamp())
    microsecond = second * _SECOND + mark % _SECOND + number
    value = microsecond * _CLOCK_IDS + (mark // _SECOND) % _CLOCK_IDS
    return "".join(_LETTERS[value >> shift & 31] for shift in range(60, -1, -5))
