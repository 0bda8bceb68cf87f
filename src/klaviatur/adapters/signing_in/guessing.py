"""What is guessed first: common words with figures, walks over the keyboard, repeated and counted-up characters.

The list is short and our own; with all that people add to its words it stands for many thousands of passwords.
"""

import re
from collections.abc import Iterable, Sequence

from klaviatur.text.lexicon import read_lines

LEAST_OWN = 4  # letters that must be left when all that is common is taken away
MOST_WORDS = 2  # three words put together are a pass phrase, even of common words
MOST_ADDED = 10  # figures and signs that people put around a word; more of them are a secret of their own
LONGEST_REPEAT = 4
ROWS = (
    "1234567890",
    "0987654321",
    "abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcba",
    "qwertzuiopü",
    "qwertyuiop",
    "azertyuiop",
    "asdfghjklöä",
    "yxcvbnm",
    "zxcvbnm",
    "qaywsxedcrfvtgbzhnujmikolp",
    "1qay2wsx3edc4rfv5tgb6zhn7ujm8ik9ol0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)
_LEET = str.maketrans("013457@$!|", "oleastasil")
_NOT_LETTERS = re.compile(r"[\W\d_]+")


def is_named(password: bytes, names: Sequence[str]) -> bool:
    """Return whether a password is little more than one of its member's names."""
    parts = {part for name in names for part in re.split(r"[\W_\d]+", name.lower()) if len(part) > 2}
    folded = _folded(password)
    return any(part in folded for part in parts) and _left(folded, parts) < LEAST_OWN


def easy_to_guess(password: bytes) -> bool:
    """Return whether a password is made of what is guessed first."""
    plain = password.decode("utf-8", "surrogatepass").lower()
    folded = _folded(password)
    added = len(plain) - len(folded)
    return _repeats(plain) or _walks(plain) or (added <= MOST_ADDED and _common(folded))


def _common(folded: str) -> bool:
    """Return whether at most two common words leave next to nothing of it."""
    words = read_lines("klaviatur.adapters.signing_in", "common.txt")
    found = sorted((word for word in words if word in folded), key=len, reverse=True)
    rest, used = folded, 0
    for word in found:
        used += rest.count(word)
        rest = rest.replace(word, " ")
    return 0 < used <= MOST_WORDS and len(rest.replace(" ", "")) < LEAST_OWN


def _left(folded: str, parts: Iterable[str]) -> int:
    for part in sorted(parts, key=len, reverse=True):
        folded = folded.replace(part, "")
    return len(folded)


def _folded(password: bytes) -> str:
    """Return its letters alone; figures and signs at both ends fall away, inside they stand for letters."""
    plain = password.decode("utf-8", "surrogatepass").lower()
    inside = plain.strip("0123456789 .,;:!?-_#*+&%$€§()[]{}'\"/\\<>=~^°@|")
    return _NOT_LETTERS.sub("", inside.translate(_LEET))


def _repeats(plain: str) -> bool:
    """Return whether it is the same few characters again and again."""
    return any(plain == (plain[:n] * len(plain))[: len(plain)] for n in range(1, LONGEST_REPEAT + 1))


def _walks(plain: str) -> bool:
    """Return whether it runs along the rows of a keyboard, or counts, for all but a few characters."""
    rest = plain
    for size in range(12, 2, -1):
        for row in (*ROWS, *(row[::-1] for row in ROWS)):
            for start in range(len(row) - size + 1):
                rest = rest.replace(row[start : start + size], "")
    return len(rest) < LEAST_OWN
