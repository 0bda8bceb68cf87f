"""An output that is too long for one file: as platforms fetch it, as it is put to an outlet, and as people see it."""

import gzip

import pytest
from leaving_house import ANNA, BEN, CLEO, SHELF, LeavingHouse
from tests.syndicate.catalogues import gtin

SHORT = 'like = "{like}"\nname = "{like}"\n[options]\nmost = "2"\n'


@pytest.fixture
def own_outputs() -> dict[str, str]:
    return {name: SHORT.format(like=name) for name in ("sitemap", "amazon_listings")}


@pytest.fixture
def ran(house: LeavingHouse) -> LeavingHouse:
    """A house whose sitemap has three addresses, and two of them in a file."""
    for name, more in (("sitemap", {}), ("amazon_listings", {"seller_id": "A1"})):
        values = {"base_url": "https://shop.example", "feed": "open"} | more
        house.outputs.switch(name, on=True, values=values, by=house.actor(ANNA))
    lines = "\n".join(f"B-{at};Säge {at};Holzmann;9,90 EUR;{gtin(at)};https://shop.example/b{at}" for at in range(3))
    table = house.desk.folder / "more.csv"
    table.write_text(f"Artikelnummer;Produktname;Marke;Preis;EAN;Link\n{lines}\n", encoding="utf-8")
    house.desk.products.collect([table])
    house.outputs.run(("sitemap", "amazon_listings"), by=house.actor(BEN))
    return house


def test_the_feed_of_a_sitemap_in_parts_is_an_index_of_the_feeds_of_its_parts(ran: LeavingHouse) -> None:
    client = ran["nobody"].client
    index = client.get("/feeds/sitemap")
    assert index.status_code == 200
    places = [piece.partition("</loc>")[0] for piece in index.text.split("<loc>")[1:]]
    assert [place.removeprefix(str(client.base_url)) for place in places] == [
        f"/feeds/sitemap/{at}" for at in (1, 2, 3)
    ]
    told = b"".join(ran.outputs.feed("sitemap").bytes)
    for at, place in enumerate(places, 1):
        part = client.get(place, headers={"accept-encoding": "identity"})
        assert part.content == b"".join(ran.outputs.feed("sitemap", part=at).bytes)
        assert part.headers["content-disposition"] == f'inline; filename="sitemap-products-part{at}.xml"'
        assert all(line in told for line in part.content.splitlines() if line.startswith(b"<url>"))
        assert client.head(place).headers["etag"].strip('"').removesuffix("-gzip") in part.headers["etag"]
        again = client.get(place, headers={"accept-encoding": "identity", "if-none-match": part.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        with client.stream("GET", place) as packed:
            assert gzip.decompress(b"".join(packed.iter_raw())) == part.content
    assert client.get("/feeds/sitemap/4").status_code == 404
    assert client.get("/feeds/amazon_listings").status_code == 404
    assert client.get("/feeds/amazon_listings/1").status_code == 200


def test_parts_are_as_closed_as_their_output_and_an_index_names_them_with_their_secret(ran: LeavingHouse) -> None:
    values = {"base_url": "https://shop.example", "feed": "token", "feed_token": "geheim & mehr"}
    ran.outputs.switch("sitemap", on=True, values=values, by=ran.actor(ANNA))
    client = ran["nobody"].client
    assert client.get("/feeds/sitemap/1").status_code == client.get("/feeds/sitemap/99").status_code == 404
    index = client.get("/feeds/sitemap", params={"token": "geheim & mehr"}).text
    assert "/feeds/sitemap/1?token=geheim%20%26%20mehr</loc>" in index
    assert client.get("/feeds/sitemap/1", params={"token": "geheim & mehr"}).status_code == 200
    ran.outputs.switch(
        "sitemap", on=True, values=values | {"files_base": "https://cdn.example/maps"}, by=ran.actor(ANNA)
    )
    index = client.get("/feeds/sitemap", params={"token": "geheim & mehr"}).text
    assert "<loc>https://cdn.example/maps/sitemap-products-part1.xml</loc>" in index


def test_all_parts_are_put_to_an_outlet_and_the_index_last(ran: LeavingHouse) -> None:
    answer = ran[BEN].follow(ran[BEN].post("/outputs/sitemap/publish", {"outlet": SHELF}))
    assert "sitemap-products.xml" in answer.text
    put = sorted(file.name for file in ran.shelf.iterdir())
    assert put == [
        "sitemap-products-part1.xml",
        "sitemap-products-part2.xml",
        "sitemap-products-part3.xml",
        "sitemap-products.xml",
    ]
    assert "https://shop.example/sitemap-products-part3.xml" in (ran.shelf / "sitemap-products.xml").read_text()
    line = next(line for line in ran.desk.audit() if line.entry.what == "output.published")
    assert ("files", "4") in line.entry.details


def test_the_page_of_an_output_lists_its_files_with_their_sizes(ran: LeavingHouse) -> None:
    page = ran[BEN].get("/outputs/sitemap").text
    for one in ran.outputs.files("sitemap"):
        assert one.name in page
        assert f'href="/outputs/sitemap/file?part={one.number}"' in page
        taken = ran[BEN].get(f"/outputs/sitemap/file?part={one.number}")
        assert taken.headers["content-disposition"] == f'attachment; filename="{one.name}"'
    assert "part=1" not in ran[CLEO].get("/outputs/sitemap").text
    assert ran[BEN].get("/outputs/sitemap/file?part=9").status_code == 404


def test_the_api_lists_the_files_of_an_output_with_their_feeds(ran: LeavingHouse) -> None:
    told = ran[CLEO].json("/api/outputs/amazon_listings/files").json()
    files = ran.outputs.files("amazon_listings")
    assert [(one["file"]["number"], one["file"]["bytes"]) for one in told] == [(one.number, one.bytes) for one in files]
    assert told[1]["feed"].endswith("/feeds/amazon_listings/2")
