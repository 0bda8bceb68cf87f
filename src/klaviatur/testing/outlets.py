"""What every outlet has to keep.

from klaviatur.testing import check_outlet, sample_outgoing
check_outlet(make_my_outlet, sample_outgoing("mastodon"), idempotent=True, retractable=True)
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from klaviatur.errors import DeliveryError, NotRetractable, Refused
from klaviatur.ports import Outlet
from klaviatur.records import Outgoing, Receipt, Severity, VariantPart, delivery_id
from klaviatur.testing.promises import promise


def check_outlet(
    make: Callable[[], Outlet],
    outgoing: Outgoing,
    *,
    idempotent: bool,
    retractable: bool,
    count: Callable[[], int] | None = None,
) -> None:
    """Raise AssertionError with the broken promise if an outlet breaks one of the port's.

    `make` gives the outlet anew, as after a restart; its platform is there and takes the wording `outgoing`. `count`
    says how many posts, messages or files the platform shows now; with it the suite looks at what really arrived.
    """
    for check in (_healthy, _prepared, _empty):
        with _made(make) as outlet:
            check(outlet, outgoing)
    with _made(make) as outlet:
        receipt = _delivered(outlet, outgoing, count)
    with _made(make) as outlet:
        if idempotent:
            _again(outlet, outgoing, receipt, count)
    with _made(make) as outlet:
        _retracted(outlet, outgoing, receipt, count, retractable=retractable)


@contextmanager
def _made(make: Callable[[], Outlet]) -> Iterator[Outlet]:
    """Give an outlet, and close it where it can be closed."""
    outlet = make()
    try:
        yield outlet
    finally:
        getattr(outlet, "close", lambda: None)()


def _healthy(outlet: Outlet, outgoing: Outgoing) -> None:
    del outgoing
    promise(bool(outlet.name), "An outlet has a name that is not empty.")
    health = outlet.health()
    promise(health.ok, f"An outlet whose platform is there is healthy: {health.message.en}")
    promise(bool(health.message.de and health.message.en), "Health is said in German and English.")
    promise(health.at.tzinfo is not None, "Health says when it was seen, with the time's zone.")


def _prepared(outlet: Outlet, outgoing: Outgoing) -> None:
    prepare = getattr(outlet, "prepare", None)
    if prepare is None:
        return
    seen, again = prepare(outgoing), prepare(outgoing)
    promise(bool(seen.media_type and seen.body), "What is prepared has a media type and a body.")
    promise(seen == again, "The same wording is prepared the same way.")
    blocked = [found.message.en for found in seen.problems if found.severity is Severity.BLOCK]
    promise(not blocked, f"A wording that fits has no problem that blocks it, not {blocked}.")


def _empty(outlet: Outlet, outgoing: Outgoing) -> None:
    """A wording without text is refused, and named as a problem where the outlet prepares."""
    empty = replace(outgoing, delivery=delivery_id("empty", "", "", 0), parts=(VariantPart("text", " "),), title="")
    try:
        outlet.deliver(empty, key=empty.delivery)
    except Refused as refused:
        promise(len(str(refused)) > 20, "A refusal says why.")
    else:
        promise(kept=False, said="A wording without text is refused.")


def _delivered(outlet: Outlet, outgoing: Outgoing, count: Callable[[], int] | None) -> Receipt:
    before = count() if count else 0
    receipt = outlet.deliver(outgoing, key=outgoing.delivery)
    promise(isinstance(receipt, Receipt) and bool(receipt.id), "A delivery gives a receipt with the platform's id.")
    promise(count is None or count() > before, "What was delivered is there.")
    return receipt


def _again(outlet: Outlet, outgoing: Outgoing, receipt: Receipt, count: Callable[[], int] | None) -> None:
    before = count() if count else 0
    second = outlet.deliver(outgoing, key=outgoing.delivery)
    promise(second.id == receipt.id, "The same key again is the same delivery, with the same id.")
    promise(count is None or count() == before, "The same key again leaves nothing twice.")


def _retracted(
    outlet: Outlet, outgoing: Outgoing, receipt: Receipt, count: Callable[[], int] | None, *, retractable: bool
) -> None:
    if not retractable:
        with suppress(NotRetractable):
            outlet.retract(receipt, key=outgoing.delivery)
            promise(kept=False, said="What cannot be taken back says so with NotRetractable.")
        return
    before = count() if count else 1
    try:
        outlet.retract(receipt, key=outgoing.delivery)
        promise(count is None or count() < before, "What was taken back is gone.")
        outlet.retract(receipt, key=outgoing.delivery)
    except DeliveryError as error:
        promise(kept=False, said=f"What was delivered can be taken back, also twice; it raised: {error}")
