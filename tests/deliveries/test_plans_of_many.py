"""A wording that goes to many is one plan: seen as one, and moved, cancelled, repeated and settled as one or singly."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.deliveries.house import BEGIN, LEA, PIA, PLANNED, House, one

from klaviatur.errors import NotAllowed, NotReady
from klaviatur.records import Delivery, DeliveryState
from klaviatur.wiring.deliveries import Deliveries

CANCELLED, DELIVERED, HELD, IN_DOUBT = (
    DeliveryState.CANCELLED,
    DeliveryState.DELIVERED,
    DeliveryState.HELD,
    DeliveryState.IN_DOUBT,
)
PEOPLE = [f"leserin{number}@x.de" for number in range(5)]
TOMORROW, THE_DAY_AFTER = BEGIN + timedelta(days=1), BEGIN + timedelta(days=2)


@pytest.fixture
def plan(house: House, deliveries: Deliveries) -> list[Delivery]:
    """A plan for five people, beside another wording for the first of them at the same moment."""
    other = house.release("Der Park hat 12 Hektar.", key="wind")
    deliveries.plan(other.id, "mail", at=TOMORROW, recipients=PEOPLE[:1], by=PIA)
    return list(deliveries.plan(house.release().id, "mail", at=TOMORROW, recipients=PEOPLE, by=PIA))


def states(deliveries: Deliveries) -> Counter[DeliveryState]:
    return Counter(delivery.state for delivery in deliveries.deliveries(limit=1_000))


def test_a_plan_for_many_counts_as_one_in_each_of_its_states(deliveries: Deliveries, plan: list[Delivery]) -> None:
    deliveries.cancel(plan[0].id, "doppelt", by=PIA)
    found = deliveries.plans(since=BEGIN, until=THE_DAY_AFTER)
    assert sorted((delivery.state.value, number) for delivery, number in found) == [
        ("cancelled", 1),
        ("planned", 1),
        ("planned", 4),
    ]
    assert {delivery.id for delivery, _ in found} <= {delivery.id for delivery in deliveries.deliveries()}
    assert len(deliveries.plans(limit=2)) == 2
    assert deliveries.plans(since=THE_DAY_AFTER) == []
    assert [number for _, number in deliveries.plans(states=(CANCELLED,), outlet="mail")] == [1]
    assert deliveries.plans(outlet="wall") == []


def test_a_plan_is_moved_for_all_its_recipients_and_for_nobody_else(
    deliveries: Deliveries, plan: list[Delivery]
) -> None:
    moved = deliveries.move_all(plan[2].id, THE_DAY_AFTER, by=PIA)
    assert sorted(delivery.recipient for delivery in moved) == PEOPLE
    assert Counter(delivery.planned_at for delivery in deliveries.deliveries()) == {THE_DAY_AFTER: 5, TOMORROW: 1}
    deliveries.move(plan[2].id, TOMORROW, by=PIA)
    assert [delivery.id for delivery in deliveries.planned_with(plan[2].id)] == [plan[2].id]


def test_each_of_those_who_are_moved_or_cancelled_stands_in_the_audit(
    house: House, deliveries: Deliveries, plan: list[Delivery]
) -> None:
    deliveries.move_all(plan[0].id, THE_DAY_AFTER, by=PIA)
    deliveries.cancel_all(plan[0].id, "Der Termin fällt aus.", by=PIA)
    for what in ("delivery.moved", "delivery.cancelled"):
        assert {line.entry.thing for line in house.lines(what)} == {f"delivery:{one.id}" for one in plan}
    assert states(deliveries) == {CANCELLED: 5, PLANNED: 1}


def test_a_moment_that_is_over_is_a_slip_and_lets_nothing_leave_at_once(
    house: House, deliveries: Deliveries, plan: list[Delivery]
) -> None:
    last_year, just_now = BEGIN - timedelta(days=365), BEGIN - timedelta(minutes=1)
    fresh = house.release("Der Park wächst.", key="new")
    for slip in (
        lambda: deliveries.plan(fresh.id, "wall", at=last_year, by=PIA),
        lambda: deliveries.move(plan[0].id, last_year, by=PIA),
        lambda: deliveries.move_all(plan[0].id, last_year, by=PIA),
    ):
        with pytest.raises(NotReady, match=r"is over.*without a moment"):
            slip()
    assert deliveries.send_due() == 0
    planned = one(deliveries.plan(fresh.id, "wall", at=just_now, by=PIA))  # somebody took a minute to write it
    house.clock.go(hours=1)
    assert deliveries.plan(fresh.id, "wall", at=just_now, by=PIA) == [planned]  # the same again changes nothing


def test_an_embargo_or_a_missing_right_moves_and_cancels_nobody(house: House, deliveries: Deliveries) -> None:
    variant = house.release(key="later", embargo=TOMORROW.isoformat())
    plan = deliveries.plan(variant.id, "mail", at=THE_DAY_AFTER, recipients=PEOPLE, by=PIA)
    with pytest.raises(NotReady, match="embargo"):
        deliveries.move_all(plan[0].id, BEGIN, by=PIA)
    with pytest.raises(NotReady, match="why it is cancelled"):
        deliveries.cancel_all(plan[0].id, " ", by=PIA)
    for decide in (
        lambda: deliveries.move_all(plan[0].id, TOMORROW, by=LEA),
        lambda: deliveries.cancel_all(plan[0].id, "so nicht", by=LEA),
        lambda: deliveries.again_all(plan[0].id, by=LEA),
        lambda: deliveries.resolve_all(plan[0].id, arrived=True, why="gesehen", by=LEA),
    ):
        with pytest.raises(NotAllowed):
            decide()
    assert {delivery.planned_at for delivery in deliveries.deliveries()} == {THE_DAY_AFTER}
    assert states(deliveries) == {PLANNED: 5}


def test_what_was_held_for_many_is_planned_again_with_the_release_that_stands_and_not_for_who_unsubscribed(
    house: House, deliveries: Deliveries
) -> None:
    variant = house.release()
    plan = deliveries.plan(variant.id, "mail", at=TOMORROW, recipients=PEOPLE, by=PIA)
    house.reword(variant, "Der Park ist da, und er ist grün.")
    deliveries.send_due()
    assert states(deliveries) == {HELD: 5}
    deliveries.suppress("mail", PEOPLE[1], "rief an", by=PIA)
    done = deliveries.again_all(plan[0].id, by=PIA)
    assert sorted(delivery.recipient for delivery in done) == [PEOPLE[0], *PEOPLE[2:]]
    assert {delivery.wording for delivery in done} != {plan[0].wording}
    assert states(deliveries) == {PLANNED: 4, CANCELLED: 4, HELD: 1}


@pytest.mark.parametrize(("arrived", "after"), [(True, {DELIVERED: 5, PLANNED: 1}), (False, {PLANNED: 6})])
def test_the_doubts_of_a_plan_are_settled_together(
    house: House, deliveries: Deliveries, plan: list[Delivery], *, arrived: bool, after: dict[DeliveryState, int]
) -> None:
    with house.deliveries().store.delivering() as open_:
        for delivery in open_.find_deliveries([one.id for one in plan]):
            open_.keep_delivery(replace(delivery, state=IN_DOUBT, why="no answer came"))
    done = deliveries.resolve_all(plan[3].id, arrived=arrived, why="Sie liegen im Archiv.", by=PIA)
    assert len(done) == 5
    assert states(deliveries) == after
    with pytest.raises(NotReady, match="cannot be resolved"):
        deliveries.resolve_all(plan[3].id, arrived=arrived, why="noch einmal", by=PIA)


def test_what_goes_to_an_outlet_alone_is_a_plan_of_one(house: House, deliveries: Deliveries) -> None:
    planned = one(deliveries.plan(house.release().id, "wall", at=TOMORROW, by=PIA))
    assert deliveries.planned_with(planned.id) == [planned]
    assert deliveries.plans() == [(planned, 1)]
    assert deliveries.counts("wall")[PLANNED] == 1
    assert deliveries.counts("mail")[PLANNED] == 0
