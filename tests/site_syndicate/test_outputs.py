"""Outputs on their pages: switched on, run by the worker, held items explained, the feed fetched."""

import gzip
import re
import sqlite3

import pytest
from leaving_house import ANNA, BEN, CLEO, SHELF, LeavingHouse

GOOGLE = {"base_url": "https://shop.example", "texts": "released_or_collected", "feed": "token"}


def switch_on(house: LeavingHouse, name: str = "google_merchant", **more: str) -> None:
    answer = house[ANNA].post(f"/outputs/{name}/on", GOOGLE | more)
    assert answer.status_code == 303, answer.text


@pytest.fixture
def ran(house: LeavingHouse) -> LeavingHouse:
    """A house whose Google output has run: one product is in it, two are held back."""
    switch_on(house)
    house.outputs.run(("google_merchant",), by=house.actor(BEN))
    return house


def test_every_output_is_listed_with_its_settings(house: LeavingHouse) -> None:
    page = house[CLEO].get("/outputs").text
    for output in house.outputs.outputs():
        assert f'href="/outputs/{output.name}"' in page
    shown = house[CLEO].get("/outputs/google_merchant").text
    assert 'name="base_url"' in shown
    assert "Switch on" not in shown  # an analyst looks


def test_an_output_is_switched_on_run_by_the_worker_and_adds_up(house: LeavingHouse) -> None:
    switch_on(house)
    page = house[BEN].follow(house[BEN].post("/outputs/run", {"output": "google_merchant"})).text
    assert "Running now" in page
    house.work_off()
    run = house.outputs.output("google_merchant").last
    assert run is not None
    assert run.state == "done", run.message
    assert (run.items, run.delivered + run.held) == (3, 3)
    shown = house[CLEO].get("/outputs/google_merchant").text
    assert "Running now" not in shown
    assert f"<b>{run.held}</b>" in shown


def test_a_setting_that_is_missing_is_said_and_what_was_typed_stays(house: LeavingHouse) -> None:
    answer = house[ANNA].post("/outputs/google_merchant/on", {"base_url": "", "image_base": "https://img.example"})
    assert answer.status_code == 422
    assert "https://img.example" in answer.text
    assert not house.outputs.output("google_merchant").on


def test_a_held_item_is_explained_by_rule_by_item_and_by_key(ran: LeavingHouse) -> None:
    rules = ran.outputs.held_counts("google_merchant")
    assert rules
    page = ran[CLEO].get("/outputs/google_merchant").text
    for problem, _ in rules:
        assert problem.rule in page
        shown = ran[CLEO].get(f"/outputs/google_merchant/held?rule={problem.rule}").text
        assert problem.message.en in shown.replace("&#39;", "'").replace("&#34;", '"')
    why = ran[CLEO].get("/outputs/why?key=A-3").text
    assert "held back" in why
    assert "Next step" in why
    assert "in it" in ran[CLEO].get("/outputs/why?key=A-1").text
    several = ran[CLEO].get("/outputs/why?key=A").text
    assert "Did you mean" in several
    assert all(title in several for title in ("Schraubendreher", "Hammer", "Zange"))
    for one_answers in ("/outputs/why?key=4006381333931", "/outputs/google_merchant/item?key=Schraubendreher"):
        assert "item?key=A-1" in ran[CLEO].get(one_answers).text
    assert "Look at the products" in ran[CLEO].get("/outputs/why?key=Gartenschlauch").text
    assert "Held back by Google Merchant Center" in ran[CLEO].get("/").text


def test_an_item_is_shown_as_it_leaves(ran: LeavingHouse) -> None:
    page = ran[CLEO].get("/outputs/google_merchant/item?key=A-1").text
    assert "4006381333931" in page
    assert "4.90 EUR" in page
    assert ran[CLEO].get("/outputs/google_merchant/item?key=Z-9").status_code == 404


def test_nobody_but_admins_sees_the_secret_of_a_feed(ran: LeavingHouse) -> None:
    token = ran.outputs.output("google_merchant").values["feed_token"]
    assert token in ran[ANNA].get("/outputs/google_merchant").text
    for place in ("/outputs", "/outputs/google_merchant", "/outputs/google_merchant/held", "/audit"):
        assert token not in ran[CLEO].get(place).text
        assert token not in ran[CLEO].json(place).text


