"""GET /outlets - destinations with their health; POST sets them up, asks whether they answer, pauses and opens them."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from klaviatur.doors.site.asking import By, Form, Sent, language_of
from klaviatur.doors.site.channels import channels_of, column
from klaviatur.doors.site.i18n import N_
from klaviatur.doors.site.leaving import TheDeliveries, by_label, labels_of, the_outputs
from klaviatur.doors.site.pages.outlets.view import KindsView, Known, OutletsView, OutletView, asks_of
from klaviatur.doors.site.rendering import back, page, wants_json
from klaviatur.errors import Conflict, DeliveryError, NotReady, SettingError, UnknownOutlet
from klaviatur.records import KeptOutlet, Passport
from klaviatur.review.rights import allow
from klaviatur.wiring.deliveries import Deliveries

UNUSABLE = (Conflict, DeliveryError, NotReady, SettingError)
router = APIRouter(prefix="/outlets")


@router.get("")
def show_outlets(request: Request, deliveries: TheDeliveries) -> Response:
    """Show all outlets and how they were last seen."""
    kinds = {one.kind: one for one in deliveries.kinds()}
    known = tuple(Known(one, kinds.get(one.kind)) for one in deliveries.outlets())
    return page(request, "outlets/page.html", OutletsView(known))


@router.get("/new")
def choose_kind(request: Request, deliveries: TheDeliveries, by: By) -> Response:
    """Show the kinds of outlets and what each can."""
    allow(by, "outlets")
    return _page(request, "outlets/kinds.html", KindsView(tuple(deliveries.kinds())))


@router.get("/new/{kind}")
def show_new(request: Request, kind: str, deliveries: TheDeliveries, by: By) -> Response:
    """Show the form of a kind."""
    allow(by, "outlets")
    passport = _passport(deliveries, kind)
    view = OutletView("", None, passport, asks_of(passport, {}, frozenset()), 1)
    return _page(request, "outlets/outlet.html", view)


@router.post("/new/{kind}")
def set_up(request: Request, kind: str, deliveries: TheDeliveries, by: By, sent: Sent) -> Response:
    """Set an outlet up; where that cannot be done, say why and keep what was typed."""
    passport, name = _passport(deliveries, kind), sent.text("name").strip()
    values, secrets = _read(passport, sent)
    try:
        deliveries.keep_outlet(name, kind, values, secrets=secrets, version=1, by=by)
    except UNUSABLE as error:
        if wants_json(request):
            raise
        view = OutletView(
            name, None, passport, asks_of(passport, values, frozenset()), 1, _told(request, passport, error)
        )
        return _page(request, "outlets/outlet.html", view, status=422)
    deliveries.check_outlet(name)
    return back(request, f"/outlets/{name}", N_("The outlet is set up. Below stands whether it answers."))


@router.get("/{name}")
def show_outlet(request: Request, name: str, deliveries: TheDeliveries) -> Response:
    """Show one outlet, its settings and what its kind can."""
    return _page(request, "outlets/outlet.html", _view(deliveries, deliveries.outlet(name)))


@router.post("/{name}")
def change(request: Request, name: str, deliveries: TheDeliveries, by: By, sent: Sent) -> Response:
    """Keep other settings; a secret that was left empty stays as it is."""
    outlet = deliveries.outlet(name)
    values, secrets = _read(_passport(deliveries, outlet.kind), sent)
    try:
        deliveries.keep_outlet(name, outlet.kind, values, secrets=secrets, version=sent.number("version"), by=by)
    except UNUSABLE as error:
        if wants_json(request):
            raise
        view = _view(
            deliveries, outlet, values=values, problem=_told(request, _passport(deliveries, outlet.kind), error)
        )
        return _page(request, "outlets/outlet.html", view, status=409 if isinstance(error, Conflict) else 422)
    return back(request, f"/outlets/{name}", N_("Kept."))


@router.post("/{name}/check")
def check(request: Request, name: str, deliveries: TheDeliveries, by: By, _: Sent) -> Response:
    """Ask the platform whether it answers with these credentials; nothing is delivered."""
    allow(by, "outlets")
    health = deliveries.check_outlet(name)
    return back(request, f"/outlets/{name}", N_("It answers.") if health.ok else N_("It does not answer as it should."))


@router.post("/{name}/pause")
def pause(request: Request, name: str, deliveries: TheDeliveries, by: By, sent: Sent) -> Response:
    """Let nothing leave through this outlet."""
    deliveries.pause_outlet(name, sent.text("why").strip(), by=by)
    return back(request, f"/outlets/{name}", N_("Paused: nothing leaves through this outlet."))


@router.post("/{name}/unsubscribe")
def unsubscribe(request: Request, name: str, deliveries: TheDeliveries, by: By, sent: Sent) -> Response:
    """Keep that somebody wants nothing more of this outlet; what is no address is said on its page."""
    try:
        new = deliveries.suppress(name, sent.text("recipient").strip(), sent.text("why").strip(), by=by)
    except NotReady as error:
        if wants_json(request):
            raise
        view = _view(deliveries, deliveries.outlet(name), problem=str(error))
        return _page(request, "outlets/outlet.html", view, status=422)
    said = N_("Unsubscribed: nothing of this outlet goes there any more.") if new else N_("Had unsubscribed before.")
    return back(request, f"/outlets/{name}", said)


@router.post("/{name}/open")
def open_again(request: Request, name: str, deliveries: TheDeliveries, by: By, _: Sent) -> Response:
    """Let everything leave through this outlet again."""
    deliveries.open_outlet(name, by=by)
    return back(request, f"/outlets/{name}", N_("Open again."))


def _page(request: Request, template: str, view: Any, *, status: int = 200) -> Response:
    known = channels_of(request)
    labels = labels_of(the_outputs(request)) if getattr(view, "copies", ()) else {}
    return page(request, template, view, status=status, channel=lambda name: column(name, known).label, labels=labels)


def _view(
    deliveries: Deliveries, outlet: KeptOutlet, *, values: Mapping[str, str] | None = None, problem: str = ""
) -> OutletView:
    passport = _passport(deliveries, outlet.kind)
    asks = asks_of(passport, outlet.values if values is None else values, deliveries.secrets_of(outlet.name))
    copies = tuple(deliveries.copies.all(outlet=outlet.name))
    return OutletView(outlet.name, outlet, passport, asks, outlet.version + 1, problem, copies)


def _told(request: Request, passport: Passport, error: Exception) -> str:
    return by_label(str(error), passport.fields, language_of(request))


def _passport(deliveries: Deliveries, kind: str) -> Passport:
    known = {one.kind: one for one in deliveries.kinds()}
    if kind not in known:
        raise UnknownOutlet(f"There is no kind of outlet {kind!r}. Known: {', '.join(known)}.")
    return known[kind]


def _read(passport: Passport, sent: Form) -> tuple[dict[str, str], dict[str, str]]:
    """Return settings and secrets as a form gives them, secrets only where some were typed."""
    values = {f.name: sent.text(f.name).strip() for f in passport.fields if not f.secret}
    typed = {f.name: sent.text(f.name) for f in passport.fields if f.secret}
    return {name: one for name, one in values.items() if one}, {name: one for name, one in typed.items() if one}
