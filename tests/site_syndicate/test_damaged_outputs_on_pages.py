"""An output whose files are damaged: pages and the API say so of it, and show the others as ever."""

import pytest
from leaving_house import ANNA, BEN, CLEO, LeavingHouse

NAMES = ("google_merchant", "json_ld")
SHOP = {"base_url": "https://shop.example", "feed": "open"}
COMMAND = "klaviatur syndicate google_merchant --full"


@pytest.fixture
def damaged(house: LeavingHouse) -> LeavingHouse:
    """A house with two outputs that have run; of one of them a file was cut short since."""
    for name in NAMES:
        house.outputs.switch(name, on=True, values=SHOP, by=house.actor(ANNA))
    house.outputs.run(by=house.actor(BEN))
    (index,) = (house.desk.folder / "outputs" / "google_merchant").glob("base-*.index")
    index.write_bytes(index.read_bytes()[:20])
    return house


@pytest.mark.parametrize("place", ["/outputs", "/outputs/google_merchant", "/outputs/why?key=A-1"])
def test_its_pages_say_how_it_is_made_anew(damaged: LeavingHouse, place: str) -> None:
    answer = damaged[CLEO].get(place)
    assert answer.status_code == 200
    assert COMMAND in answer.text
    assert "/file" not in answer.text  # where nothing would come
    damaged.outputs.run(by=damaged.actor(BEN))
    assert COMMAND not in damaged[CLEO].get(place).text


def test_others_are_shown_as_ever(damaged: LeavingHouse) -> None:
    for place in ("/outputs/why?key=A-1", "/sources/product/A-1"):
        page = damaged[CLEO].get(place).text
        assert page.index("damaged") < page.index("/outputs/json_ld/item?key=A-1") < page.index("in it</span>")
    assert "no output holds it back" not in damaged[CLEO].get("/outputs/why?key=A-1").text
    assert damaged[CLEO].get("/outputs/json_ld").text.count("damaged") == 0
    assert "held back" in damaged[CLEO].get("/outputs/why?key=A-3").text


def test_the_product_leads_to_where_the_output_is_made_anew(damaged: LeavingHouse) -> None:
    assert 'href="/outputs/google_merchant"' in damaged[BEN].get("/sources/product/A-1").text
    page = damaged[BEN].get("/outputs/google_merchant").text
    assert "Build all of it anew" in page
    assert "Download the file" not in page
    assert "/publish" not in page


def test_the_api_says_it_too(damaged: LeavingHouse) -> None:
    found = {one["output"]: one for one in damaged[CLEO].json("/api/outputs/why?key=A-1").json()}
    assert (found["google_merchant"]["state"], found["json_ld"]["state"]) == ("damaged", "delivered")
    assert COMMAND in found["google_merchant"]["problems"][0]["proposal"]["en"]
    known = {one["name"]: one for one in damaged[CLEO].json("/api/outputs").json()}
    assert COMMAND in known["google_merchant"]["damaged"]
    assert known["json_ld"]["damaged"] == ""
    assert damaged[CLEO].json("/api/outputs/google_merchant").json()["output"] == known["google_merchant"]


def test_platforms_ask_again_for_its_feed_as_it_is_made_anew(damaged: LeavingHouse) -> None:
    client = damaged["nobody"].client
    assert client.get("/feeds/json_ld").status_code == 200
    answer = client.get("/feeds/google_merchant")
    assert (answer.status_code, answer.headers["retry-after"], answer.content) == (503, "60", b"")
    damaged.outputs.switch("google_merchant", on=True, values=SHOP | {"feed": "off"}, by=damaged.actor(ANNA))
    assert client.get("/feeds/google_merchant").status_code == 404
