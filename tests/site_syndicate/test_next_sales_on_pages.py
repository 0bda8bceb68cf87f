"""When a sale begins or ends next: said of an output on its pages and by the API, in the time zone of the workspace."""

from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient
from leaving_house import ANNA, BEN, LeavingHouse
from tests.site.site_house import Browser

from klaviatur.adapters.clock import SystemClock
from klaviatur.doors.site.app import create_app
from klaviatur.settings import Settings
from klaviatur.wiring.syndication import open_syndication

HEAD = "Artikelnummer;Angebotspreis;Angebot ab;Angebot bis"
BEGINS, ENDS = "2020-11-20T17:00Z", "2099-11-30T17:00Z"
PLACES = ("/outputs", "/outputs/google_merchant")


@pytest.fixture
def sale(house: LeavingHouse) -> LeavingHouse:
    """A house with a product in a sale, and an output that has not run since it knows that."""
    table = house.desk.folder / "sale.csv"
    table.write_text(f"{HEAD}\nA-1;3,90 EUR;{BEGINS};{ENDS}\n", encoding="utf-8")
    house.desk.products.collect([table], source="sale")
    values = {"base_url": "https://shop.example"}
    house.outputs.switch("google_merchant", on=True, values=values, by=house.actor(ANNA))
    return house


def team_in_berlin(house: LeavingHouse, language: str) -> Browser:
    known = house[BEN]
    app = create_app(house.desk, house.members, Settings(time_zone="Europe/Berlin"), works=house.works)
    client = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False, raise_server_exceptions=False)
    client.cookies.update(known.client.cookies)
    client.cookies.set("klaviatur_language", language)
    return Browser(client, known.csrf)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "am 30. November 2099, 18:00 beginnt oder endet ein Angebot"),
        ("en", "a sale begins or ends on 30 November 2099, 18:00"),
    ],
)
def test_an_output_says_it_once(sale: LeavingHouse, place: str, language: str, said: str) -> None:
    browser = team_in_berlin(sale, language)
    assert said not in browser.get(place).text
    sale.outputs.run(by=sale.actor(BEN))
    assert browser.get(place).text.count(said) == 1


@pytest.mark.parametrize("place", PLACES)
def test_where_that_moment_has_come_it_says_that_the_next_run_knows(sale: LeavingHouse, place: str) -> None:
    with open_syndication(desk=sale.desk, clock=SystemClock(datetime(2020, 11, 1, tzinfo=UTC))) as earlier:
        earlier.run(by=sale.actor(BEN))
    browser = team_in_berlin(sale, "de")
    said = "am 20. November 2020, 18:00 hat ein Angebot begonnen oder geendet: der nächste Lauf sagt es"
    assert said in browser.get(place).text
    sale.outputs.run(by=sale.actor(BEN))
    assert "begonnen oder geendet" not in browser.get(place).text


def test_the_api_says_the_moment(sale: LeavingHouse) -> None:
    sale.outputs.run(by=sale.actor(BEN))
    one = sale[BEN].json("/api/outputs/google_merchant").json()["output"]
    assert (one["due"], one["overdue"]) == ("2099-11-30T17:00:00+00:00", False)
    known = {other["name"]: other for other in sale[BEN].json("/api/outputs").json()}
    assert known["google_merchant"] == one
    assert known["shopify"]["due"] is None
