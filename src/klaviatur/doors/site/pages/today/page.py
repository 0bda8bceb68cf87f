"""GET / - what needs somebody now."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import SignedIn, TheDesk
from klaviatur.doors.site.channels import channels_of, column
from klaviatur.doors.site.leaving import TheDeliveries, TheOutputs, labels_of
from klaviatur.doors.site.pages.today.view import OldCopy, TodayView, Trouble, Troubled, Waiting
from klaviatur.doors.site.rendering import page
from klaviatur.doors.site.running import running
from klaviatur.errors import ProfileError
from klaviatur.records import Bilingual, BoardPage, Channel, DeliveryState, KeptVariant, KnownOutput, State
from klaviatur.wiring.deliveries import Deliveries
from klaviatur.wiring.syndication import Syndication

SHOWN = 8
router = APIRouter()


@router.get("/")
def show_today(
    request: Request, desk: TheDesk, visitor: SignedIn, outputs: TheOutputs, deliveries: TheDeliveries
) -> Response:
    """Show what waits for the visitor."""
    works, out = running(desk), deliveries.counts()
    known = channels_of(request)
    todo = desk.todo(visitor.actor.name, limit=SHOWN)
    titles = {number: source.title for number, source in desk.store.named_sources([v.source for v in todo]).items()}
    own = [Waiting(v, column(v.channel, known).label, titles.get(v.source, "")) for v in todo]
    sent = desk.board(states=(State.IN_REVIEW,), limit=SHOWN)
    others = _others(sent, known, {w.variant.id for w in own}) if visitor.may("release") else ()
    view = TodayView(
        todo=tuple(own),
        to_review=others[:SHOWN],
        works=works,
        newest=tuple(desk.sources(limit=6)),
        counts=dict(sent.counts),
        doubts=out.get(DeliveryState.IN_DOUBT, 0),
        failed=out.get(DeliveryState.FAILED, 0) + out.get(DeliveryState.HELD, 0),
        held=_held(outputs),
        troubled=_troubled(outputs),
        old=_old(outputs, deliveries),
    )
    return page(request, "today/page.html", view, labels=labels_of(outputs) if view.held else {})


def _troubled(outputs: Syndication) -> tuple[Troubled, ...]:
    """Return the outputs in use that somebody has to look after, each with what comes first; /outputs says the rest."""
    with suppress(ProfileError):  # the folder of one's own is not there: /outputs says so
        known = [(one, _trouble(one)) for one in outputs.outputs() if one.on]
        return tuple(Troubled(one.name, one.label, trouble) for one, trouble in known if trouble)
    return ()


def _trouble(one: KnownOutput) -> Trouble | None:
    """Return what a person does something about first, None where all is well."""
    if one.problem:
        return "unusable"
    if one.damaged:
        return "damaged"
    if one.last and one.last.state == "failed":
        return "failed"
    if one.last and one.last.state == "stopped_by_parity":
        return "stopped"
    return "overdue" if one.overdue else None


def _old(outputs: Syndication, deliveries: Deliveries) -> tuple[OldCopy, ...]:
    """Return where an output is old though it is to be kept up to date, and something stands in the way of that."""
    copies = [one for one in deliveries.copies.all() if one.old and one.why]
    labels = labels_of(outputs) if copies else {}
    names = {one.output: labels.get(one.output, Bilingual(one.output, one.output)) for one in copies}
    return tuple(OldCopy(one.output, names[one.output], one.outlet) for one in copies)


def _held(outputs: Syndication) -> tuple[tuple[str, int], ...]:
    """Return which outputs in use hold items back, and how many; it asks for no profile."""
    on = {name for name, (used, _) in outputs.store.settings().items() if used}
    return tuple((name, run.held) for name, run in outputs.store.last_runs().items() if name in on and run.held)


def _others(sent: BoardPage, known: Mapping[str, Channel], own: set[str]) -> tuple[Waiting, ...]:
    """Return what is in review and not already in the visitor's own list."""
    waiting: list[tuple[KeptVariant, Any]] = [(v, row.source) for row in sent.rows for v in row.variants]
    return tuple(Waiting(v, column(v.channel, known).label, s.title) for v, s in waiting if v.id not in own)
