"""An outlet that waits says until when, and a person can end that."""

from datetime import timedelta

import pytest
from tests.deliveries.house import ADA, BEGIN, BEN, DELIVERED, PIA, PLANNED, House, states

from klaviatur.errors import NotNow
from klaviatur.wiring.deliveries import Deliveries


def waiting(house: House, deliveries: Deliveries) -> None:
    """Let the platform ask for a day, at the first of two deliveries."""
    for key in ("eins", "zwei"):
        deliveries.plan(house.release(f"Nummer {key}.", key=key).id, "wall", by=PIA)
        house.clock.go(seconds=1)
    house.platform.answer(NotNow("slow down", retry_after_s=86_400))
    assert deliveries.send_due(limit=1) == 1


def test_an_outlet_says_until_when_it_waits_and_no_longer(house: House, deliveries: Deliveries) -> None:
    waiting(house, deliveries)
    until = BEGIN + timedelta(seconds=86_402)
    assert deliveries.outlet("wall").waits_until == until
    assert {one.name: one.waits_until for one in deliveries.outlets()}["mail"] is None
    house.clock.at = until
    assert deliveries.outlet("wall").waits_until is None


def test_an_outlet_whose_rate_is_used_up_says_so(house: House, deliveries: Deliveries) -> None:
    for number in range(4):
        deliveries.plan(house.release(f"Nummer {number}.", key=f"k{number}").id, "wall", by=PIA)
    assert deliveries.send_due() == 3
    assert deliveries.outlet("wall").waits_until == BEGIN + timedelta(seconds=60)


@pytest.mark.parametrize("how", ["opened", "kept"])
def test_a_person_ends_what_an_outlet_waits_for(house: House, deliveries: Deliveries, how: str) -> None:
    waiting(house, deliveries)
    assert deliveries.send_due() == 0
    if how == "opened":
        assert deliveries.open_outlet("wall", by=BEN).waits_until is None
        assert len(house.lines("outlet.opened")) == 1
    else:
        assert deliveries.keep_outlet("wall", "wall", {"rate": "100/60"}, version=2, by=ADA).waits_until is None
    assert deliveries.send_due() == 2
    assert states(deliveries) == [DELIVERED, DELIVERED]


def test_who_ends_a_wait_brings_nothing_out_before_its_moment(house: House, deliveries: Deliveries) -> None:
    waiting(house, deliveries)
    later = deliveries.plan(house.release("Später.", key="drei").id, "wall", at=BEGIN + timedelta(days=2), by=PIA)
    deliveries.open_outlet("wall", by=BEN)
    assert deliveries.send_due() == 2
    assert deliveries.delivery(later[0].id).state is PLANNED


def test_an_outlet_is_told_the_moments_of_the_house(house: House, deliveries: Deliveries) -> None:
    midnight = BEGIN.replace(month=7, hour=22)
    deliveries.plan(house.release().id, "wall", at=midnight, by=PIA)
    house.clock.at = midnight
    assert house.deliveries(zone="Europe/Berlin").send_due() == 1
    ((_, outgoing),) = house.platform.arrived
    assert outgoing.appears_at == outgoing.planned_at == midnight
    assert str(outgoing.appears_at) == "2027-07-02 00:00:00+02:00"
    assert str(outgoing.published_at) == "2027-03-01 10:00:00+01:00"
