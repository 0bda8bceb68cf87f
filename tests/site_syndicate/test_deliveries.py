"""Deliveries on their pages: planned from a released variant, moved, cancelled, taken back, resolved, paused."""

import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from leaving_house import ANNA, BEN, CLEO, SHELF, LeavingHouse

from klaviatur.doors.site.i18n import moment
from klaviatur.doors.site.pages.deliveries.planning import read_recipients
from klaviatur.records import DeliveryState, Vouched
from klaviatur.syndicate.recipients import checked
from klaviatur.wiring.audit_key import audit_key
from klaviatur.wiring.unsubscribing import Unsubscribing

TOMORROW = datetime.now().astimezone().replace(hour=6, minute=0, second=0, microsecond=0) + timedelta(days=1)


def field(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def test_a_released_variant_offers_delivery_and_an_unreleased_one_does_not(house: LeavingHouse) -> None:
    released, draft = (house.variant(name).id for name in ("mastodon", "sms"))
    assert f'href="/review/{released}/deliver"' in house[BEN].get(f"/review/{released}").text
    assert "/deliver" not in house[BEN].get(f"/review/{draft}").text.split('class="rv-side"')[1]
    assert "/deliver" not in house[CLEO].get(f"/review/{released}").text.split('class="rv-side"')[1]


def test_what_would_leave_is_shown_before_it_leaves(house: LeavingHouse) -> None:
    variant = house.variant("mastodon")
    page = house[BEN].get(f"/review/{variant.id}/deliver", accept="text/html").text
    words = house.desk.opened(variant.id).revision.checked.variant.parts[0].text.split("\n")[0]
    assert words[:40] in page
    assert SHELF in page


def test_a_plan_is_delivered_and_stands_in_the_list(house: LeavingHouse) -> None:
    variant = house.variant("mastodon").id
    answer = house[BEN].post(f"/review/{variant}/deliver", {"outlet": SHELF})
    assert "Planned: 1." in house[BEN].follow(answer).text
    assert house.deliveries.send_due() == 1
    assert list(house.shelf.rglob("*.txt"))
    page = house[CLEO].get("/deliveries").text
    assert "Delivered" in page
    assert "mk-good" in page
    assert house[CLEO].get(f"/deliveries?state=delivered&outlet={SHELF}").status_code == 200


def test_an_unreleased_wording_is_not_planned_by_its_page(house: LeavingHouse) -> None:
    draft = house.variant("sms").id
    answer = house[BEN].post(f"/review/{draft}/deliver", {"outlet": SHELF, "at": field(TOMORROW)})
    assert answer.status_code == 409
    assert field(TOMORROW) in answer.text  # what was typed stays
    assert house.deliveries.deliveries() == []


def test_a_wording_that_was_changed_after_its_release_is_not_planned_by_its_page(house: LeavingHouse) -> None:
    variant = house.variant("mastodon")
    opened = house.desk.opened(variant.id)
    texts = [part.text + "!" for part in opened.revision.checked.variant.parts]
    house.desk.edit(variant.id, texts, base=variant.revision, by=house.actor(ANNA))
    assert house[BEN].post(f"/review/{variant.id}/deliver", {"outlet": SHELF}).status_code == 409
    assert house.deliveries.deliveries() == []


@pytest.mark.parametrize("who", [ANNA, CLEO])
def test_nobody_without_the_right_delivers(house: LeavingHouse, who: str) -> None:
    variant = house.variant("mastodon").id
    assert house[who].get(f"/review/{variant}/deliver").status_code == 403
    assert house[who].post(f"/review/{variant}/deliver", {"outlet": SHELF}).status_code == 403
    number = house.plan(at=TOMORROW)
    assert house[who].post(f"/deliveries/{number}/cancel", {"why": "Nein, danke."}).status_code == 403
    assert house.deliveries.delivery(number).state is DeliveryState.PLANNED


def test_a_moment_that_is_none_is_said_and_kept(house: LeavingHouse) -> None:
    variant = house.variant("mastodon").id
    answer = house[BEN].post(f"/review/{variant}/deliver", {"outlet": SHELF, "at": "morgen früh"})
    assert answer.status_code == 409
    assert "morgen früh" in answer.text


def test_a_planned_delivery_is_moved_and_cancelled(house: LeavingHouse) -> None:
    number = house.plan(at=TOMORROW)
    later = TOMORROW + timedelta(days=3, hours=2)
    house[BEN].follow(house[BEN].post(f"/deliveries/{number}/move", {"at": field(later)}))
    assert house.deliveries.delivery(number).planned_at == later
    house[BEN].follow(house[BEN].post(f"/deliveries/{number}/cancel", {"why": "Der Termin fällt aus."}))
    kept = house.deliveries.delivery(number)
    assert (kept.state, kept.why) == (DeliveryState.CANCELLED, "Der Termin fällt aus.")
    assert house[BEN].post(f"/deliveries/{number}/move", {"at": field(later)}).status_code == 409


def test_what_was_cancelled_is_not_called_planned_and_leaves_when_somebody_tries_again(house: LeavingHouse) -> None:
    delivery, variant = house.plan(), house.variant("mastodon").id
    house[BEN].post(f"/deliveries/{delivery}/cancel", {"why": "Der Termin fällt aus"})
    answer = house[BEN].post(f"/review/{variant}/deliver", {"outlet": SHELF})
    page = house[BEN].follow(answer).text
    assert "Planned: 1." not in page
    assert "Nothing new was planned" in page
    assert "Der Termin fällt aus" in page
    assert house.deliveries.send_due() == 0
    assert f'action="/deliveries/{delivery}/again"' in page
    house[BEN].post(f"/deliveries/{delivery}/again", {})
    assert house.deliveries.send_due() == 1


def test_a_delivery_is_taken_back(house: LeavingHouse) -> None:
    number = house.plan()
    house.deliveries.send_due()
    assert "Take it back" in house[BEN].get(f"/deliveries/{number}").text
    house[BEN].follow(house[BEN].post(f"/deliveries/{number}/retract", {"why": "Falsches Datum."}))
    assert house.deliveries.delivery(number).state is DeliveryState.RETRACTED
    assert not list(house.shelf.rglob("*.txt"))


def test_a_release_that_ends_holds_the_delivery_and_says_what_to_do(house: LeavingHouse) -> None:
    number = house.plan()
    house.desk.withdraw(house.variant("mastodon").id, "Der Termin steht nicht fest.", by=house.actor(BEN))
    house.deliveries.send_due()
    assert house.deliveries.delivery(number).state is DeliveryState.HELD
    page = house[BEN].get("/deliveries").text
    assert page.index("Held back") < page.index("Try again")
    assert "Deliveries that did not leave" in house[BEN].get("/").text


def test_nobody_does_what_is_not_known_to_a_delivery(house: LeavingHouse) -> None:
    number = house.plan(at=TOMORROW)
    assert house[BEN].post(f"/deliveries/{number}/explode").status_code == 409
    assert house[BEN].post("/deliveries/0000/cancel", {"why": "weg damit"}).status_code == 404
    assert house[BEN].get("/deliveries/0000").status_code == 404


def test_everything_is_paused_with_a_banner_on_every_page_until_somebody_goes_on(house: LeavingHouse) -> None:
    house[BEN].follow(house[BEN].post("/pause", {"why": "Störung beim Anbieter", "next": "/deliveries"}))
    house.plan()
    assert house.deliveries.send_due() == 0
    for place in ("/", "/board", "/sources", "/deliveries", "/calendar", "/outlets", "/help"):
        page = house[CLEO].get(place).text
        assert "Störung beim Anbieter" in page, place
        assert 'action="/go-on"' not in page  # an analyst looks
    assert house[CLEO].post("/go-on").status_code == 403
    house[BEN].follow(house[BEN].post("/go-on", {"next": "/"}))
    assert "Störung beim Anbieter" not in house[CLEO].get("/").text
    assert house.deliveries.send_due() == 1


def test_the_calendar_shows_what_is_planned_on_its_day_and_moves_it_at_the_same_time_of_day(
    house: LeavingHouse,
) -> None:
    number = house.plan(at=TOMORROW)
    shown = house[BEN].get(f"/calendar?month={TOMORROW:%Y-%m}").text
    cell = shown.split(f'data-day="{TOMORROW:%Y-%m-%d}"')[1].split("</td>")[0]
    assert f'data-delivery="{number}"' in cell
    wanted = TOMORROW.date() + timedelta(days=2)
    answer = house[BEN].post("/calendar/move", {"delivery": number, "day": wanted.isoformat(), "next": "/calendar"})
    house[BEN].follow(answer)
    moved = house.deliveries.delivery(number).planned_at.astimezone()
    assert (moved.date(), moved.hour, moved.minute) == (wanted, 6, 0)
    assert 'draggable="true"' not in house[CLEO].get(f"/calendar?week={wanted}").text


@pytest.mark.parametrize(
    "asked", ["", "?month=2027-02", "?week=2027-03-03", "?month=0001-01", "?week=x", "?month=9999-12"]
)
def test_the_calendar_opens_for_whatever_is_asked(house: LeavingHouse, asked: str) -> None:
    page = house[CLEO].get(f"/calendar{asked}").text
    days = re.findall(r'<td data-day="([^"]+)"', page)
    assert len(days) % 7 == 0
    assert all(datetime.fromisoformat(day).weekday() == at % 7 for at, day in enumerate(days))


def test_an_embargo_is_shown_and_nothing_is_planned_before_it_ends(house: LeavingHouse) -> None:
    ends = (TOMORROW + timedelta(days=5)).replace(hour=10)
    anna = house.actor(ANNA)
    text = f"# Neue Halle\n\nSperrfrist: {ends:%d.%m.%Y}, 10:00 Uhr\n\nDie Halle in Kassel hat 300 Plätze.\n"
    source = house.desk.add_text(text.encode(), name="halle.md", by=anna)
    (variant,) = house.desk.play("text", source.key, channels=("linkedin",), by=anna)
    assert house.desk.opened(variant.id).text.embargo is not None
    vouched = [Vouched("embargo.running", "", "Geht erst nach der Frist hinaus.")]
    house.desk.release(variant.id, wording=variant.wording, vouched=vouched, by=anna)
    in_germany = moment(ends.replace(tzinfo=ZoneInfo("Europe/Berlin")), "en")  # wherever the server stands
    assert f"Embargo until {in_germany}" in house[BEN].get(f"/review/{variant.id}/deliver").text
    early = house[BEN].post(f"/review/{variant.id}/deliver", {"outlet": SHELF, "at": field(TOMORROW)})
    assert early.status_code == 409
    house[BEN].follow(house[BEN].post(f"/review/{variant.id}/deliver", {"outlet": SHELF, "at": field(ends)}))
    assert "embargo until" in house[BEN].get(f"/calendar?week={ends:%Y-%m-%d}").text
    (planned,) = house.deliveries.deliveries()
    assert f"until {in_germany}" in house[BEN].get(f"/deliveries/{planned.id}").text


@pytest.fixture
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock of the server is the one of Berlin."""
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "Europe/Berlin")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("in_berlin")
def test_a_plan_keeps_its_time_of_day_when_the_clocks_change(house: LeavingHouse) -> None:
    last_of_winter = datetime(2032, 3, 27, 9, 30).astimezone()
    number = house.plan(at=last_of_winter)
    house[BEN].post("/calendar/move", {"delivery": number, "day": "2032-03-28"})
    moved = house.deliveries.delivery(number).planned_at
    assert moved - last_of_winter == timedelta(hours=23)
    week = house[CLEO].get("/calendar?week=2032-03-28").text
    assert ">09:30</time>" in week.split('data-day="2032-03-28"')[1]


def test_a_full_day_of_a_month_shows_the_first_and_keeps_the_others_at_hand(house: LeavingHouse) -> None:
    for number in range(7):
        name = f"regal-{number}"
        house.deliveries.keep_outlet(name, "folder", {"path": str(house.shelf / name)}, version=1, by=house.actor(ANNA))
        house.deliveries.plan(house.variant("mastodon").id, name, at=TOMORROW, by=house.actor(BEN))
    month = house[BEN].get(f"/calendar?month={TOMORROW:%Y-%m-%d}").text
    seen, folded = month.split('<details class="cal-more">')
    assert seen.count("data-delivery=") == 5
    assert "2 more" in folded
    assert folded.split("</details>")[0].count("data-delivery=") == 2
    assert "cal-more" not in house[BEN].get(f"/calendar?week={TOMORROW:%Y-%m-%d}").text


def test_who_wrote_the_words_stands_where_they_leave_and_where_they_left(house: LeavingHouse) -> None:
    number = house.plan()
    for place in (f"/deliveries/{number}", f"/review/{house.variant('mastodon').id}/deliver?outlet={SHELF}"):
        page = house[BEN].get(place).text
        assert "Written by machine</dt><dd>100%" in page
        assert "Reviewed and released</dt><dd>Anna, " in page
    house.desk.withdraw(house.variant("mastodon").id, "Der Termin steht nicht fest.", by=house.actor(ANNA))
    assert "Written by machine" not in house[BEN].get(f"/deliveries/{number}").text


def test_unsubscribing_needs_one_press_no_session_and_no_token_of_ours(house: LeavingHouse) -> None:
    key = audit_key(house.desk.folder, "")
    token = Unsubscribing(key).token(SHELF, "mara@example.org")
    shown = house["nobody"].get(f"/unsubscribe/{token}")
    assert "<button" in shown.text
    assert house.deliveries.recipients(SHELF, ["mara@example.org"]).suppressed == ()
    foreign = {"sec-fetch-site": "cross-site"}
    done = house["nobody"].client.post(
        f"/unsubscribe/{token}", content="List-Unsubscribe=One-Click", headers=foreign | {"content-type": "text/plain"}
    )
    assert (done.status_code, "set-cookie" in done.headers) == (200, False)
    assert house["nobody"].client.post(f"/unsubscribe/{token}").status_code == 200  # twice is once
    assert house.deliveries.recipients(SHELF, ["mara@example.org"]).suppressed == ("mara@example.org",)
    assert house["nobody"].get("/unsubscribe/wrong").status_code == 404


def test_recipients_are_pasted_as_a_mail_program_writes_them() -> None:
    pasted = 'Bauer, Anna <anna@x.example>; "Roth, Ben" <ben@x.example>\r\ncleo@x.example dora@x.example'
    assert checked(read_recipients(pasted)).taken == (
        "anna@x.example",
        "ben@x.example",
        "cleo@x.example",
        "dora@x.example",
    )
