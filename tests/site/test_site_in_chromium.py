"""The places in a real Chromium: nothing breaks, nothing shifts, nobody is shut out."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from site_house import ANNA, BEN, PLACES, House
from tests.accessible import broken_rules
from tests.serving import serving

from klaviatur.doors.site.sessions import COOKIE

OPENED = (*PLACES, "/sources?kind=product", "/account", "/members", "/voices", "/nowhere")
SHIFT = """() => new Promise(done => { let sum = 0;
new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value; })
  .observe({type: 'layout-shift', buffered: true});
requestAnimationFrame(() => setTimeout(() => done(sum), 50)); })"""
Open = Callable[..., Page]


@pytest.fixture
def address(house: House) -> Iterator[str]:
    """The site served on a port of its own."""
    with serving(house[ANNA].client.app) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def open_place(house: House, address: str, chromium: Browser) -> Iterator[Open]:
    """Return a function that opens a place as a member; it fails the test on any error of script or policy."""
    trouble: list[str] = []
    contexts = []

    def open_page(
        place: str,
        *,
        who: str = ANNA,
        width: int = 1440,
        theme: str = "light",
        language: str = "de",
        script: bool = True,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            java_script_enabled=script,  # type: ignore[arg-type]
        )
        contexts.append(context)
        secret = house[who].client.cookies[COOKIE]
        context.add_cookies(
            [
                {"name": name, "value": value, "url": address}
                for name, value in ((COOKIE, secret), ("klaviatur_language", language))
            ]
        )
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(f"{place}: {error}"))
        if place != "/nowhere":
            page.on("console", lambda said: trouble.append(f"{place}: {said.text}") if said.type == "error" else None)
        page.goto(address + place)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "de"), (820, "light", "en"), (1440, "dark", "de")]
)
def test_no_place_breaks_a_rule_of_accessibility_scrolls_sideways_or_shifts(
    open_place: Open, width: int, theme: str, language: str
) -> None:
    for place in OPENED:
        page = open_place(place, who=BEN, width=width, theme=theme, language=language)
        assert broken_rules(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
        assert page.evaluate(SHIFT) < 0.01, place
        page.context.close()


def test_the_search_is_one_key_away_and_typing_is_left_alone(open_place: Open) -> None:
    page = open_place("/sources/new")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.locator("textarea").focus()
    page.keyboard.type("3 km/h")
    assert page.locator("textarea").input_value() == "3 km/h"


def test_the_menu_opens_and_closes_by_keyboard(open_place: Open) -> None:
    page = open_place("/")
    page.locator(".menu summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".sheet-menu").first.is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".sheet-menu").first.is_visible()


def test_many_are_released_without_script(open_place: Open, house: House) -> None:
    for variant in house.variants().values():
        house.desk.submit(variant.id, by=house.members.actor(ANNA))
    page = open_place("/board?state=in_review", who=BEN, script=False, language="en")
    for box in page.locator("input[name=v]").all():
        box.check()
    with page.expect_navigation():
        page.get_by_role("button", name="Release").click()
    expect(page.get_by_role("status").first).to_have_text("Released: 5.")


def test_the_board_counts_what_is_chosen_and_offers_deeds_only_then(open_place: Open) -> None:
    page = open_place("/board", who=BEN, language="en")
    release = page.get_by_role("button", name="Release", exact=True)
    assert not release.is_visible()
    page.locator("input[name=v]").first.check()
    expect(page.locator("#chosen")).to_have_text("1 variant is chosen")
    assert release.is_visible()


def test_work_that_runs_is_seen_to_end_without_reloading(open_place: Open, house: House) -> None:
    house[ANNA].post("/sources/play", {"kind": "text", "key": "ferry.md", "channel": "faq"})
    page = open_place("/works", language="en")
    assert page.get_by_text("waiting").count() >= 1
    house.work_off()
    page.get_by_text("done", exact=True).first.wait_for()


def test_the_theme_that_was_chosen_stays(open_place: Open) -> None:
    page = open_place("/", theme="light")
    page.locator(".menu summary").first.click()
    with page.expect_navigation():
        page.get_by_role("button", name="Dunkel").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 22, 20)"
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
