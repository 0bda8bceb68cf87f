"""What Today shows."""

from dataclasses import dataclass

from klaviatur.records import DeskSource, KeptVariant, Work


@dataclass(frozen=True, slots=True)
class TodayView:
    """What waits for a visitor, what is running, what is new."""

    todo: tuple[KeptVariant, ...]
    works: tuple[Work, ...]
    newest: tuple[DeskSource, ...]
