"""The story of a delivery as people decide it: each action is one transaction, with the audit's line in it.

planning:  right? -> transaction: release looked up, recipients checked, keep, note
retract:   right? -> the outlet takes it back (slow, outside) -> transaction: keep, note
"""

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from klaviatur.chain.leaving import Leaving, can, insist_on_channel, look_at, look_up
from klaviatur.errors import NotReady, NotRetractable
from klaviatur.ports import Delivering, DeliveryStore
from klaviatur.records import (
    Actor,
    Delivery,
    DeliveryState,
    Entry,
    KeptOutlet,
    Pause,
    Recipients,
    delivery_id,
)
from klaviatur.review.rights import allow
from klaviatur.syndicate import delivering as steps
from klaviatur.syndicate.delivering import insist_on_reason
from klaviatur.syndicate.outgoing import Released
from klaviatur.syndicate.recipients import same_address, why_wrong

UNSUBSCRIBED = "This address has unsubscribed, so nothing goes there."
SHOWN = 320  # characters of what was given instead of an address
LATE = timedelta(minutes=5)  # from writing a moment to its being kept
PLANNED, HELD = DeliveryState.PLANNED, DeliveryState.HELD


# --- Planning -------------------------------------------------------------------------------------------------------
def plan(
    tools: Leaving, variant: str, outlet: str, *, at: datetime | None, recipients: Sequence[str], by: Actor
) -> Sequence[Delivery]:
    """Plan the delivery of what is released of a variant now, one for each recipient; the same again changes nothing.

    Wrong and unsubscribed addresses become deliveries that are held with the reason; doubles are left out.
    """
    allow(by, "deliver")
    with tools.store.delivering() as open_:
        kept = open_.outlet(outlet)
        released = look_up(open_, variant)
        insist_on_channel(kept, tools.passport(kept.kind), released.variant.channel)
        moment, release = moment_of(released.embargo, at, open_.at), released.release
        like = Delivery("", outlet, variant, release.wording, release.id, "", PLANNED, moment, by.name, open_.at)
        found = _recipients(tools, open_, kept, recipients)
        return _keep_new(open_, _wanted(like, found), found, at, by)


def moment_of(embargo: datetime | None, at: datetime | None, now: datetime) -> datetime:
    """Return when it leaves: as asked, else now or when the embargo ends. Raises NotReady for a time before that."""
    if at is None:
        return max(now, embargo or now)
    if at.tzinfo is None:
        raise NotReady(f"The moment {at.isoformat()} has no time zone. Add it, for example +01:00.")
    if embargo and at < embargo:
        raise NotReady(
            f"The source is under embargo until {embargo.isoformat()}, and {at.isoformat()} is earlier. Plan it for "
            "then or later."
        )
    return at


def _recipients(tools: Leaving, open_: Delivering, outlet: KeptOutlet, given: Sequence[str]) -> Recipients | None:
    """Return what becomes of each address, None where the outlet itself is the recipient. Raises NotReady."""
    if tools.passport(outlet.kind).recipients:
        if given:
            return look_at(tools, open_, outlet, given)
        raise NotReady(
            f"Outlet {outlet.name!r} sends to people, and none are named. Name addresses, or set its recipients or "
            "its list (recipients_file)."
        )
    if given:
        raise NotReady(f"Outlet {outlet.name!r} ({outlet.kind}) has no recipients. Leave the addresses out.")
    return None


def _wanted(like: Delivery, found: Recipients | None) -> list[Delivery]:
    if found is None:
        return [_to("", like)]
    quiet = [steps.hold(_to(address, like), UNSUBSCRIBED) for address in found.suppressed]
    wrong = [steps.hold(_to(said[:SHOWN], like), f"This address {why}.") for said, why in found.wrong]
    return [*(_to(address, like) for address in found.taken), *quiet, *wrong]


def _to(recipient: str, like: Delivery) -> Delivery:
    id_ = delivery_id(like.outlet, like.wording, same_address(recipient), like.release)
    return replace(like, id=id_, recipient=recipient)


def _keep_new(
    open_: Delivering, wanted: Sequence[Delivery], found: Recipients | None, at: datetime | None, by: Actor
) -> Sequence[Delivery]:
    ids = [one.id for one in wanted]
    known = {one.id: one for one in open_.find_deliveries(ids)}
    _insist_on_moment(known.values(), at)
    new = [one for one in wanted if one.id not in known]
    if new:
        _insist_on_future(new[0].planned_at, open_.at)
        open_.add_deliveries(new)
        open_.note(_planned(new, found), by)
    return open_.find_deliveries(ids)


