"""What outputs of the catalogue are made from, and where they are kept."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from klaviatur.records import Run

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Marks:
    """How far the catalogue was when an output was made: whatever differs from it later has changed since.

    Sets, not times: what somebody began before and kept after is found too.
    """

    imports: tuple[int, ...] = ()  # the newest ones
    sources: tuple[tuple[Any, ...], ...] = ()  # name, priority
    accepted: tuple[tuple[str, str], ...] = ()  # proposal, product
    choices: tuple[tuple[str, str, str], ...] = ()  # key, attribute, source
    joins: tuple[tuple[str, str], ...] = ()  # key, main
    releases: tuple[tuple[Any, ...], ...] = ()  # release that stands, product, what its releaser is called
    audit: tuple[Any, ...] = ()  # number and hash of its newest line, none: nobody noted it


@dataclass(frozen=True, slots=True)
class Changed:
    """Which products are not as they were. `all_of_them`: it is not known which."""

    keys: frozenset[str] = frozenset()
    all_of_them: bool = False


class Catalogue(Protocol):
    """All products in one state of the database."""

    def marks(self) -> Marks:
        """Return how far the catalogue is."""
        ...

    def changed(self, since: Marks) -> Changed:
        """Return what changed since then; of a product that moved to another parent also the parent it had.

        Of one whose GTIN is another one also those that say it, or the one it had.
        """
        ...

    def decided(self, since: Marks | None) -> Changed:
        """Return the products of which the audit says since then that a release was given or ended; None: ever.

        Raises AuditBroken where it does not hold.
        """
        ...

    def stamp(self) -> "datetime | None":
        """Return the moment of the newest change, None for an empty catalogue."""
        ...

    def outline(self, keys: "Iterable[str] | None" = None) -> "pl.DataFrame":
        """Return key, parent (as said, null for none), changed (moment), gone (no source brings it), same_gtin.

        same_gtin are the keys of others that say the GTIN of a product, null for none.
        With keys: of these, of all that stand above and below them.
        """
        ...

    def said(self, keys: "Sequence[str]") -> "tuple[pl.DataFrame, Mapping[str, Mapping[str, str]]]":
        """Return what sources say of products, in the order of the keys, and which sources people chose.

        Columns key, source, facts; of a key the row first that wins.
        """
        ...

    def wordings(self, channels: "Iterable[str]", keys: "Iterable[str] | None" = None) -> "pl.DataFrame":
        """Return released wordings of products that hold: see syndicate.wordings.WORDINGS."""
        ...


class CatalogueStore(Protocol):
    """Gives the catalogue, each time in one state of the database."""

    def catalogue(self) -> "AbstractContextManager[Catalogue]":
        """Open the catalogue as it is now."""
        ...


@dataclass(frozen=True, slots=True)
class Totals:
    """What an output holds now."""

    items: int = 0
    delivered: int = 0
    held: int = 0
    machine: int = 0
    bytes: int = 0
    digest: str = ""
    grouping: int = 0  # products that only group their variants: no items
    records: int = 0  # that have a text


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an output's index that is a file of its own."""

    start: int
    end: int  # behind its last entry
    records: int
    bytes: int
    digest: str


@dataclass(frozen=True, slots=True)
class ShelfState:
    """What is known of an output as it lies there."""

    run: int
    print: str  # of profile, settings and engine: another one means that all is made anew
    at: datetime
    marks: Marks
    head: str
    middles: tuple[str, ...]
    tail: str
    separator: str
    totals: Totals
    generation: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()  # files it leaves as; none: all of it is one
    due: datetime | None = None  # when products say something else by themselves next; None: none does
    dues: str = ""  # the file that says which ones do, and when
    withheld: str = ""  # why it may not leave: it is what the next run goes on from, and nobody reads it
    channels: tuple[str, ...] | None = None  # whose wordings it may state; None: nobody noted it


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended. `problems`: what is held now, None: as it was; of all items, or of these `keys` alone."""

    run: Run
    problems: "Sequence[pl.DataFrame] | None" = None
    keys: Sequence[str] | None = None


class Adding(Protocol):
    """Where records go."""

    def add(self, records: "pl.DataFrame", separator: str) -> object:
        """Write records (syndicate.rendering.Rendered.records); return what `take` has to be given."""
        ...

    def take(self, placed: object) -> None:
        """Put what was added, here or in another process, into the output: in the order of its records."""
        ...


class Writing(Adding, Protocol):
    """An output while it is made; nobody sees it before `commit`."""

    changed: int  # items written anew
    removed: int  # items that leave

    @property
    def grown(self) -> bool:
        """Return, once it is settled, whether what changed has grown so much that all should be written as one."""
        ...

    def declared(self) -> frozenset[str]:
        """Return what records want to be named in the head: the groups of a catalogue."""
        ...

    def totals(self, head: str, middles: tuple[str, ...], tail: str, separator: str) -> Totals:
        """Return what the output would hold."""
        ...

    def index(self) -> "pl.DataFrame":
        """Return what the output would hold: one row a record, in its order, without where it stands."""
        ...

    def settle(self, state: ShelfState) -> None:
        """Bring it to the disk whole, beside the old one; raises OSError where there is no room."""
        ...

    def commit(self) -> None:
        """Put what was settled in the place of the old one; this takes no room."""
        ...

    def discard(self) -> None:
        """Leave the old state as it is."""
        ...


class Shelf(Protocol):
    """Where one output lies."""

    def state(self) -> "ShelfState | None":
        """Return what lies there, None where there is nothing that could be used."""
        ...

    def newest(self) -> "ShelfState | None":
        """Return what the next run goes on from: what lies there, or what was made since and may not leave."""
        ...

    def begin_full(self, run: int) -> Writing:
        """Begin to write all of it."""
        ...

    def begin_delta(self, state: "ShelfState", run: int, records: "Iterable[str]") -> Writing:
        """Begin to write these records of what lies there anew; those of them that are not added leave the output."""
        ...

    def read(
        self, state: "ShelfState | None" = None, *, since: int | None = None, part: Part | None = None
    ) -> "Iterator[bytes]":
        """Yield the whole output, a part of it, or those records alone which runs after `since` wrote.

        Without a state as it is now. Raises FileNotFoundError where a state is no longer the one that lies there.
        """
        ...
