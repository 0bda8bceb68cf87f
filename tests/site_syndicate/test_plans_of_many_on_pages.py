"""A newsletter to many people on the pages: it hides no other plan, and is moved, cancelled and settled as a whole."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from leaving_house import ANNA, BEN, SHELF, LeavingHouse

from klaviatur.doors.site.pages.calendar import page as calendar
from klaviatur.records import Delivery, DeliveryState

MAIL = {
    "host": "127.0.0.1",
    "from_address": "presse@example.org",
    "from_name": "Presse",
    "unsubscribe_mail": "weg@example.org",
    "postal": "Stadt Hainbach",
    "imprint_url": "https://example.org/impressum",
}
DAY = datetime(2032, 3, 10, 9, tzinfo=UTC)
LATER = DAY + timedelta(days=9)
PEOPLE = tuple(f"leserin{number}@example.org" for number in range(12))


@pytest.fixture
def plan(house: LeavingHouse) -> list[Delivery]:
    """A newsletter for twelve people, and behind it, days later, a post."""
    anna = house.actor(ANNA)
    (variant,) = house.desk.play(
        "text", house.desk.source("text", "buecherei.md")[0].key, channels=("newsletter",), by=anna
    )
    house.desk.release(variant.id, wording=variant.wording, by=anna)
    house.deliveries.keep_outlet("liste", "mail", MAIL, version=1, by=anna)
    house.plan(at=LATER)
    return list(house.deliveries.plan(variant.id, "liste", at=DAY, recipients=PEOPLE, by=house.actor(BEN)))


def states(house: LeavingHouse) -> dict[str, int]:
    return {state.value: number for state, number in house.deliveries.counts().items() if number}


def test_a_newsletter_to_many_hides_nothing_that_is_planned_after_it(
    house: LeavingHouse, plan: list[Delivery], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar, "MOST", 2)
    month = house[BEN].get("/calendar?month=2032-03-01").text
    assert "12 recipients" in month
    assert f"→ {SHELF}" in month
    assert "More is planned" not in month
    monkeypatch.setattr(calendar, "MOST", 1)
    assert "Look at a week" in house[BEN].get("/calendar?month=2032-03-01").text
    week = house[BEN].get("/calendar?week=2032-03-08").text
    assert "More is planned" not in week


def test_dragging_a_newsletter_moves_it_for_all(house: LeavingHouse, plan: list[Delivery]) -> None:
    house[BEN].post("/calendar/move", {"delivery": plan[4].id, "day": "2032-03-12"})
    assert {one.planned_at for one in house.deliveries.deliveries(outlet="liste")} == {DAY + timedelta(days=2)}


def test_the_page_of_one_moves_all_of_its_plan_as_the_calendar_does_or_that_one_alone(
    house: LeavingHouse, plan: list[Delivery]
) -> None:
    page = house[BEN].get(f"/deliveries/{plan[0].id}").text
    assert "and 11 others that were planned with it" in page
    (box,) = re.findall(r'<input type="checkbox" name="all"[^>]*checked', page)  # as it is moved in the calendar
    assert box
    house[BEN].post(f"/deliveries/{plan[0].id}/move", {"at": "2032-03-11T09:00", "all": "1"})
    assert len({one.planned_at for one in house.deliveries.deliveries(outlet="liste")}) == 1
    house[BEN].post(f"/deliveries/{plan[0].id}/move", {"at": "2032-03-12T09:00"})
    assert len(house.deliveries.planned_with(plan[0].id)) == 1
    assert "that were planned with it" not in house[BEN].get(f"/deliveries/{plan[0].id}").text


def test_a_newsletter_is_cancelled_for_one_or_for_all(house: LeavingHouse, plan: list[Delivery]) -> None:
    house[BEN].post(f"/deliveries/{plan[0].id}/cancel", {"why": "Er ist ausgetreten."})
    assert states(house) == {"cancelled": 1, "planned": 12}
    house[BEN].post(f"/deliveries/{plan[1].id}/cancel", {"why": "Der Termin fällt aus.", "all": "1"})
    assert states(house) == {"cancelled": 12, "planned": 1}


def test_the_list_names_a_plan_once_and_its_recipients_where_one_state_is_chosen(
    house: LeavingHouse, plan: list[Delivery]
) -> None:
    every = house[BEN].get("/deliveries").text
    assert "12 recipients" in every
    assert "leserin" not in every
    assert f"→ {SHELF}" in every
    assert all(person in house[BEN].get("/deliveries?state=planned").text for person in PEOPLE)


def test_a_variant_names_a_plan_for_many_once_where_it_is_delivered(house: LeavingHouse, plan: list[Delivery]) -> None:
    page = house[BEN].get(f"/review/{plan[0].variant}/deliver?outlet=liste").text
    assert "12 recipients" in page
    assert "leserin" not in page


def test_somebody_who_called_is_unsubscribed_on_the_page_of_the_outlet(
    house: LeavingHouse, plan: list[Delivery]
) -> None:
    assert "wants nothing more" in house[BEN].get("/outlets/liste").text
    assert "wants nothing more" not in house[BEN].get(f"/outlets/{SHELF}").text
    wrong = house[BEN].post("/outlets/liste/unsubscribe", {"recipient": "niemand", "why": "Rief an."})
    assert wrong.status_code == 422
    assert "name@example.org" in wrong.text
    said = {"recipient": PEOPLE[0].upper(), "why": "Rief an."}
    assert "Unsubscribed" in house[BEN].follow(house[BEN].post("/outlets/liste/unsubscribe", said)).text
    assert house.deliveries.recipients("liste", PEOPLE).suppressed == (PEOPLE[0],)


def test_an_outlet_that_is_chosen_is_counted_alone_and_stays_chosen(house: LeavingHouse, plan: list[Delivery]) -> None:
    house.deliveries.move(plan[0].id, LATER, by=house.actor(BEN))
    page = house[BEN].get("/deliveries?outlet=liste").text
    assert re.search(r'planned <span class="count">12<|<span class="count">12<', page)
    assert "/deliveries?state=planned&amp;outlet=liste" in page


def test_doubts_of_a_plan_are_put_to_a_person_once(house: LeavingHouse, plan: list[Delivery]) -> None:
    with house.deliveries.store.delivering() as open_:
        for one in open_.find_deliveries([one.id for one in plan]):
            open_.keep_delivery(replace(one, state=DeliveryState.IN_DOUBT, why="no answer came"))
    page = house[BEN].get("/deliveries").text
    assert page.count("/resolve") == 0
    assert "Decide about them" in page
    shown = house[BEN].get(f"/deliveries/{plan[0].id}").text
    assert "also for the 11 other recipients of this plan" in shown
    sent = {"why": "Sie liegen im Archiv der Liste.", "arrived": "yes", "all": "1"}
    house[BEN].post(f"/deliveries/{plan[0].id}/resolve", sent)
    assert states(house) == {"delivered": 12, "planned": 1}
