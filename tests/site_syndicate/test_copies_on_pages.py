"""On the pages an output is kept up to date at an outlet with one button, and what is old there is said with why."""

from pathlib import Path

import pytest
from leaving_house import ANNA, BEN, CLEO, SHELF, LeavingHouse

GOOGLE = "google_merchant"
OWN = 'like = "json_ld"\nname = "ours"\nlabel = ["Unsere", "Ours"]\n'
PLACE = f"/outputs/{GOOGLE}"


@pytest.fixture
def own_outputs() -> dict[str, str]:
    return {"ours": OWN}


@pytest.fixture
def kept(house: LeavingHouse) -> LeavingHouse:
    """A house with an output that is kept up to date on a shelf."""
    house.outputs.switch(GOOGLE, on=True, values={"base_url": "https://shop.example"}, by=house.actor(ANNA))
    house.outputs.run(by=house.actor(BEN))
    page = house[BEN].follow(house[BEN].post(f"{PLACE}/publish", {"outlet": SHELF, "keep": "1"})).text
    assert f"The file is at {SHELF} and is kept up to date there" in page
    return house


def change(house: LeavingHouse) -> None:
    table = house.desk.folder / "price.csv"
    table.write_text("Artikelnummer;Preis\nA-1;3,33 EUR\n", encoding="utf-8")
    house.desk.products.collect([table], source="price")
    house.outputs.run(by=house.actor(BEN))


def test_a_copy_is_shown_with_who_ordered_it_and_whether_it_is_old(kept: LeavingHouse) -> None:
    page = kept[CLEO].get(PLACE).text
    assert "ordered by Ben" in page
    assert "up to date</span>" in page
    assert "/copies/stop" not in page
    assert "Google Merchant Center (XML)" in kept[CLEO].get(f"/outlets/{SHELF}").text
    change(kept)
    assert "The worker puts the new one there at its next look." in kept[CLEO].get(PLACE).text
    assert f"is old at {SHELF}" not in kept[CLEO].get("/").text  # nobody has to do anything
    (due,) = kept.deliveries.copies.due()
    assert kept.deliveries.copies.renew(due)
    assert "up to date</span>" in kept[CLEO].get(PLACE).text
    assert b"3.33 EUR" in (kept.shelf / "google_merchant.xml").read_bytes()


def test_a_copy_that_somebody_has_to_look_after_is_told_on_its_page_and_on_today(kept: LeavingHouse) -> None:
    change(kept)
    kept.deliveries.pause_outlet(SHELF, "Umzug", by=kept.actor(BEN))
    page = kept[CLEO].get(PLACE).text
    assert "Umzug" in page
    assert "As soon as that holds no more, the worker puts the new one there." in page
    today = kept[CLEO].get("/").text
    assert f"Google Merchant Center (XML) is old at {SHELF}" in today
    assert f'href="{PLACE}#copies"' in today
    kept[CLEO].client.cookies.set("klaviatur_language", "de")
    assert f"liegt in {SHELF} veraltet" in kept[CLEO].get("/").text
    for file in (folder := Path(kept.desk.folder / "profiles")).iterdir():
        file.unlink()
    folder.rmdir()
    assert kept[CLEO].get("/").status_code == 200


def test_an_outlet_that_is_away_is_told_with_when_it_is_tried_again(kept: LeavingHouse) -> None:
    change(kept)
    (kept.shelf / "google_merchant.xml").unlink()
    kept.shelf.rmdir()
    kept.shelf.write_text("a file")
    (due,) = kept.deliveries.copies.due()
    assert not kept.deliveries.copies.renew(due)
    page = kept[CLEO].get(PLACE).text
    assert "a file and a folder have the same name there" in page
    assert "It is tried again on" in page


def test_who_delivers_ends_a_copy_and_its_file_stays(kept: LeavingHouse) -> None:
    assert kept[CLEO].post(f"{PLACE}/copies/stop", {"outlet": SHELF}).status_code == 403
    page = kept[BEN].follow(kept[BEN].post(f"{PLACE}/copies/stop", {"outlet": SHELF})).text
    assert f"Its files stay at {SHELF}." in page
    assert "Keep it no longer" not in page
    assert (kept.shelf / "google_merchant.xml").is_file()
    audit = kept[ANNA].get("/audit").text
    assert "output kept up to date at an outlet" in audit
    assert "output kept up to date no longer" in audit