def _insist_on_moment(known: Iterable[Delivery], at: datetime | None) -> None:
    other = next((one for one in known if one.state is PLANNED and at not in {None, one.planned_at}), None)
    if other:
        raise NotReady(
            f"This wording is planned for {other.outlet!r} already, for {other.planned_at.isoformat()} (delivery "
            f"{other.id!r}). Move that delivery instead of planning it a second time."
        )


def _insist_on_future(moment: datetime, now: datetime) -> None:
    """Raise NotReady for a moment that is over: a slip (another year, yesterday), it would leave at once."""
    if moment < now - LATE:
        raise NotReady(
            f"The moment {moment.isoformat()} is over, so it would leave at once. Write one that is to come; to "
            "deliver at once, plan it without a moment."
        )


def _planned(new: Sequence[Delivery], found: Recipients | None) -> Entry:
    held = sum(one.state is HELD for one in new)
    details = [("outlet", new[0].outlet), ("at", new[0].planned_at.isoformat()), ("wording", new[0].wording)]
    details += [("given", str(found.given)), ("doubles", str(found.doubles))] if found else []
    details += [("planned", str(len(new) - held)), ("held", str(held))]
    return Entry("delivery.planned", f"variant:{new[0].variant}", details=tuple(details))


# --- What is decided of one, or of all recipients at once -----------------------------------------------------------
def move(store: DeliveryStore, id_: str, at: datetime, *, together: bool = False, by: Actor) -> Sequence[Delivery]:
    """Plan a delivery for another moment; `together`: all that were planned with it and are in its state, or none."""
    allow(by, "deliver")
    with store.delivering() as open_:
        those = _those(open_, id_, together=together)
        moment = moment_of(look_up(open_, those[0].variant).embargo, at, open_.at)
        moved = [steps.move(one, moment) for one in those]
        _insist_on_future(moment, open_.at)
        return [_keep(open_, one, "delivery.moved", by, at=moment.isoformat()) for one in moved]


def cancel(store: DeliveryStore, id_: str, why: str, *, together: bool = False, by: Actor) -> Sequence[Delivery]:
    """End a delivery that has not left, or (`together`) all that were planned with it."""
    allow(by, "deliver")
    why = insist_on_reason(why, "why it is cancelled")
    with store.delivering() as open_:
        ended = [steps.cancel(one, why, open_.at) for one in _those(open_, id_, together=together)]
        return [_keep(open_, one, "delivery.cancelled", by, why) for one in ended]


def resolve(
    store: DeliveryStore, id_: str, *, arrived: bool, why: str, together: bool = False, by: Actor
) -> Sequence[Delivery]:
    """End a doubt, or those of all (`together`), with what somebody found out; what did not arrive is planned again."""
    allow(by, "deliver")
    why = insist_on_reason(why, "how you know")
    with store.delivering() as open_:
        doubts = _those(open_, id_, together=together)
        known = [steps.resolve(one, why, open_.at, arrived=arrived) for one in doubts]
        told = "yes" if arrived else "no"
        return [_keep(open_, one, "delivery.resolved", by, why, arrived=told) for one in known]


def again(tools: Leaving, id_: str, *, together: bool = False, by: Actor) -> Sequence[Delivery]:
    """Plan anew what did not leave; where its variant has been released anew, that release, as another delivery.

    `together`: all that were planned with it and ended like it, but for those whose recipient is wrong or has
    unsubscribed.
    """
    allow(by, "deliver")
    with tools.store.delivering() as open_:
        named, *others = _those(open_, id_, together=together)
        released = look_up(open_, named.variant)
        done = [_again(tools, open_, named, released, by)]
        for one in others:
            with contextlib.suppress(NotReady):
                done.append(_again(tools, open_, one, released, by))
        return done


def _those(open_: Delivering, id_: str, *, together: bool) -> list[Delivery]:
    """Return a delivery, and behind it those planned with it where they are meant too."""
    named = open_.delivery(id_)
    others = [one for one in open_.planned_with(named) if one.id != id_] if together else []
    return [named, *others]