def test_a_feed_is_fetched_with_its_secret_and_only_once_while_nothing_changes(ran: LeavingHouse) -> None:
    token = ran.outputs.output("google_merchant").values["feed_token"]
    client = ran["nobody"].client
    plain = client.get("/feeds/google_merchant", params={"token": token}, headers={"accept-encoding": "identity"})
    assert plain.status_code == 200
    assert plain.headers["content-type"].startswith(("application/xml", "application/rss+xml", "text/xml"))
    assert plain.content == b"".join(ran.outputs.feed("google_merchant").bytes)
    with client.stream("GET", "/feeds/google_merchant", params={"token": token}) as packed:
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(b"".join(packed.iter_raw())) == plain.content
    for known in ({"if-none-match": plain.headers["etag"]}, {"if-modified-since": plain.headers["last-modified"]}):
        again = client.get(
            "/feeds/google_merchant", params={"token": token}, headers={"accept-encoding": "identity"} | known
        )
        assert (again.status_code, again.content) == (304, b"")
    assert client.head("/feeds/google_merchant", params={"token": token}).status_code == 200


def test_a_feed_is_closed_to_everybody_else_and_betrays_nothing(ran: LeavingHouse) -> None:
    client = ran["nobody"].client
    answers = [client.get(f"/feeds/{name}").status_code for name in ("google_merchant", "meta_catalog", "nothing")]
    answers.append(client.get("/feeds/google_merchant", params={"token": "falsch"}).status_code)
    assert answers == [404] * 4
    switch_on(ran, feed="open")
    assert client.get("/feeds/google_merchant").status_code == 200
    ran[ANNA].post("/outputs/google_merchant/off")
    assert client.get("/feeds/google_merchant").status_code == 404


def test_a_feed_with_a_wording_that_was_withdrawn_is_asked_for_again_later(ran: LeavingHouse) -> None:
    anna, params = ran.actor(ANNA), {"token": ran.outputs.output("google_merchant").values["feed_token"]}
    variant = ran.desk.play("product", "A-1", channels=["shopping_title"], by=anna)[0]
    ran.desk.release(variant.id, wording=variant.wording, by=anna)
    ran.outputs.run(by=ran.actor(BEN))
    ran.desk.withdraw(variant.id, "Nicht von uns.", by=anna)
    client = ran["nobody"].client
    answers = [
        client.get("/feeds/google_merchant", params=params),
        client.head("/feeds/google_merchant", params=params),
    ]
    assert [(one.status_code, one.headers["retry-after"], one.content) for one in answers] == [(503, "60", b"")] * 2
    assert client.get("/feeds/google_merchant").status_code == 404  # to others it betrays nothing
    assert ran[BEN].get("/outputs/google_merchant/file").status_code == 409
    ran.works.renew_outputs()
    ran.work_off()
    assert client.get("/feeds/google_merchant", params=params).status_code == 200


def test_a_feed_with_wordings_is_asked_for_again_later_while_the_audit_does_not_hold(ran: LeavingHouse) -> None:
    anna, params = ran.actor(ANNA), {"token": ran.outputs.output("google_merchant").values["feed_token"]}
    variant = ran.desk.play("product", "A-1", channels=["shopping_title"], by=anna)[0]
    ran.desk.release(variant.id, wording=variant.wording, by=anna)
    ran.outputs.run(by=ran.actor(BEN))
    client = ran["nobody"].client
    assert client.get("/feeds/google_merchant", params=params).status_code == 200
    with sqlite3.connect(ran.desk.folder / "klaviatur.db") as database:
        database.execute("DELETE FROM audit_seals")
    database.close()
    answer = client.get("/feeds/google_merchant", params=params)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")


def test_a_new_secret_closes_the_old_address(ran: LeavingHouse) -> None:
    old = ran.outputs.output("google_merchant").values["feed_token"]
    switch_on(ran)
    assert ran.outputs.output("google_merchant").values["feed_token"] == old  # other settings leave it as it is
    switch_on(ran, renew="1")
    new = ran.outputs.output("google_merchant").values["feed_token"]
    client = ran["nobody"].client
    assert [client.get("/feeds/google_merchant", params={"token": t}).status_code for t in (old, new)] == [404, 200]


