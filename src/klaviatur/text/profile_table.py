"""Reading one table of a profile: every key is asked for once, what is left over is a mistake of the file."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, NoReturn, Self

from klaviatur.errors import ProfileError

MAX_NUMBER = 10_000_000


class ProfileTable:
    """A table of a TOML file with its place, so that every message can name file and key."""

    next_step = "Correct the file."

    def __init__(self, place: str, values: Mapping[str, Any]) -> None:
        self.place = place
        self._values = dict(values)
        self._asked: set[str] = set()

    def fail(self, key: str, problem: str) -> NoReturn:
        """Raise a ProfileError that names file, key, problem and next step."""
        raise ProfileError(f"{self.place}: {key!r} {problem}. {self.next_step}")

    def take(self, key: str, kind: type, wanted: str, default: Any = ...) -> Any:
        """Return the value of a key if it is of the kind; raises ProfileError if it is missing without a default."""
        self._asked.add(key)
        if key not in self._values:
            if default is ...:
                self.fail(key, f"is missing; it must be {wanted}{self._misspelt(key)}")
            return default
        value = self._values[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.fail(key, f"must be {wanted}, not {_shown(value)}")
        return value

    def _misspelt(self, key: str) -> str:
        """Return a hint if a key of the file looks like the missing one."""
        close = get_close_matches(key, self._values.keys() - self._asked, n=1)
        return f"; did you mean it by {close[0]!r}?" if close else ""

    def words(self, key: str, default: Any = ...) -> Any:
        """Return a string that is not blank."""
        value = self.take(key, str, "a text in quotes", default)
        if value is not default and not value.strip():
            self.fail(key, "is empty")
        return value

    def choice(self, key: str, allowed: Iterable[str], default: Any = ...) -> Any:
        """Return one of the allowed words."""
        names = sorted(allowed)
        value = self.take(key, str, f"one of {', '.join(names)}", default)
        if value is not default and value not in names:
            self.fail(key, f"is {value!r}{_did_you_mean(value, names)}; allowed: {', '.join(names)}")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        return bool(self.take(key, bool, "true or false", default))

    def number(self, key: str, default: Any = ..., *, minimum: int = 0) -> Any:
        """Return a whole number between minimum and ten million."""
        value = self.take(key, int, "a whole number", default)
        if value is not default and not minimum <= value <= MAX_NUMBER:
            self.fail(key, f"must be between {minimum} and {MAX_NUMBER}, not {_shown(value)}")
        return value

    def pair(self, key: str, default: Any = ...) -> Any:
        """Return (least, most) as written "[least, most]"."""
        wanted = 'two whole numbers as "[least, most]"'
        value = self.take(key, list, wanted, default)
        if value is default:
            return value
        if len(value) != 2 or not all(type(item) is int and 0 <= item <= MAX_NUMBER for item in value):
            self.fail(key, f"must be {wanted}, not {_shown(value)}")
        if value[0] > value[1]:
            self.fail(key, f"has its least {value[0]} above its most {value[1]}")
        return (value[0], value[1])

    def day(self, key: str) -> date:
        """Return a date without time."""
        value = self.take(key, date, "a date such as 2026-11-21")
        if isinstance(value, datetime):
            self.fail(key, "must be a date without a time, such as 2026-11-21")
        day: date = value
        return day

    def texts(self, key: str, default: Any = ...) -> tuple[str, ...]:
        """Return a list of strings that are not blank."""
        value = self.take(key, list, "a list of texts in quotes", default)
        if not all(isinstance(item, str) and item.strip() for item in value):
            self.fail(key, "must be a list of texts in quotes, none of them empty")
        return tuple(value)

    def pairs(self, key: str) -> dict[str, str]:
        """Return a table of texts; numbers and flags are taken as text."""
        value = self.take(key, dict, "a table of texts", {})
        for name, item in value.items():
            if not isinstance(item, str | int | float):
                self.fail(f"{key}.{name}", f"must be a text, not {_shown(item)}")
        return {name: item if isinstance(item, str) else str(item).lower() for name, item in value.items()}

    def tables(self, key: str) -> list[Self]:
        """Return a list of tables, each with its own place; empty if the key is missing."""
        value = self.take(key, list, f"tables, each written as [[{key}]]", [])
        if not all(isinstance(item, dict) for item in value):
            self.fail(key, f"must be tables, each written as [[{key}]]")
        return [type(self)(f"{self.place}, {key} {index}", item) for index, item in enumerate(value, 1)]

    def raw(self, key: str) -> Any:
        """Return the value as it is, None if it is missing."""
        self._asked.add(key)
        return self._values.get(key)

    def done(self) -> None:
        """Raise ProfileError if a key was never asked for: it is unknown here."""
        for key in self._values:
            if key not in self._asked:
                hint = _did_you_mean(key, sorted(self._asked))
                self.fail(key, f"is not a key here{hint}; allowed: {', '.join(sorted(self._asked))}")


def _did_you_mean(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
