"""Items of outputs as people see them: every problem of each, under its title, with who wrote its words."""

import re
from dataclasses import replace

import pytest
from leaving_house import ANNA, BEN, CLEO, LeavingHouse

from klaviatur.doors.site.pages.outputs.cells import readable
from klaviatur.doors.site.telling import tell
from klaviatur.records import Prepared

HELD = "/outputs/google_merchant/held"
SHOP = {"base_url": "https://shop.example"}


@pytest.fixture
def ran(house: LeavingHouse) -> LeavingHouse:
    """A house with forty products of which Google gets none: each lacks its price, its image and more."""
    rows = "".join(f"L-{n:03};Löffel Nummer {n};Holzmann\n" for n in range(40))
    table = house.shelf.parent / "loeffel.csv"
    table.write_text(f"Artikelnummer;Produktname;Marke\n{rows}", encoding="utf-8")
    house.desk.products.collect([table])
    house.outputs.switch("google_merchant", on=True, values=SHOP, by=house.actor(ANNA))
    house.outputs.run(by=house.actor(BEN))
    return house


def test_no_problem_of_an_item_is_lost_between_two_pages(ran: LeavingHouse) -> None:
    seen: list[str] = []
    place: str | None = HELD
    while place:
        page = ran[CLEO].json(place).json()
        seen += [f"{p['key']} {p['rule']} {p['place']}" for item in page["items"] for p in item["problems"]]
        place = f"{HELD}?after={page['after']}" if page["after"] else None
    kept = ran.outputs.held("google_merchant", limit=10_000)
    assert len(kept) > 100
    assert seen == [f"{p.key} {p.rule} {p.place}" for p in kept]


def test_an_item_that_is_held_stands_once_under_its_title_with_all_its_problems(ran: LeavingHouse) -> None:
    page = ran[CLEO].get(f"{HELD}?q=L-007").text
    assert page.count("Löffel Nummer 7</a></h2>") == 1
    assert len(re.findall('class="problem"', page)) == len(ran.outputs.held("google_merchant", search="L-007")) > 1


def test_a_run_names_the_person_as_everybody_knows_them(ran: LeavingHouse) -> None:
    page = ran[ANNA].get("/outputs/google_merchant").text
    assert "by Ben," in page
    assert ">ben<" not in page


def test_an_item_says_who_wrote_its_words_and_is_taken_along_as_it_is(house: LeavingHouse) -> None:
    anna = house.actor(ANNA)
    (variant,) = house.desk.play("product", "A-1", channels=["shopping_title"], by=anna)
    house.desk.release(variant.id, wording=variant.wording, by=anna)
    for name in ("google_merchant", "json_ld"):
        house.outputs.switch(name, on=True, values=SHOP, by=anna)
        page = house[BEN].get(f"/outputs/{name}/item?key=A-1").text
        assert "Schraubendreher</h1>" in page
        assert "Reviewed and released</dt><dd>Anna, " in page
        answer = house[BEN].get(f"/outputs/{name}/item/file?key=A-1")
        assert answer.content == house.outputs.preview(name, "A-1").body
        assert house[CLEO].get(f"/outputs/{name}/item/file?key=A-1").status_code == 403
    assert "  &lt;g:id&gt;A-1&lt;/g:id&gt;\n" in house[BEN].get("/outputs/google_merchant/item?key=A-1").text
    assert "No released wording is in it" in house[BEN].get("/outputs/google_merchant/item?key=A-2").text


def test_a_product_says_on_its_page_where_it_is_and_what_holds_it(ran: LeavingHouse) -> None:
    page = ran[CLEO].get("/sources/product/L-007").text.split('id="where"')[1].split("</section>")[0]
    (label,) = (one.label.en for one in ran.outputs.outputs() if one.on)
    assert label in page
    held = [p.message.en for p in ran.outputs.why("L-007")[0][2] if p.severity == "block"]
    assert held
    assert all(message in page for message in held)


