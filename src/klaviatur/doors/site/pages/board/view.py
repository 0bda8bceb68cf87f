"""What the board shows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import get_args
from urllib.parse import urlencode

from klaviatur.doors.site.channels import Family, by_family
from klaviatur.records import BoardPage, BoardRow, Channel, DeskSource, KeptVariant, SourceKind, State

SHOWN_OF_HASH = 16  # hex digits of the wording's hash that travel with a choice


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the board was asked for; "" is all of it."""

    mine: str = ""
    state: str = ""
    family: str = ""
    kind: str = ""
    q: str = ""
    after: str = ""

    def cleaned(self) -> "Asked":
        """Return the same without what means nothing."""
        state = self.state if self.state in set(State) else ""
        kind = self.kind if self.kind in get_args(SourceKind) else ""
        return replace(self, state=state, kind=kind, q=self.q.strip()[:200])

    def address(self, **changes: str) -> str:
        """Return the address of the board with something else asked; it begins at its first row again."""
        told = {name: value for name, value in (asdict(self) | {"after": ""} | changes).items() if value}
        return "/board" + (f"?{urlencode(told)}" if told else "")


@dataclass(frozen=True, slots=True)
class Row:
    """A source and what each column holds of it, in the order of the columns."""

    source: DeskSource
    cells: tuple[tuple[KeptVariant, ...], ...]


@dataclass(frozen=True, slots=True)
class BoardView:
    """A stretch of the board."""

    asked: Asked
    families: tuple[Family, ...]  # the columns
    known_families: tuple[str, ...]  # what can be asked for
    rows: tuple[Row, ...]
    counts: dict[str, int]
    after: str

    @property
    def total(self) -> int:
        """Return how many variants the workspace holds."""
        return sum(self.counts.values())


def lay_out(asked: Asked, found: BoardPage, known: Mapping[str, Channel], families: Sequence[str]) -> BoardView:
    """Return a board whose columns are the channels that its rows use."""
    used = {variant.channel for row in found.rows for variant in row.variants}
    columns = by_family(used, known)
    names = [column.name for family in columns for column in family.channels]
    rows = tuple(_row(row, names) for row in found.rows)
    return BoardView(asked, columns, tuple(families), rows, dict(found.counts), found.after)


def ticket(variant: KeptVariant) -> str:
    """Return what a choice on the board sends: the variant, and the wording that was on the page."""
    return f"{variant.id}.{variant.wording[:SHOWN_OF_HASH]}"


def _row(row: BoardRow, names: Sequence[str]) -> Row:
    of_channel: dict[str, list[KeptVariant]] = {name: [] for name in names}
    for variant in sorted(row.variants, key=lambda v: v.locale):
        of_channel[variant.channel].append(variant)
    return Row(row.source, tuple(tuple(variants) for variants in of_channel.values()))
