"""Only what is released leaves: whatever happens to a wording between the plan and the moment it goes."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import text, update
from tests.deliveries.house import BEGIN, DELIVERED, PIA, PLANNED, House, one, states

from klaviatur.adapters.stores import open_store
from klaviatur.adapters.stores.database import open_database, writing
from klaviatur.adapters.stores.desk.packing import packed
from klaviatur.adapters.stores.schema_desk import revisions
from klaviatur.chain.sending import ReleaseEnded, hand_over, keep_and_take
from klaviatur.errors import NotReleased
from klaviatur.records import (
    Bilingual,
    DeliveryState,
    Finding,
    KeptVariant,
    Severity,
    State,
    Statement,
    Variant,
    VariantPart,
)
from klaviatur.testing.desks import bring_text, keep, release
from klaviatur.testing.rows import bring
from klaviatur.wiring.audit_key import audit_key
from klaviatur.wiring.deliveries import Deliveries

HELD, CANCELLED = DeliveryState.HELD, DeliveryState.CANCELLED
Spoil = Callable[[House, KeptVariant], None]


def draft(house: House, words: str = "Der Park ist da.", **found: object) -> KeptVariant:
    with house.desk().deciding() as open_:
        return keep(open_, bring_text(open_, "solar", "Solarpark"), "x", words)


def by_hand(house: House, change: Callable[..., object]) -> None:
    """Write to the database as somebody with a console would."""
    engine = open_database(house.where)
    with writing(engine) as connection:
        change(connection)
    engine.dispose()


def other_parts(house: House, variant: KeptVariant) -> None:
    """Exchange the words of the released revision behind everybody's back."""
    checked = house.desk().opened(variant.id).revision.checked
    forged = replace(checked, variant=replace(checked.variant, parts=(VariantPart("text", "Kauft jetzt!"),)))
    changed = update(revisions).where(revisions.c.variant == variant.id).values(checked=packed(forged))
    by_hand(house, lambda connection: connection.execute(changed))


def block(house: House, variant: KeptVariant) -> None:
    """Write a blocking finding into the released revision that nobody vouched for."""
    checked = house.desk().opened(variant.id).revision.checked
    said = Bilingual("Nicht belegt.", "Not supported.")
    finding = Finding("claim.unsupported", Severity.BLOCK, said, words="da")  # type: ignore[call-arg]
    changed = update(revisions).where(revisions.c.variant == variant.id)
    packed_ = packed(replace(checked, findings=(finding,)))
    by_hand(house, lambda connection: connection.execute(changed.values(checked=packed_)))


def end_by_hand(house: House, variant: KeptVariant) -> None:
    """Set the state back, and leave the release standing."""
    said = text("UPDATE variants SET state = 'in_review' WHERE id = :id")
    by_hand(house, lambda connection: connection.execute(said, {"id": variant.id}))


def reworded(house: House, variant: KeptVariant) -> None:
    house.reword(variant, "Der Park ist nun da.", released=False)


def replaced(house: House, variant: KeptVariant) -> None:
    house.reword(variant, "Der Park ist nun da.", released=True)


SPOILED: tuple[tuple[Spoil, str], ...] = (
    (House.withdraw, "release ended"),
    (reworded, "release ended"),
    (replaced, "release"),
    (other_parts, "does not have the wording"),
    (block, "nobody vouched for"),
    (end_by_hand, "has no release"),
)


@pytest.mark.parametrize(("spoil", "why"), SPOILED)
def test_what_is_planned_is_held_when_its_wording_is_no_longer_the_released_one(
    house: House, deliveries: Deliveries, spoil: Spoil, why: str
) -> None:
    variant = house.release()
    deliveries.plan(variant.id, "wall", at=BEGIN + timedelta(hours=1), by=PIA)
    spoil(house, variant)
    house.clock.go(hours=1)
    assert deliveries.send_due() == 0
    held = one(deliveries.deliveries(states=[HELD]))
    assert why in held.why
    assert house.platform.asked == 0
    assert len(house.lines("delivery.held")) == 1


@pytest.mark.parametrize(("spoil", "_"), [pair for pair in SPOILED if pair[0] is not replaced])
def test_what_is_not_released_cannot_be_planned_or_shown(
    house: House, deliveries: Deliveries, spoil: Spoil, _: str
) -> None:
    variant = house.release()
    spoil(house, variant)
    for action in (
        lambda: deliveries.plan(variant.id, "wall", by=PIA),
        lambda: deliveries.prepare(variant.id, "wall"),
    ):
        with pytest.raises(NotReleased):
            action()
    assert deliveries.deliveries() == []


def test_a_draft_cannot_be_planned(house: House, deliveries: Deliveries) -> None:
    with pytest.raises(NotReleased, match=r"it is draft\. A reviewer .* klaviatur desk release"):
        deliveries.plan(draft(house).id, "wall", by=PIA)


def test_a_release_that_ends_holds_what_is_planned_at_once_not_only_at_its_moment(
    house: House, deliveries: Deliveries
) -> None:
    variant = house.release()
    deliveries.plan(variant.id, "mail", recipients=["a@x.de", "b@x.de"], at=BEGIN + timedelta(days=30), by=PIA)
    house.withdraw(variant)
    deliveries.send_due()
    assert states(deliveries) == [HELD, HELD]
    line = one(house.lines("delivery.held"))
    assert ("deliveries", "2") in line.entry.details
    assert "draft (wrong figure)" in line.entry.why
    assert {advice.do for advice in deliveries.proposals()} == {"release_anew"}


