"""DATE: a date of a claim must be one of the source's, in whatever notation."""

from dataclasses import replace

from klaviatur.verify.claim import Claim, Doubt
from klaviatur.verify.dates import Moment


def check_dates(claim: Claim) -> list[Doubt]:
    """Return doubts about dates that are missing, stand in another's place, or hold for one day only."""
    doubts = [_check(moment, claim) for moment in claim.moments]
    return [doubt for doubt in doubts if doubt]


def _check(moment: Moment, claim: Claim) -> Doubt | None:
    known = (*claim.facts.moments, *claim.facts.implied)
    here = claim.facts.moments_in(claim.alignment.lines)
    if moment.relative is not None and not any(moment.relative == other.relative for other in here):
        return Doubt("date.relative", moment.span, moment.text)
    rival = _rival(moment, here, claim)
    if not any(moment.within(other) for other in known) and not _pieced_together(moment, known):
        return Doubt(
            "date.unknown", moment.span, moment.text, rival.span if rival else None, rival.text if rival else None
        )
    at_home = any(moment.within(other) or other.agrees(moment) for other in here)
    if rival and not at_home and claim.close and not _is_issue(moment, claim):
        return Doubt("date.swapped", moment.span, moment.text, rival.span, rival.text)
    return None


def _is_issue(moment: Moment, claim: Claim) -> bool:
    """Return whether it is the day of issue, which a text may name anywhere."""
    day = claim.facts.issued
    return day is not None and (moment.year, moment.month, moment.day) == (day.year, day.month, day.day)


def _pieced_together(moment: Moment, known: tuple[Moment, ...]) -> bool:
    """Return whether the source says the day in one place and the year in another, without contradiction."""
    bare = replace(moment, year=None, weekday=None)
    days = [other for other in known if bare.within(other) and other.year in (None, moment.year)]
    years = {other.year for other in known}
    weekdays = {other.weekday for other in known}
    return (
        bool(days)
        and (moment.year is None or moment.year in years)
        and (moment.weekday is None or moment.weekday in weekdays)
    )


def _rival(moment: Moment, here: list[Moment], claim: Claim) -> Moment | None:
    """Return the date of the evidence that the claim does not use, of the same kind if there is one."""
    unused = [other for other in here if not any(own.agrees(other) for own in claim.moments if own is not moment)]
    alike = [other for other in unused if (other.time is None) == (moment.time is None) and not moment.within(other)]
    return next(iter(alike), None)
