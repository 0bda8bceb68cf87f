"""What the pages of the outlets show."""

from collections.abc import Mapping
from dataclasses import dataclass

from klaviatur.records import KeptOutlet, OutletField, OutputCopy, Passport

LONG = {"postal", "recipients"}


@dataclass(frozen=True, slots=True)
class Known:
    """An outlet and what its kind can; None where this version no longer knows the kind."""

    outlet: KeptOutlet
    passport: Passport | None


@dataclass(frozen=True, slots=True)
class OutletsView:
    """All outlets."""

    outlets: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class KindsView:
    """All kinds of outlets, to choose from."""

    kinds: tuple[Passport, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """A setting with what stands in it; a secret tells only whether there is one."""

    field: OutletField
    value: str
    kept: bool

    @property
    def long(self) -> bool:
        """Return whether it may have several lines: a key, an address, a list."""
        return self.field.name in LONG or self.field.name.endswith("_key")


@dataclass(frozen=True, slots=True)
class OutletView:
    """One outlet, or one that is being set up."""

    name: str
    outlet: KeptOutlet | None
    passport: Passport
    asks: tuple[Ask, ...]
    version: int  # that the next change keeps
    problem: str = ""  # an error's own words, English
    copies: tuple[OutputCopy, ...] = ()  # outputs that are kept up to date there

    @property
    def first(self) -> tuple[Ask, ...]:
        """Return the settings without which nothing works, and those that are set."""
        return tuple(ask for ask in self.asks if _first(ask))

    @property
    def more(self) -> tuple[Ask, ...]:
        """Return the other settings."""
        return tuple(ask for ask in self.asks if not _first(ask))


def asks_of(passport: Passport, values: Mapping[str, str], secrets: frozenset[str]) -> tuple[Ask, ...]:
    """Return the settings of a kind; what is secret is never told."""
    return tuple(Ask(f, "" if f.secret else values.get(f.name, f.default), f.name in secrets) for f in passport.fields)


def _first(ask: Ask) -> bool:
    return ask.field.required or ask.kept or ask.value not in {"", ask.field.default}
