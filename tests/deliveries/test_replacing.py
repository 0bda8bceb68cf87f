"""A newer released wording takes the place of the earlier one where the outlet can do that, and only there."""

import pytest
from tests.deliveries.house import PIA, House

from klaviatur.errors import NotNow, NotReady
from klaviatur.records import Delivery, DeliveryState
from klaviatur.wiring.deliveries import Deliveries

DELIVERED, RETRACTED = DeliveryState.DELIVERED, DeliveryState.RETRACTED
NEW = "Der Park ist seit heute da."


def deliver(house: House, deliveries: Deliveries, outlet: str, variant: str) -> Delivery:
    (planned,) = deliveries.plan(variant, outlet, by=PIA)
    while deliveries.send_due():
        pass
    return deliveries.delivery(planned.id)


def test_a_newer_wording_is_given_what_stands_there_and_ends_its_delivery(house: House, deliveries: Deliveries) -> None:
    variant = house.release()
    old = deliver(house, deliveries, "site", variant.id)
    house.reword(variant, NEW)
    assert [(one.do, one.delivery.id) for one in deliveries.proposals()] == [("plan_anew", old.id)]
    house.clock.go(minutes=1)
    new = deliver(house, deliveries, "site", variant.id)
    assert [outgoing.before for _, outgoing in house.platform.arrived] == [None, old.receipt]
    assert (new.state, new.receipt) == (DELIVERED, old.receipt)
    ended = deliveries.delivery(old.id)
    assert ended.state is RETRACTED
    assert new.id in ended.why
    assert deliveries.proposals() == []
    assert len(house.lines("delivery.replaced")) == 1
    with pytest.raises(NotReady):  # or the newer wording would go with it
        deliveries.retract(old.id, "falsch", by=PIA)
    deliveries.retract(new.id, "falsch", by=PIA)


def test_a_platform_that_made_a_post_of_its_own_leaves_the_earlier_delivery_as_it_is(
    house: House, deliveries: Deliveries
) -> None:
    variant = house.release()
    old = deliver(house, deliveries, "wall", variant.id)  # which only adds
    house.reword(variant, NEW)
    house.clock.go(minutes=2)
    new = deliver(house, deliveries, "wall", variant.id)
    assert [outgoing.before for _, outgoing in house.platform.arrived] == [None, None]
    assert (deliveries.delivery(old.id).state, new.state) == (DELIVERED, DELIVERED)
    assert [one.do for one in deliveries.proposals()] == ["retract"]


def test_neither_another_text_nor_what_was_taken_back_is_replaced(house: House, deliveries: Deliveries) -> None:
    first = house.release()
    gone = deliver(house, deliveries, "site", first.id)
    deliveries.retract(gone.id, "falsch", by=PIA)
    other = house.release("Etwas anderes.", key="other")
    deliver(house, deliveries, "site", other.id)
    house.reword(first, NEW)
    deliver(house, deliveries, "site", first.id)
    assert [outgoing.before for _, outgoing in house.platform.arrived] == [None, None, None]


def test_a_later_try_still_knows_what_it_replaces(house: House, deliveries: Deliveries) -> None:
    variant = house.release()
    old = deliver(house, deliveries, "site", variant.id)
    house.reword(variant, NEW)
    house.platform.answer(NotNow("busy"))
    new = deliver(house, deliveries, "site", variant.id)
    assert deliveries.delivery(old.id).state is DELIVERED  # nothing was changed yet
    house.clock.go(hours=1)
    deliveries.send_due()
    assert house.platform.arrived[-1][1].before == old.receipt
    assert (deliveries.delivery(old.id).state, deliveries.delivery(new.id).state) == (RETRACTED, DELIVERED)
