"""A month or a week with its deliveries, those of one plan together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from klaviatur.doors.site.pages.deliveries.view import NEEDED, Row
from klaviatur.records import DeliveryState

WEEK = 7
FEW = 5  # entries of a day that a month shows at once


@dataclass(frozen=True, slots=True)
class Entry:
    """Deliveries of one wording to one outlet at one moment: several where they go to several people."""

    row: Row  # the first of them
    at: datetime
    number: int
    movable: bool
    embargo: datetime | None = None  # where it ends only after that moment, or on that day

    @property
    def needed(self) -> bool:
        """Return whether a person has to look at it."""
        return self.row.delivery.state in NEEDED


@dataclass(frozen=True, slots=True)
class Day:
    """One day."""

    day: date
    entries: tuple[Entry, ...]
    folded: tuple[Entry, ...]  # those that a full day of a month shows when it is asked
    outside: bool  # of the month that is shown
    today: bool


@dataclass(frozen=True, slots=True)
class CalendarView:
    """Whole weeks from Monday to Sunday."""

    by_week: bool
    shown: date  # first day of the month or week
    before: date
    after: date
    today: date
    weeks: tuple[tuple[Day, ...], ...]
    cut: bool  # whether there are more deliveries than are shown


def stretch(day: date, *, by_week: bool) -> tuple[date, date, date]:
    """Return the first day of what is shown, and the first and the last day of its whole weeks."""
    first = day - timedelta(days=day.weekday()) if by_week else day.replace(day=1)
    begin = first - timedelta(days=first.weekday())
    last = first + timedelta(days=WEEK - 1) if by_week else next_month(first) - timedelta(days=1)
    return first, begin, last + timedelta(days=WEEK - 1 - last.weekday())


def next_month(day: date) -> date:
    """Return the first day of the month after."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def last_month(day: date) -> date:
    """Return the first day of the month before."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def entries_of(plans: Iterable[tuple[Row, int]], zone: tzinfo | None) -> list[Entry]:
    """Return deliveries, each with its number of recipients, as a calendar of a time zone shows them, by moment."""
    entries = [
        Entry(row, row.delivery.planned_at.astimezone(zone), number, row.delivery.state is DeliveryState.PLANNED)
        for row, number in plans
    ]
    return sorted(entries, key=lambda e: (e.at, e.row.delivery.outlet, e.row.delivery.id))


def weeks_of(
    begin: date, end: date, entries: Sequence[Entry], *, month: int | None, today: date
) -> tuple[tuple[Day, ...], ...]:
    """Return whole weeks; `month` tells the days of other months apart, None where a week is shown."""
    on: dict[date, list[Entry]] = {}
    for entry in entries:
        on.setdefault(entry.at.date(), []).append(entry)
    days = [begin + timedelta(days=n) for n in range((end - begin).days + 1)]
    most = FEW if month else len(entries)
    shown = [
        Day(d, tuple(all_of[:most]), tuple(all_of[most:]), month is not None and d.month != month, d == today)
        for d in days
        for all_of in [on.get(d, [])]
    ]
    return tuple(tuple(shown[at : at + WEEK]) for at in range(0, len(shown), WEEK))
