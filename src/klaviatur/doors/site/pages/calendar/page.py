"""GET /calendar - a month or a week of deliveries; POST /calendar/move puts a plan on another day."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from klaviatur.doors.clock import meant
from klaviatur.doors.site import i18n
from klaviatur.doors.site.asking import By, Sent, TheDesk, language_of, zone_here
from klaviatur.doors.site.i18n import N_
from klaviatur.doors.site.leaving import TheDeliveries
from klaviatur.doors.site.pages.calendar.view import (
    CalendarView,
    Entry,
    entries_of,
    last_month,
    next_month,
    stretch,
    weeks_of,
)
from klaviatur.doors.site.pages.deliveries.view import namer
from klaviatur.doors.site.rendering import back, own_place, page
from klaviatur.errors import NotReady
from klaviatur.syndicate.outgoing import embargo_of
from klaviatur.wiring.desk import Desk

MOST = 1_000  # plans on a page, whatever number of recipients they have
FIRST, LAST = date(2000, 1, 1), date(2199, 12, 31)
router = APIRouter(prefix="/calendar")
Words = Annotated[str, Query(max_length=20)]


@router.get("")
def show_calendar(
    request: Request, deliveries: TheDeliveries, desk: TheDesk, month: Words = "", week: Words = ""
) -> Response:
    """Show the month of a day, or its week; without one, this month."""
    zone = zone_here(request)
    today = datetime.now(zone).date()
    day = _day(week or month, today)
    by_week = bool(week)
    first, begin, end = stretch(day, by_week=by_week)
    since, until = _midnight(begin, zone), _midnight(end + timedelta(days=1), zone)
    found = deliveries.plans(since=since, until=until, limit=MOST + 1)
    named = namer(desk, [one for one, _ in found])
    entries = _with_embargo(desk, entries_of([(named(one), number) for one, number in found[:MOST]], zone), zone)
    view = CalendarView(
        by_week=by_week,
        shown=first,
        before=first - timedelta(days=7) if by_week else last_month(first),
        after=first + timedelta(days=7) if by_week else next_month(first),
        today=today,
        weeks=weeks_of(begin, end, entries, month=None if by_week else first.month, today=today),
        cut=len(found) > MOST,
    )
    return page(request, "calendar/page.html", view)


@router.post("/move")
def move(request: Request, deliveries: TheDeliveries, by: By, sent: Sent) -> Response:
    """Put a plan on another day at the same time of day; all its recipients move together."""
    named = deliveries.delivery(sent.text("delivery"))
    day, zone = _wanted(sent.text("day")), zone_here(request)
    at = meant(datetime.combine(day, named.planned_at.astimezone(zone).time()), zone)
    deliveries.move_all(named.id, at, by=by)
    said = N_("Moved to %(day)s.")
    return back(request, own_place(sent.text("next") or "/calendar"), said, day=i18n.day(day, language_of(request)))


def _with_embargo(desk: Desk, entries: list[Entry], zone: tzinfo | None) -> list[Entry]:
    """Return entries with the embargo of their source where one ends on that day or later."""
    variants = list(dict.fromkeys(entry.row.delivery.variant for entry in entries))
    until = {variant.id: embargo_of(desk.opened(variant.id).text) for variant in desk.store.variants(variants)}
    return [replace(entry, embargo=_seen(until.get(entry.row.delivery.variant), entry.at, zone)) for entry in entries]


def _seen(embargo: datetime | None, at: datetime, zone: tzinfo | None) -> datetime | None:
    if embargo is None:
        return None
    ends = embargo.astimezone(zone)
    return ends if ends.date() >= at.date() else None


def _day(asked: str, today: date) -> date:
    try:
        day = date.fromisoformat(asked if len(asked) > 7 else f"{asked}-01")
    except ValueError:
        return today
    return min(max(day, FIRST), LAST)


def _wanted(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise NotReady(
            f"{text!r} is no day. Drop it on a day of the calendar, or write one like 2027-03-07."
        ) from error


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    return meant(datetime.combine(day, time.min), zone)
