"""What waits somewhere on its way when its release ends does not leave by any way back into the plan."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.deliveries.house import BEGIN, PIA, House, one

from klaviatur.errors import InDoubt, NotNow, NotReady, NotReleased
from klaviatur.records import Delivery, DeliveryState, KeptVariant
from klaviatur.wiring.deliveries import Deliveries

HELD, IN_DOUBT = DeliveryState.HELD, DeliveryState.IN_DOUBT
Ending = Callable[[House, KeptVariant], None]


def withdrawn(house: House, variant: KeptVariant) -> None:
    house.desk_withdraw(variant)


def released_in_other_words(house: House, variant: KeptVariant) -> None:
    house.reword(variant, "Der Park ist seit heute da.")


ENDINGS = pytest.mark.parametrize("end", [withdrawn, released_in_other_words])


def nothing_leaves(house: House, deliveries: Deliveries) -> Delivery:
    """Let a day pass; return the delivery, which is held, and of which the platform was not asked again."""
    asked = house.platform.asked
    house.clock.go(days=1)
    assert deliveries.send_due() == 0
    assert house.platform.asked == asked
    held = one(deliveries.deliveries())
    assert held.state is HELD
    return held


@ENDINGS
def test_a_doubt_that_is_to_be_sent_again_is_held(house: House, deliveries: Deliveries, end: Ending) -> None:
    variant = house.release()
    deliveries.plan(variant.id, "wall", by=PIA)
    house.platform.answer(InDoubt("no answer"))
    deliveries.send_due()
    end(house, variant)
    doubt = one(deliveries.deliveries(states=[IN_DOUBT]))
    deliveries.resolve(doubt.id, arrived=False, why="it is not there", by=PIA)
    nothing_leaves(house, deliveries)


@ENDINGS
@pytest.mark.parametrize("answer", [NotNow("busy", retry_after_s=30.0), InDoubt("no answer")])
def test_a_later_try_is_held(house: House, deliveries: Deliveries, end: Ending, answer: Exception) -> None:
    house.platform.idempotent = True  # it knows the key: a doubt is asked again by itself
    variant = house.release()
    deliveries.plan(variant.id, "safe", by=PIA)
    house.platform.answer(answer)
    deliveries.send_due()
    end(house, variant)
    nothing_leaves(house, deliveries)


def test_a_plan_that_has_lost_its_release_is_not_moved_in_the_calendar(house: House, deliveries: Deliveries) -> None:
    variant = house.release()
    planned = one(deliveries.plan(variant.id, "wall", at=BEGIN + timedelta(days=3), by=PIA))
    house.desk_withdraw(variant)
    with pytest.raises(NotReleased, match="has no release"):
        deliveries.move(planned.id, BEGIN + timedelta(hours=1), by=PIA)
    assert nothing_leaves(house, deliveries).planned_at == planned.planned_at
    with pytest.raises(NotReleased):
        deliveries.move(planned.id, BEGIN + timedelta(days=9), by=PIA)


def test_what_moves_after_other_words_were_released_is_held(house: House, deliveries: Deliveries) -> None:
    variant = house.release()
    planned = one(deliveries.plan(variant.id, "wall", at=BEGIN + timedelta(days=3), by=PIA))
    released_in_other_words(house, variant)
    deliveries.move(planned.id, BEGIN + timedelta(hours=1), by=PIA)
    assert "Plan it again" in nothing_leaves(house, deliveries).why


def test_who_unsubscribed_meanwhile_gets_no_second_try_of_a_doubt(house: House, deliveries: Deliveries) -> None:
    deliveries.plan(house.release().id, "mail", recipients=["anna@x.de"], by=PIA)
    house.platform.answer(InDoubt("no answer"))
    deliveries.send_due()
    deliveries.unsubscribe(deliveries._unsubscribing.token("mail", "Anna@X.de"))
    doubt = one(deliveries.deliveries(states=[IN_DOUBT]))
    deliveries.resolve(doubt.id, arrived=False, why="it is not there", by=PIA)
    assert "unsubscribed" in nothing_leaves(house, deliveries).why
    with pytest.raises(NotReady, match="unsubscribed"):
        deliveries.again(doubt.id, by=PIA)


def test_looking_at_what_would_leave_sends_nothing_and_says_nothing_of_what_was_withdrawn(
    house: House, deliveries: Deliveries
) -> None:
    variant = house.release()
    assert deliveries.prepare(variant.id, "wall").body
    assert house.platform.asked == 0
    house.desk_withdraw(variant)
    with pytest.raises(NotReleased):
        deliveries.prepare(variant.id, "wall")
