"""A profile of one's own that is wrong: its page says so and lets it be switched off, and the others go on."""

from pathlib import Path

import pytest
from leaving_house import ANNA, BEN, CLEO, LeavingHouse

LIKE = 'like = "json_ld"\nname = "ours"\nlabel = ["Unsere", "Ours"]\n'
SHOP = {"base_url": "https://shop.example", "feed": "open"}


@pytest.fixture
def own_outputs() -> dict[str, str]:
    return {"ours": LIKE}


@pytest.fixture
def spoilt(house: LeavingHouse) -> LeavingHouse:
    """A house with two outputs that have run, one of which has got a wrong profile since."""
    for name in ("json_ld", "ours"):
        house.outputs.switch(name, on=True, values=SHOP, by=house.actor(ANNA))
    house.outputs.run(by=house.actor(BEN))
    (Path(house.desk.folder) / "profiles" / "ours.toml").write_text(f"{LIKE}[[", encoding="utf-8")
    house[BEN].post("/outputs/run")
    house.work_off()
    return house


def test_its_page_says_what_is_wrong_and_where_it_is_switched_off(spoilt: LeavingHouse) -> None:
    for place in ("/outputs", "/outputs/ours"):
        page = spoilt[ANNA].get(place).text
        assert "not valid TOML" in page
        assert 'href="/outputs/json_ld"' in page or place != "/outputs"
    assert "/outputs/ours/off" in page
    assert "/outputs/ours/off" not in spoilt[CLEO].get("/outputs/ours").text
    assert spoilt[CLEO].get("/outputs/why?key=A-1").status_code == 200
    assert spoilt[CLEO].get("/outputs/parity").status_code == 200
    assert spoilt[ANNA].follow(spoilt[ANNA].post("/outputs/ours/off")).status_code == 200
    assert spoilt[ANNA].json("/api/outputs/ours").json()["output"]["on"] is False


def test_the_work_and_the_runs_tell_it_and_the_other_output_ran(spoilt: LeavingHouse) -> None:
    runs = {run["output"]: run for run in reversed(spoilt[BEN].json("/api/runs").json())}
    assert (runs["json_ld"]["state"], runs["ours"]["state"]) == ("done", "failed")
    assert "not valid TOML" in runs["ours"]["message"]
    known = {one["name"]: one for one in spoilt[BEN].json("/api/outputs").json()}
    assert (known["json_ld"]["problem"], known["ours"]["problem"]) == ("", runs["ours"]["message"])
    (work,) = [one for one in spoilt.desk.works() if one.what == "syndicate"]
    assert "ours" in work.message


def test_its_feed_is_asked_for_again_later_and_that_of_the_other_is_served(spoilt: LeavingHouse) -> None:
    client = spoilt["nobody"].client
    assert client.get("/feeds/json_ld").status_code == 200
    assert client.get("/feeds/ours").status_code == 503