def _again(tools: Leaving, open_: Delivering, delivery: Delivery, released: Released, by: Actor) -> Delivery:
    _insist_on_recipient(tools, open_, delivery)
    moment = max(open_.at, released.embargo or open_.at)
    if delivery.release == released.release.id:
        return _keep(open_, steps.again(delivery, moment), "delivery.again", by)
    other = replace(delivery, wording=released.release.wording, release=released.release.id)
    return _replace(open_, delivery, steps.again(other, moment), by)


def _replace(open_: Delivering, old: Delivery, anew: Delivery, by: Actor) -> Delivery:
    """Plan a delivery of another release, and end the one it takes the place of."""
    new = _to(anew.recipient, replace(anew, by=by.name, made_at=open_.at, receipt=None, sending_since=None))
    open_.add_deliveries([new])
    if old.state is not DeliveryState.CANCELLED:
        open_.keep_delivery(steps.cancel(old, f"planned anew as {new.id}", open_.at))
    details = (("outlet", new.outlet), ("wording", new.wording), ("instead_of", old.id))
    open_.note(Entry("delivery.again", f"delivery:{new.id}", details=details), by)
    return open_.delivery(new.id)


def _insist_on_recipient(tools: Leaving, open_: Delivering, delivery: Delivery) -> None:
    if not tools.passport(open_.outlet(delivery.outlet).kind).recipients:
        return
    if why := why_wrong(delivery.recipient):
        raise NotReady(f"The address {delivery.recipient!r} {why}. Cancel this delivery and plan one to the right one.")
    if open_.suppressed([tools.mark(delivery.outlet, delivery.recipient)]):
        raise NotReady(f"{delivery.recipient!r} has unsubscribed from {delivery.outlet!r}, so nothing goes there.")


def retract(tools: Leaving, id_: str, why: str, *, by: Actor) -> Delivery:
    """Have the platform take a delivery back. Raises NotReady, NotRetractable, Refused, NotNow."""
    allow(by, "deliver")
    why = insist_on_reason(why, "why it is taken back")
    delivery = tools.store.delivery(id_)
    kept = tools.store.outlet(delivery.outlet)
    steps.retract(delivery, why, delivery.planned_at)
    if not can(tools, kept.kind, "retractable") or delivery.receipt is None:
        raise NotRetractable(
            f"{kept.kind!r} takes nothing back that was delivered, or it never said what it is called there. Correct "
            "it in a new wording, or do it by hand there."
        )
    with tools.outlet(kept) as outlet:
        outlet.retract(delivery.receipt, key=delivery.id)
    with tools.store.delivering() as open_:
        return _keep(open_, steps.retract(open_.delivery(id_), why, open_.at), "delivery.retracted", by, why)


def _keep(open_: Delivering, delivery: Delivery, what: str, by: Actor, why: str = "", **details: str) -> Delivery:
    open_.keep_delivery(delivery)
    said = (("outlet", delivery.outlet), ("variant", delivery.variant), *details.items())
    open_.note(Entry(what, f"delivery:{delivery.id}", why, said), by)
    return delivery


# --- The pause of everything ----------------------------------------------------------------------------------------
def pause_all(store: DeliveryStore, why: str, *, by: Actor) -> Pause:
    """Let nothing leave by any outlet until somebody ends it; what is being sent is ended. Twice is once."""
    allow(by, "pause")
    why = insist_on_reason(why, "why everything is paused")
    with store.delivering() as open_:
        if known := open_.paused():
            return known
        pause = Pause(why, by.name, open_.at)
        open_.keep_pause(pause)
        open_.note(Entry("deliveries.paused", "workspace", why), by)
        return pause


def go_on(store: DeliveryStore, *, by: Actor) -> None:
    """End the pause of everything; without one nothing happens."""
    allow(by, "pause")
    with store.delivering() as open_:
        if open_.paused():
            open_.keep_pause(None)
            open_.note(Entry("deliveries.go_on", "workspace"), by)


# --- Those who want no more -----------------------------------------------------------------------------------------
def suppress(store: DeliveryStore, outlet: str, mark: str, why: str, *, by: Actor) -> bool:
    """Keep that a recipient wants nothing of an outlet any more; False where that is known. No address is kept."""
    with store.delivering() as open_:
        open_.outlet(outlet)
        new = open_.suppress(mark, outlet, why)
        if new:
            open_.note(Entry("recipient.suppressed", f"outlet:{outlet}", why, (("mark", mark[:12]),)), by)
        return new
