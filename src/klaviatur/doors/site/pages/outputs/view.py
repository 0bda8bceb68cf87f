"""What the pages of the outputs show."""

from collections.abc import Sequence
from dataclasses import dataclass

from klaviatur.doors.site.leaving import InOutput
from klaviatur.records import (
    Bilingual,
    Difference,
    KnownOutput,
    Marking,
    OutletField,
    OutputCopy,
    OutputFile,
    Problem,
    Run,
    Severity,
    Work,
)
from klaviatur.syndicate.stopping import Stop, stop_of

FAMILIES = ("shopping", "shop", "agent", "catalogue", "web")
OPEN_FEED, WITH_TOKEN, NO_FEED = "open", "token", "off"


@dataclass(frozen=True, slots=True)
class Family:
    """Outputs of one kind."""

    name: str
    outputs: tuple[KnownOutput, ...]


@dataclass(frozen=True, slots=True)
class OutputsView:
    """All outputs: those that are on with their figures, the others by family."""

    on: tuple[KnownOutput, ...]
    off: tuple[Family, ...]
    works: tuple[Work, ...]  # runs that are going on
    wrong: tuple[KnownOutput, ...] = ()  # that cannot be run, on or off


@dataclass(frozen=True, slots=True)
class Ask:
    """A setting of an output with what stands in it."""

    field: OutletField
    value: str


@dataclass(frozen=True, slots=True)
class Grouped:
    """A rule and how many items it concerns, with one of them as an example."""

    problem: Problem
    items: int


@dataclass(frozen=True, slots=True)
class OutputView:
    """One output with its figures, what it holds back, its runs and settings."""

    output: KnownOutput
    held: tuple[Grouped, ...]
    runs: tuple[Run, ...]
    asks: tuple[Ask, ...]
    feed: str  # "open", "token" or "off"
    address: str  # of the feed, "" where it is off
    works: tuple[Work, ...]
    takers: tuple[str, ...]  # names of the outlets that take its file
    files: tuple[tuple[OutputFile, str], ...] = ()  # that it leaves as where it is too long for one, with their feeds
    problem: str = ""  # an error's own words, English
    copies: tuple[OutputCopy, ...] = ()  # where it is kept up to date

    @staticmethod
    def stop_of(run: Run) -> Stop | None:
        """Return why a run was stopped, None for any other."""
        return stop_of(run)


@dataclass(frozen=True, slots=True)
class HeldItem:
    """An item with all that stands against it."""

    key: str
    title: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class HeldView:
    """Items an output holds back, or warns of, by key."""

    output: KnownOutput
    rule: str
    q: str
    rules: tuple[Grouped, ...]
    items: tuple[HeldItem, ...]
    after: str  # where the next page begins, "" on the last


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item as it would leave."""

    output: KnownOutput
    key: str
    title: str
    media_type: str
    text: str  # of the item; "" where it is no text
    details: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]
    written: tuple[tuple[Bilingual | str, Marking], ...] = ()  # its released wordings, by channel

    @property
    def held(self) -> bool:
        """Return whether it does not leave."""
        return any(problem.severity is Severity.BLOCK for problem in self.problems)


@dataclass(frozen=True, slots=True)
class WhyView:
    """Where an item is, where it is not, and why: the outputs that hold it first."""

    key: str
    title: str
    known: bool
    outputs: tuple[InOutput, ...]
    similar: tuple[tuple[str, str], ...]  # products that answer the search: key and title


@dataclass(frozen=True, slots=True)
class ParityView:
    """Whether all outputs say the same of some products, in the order of their keys."""

    outputs: tuple[str, ...]
    first: str  # key of the first product that was compared, "" where there was none
    last: str
    products: int
    more: bool  # there are products after these
    stopped: bool  # it begins with a product that stopped a run
    differing: int  # products of which not all say the same
    by_key: tuple[tuple[str, str, tuple[Difference, ...]], ...]  # the first of them: key, title, how outputs differ


def by_family(outputs: Sequence[KnownOutput]) -> tuple[Family, ...]:
    """Return outputs by family, shopping first, families of users' own last."""
    names = sorted({one.family for one in outputs}, key=lambda n: (FAMILIES.index(n) if n in FAMILIES else 9, n))
    return tuple(Family(name, tuple(one for one in outputs if one.family == name)) for name in names)


def is_text(media_type: str) -> bool:
    """Return whether people can read what is of this type."""
    return media_type.startswith("text/") or any(word in media_type for word in ("json", "xml"))
