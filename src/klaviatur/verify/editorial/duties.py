"""Embargo and AI marks: what law and agreement ask of the whole variant."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from klaviatur.records import Finding, Method, Severity
from klaviatur.verify.editorial.page import Brief, Page, any_of, finding, lexicon

_INSIDE = frozenset({"internal", "conversation"})
_MODEL = frozenset({Method.TRAINED, Method.COMPOSITE})


def check_duties(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    """Yield what stands against sending the variant now, or sending it without a mark."""
    yield from _embargo(pages, brief)
    yield from _marks(pages, brief)


def _embargo(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    embargo = brief.source.embargo
    if embargo is None:
        return
    until = embargo.strftime("%Y-%m-%d %H:%M")
    if brief.now is None:
        yield finding("embargo.unchecked", more=until)
        return
    if brief.now >= _in_zone(embargo, brief.now):
        return
    yield finding(_rule(pages, brief), more=until)


def _rule(pages: Sequence[Page], brief: Brief) -> str:
    if brief.channel.family == "internal" or brief.channel.form == "talking_points":
        return "embargo.internal"
    if brief.channel.family == "press":
        return "embargo.marked" if _states_embargo(pages, brief) else "embargo.unmarked"
    return "embargo.running"


def _states_embargo(pages: Sequence[Page], brief: Brief) -> bool:
    said = brief.source.words(brief.source.embargo_span).lower()
    words = ("sperrfrist", "embargo", "gesperrt bis")
    return any((said and said in page.lower) or any(word in page.lower for word in words) for page in pages)


def _in_zone(embargo: datetime, now: datetime) -> datetime:
    """Return the embargo with a zone; without one, the zone of now is meant."""
    return embargo if embargo.tzinfo else embargo.replace(tzinfo=now.tzinfo)


def _marks(pages: Sequence[Page], brief: Brief) -> Iterator[Finding]:
    by_model = brief.variant.method in _MODEL
    if brief.channel.form == "answer" and not _names_bot(pages, brief):
        yield finding("ai.bot_unnamed", severity=Severity.WARN if by_model else Severity.NOTE)
    elif by_model and brief.channel.family not in _INSIDE:
        yield finding("ai.disclose")


def _names_bot(pages: Sequence[Page], brief: Brief) -> bool:
    named = any_of(lexicon("bot", brief.language), endings="e|er|en|es|s")
    return any(named.search(page.text) for page in pages)