def test_a_file_is_taken_along_by_those_who_may(ran: LeavingHouse) -> None:
    assert ran[BEN].get("/outputs/google_merchant/file").content == b"".join(ran.outputs.feed("google_merchant").bytes)
    assert ran[CLEO].get("/outputs/google_merchant/file").status_code == 403


@pytest.mark.parametrize("who", [BEN, CLEO])
def test_only_admins_switch_outputs(house: LeavingHouse, who: str) -> None:
    assert house[who].post("/outputs/google_merchant/on", GOOGLE).status_code == 403
    assert house[who].post("/outputs/google_merchant/off").status_code == 403
    assert house[CLEO].post("/outputs/run").status_code == 403


def test_outputs_that_say_the_same_are_said_to(ran: LeavingHouse) -> None:
    switch_on(ran, "meta_catalog", feed="off")
    page = ran[CLEO].get("/outputs/parity").text
    assert "2 outputs say the same of 3 products." in page
    assert "A-1 to A-3" in page
    assert "Compare the next products" not in page
    assert "2 outputs say the same of 1 product." in ran[CLEO].get("/outputs/parity?after=A-2").text
    assert "no products here" in ran[CLEO].get("/outputs/parity?after=A-3").text


def test_the_file_of_an_output_is_put_to_an_outlet_that_takes_files(ran: LeavingHouse) -> None:
    page = ran[BEN].get("/outputs/google_merchant").text
    assert f"<option>{SHELF}</option>" in page
    done = ran[BEN].follow(ran[BEN].post("/outputs/google_merchant/publish", {"outlet": SHELF})).text
    (file,) = ran.shelf.rglob("google_merchant.xml")
    assert file.read_bytes() == b"".join(ran.outputs.feed("google_merchant").bytes)
    assert f"The file is at {SHELF}" in done
    assert ran[CLEO].post("/outputs/google_merchant/publish", {"outlet": SHELF}).status_code == 403
    assert "/publish" not in ran[CLEO].get("/outputs/google_merchant").text


def test_a_file_that_cannot_be_put_says_why_on_the_page(ran: LeavingHouse) -> None:
    ran.deliveries.pause_outlet(SHELF, "Umzug", by=ran.actor(BEN))
    refused = ran[BEN].post("/outputs/google_merchant/publish", {"outlet": SHELF})
    assert (refused.status_code, "Umzug" in refused.text) == (422, True)
    assert ran[BEN].post("/outputs/google_merchant/publish", {"outlet": "nirgends"}).status_code == 404
    assert not list(ran.shelf.rglob("*.xml"))


def test_an_unknown_output_is_not_there(house: LeavingHouse) -> None:
    assert house[ANNA].get("/outputs/nichts").status_code == 404
    assert house[ANNA].post("/outputs/nichts/on", GOOGLE).status_code == 404


def test_an_item_of_a_table_is_shown_under_the_names_of_its_columns(house: LeavingHouse) -> None:
    house.outputs.switch("shopify", on=True, values={"base_url": "https://shop.example"}, by=house.actor(ANNA))
    page = house[ANNA].get("/outputs/shopify/item?key=A-1").text
    assert "<dt>Variant Price</dt><dd>4.90</dd>" in page
    assert "<dt>Vendor</dt><dd>Holzmann</dd>" in page


def test_an_item_names_who_wrote_its_wordings_in_each_language(house: LeavingHouse) -> None:
    anna = house.actor(ANNA)
    for locale in ("de_DE", "en_GB"):
        [variant] = house.desk.play("product", "A-1", channels=["shopping_title"], locale=locale, by=anna)
        house.desk.release(variant.id, wording=variant.wording, by=anna)
    values = {"supplier": "Holzmann", "languages": "en"}
    house.outputs.switch("bmecat_2005", on=True, values=values, by=anna)
    shown = house[ANNA].get("/outputs/bmecat_2005/item?key=A-1").text
    headings = re.findall(r"<h3>([^<]*)</h3>", shown)
    assert len(headings) == len(set(headings)) == 2
    assert [one.endswith(" (en)") for one in headings] == [False, True]