def test_what_is_held_goes_with_the_next_release_and_only_once(house: House, deliveries: Deliveries) -> None:
    variant = house.release()
    old = one(deliveries.plan(variant.id, "wall", by=PIA))
    house.withdraw(variant)
    deliveries.send_due()
    with pytest.raises(NotReleased, match="has no release"):
        deliveries.again(old.id, by=PIA)
    house.reword(variant, "Der Park ist seit heute da.")
    assert one(deliveries.proposals()).do == "plan_anew"
    new = deliveries.again(old.id, by=PIA)
    assert (new.state, deliveries.delivery(old.id).state) == (PLANNED, CANCELLED)
    assert new.id in deliveries.delivery(old.id).why
    assert deliveries.send_due() == 1
    assert house.platform.texts() == ["Der Park ist seit heute da."]
    assert deliveries.send_due() == 0


def test_a_price_that_changes_holds_what_states_it(house: House, deliveries: Deliveries) -> None:
    with ExitStack() as stack:
        opened = {"now": house.clock.now, "audit_key": audit_key(house.folder)}
        products = stack.enter_context(open_store(house.where, **opened))  # type: ignore[arg-type]
        bring(products, {"A-1": {"name": "Bohrer", "price": "19"}})
        with house.desk().deciding() as open_:
            words = "Der Bohrer kostet 19 Euro."
            source = bring_text(open_, "A-1", "Datenblatt A-1", kind="product")
            variant = keep(open_, source, "x", words, locale="de_DE")
            open_.state([Statement("A-1", "A-1/price///shop", "19", variant.wording, "x", words, "de_DE")])
            release(open_, variant)
        deliveries.plan(variant.id, "wall", at=BEGIN + timedelta(hours=1), by=PIA)
        bring(products, {"A-1": {"name": "Bohrer", "price": "21"}}, day=1)
    house.clock.go(hours=1)
    assert deliveries.send_due() == 0
    held = one(deliveries.deliveries())
    assert (held.state, house.platform.asked) == (HELD, 0)
    assert "stale" in held.why


def test_a_release_withdrawn_after_it_was_taken_stops_it_before_it_leaves(house: House, deliveries: Deliveries) -> None:
    variant = house.release()
    planned = one(deliveries.plan(variant.id, "wall", by=PIA))
    tools = deliveries._tools
    taken = one(keep_and_take(tools, [], sender="s", room=8))
    house.withdraw(variant)
    with pytest.raises(ReleaseEnded) as ended:
        hand_over(tools, taken)
    keep_and_take(tools, [(taken.delivery, ended.value)], sender="s", room=0)
    held = deliveries.delivery(planned.id)
    assert (held.state, held.attempts, house.platform.asked) == (HELD, 0, 0)
    assert "Its release ended" in held.why


def test_of_a_withdrawal_and_a_sender_at_once_one_is_first_and_the_state_says_which(
    house: House, deliveries: Deliveries
) -> None:
    desk = house.desk()
    for number in range(4):
        variant = house.release(f"Nummer {number}.", key=f"k{number}")
        planned = one(deliveries.plan(variant.id, "safe", by=PIA))
        ready, order = Barrier(2), list[str]()

        def withdraw() -> None:
            ready.wait()  # noqa: B023 - done before the next one
            with desk.deciding() as open_:
                open_.keep_variant(replace(open_.variant(variant.id), state=State.DRAFT))  # noqa: B023 - likewise
            order.append("withdrawn")  # noqa: B023 - likewise

        house.platform.answer(lambda _: order.append("left"))  # noqa: B023 - likewise
        other = Thread(target=withdraw)
        other.start()
        ready.wait()
        deliveries.send_due()
        other.join()
        deliveries.send_due()
        state = deliveries.delivery(planned.id).state
        assert state is (DELIVERED if "left" in order else HELD)
        assert len(house.platform.arrived) == len(set(house.platform.arrived_keys()))
        house.platform.answers.clear()
    assert len(deliveries.deliveries(states=[DELIVERED])) == len(house.platform.arrived)


def test_two_senders_at_once_send_each_delivery_once(house: House, deliveries: Deliveries) -> None:
    variant = house.release()
    addresses = [f"p{number}@x.de" for number in range(16)]
    deliveries.plan(variant.id, "mail", recipients=addresses, by=PIA)
    ready = Barrier(3)

    def send(sender: Deliveries) -> None:
        ready.wait()
        sender.send_due()

    senders = [Thread(target=send, args=(house.deliveries(),)) for _ in range(3)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    deliveries.send_due()
    assert sorted(outgoing.recipient for _, outgoing in house.platform.arrived) == sorted(addresses)
    assert set(states(deliveries)) == {DELIVERED}


def test_the_words_that_leave_are_those_that_were_released(house: House, deliveries: Deliveries) -> None:
    variant = house.release("Genau diese Worte – und keine anderen.")
    deliveries.plan(variant.id, "wall", by=PIA)
    deliveries.send_due()
    _, outgoing = one(house.platform.arrived)
    made = Variant("x", "", "de", outgoing.parts)
    assert made.text == "Genau diese Worte – und keine anderen."
    assert deliveries.deliveries()[0].wording == variant.wording