@pytest.mark.parametrize(
    ("media_type", "body", "shown"),
    [
        (
            "application/xml",
            "<a><b>1 &lt; 2</b><c x='>'/><d><e>3</e></d></a>",
            "<a>\n  <b>1 &lt; 2</b>\n  <c x='>'/>\n",
        ),
        ("application/xml", "<i><t><![CDATA[<p>so</p>]]></t></i>", "<i>\n  <t><![CDATA[<p>so</p>]]></t>\n</i>"),
        ("application/xml", "<a><b>", "<a>\n  <b>"),
        ("application/x-ndjson", '{"a":{"b":"ü"}}', '{\n  "a": {\n    "b": "ü"\n  }\n}'),
        ("application/json", '{"a":', '{"a":'),
        ("text/plain", "a  b\n", "a  b"),
        ("application/zip", "PK", ""),
    ],
)
def test_an_item_is_shown_line_by_line_and_never_loses_a_word(media_type: str, body: str, shown: str) -> None:
    told = readable(Prepared(media_type, body.encode()))
    assert told.startswith(shown)
    if shown and "json" not in media_type:
        assert "".join(told.split()) == "".join(body.split())


def test_outputs_that_differ_are_shown_side_by_side_and_what_was_there_stays(house: LeavingHouse) -> None:
    anna, table = house.actor(ANNA), house.shelf.parent / "vase.csv"
    table.write_text(
        "Artikelnummer;Produktname;Beschreibung;Marke;Bild;Link;Preis\n"
        "V-1;Vase;Sie ist aus Ton.;Tonhaus;https://shop.example/v.jpg;https://shop.example/v;9,90 EUR\n",
        encoding="utf-8",
    )
    house.desk.products.collect([table])
    for name, said in (("google_merchant", "in_stock"), ("json_ld", "in_stock")):
        house.outputs.switch(name, on=True, values=SHOP | {"availability": said}, by=anna)
    (before, _) = house.outputs.run(by=anna)
    house.outputs.switch("json_ld", on=True, values=SHOP | {"availability": "out_of_stock"}, by=anna)
    stopped = house.outputs.run(full=True, by=anna)
    assert {run.state for run in stopped} == {"stopped_by_parity"}
    page = house[BEN].get("/outputs/google_merchant").text
    assert "1 difference to other outputs, the first: availability of V-1" in page
    assert f"<b>{before.delivered}</b><span>in it" in page
    assert f'data-c="in it">{before.delivered}</td>' in house[BEN].get("/outputs").text
    side_by_side = house[BEN].get("/outputs/parity").text
    assert "1 product differs between outputs." in side_by_side
    for said in ("Vase</a>", "<q>in_stock</q>", "<q>out_of_stock</q>", "Google Merchant Center (XML)", "JSON-LD"):
        assert said in side_by_side


def test_a_setting_that_is_wrong_is_named_as_its_form_names_it(house: LeavingHouse) -> None:
    house[ANNA].client.cookies.set("klaviatur_language", "de")
    page = house[ANNA].post("/outputs/google_merchant/on", {"base_url": "shop ohne schema"})
    assert "Die Einstellung „Adresse des Shops“ ist „shop ohne schema“." in page.text
    page = house[ANNA].post("/outlets/new/webhook", {"name": "haken", "url": "http//falsch", "secret": "x"})
    trouble = page.text.split('class="trouble"')[1].split("</div>")[0]
    assert "„Adresse" in trouble
    assert "Eine ganze Adresse schreiben" in trouble


def test_what_a_mail_server_does_not_take_is_said_in_german() -> None:
    said = "Mail server mail.example:25 did not take recipient 'k@example.org': 550 5.1.1 no such user."
    told = "Der Mailserver mail.example:25 nahm den Empfänger „k@example.org“ nicht an: 550 5.1.1 no such user."
    assert tell("de", said) == told


def test_a_wrong_profile_of_our_own_closes_no_page(ran: LeavingHouse) -> None:
    folder = ran.shelf.parent / "own"
    folder.mkdir()
    (folder / "price_list.toml").write_text('name = "price_list"\n', encoding="utf-8")
    ran.desk.settings = replace(ran.desk.settings, outputs_folder=str(folder))
    for place in ("/", "/sources/product/L-007"):
        assert ran[CLEO].get(place).status_code == 200
    told = ran[CLEO].get("/outputs")
    assert told.status_code == 200
    assert "price_list.toml" in told.text
