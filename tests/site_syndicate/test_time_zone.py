"""Times on pages are those of the team, wherever the server stands; what is kept is the moment."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient
from leaving_house import BEN, SHELF, LeavingHouse
from tests.site.site_house import Browser

from klaviatur.doors.site.app import create_app
from klaviatur.doors.site.i18n import zone_name
from klaviatur.settings import Settings

NEW_YORK = "America/New_York"


@pytest.fixture
def ben(house: LeavingHouse) -> Browser:
    """The publisher's browser, German, where the workspace is a New York team's."""
    known = house[BEN]
    app = create_app(house.desk, house.members, Settings(time_zone=NEW_YORK), works=house.works)
    client = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False, raise_server_exceptions=False)
    client.cookies.update(known.client.cookies)
    client.cookies.set("klaviatur_language", "de")
    return Browser(client, known.csrf)


def planned(house: LeavingHouse) -> datetime:
    (one,) = house.deliveries.deliveries()
    return one.planned_at


def test_what_is_typed_means_the_time_of_the_team_and_is_shown_like_that(house: LeavingHouse, ben: Browser) -> None:
    place = f"/review/{house.variant('mastodon').id}/deliver"
    assert "(EST/EDT)" in ben.get(place, **{"accept-language": "de"}).text
    answer = ben.post(place, {"outlet": SHELF, "at": "2032-01-05T20:30"})
    assert planned(house) == datetime(2032, 1, 6, 1, 30, tzinfo=UTC)
    page = ben.follow(answer).text
    assert "5. Januar 2032, 20:30" in page
    assert 'value="2032-01-05T20:30"' in page
    number = house.deliveries.deliveries()[0].id
    ben.post(f"/deliveries/{number}/move", {"at": "2032-07-05T20:30"})  # in summer
    assert planned(house) == datetime(2032, 7, 6, 0, 30, tzinfo=UTC)


def test_the_calendar_shows_and_moves_by_the_days_of_the_team(house: LeavingHouse, ben: Browser) -> None:
    number = house.plan(at=datetime(2032, 3, 13, 4, 30, tzinfo=UTC))  # 23:30 the day before
    assert (
        ">23:30</time>" in ben.get("/calendar?month=2032-03").text.split('data-day="2032-03-12"')[1].split("</td>")[0]
    )
    answer = ben.post("/calendar/move", {"delivery": number, "day": "2032-03-14"})  # the clocks change that morning
    assert planned(house) == datetime(2032, 3, 15, 3, 30, tzinfo=UTC)
    assert "14. März 2032" in ben.follow(answer).text
    assert f'data-delivery="{number}"' in ben.get("/calendar?week=2032-03-14").text.split('data-day="2032-03-14"')[1]


def test_a_moment_in_an_error_is_written_as_people_write_it(house: LeavingHouse, ben: Browser) -> None:
    at = datetime(2032, 1, 6, 1, 30, tzinfo=UTC)
    house.plan(at=at)
    place = f"/review/{house.variant('mastodon').id}/deliver"
    refused = ben.post(place, {"outlet": SHELF, "at": "2032-01-07T10:00"})
    assert refused.status_code == 409
    assert "schon geplant: 5. Januar 2032, 20:30 EST" in refused.text
    ben.client.cookies.set("klaviatur_language", "en")
    assert "for 5 January 2032, 20:30 EST" in ben.post(place, {"outlet": SHELF, "at": "2032-01-07T10:00"}).text


@pytest.mark.parametrize(
    ("zone", "german", "english"),
    [
        ("Europe/Berlin", "MEZ/MESZ", "CET/CEST"),
        ("UTC", "UTC", "UTC"),
        ("America/Sao_Paulo", "UTC-03", "UTC-03"),
    ],
)
def test_a_time_zone_is_called_as_people_call_it(zone: str, german: str, english: str) -> None:
    assert zone_name("de", ZoneInfo(zone)) == german
    assert zone_name("en", ZoneInfo(zone)) == english


def test_an_hour_that_the_clocks_leave_out_moves_to_the_next_one(house: LeavingHouse, ben: Browser) -> None:
    number = house.plan(at=datetime(2032, 3, 1, tzinfo=UTC) + timedelta(hours=7, minutes=30))  # 2:30 there
    ben.post("/calendar/move", {"delivery": number, "day": "2032-03-14"})
    assert planned(house) == datetime(2032, 3, 14, 7, 30, tzinfo=UTC)  # 3:30, as 2:30 does not exist
