"""The pages of what leaves in a real Chromium: no rule of accessibility broken, no sideways scrolling, no blocked script."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from leaving_house import ANNA, BEN, SHELF, LeavingHouse
from playwright.sync_api import Browser, expect
from tests.serving import serving

from klaviatur.doors.site.sessions import COOKIE
from klaviatur.ports.outputs import Ended
from klaviatur.records import RunKind

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
MAIL = {"host": "127.0.0.1", "from_address": "presse@example.org", "from_name": "Presse"}
PLACES = (
    "/outputs",
    "/outputs/google_merchant",
    "/outputs/shopify",
    "/outputs/google_merchant/held",
    "/outputs/google_merchant/item?key=A-1",
    "/outputs/why?key=A-3",
    "/outputs/shopify/item?key=A-1",
    "/outputs/parity",
    "/outlets",
    "/outlets/new",
    "/outlets/new/mail",
    f"/outlets/{SHELF}",
    "/deliveries",
    "/calendar",
    "/calendar?week=2026-05-04",
)


@pytest.fixture
def full(house: LeavingHouse) -> LeavingHouse:
    """A house with an output that ran, deliveries in several states, and everything paused."""
    anna = house.actor(ANNA)
    for name in ("google_merchant", "shopify"):
        house.outputs.switch(name, on=True, values={"base_url": "https://shop.example"}, by=anna)
    house.outputs.run(by=anna)
    house.deliveries.publish("google_merchant", SHELF, keep=True, by=house.actor(BEN))
    house.deliveries.publish("shopify", SHELF, keep=True, by=house.actor(BEN))
    house.outputs.switch("shopify", on=True, values={"base_url": "https://shop.example", "status": "active"}, by=anna)
    house.outputs.run(full=True, by=anna)
    house.plan("mastodon")
    house.deliveries.send_due()
    house.plan("linkedin")
    house.desk.withdraw(house.variant("linkedin").id, "Der Termin steht nicht fest.", by=anna)
    house.deliveries.send_due()
    house.deliveries.pause_all("Störung beim Anbieter", by=anna)
    return house


@pytest.fixture
def address(full: LeavingHouse) -> Iterator[str]:
    """That house served on a port of its own."""
    with serving(full[ANNA].client.app) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("look", [(390, "dark", "de"), (820, "light", "en"), (1440, "dark", "de")], ids=str)
def test_no_page_of_what_leaves_breaks_a_rule_of_accessibility_or_scrolls_sideways(
    full: LeavingHouse, address: str, chromium: Browser, look: tuple[int, str, str]
) -> None:
    width, theme, language = look
    one = full.deliveries.deliveries()[0]
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
    secrets = {COOKIE: full[BEN if width == 820 else ANNA].client.cookies[COOKIE], "klaviatur_language": language}
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in secrets.items()])
    page, trouble = context.new_page(), []
    page.on("console", lambda said: trouble.append(said.text) if said.type == "error" else None)
    for place in (*PLACES, f"/deliveries/{one.id}", f"/review/{one.variant}/deliver?outlet={SHELF}"):
        if page.goto(address + place).status == 403:  # type: ignore[union-attr]
            trouble.clear()  # a publisher sets no outlet up
            continue
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(place, rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
        assert trouble == [], place
    context.close()


@pytest.mark.parametrize("place", ["/outlets", f"/outlets/{SHELF}"])
def test_on_a_phone_what_can_be_done_with_outlets_stands_in_line_and_opens_within_the_page(
    house: LeavingHouse, chromium: Browser, place: str
) -> None:
    with serving(house[ANNA].client.app) as port:
        base = f"http://127.0.0.1:{port}"
        page = chromium.new_page(viewport={"width": 390, "height": 844})
        secrets = {COOKIE: house[ANNA].client.cookies[COOKIE], "klaviatur_language": "de"}
        page.context.add_cookies([{"name": name, "value": value, "url": base} for name, value in secrets.items()])
        page.goto(base + place)
        buttons = [one.bounding_box() for one in page.locator(".head .btn:visible").all()]
        assert len({(box["x"], box["width"]) for box in buttons if box}) == 1
        for menu in page.locator(".head .menu").all():
            menu.locator("summary").click()
            sheet, below = menu.locator(".sheet-menu").bounding_box(), max(box["y"] for box in buttons if box)
            assert sheet
            assert sheet["x"] >= 0
            assert sheet["x"] + sheet["width"] <= 390
            assert sheet["y"] > below
            menu.locator("summary").click()
        page.context.close()


def test_a_mail_is_seen_as_it_leaves_in_a_frame_that_can_do_nothing(house: LeavingHouse, chromium: Browser) -> None:
    anna = house.actor(ANNA)
    source = house.desk.source("text", "buecherei.md")[0]
    (variant,) = house.desk.play("text", source.key, channels=("newsletter",), by=anna)
    house.desk.release(variant.id, wording=variant.wording, by=anna)
    house.deliveries.keep_outlet("liste", "mail", MAIL, version=1, by=anna)
    with serving(house[BEN].client.app) as port:
        base = f"http://127.0.0.1:{port}"
        page = chromium.new_page()
        page.context.add_cookies([{"name": COOKIE, "value": house[BEN].client.cookies[COOKIE], "url": base}])
        page.goto(f"{base}/review/{variant.id}/deliver?outlet=liste")
        expect(page.frame_locator("iframe.sheet").locator("body")).to_contain_text("48.000 Euro")
        expect(page.locator(".leaves").first).to_contain_text("presse@example.org")
        page.context.close()
    alone = house[BEN].get(f"/review/{variant.id}/deliver/preview?outlet=liste").headers["content-security-policy"]
    assert alone.startswith("sandbox; default-src 'none'")


def test_on_a_phone_the_state_of_a_stopped_run_stays_in_its_own_column(house: LeavingHouse, chromium: Browser) -> None:
    anna, store = house.actor(ANNA), house.outputs.store
    house.outputs.switch("json_ld", on=True, values={"base_url": "https://shop.example"}, by=anna)
    house.outputs.run(by=anna)
    (run,) = store.begin({"json_ld": RunKind.DELTA}, by=anna)
    message = "2 differences to other outputs: price of 'A-1'"
    store.end([Ended(replace(run, state="stopped_by_parity", message=message))])
    with serving(house[ANNA].client.app) as port:
        base = f"http://127.0.0.1:{port}"
        page = chromium.new_page(viewport={"width": 390, "height": 844})
        secrets = {COOKIE: house[ANNA].client.cookies[COOKIE], "klaviatur_language": "de"}
        page.context.add_cookies([{"name": name, "value": value, "url": base} for name, value in secrets.items()])
        page.goto(f"{base}/outputs")
        cell, state = (page.locator(f".figures td:has(time){more}").bounding_box() for more in ("", " .mk"))
        assert cell
        assert state
        assert state["x"] + state["width"] <= cell["x"] + cell["width"]
        page.context.close()


def test_on_a_phone_a_long_name_of_an_outlet_stays_within_the_page(house: LeavingHouse, chromium: Browser) -> None:
    name = "pressearchiv-der-staedtischen-buechereien-hainbach-umgebung"
    house.deliveries.keep_outlet(name, "folder", {"path": "lager"}, version=1, by=house.actor(ANNA))
    house.plan()
    with serving(house[ANNA].client.app) as port:
        base = f"http://127.0.0.1:{port}"
        page = chromium.new_page(viewport={"width": 390, "height": 844})
        page.context.add_cookies([{"name": COOKIE, "value": house[ANNA].client.cookies[COOKIE], "url": base}])
        for place in ("/deliveries", "/outlets", f"/outlets/{name}"):
            page.goto(base + place)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, place
        page.context.close()
