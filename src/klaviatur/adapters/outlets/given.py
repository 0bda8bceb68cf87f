"""What an outlet was given: its settings and secrets, each read as what it should be or refused with its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from klaviatur.errors import SettingError
from klaviatur.records import KeptOutlet, Language, OutletField, Passport

_YES = frozenset({"yes", "on", "true", "1", "ja"})
_NO = frozenset({"", "no", "off", "false", "0", "nein"})


@dataclass(frozen=True, slots=True)
class Given:
    """The settings of one outlet. Whatever is read of it is one of its passport's fields."""

    kept: KeptOutlet
    secrets: Mapping[str, str] = field(repr=False)
    passport: Passport

    @property
    def name(self) -> str:
        """Return the outlet's name."""
        return self.kept.name

    def text(self, name: str) -> str:
        """Return a setting without space around it, its default where it is not set. Raises SettingError."""
        known = self._field(name)
        found = (self.secrets if known.secret else self.kept.values).get(name, "").strip() or known.default
        if known.required and not found:
            raise self._wrong(name, "is missing", f"Set it: {known.label.en}.")
        if "\0" in found:
            raise self._wrong(name, "holds a NUL", "Type it again.")
        return found

    def line(self, name: str) -> str:
        """Return a setting that is one line of printable characters. Raises SettingError."""
        found = self.text(name)
        if any(not sign.isprintable() for sign in found):
            raise self._wrong(name, "holds a line break or another sign that nobody sees", "Type it in one line.")
        return found

    def yes(self, name: str) -> bool:
        """Return a setting that is on or off. Raises SettingError."""
        found = self.text(name).lower()
        if found not in _YES | _NO:
            raise self._wrong(name, f"is {found!r}", "Write on or off.")
        return found in _YES

    def number(self, name: str, lowest: int, highest: int) -> int:
        """Return a setting that is a whole number within bounds. Raises SettingError."""
        found = self.text(name)
        value = int(found) if found.isascii() and found.isdigit() and len(found) < 12 else lowest - 1
        if not lowest <= value <= highest:
            raise self._wrong(name, f"is {found!r}", f"Write a number from {lowest} to {highest}.")
        return value

    def choice(self, name: str, choices: Sequence[str]) -> str:
        """Return a setting that is one of these. Raises SettingError."""
        found = self.text(name)
        if found not in choices:
            raise self._wrong(name, f"is {found!r}", f"Write one of: {', '.join(choices)}.")
        return found

    def choices(self, name: str, choices: Sequence[str]) -> tuple[str, ...]:
        """Return a setting that is a list of some of these, in their order. Raises SettingError."""
        found = self.words(name)
        wrong = [word for word in found if word not in choices]
        if wrong:
            raise self._wrong(name, f"names {', '.join(wrong)}", f"Choose from: {', '.join(choices)}.")
        return tuple(choice for choice in choices if choice in found)

    def words(self, name: str) -> tuple[str, ...]:
        """Return a setting that is a list, parted by spaces, commas or lines. Raises SettingError."""
        return tuple(self.text(name).replace(",", " ").replace(";", " ").split())

    def language(self, name: str = "language") -> Language:
        """Return a setting that is a language. Raises SettingError."""
        return "en" if self.choice(name, ("de", "en")) == "en" else "de"

    def url(self, name: str) -> str:
        """Return a setting that is a web address, without a slash at its end; "" if not set. Raises SettingError."""
        found = self.line(name).rstrip("/")
        if not found:
            return ""
        try:
            parts = urlsplit(found)
            usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable or " " in found:
            raise self._wrong(name, f"is {found!r}", "Write a whole address: https://example.org")
        if parts.username or parts.password:
            raise self._wrong(name, "holds a name or password", "Put them into their own settings.")
        return found

    def _field(self, name: str) -> OutletField:
        return next(known for known in self.passport.fields if known.name == name)

    def _wrong(self, name: str, what: str, instead: str) -> SettingError:
        return SettingError(f"Setting {name!r} of outlet {self.name!r} ({self.kept.kind}) {what}. {instead}")
