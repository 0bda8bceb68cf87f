"""What Today shows."""

from dataclasses import dataclass
from typing import Literal

from klaviatur.records import Bilingual, DeskSource, KeptVariant, Work


@dataclass(frozen=True, slots=True)
class Waiting:
    """A variant that waits for somebody."""

    variant: KeptVariant
    channel: Bilingual
    source: str = ""  # the source's title, where it is known


Trouble = Literal["unusable", "damaged", "failed", "stopped", "overdue"]


@dataclass(frozen=True, slots=True)
class Troubled:
    """An output that does not leave as it should until somebody does something."""

    output: str
    label: Bilingual
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class OldCopy:
    """An output of which something old stands where it is kept up to date."""

    output: str
    label: Bilingual
    outlet: str


@dataclass(frozen=True, slots=True)
class TodayView:
    """What waits for a visitor, what is running, what is new, and where everything stands."""

    todo: tuple[Waiting, ...]
    to_review: tuple[Waiting, ...]
    works: tuple[Work, ...]
    newest: tuple[DeskSource, ...]
    counts: dict[str, int]  # State -> variants in the whole workspace
    doubts: int = 0  # deliveries of which nobody knows whether they arrived
    failed: int = 0  # deliveries that failed, or wait because their release ended
    held: tuple[tuple[str, int], ...] = ()  # outputs that hold items back, and how many
    troubled: tuple[Troubled, ...] = ()  # outputs that somebody has to look after
    old: tuple[OldCopy, ...] = ()  # outputs kept up to date somewhere that somebody has to look after
