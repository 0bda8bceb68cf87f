"""What stands in the way of an output is named on Today, in one line each that leads to what to do about it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from leaving_house import ANNA, BEN, CLEO, LeavingHouse
from lxml import html

from klaviatur.ports.outputs import Ended
from klaviatur.records import RunKind

GOOGLE, JSON_LD = "google_merchant", "json_ld"
SHOP = {"base_url": "https://shop.example"}
OWN = 'like = "json_ld"\nname = "ours"\nlabel = ["Unsere", "Ours"]\n'


@pytest.fixture
def own_outputs() -> dict[str, str]:
    return {"ours": OWN}


@pytest.fixture
def ran(house: LeavingHouse) -> LeavingHouse:
    """A house with two outputs that have run."""
    for name in (GOOGLE, JSON_LD):
        house.outputs.switch(name, on=True, values=SHOP, by=house.actor(ANNA))
    house.outputs.run(by=house.actor(BEN))
    return house


def lines(house: LeavingHouse, language: str = "en") -> dict[str, str]:
    """Return what Today says did not get out, by what it says, and where that leads."""
    house[CLEO].client.cookies.set("klaviatur_language", language)
    page = html.fromstring(house[CLEO].get("/").text)
    found = page.xpath("//section[@aria-labelledby='leaving']//a")
    return {" ".join(one.text_content().split()): one.get("href") for one in found}


def damage(house: LeavingHouse) -> None:
    (house.desk.folder / "outputs" / GOOGLE / "state.json").unlink()


def let_time_pass(house: LeavingHouse) -> None:
    table = house.desk.folder / "sale.csv"
    head = "Artikelnummer;Angebotspreis;Angebot ab;Angebot bis"
    table.write_text(f"{head}\nA-1;3,90 EUR;2020-11-20T17:00Z;2099-11-30T17:00Z\n", encoding="utf-8")
    house.desk.products.collect([table], source="sale")
    house.outputs.run(by=house.actor(BEN))
    state = house.desk.folder / "outputs" / GOOGLE / "state.json"
    state.write_text(state.read_text(encoding="utf-8").replace("2099-11-30T17", "2020-11-30T17"), encoding="utf-8")


def end(house: LeavingHouse, state: Literal["failed", "stopped_by_parity"], message: str) -> None:
    store, who = house.outputs.store, house.actor(BEN)
    (run,) = store.begin({GOOGLE: RunKind.DELTA}, by=who)
    store.end([Ended(replace(run, state=state, message=message))])


def fail(house: LeavingHouse) -> None:
    end(house, "failed", "The disk is full.")


def stop(house: LeavingHouse) -> None:
    end(house, "stopped_by_parity", "2 differences to other outputs: price of 'A-1'")


@pytest.mark.parametrize(
    ("spoil", "english", "german", "place"),
    [
        (damage, "is damaged", "ist beschädigt", f"/outputs/{GOOGLE}"),
        (let_time_pass, "does not know a sale that began or ended", "Angebot", f"/outputs/{GOOGLE}"),
        (fail, "last run failed", "letzter Lauf gescheitert", f"/outputs/{GOOGLE}"),
        (stop, "stopped, outputs differ", "angehalten", "/outputs/parity"),
    ],
)
def test_an_output_that_somebody_has_to_look_after_is_named_once_with_where_that_is_done(
    ran: LeavingHouse, spoil: Callable[[LeavingHouse], None], english: str, german: str, place: str
) -> None:
    assert not [said for said in lines(ran) if english in said]
    spoil(ran)
    for language, words in (("en", english), ("de", german)):
        (said,) = [said for said in lines(ran, language) if words in said]
        assert "Google Merchant Center" in said
        assert lines(ran, language)[said] == place
    ran.outputs.run(full=True, by=ran.actor(BEN))
    assert not [said for said in lines(ran) if english in said]


def test_an_output_with_a_wrong_profile_is_named_too(ran: LeavingHouse) -> None:
    ran.outputs.switch("ours", on=True, values=SHOP, by=ran.actor(ANNA))
    Path(ran.desk.folder / "profiles" / "ours.toml").write_text(f"{OWN}[[", encoding="utf-8")
    found = {said: place for said, place in lines(ran).items() if "cannot be run" in said}
    assert list(found.values()) == ["/outputs/ours"]


def test_an_output_that_is_off_is_not_named(ran: LeavingHouse) -> None:
    damage(ran)
    ran.outputs.switch(GOOGLE, on=False, by=ran.actor(ANNA))
    assert not [said for said in lines(ran) if "Google" in said]


def test_today_is_shown_also_where_the_folder_of_own_profiles_is_gone(ran: LeavingHouse) -> None:
    for file in (folder := Path(ran.desk.folder / "profiles")).iterdir():
        file.unlink()
    folder.rmdir()
    assert ran[CLEO].get("/").status_code == 200
