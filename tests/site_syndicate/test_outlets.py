"""Outlets on their pages: set up, tested, paused; secrets go in and never come out."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from leaving_house import ANNA, BEN, CLEO, SHELF, LeavingHouse

from klaviatur.records import DeliveryState

SECRET = "ein sehr geheimes Wort"
MAIL = {
    "host": "127.0.0.1",
    "port": "1",
    "security": "none",
    "from_address": "presse@example.org",
    "from_name": "Presse",
}


def test_every_kind_shows_what_it_can_and_a_form_for_its_settings(house: LeavingHouse) -> None:
    page = house[ANNA].get("/outlets/new").text
    for passport in house.deliveries.kinds():
        assert f'href="/outlets/new/{passport.kind}"' in page
        form = house[ANNA].get(f"/outlets/new/{passport.kind}").text
        for field in passport.fields:
            assert f'name="{field.name}"' in form, (passport.kind, field.name)
            if field.secret and not field.name.endswith("_key"):
                assert 'type="password"' in form.split(f'name="{field.name}"')[1].split(">")[0]


def test_an_outlet_is_set_up_and_tested_at_once(house: LeavingHouse, tmp_path: Path) -> None:
    sent = {"name": "presse", "path": str(tmp_path / "presse"), "formats": "md"}
    page = house[ANNA].follow(house[ANNA].post("/outlets/new/folder", sent)).text
    assert "answers" in page
    assert house.deliveries.outlet("presse").values["formats"] == "md"
    assert house.deliveries.outlet("presse").health is not None


def test_a_secret_goes_in_and_never_comes_out(house: LeavingHouse) -> None:
    house[ANNA].post("/outlets/new/mail", MAIL | {"name": "liste", "user": "presse", "password": SECRET})
    assert "password" in house.deliveries.secrets_of("liste")
    for name in (ANNA, BEN, CLEO):
        for place in ("/outlets", "/outlets/liste", "/audit"):
            assert SECRET not in house[name].get(place).text
            assert SECRET not in house[name].json(place).text
    kept = house[ANNA].post("/outlets/liste", MAIL | {"user": "presse", "version": "2", "password": ""})
    assert kept.status_code == 303
    assert "password" in house.deliveries.secrets_of("liste")  # left empty, it stays


def test_what_cannot_be_set_up_keeps_what_was_typed(house: LeavingHouse) -> None:
    answer = house[ANNA].post("/outlets/new/mail", {"name": "Groß Name", **MAIL, "host": "mail.example.org"})
    assert answer.status_code == 422
    assert "mail.example.org" in answer.text
    assert "Groß Name" in answer.text


def test_somebody_who_was_faster_is_not_overwritten(house: LeavingHouse, tmp_path: Path) -> None:
    first, second = ({"path": str(tmp_path / name), "version": "2"} for name in ("a", "b"))
    assert house[ANNA].post(f"/outlets/{SHELF}", first).status_code == 303
    assert house[ANNA].post(f"/outlets/{SHELF}", second).status_code == 409
    assert house.deliveries.outlet(SHELF).values["path"].endswith("a")


def test_an_outlet_that_does_not_answer_says_so(house: LeavingHouse) -> None:
    house[ANNA].post("/outlets/new/mail", MAIL | {"name": "liste"})
    page = house[ANNA].follow(house[ANNA].post("/outlets/liste/check")).text
    assert "does not answer" in page
    assert house.deliveries.outlet("liste").health


def test_an_outlet_is_paused_and_opened(house: LeavingHouse) -> None:
    house.plan()
    house[ANNA].follow(house[ANNA].post(f"/outlets/{SHELF}/pause", {"why": "Umzug des Servers"}))
    assert "Umzug des Servers" in house[CLEO].get("/outlets").text
    assert house.deliveries.send_due() == 0
    house[ANNA].follow(house[ANNA].post(f"/outlets/{SHELF}/open"))
    assert house.deliveries.send_due() == 1


def test_an_outlet_that_waits_says_until_when_and_is_tried_at_once(house: LeavingHouse) -> None:
    variant = house.plan()
    with house.deliveries.store.delivering() as open_:
        open_.let_wait(SHELF, datetime(2099, 3, 7, 6, 0, tzinfo=UTC))
    assert house.deliveries.send_due() == 0
    for path in ("/outlets", f"/outlets/{SHELF}"):
        page = house[ANNA].get(path).text
        assert "Nothing leaves before" in page
        assert "2099" in page
    opened = house[ANNA].post(f"/outlets/{SHELF}/open", {})
    assert "Nothing leaves before" not in house[ANNA].follow(opened).text
    assert house.deliveries.send_due() == 1
    assert house.deliveries.delivery(variant).state is DeliveryState.DELIVERED


@pytest.mark.parametrize("who", [BEN, CLEO])
def test_only_admins_set_outlets_up(house: LeavingHouse, who: str) -> None:
    assert house[who].get("/outlets/new").status_code == 403
    assert house[who].post("/outlets/new/folder", {"name": "x", "path": "/x"}).status_code == 403
    assert house[who].post(f"/outlets/{SHELF}", {"path": "/x", "version": "2"}).status_code == 403
    assert house[who].post(f"/outlets/{SHELF}/check").status_code == 403
    assert house[who].get(f"/outlets/{SHELF}").status_code == 200


def test_an_unknown_outlet_or_kind_is_not_there(house: LeavingHouse) -> None:
    assert house[ANNA].get("/outlets/keines").status_code == 404
    assert house[ANNA].get("/outlets/new/fax").status_code == 404
