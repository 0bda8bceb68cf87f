"""From a release to its place outside: planned, delivered, moved in the calendar, paused, and what was held back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from team import PRODUCTS, WAIT_MS, House, Person

from klaviatur.records import DeliveryState
from klaviatur.wiring.deliveries import open_deliveries

Serve = Callable[..., House]
SHELF = "shelf"
ON_SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
DAY = datetime.now().astimezone().replace(day=10, hour=9, minute=30, second=0, microsecond=0) + timedelta(days=40)


def released(house: House, channel: str = "linkedin") -> str:
    variant = house.variant(channel)
    house.desk.release(variant.id, wording=variant.wording, by=house.members.actor("cleo"))
    return variant.id


def with_shelf(house: House, folder: Path) -> Path:
    with open_deliveries(desk=house.desk) as deliveries:
        values = {"path": str(folder)}
        deliveries.keep_outlet(SHELF, "folder", values, version=1, by=house.members.actor("anna"))
    return folder


def test_a_release_is_delivered_to_an_outlet_that_was_set_up_for_it(serve: Serve, tmp_path: Path) -> None:
    house = serve(work=True)
    anna = house.signed_in("anna").go("/outlets").follow("Set up the first outlet").follow("Folder")
    anna.page.fill("input[name=name]", SHELF)
    anna.page.fill("input[name=path]", str(tmp_path / SHELF))
    anna.press("Set it up").says("The outlet is set up")
    expect(anna.page.locator(".meta .mk-good")).to_have_text("answers")
    variant = released(house)
    cleo = house.signed_in("cleo").go(f"/review/{variant}").follow("Deliver …")
    expect(cleo.page.locator("pre.item")).to_contain_text("1.850")
    cleo.press("Deliver").says("Planned: 1.")
    expect(cleo.page.locator(".meta .mk-good")).to_have_text("delivered", timeout=WAIT_MS)  # without reloading
    cleo.go("/deliveries")
    expect(cleo.page.locator("#s-delivered")).to_be_visible()
    (text,) = (tmp_path / SHELF).rglob("*.txt")
    assert "1.850" in text.read_text(encoding="utf-8")


@ON_SQLITE
def test_a_plan_is_dragged_to_another_day_or_moved_by_keyboard(serve: Serve, tmp_path: Path) -> None:
    house = serve()
    with_shelf(house, tmp_path / SHELF)
    with open_deliveries(desk=house.desk) as deliveries:
        (plan,) = deliveries.plan(released(house), SHELF, at=DAY, by=house.members.actor("cleo"))
        cleo = house.signed_in("cleo").go(f"/calendar?month={DAY:%Y-%m-%d}")
        other = DAY + timedelta(days=2)
        day = cleo.page.locator(f"td[data-day='{other:%Y-%m-%d}']")
        with cleo.page.expect_navigation():
            cleo.page.locator(f"[data-delivery='{plan.id}']").drag_to(day)
        expect(day.locator(f"[data-delivery='{plan.id}']")).to_be_visible()
        assert deliveries.delivery(plan.id).planned_at == other
        cleo.looks().tab_to(f"[data-delivery='{plan.id}']").key("Enter")
        cleo.page.fill("input[name=at]", f"{DAY:%Y-%m-%d}T08:15")
        cleo.tab_to("form[action$='/move'] button").key("Enter").says("Moved")
        assert deliveries.delivery(plan.id).planned_at == DAY.replace(hour=8, minute=15)


@ON_SQLITE
def test_a_plan_is_made_and_moved_without_script(serve: Serve, tmp_path: Path) -> None:
    house = serve()
    with_shelf(house, tmp_path / SHELF)
    cleo = house.signed_in("cleo", java_script_enabled=False)
    cleo.go(f"/review/{released(house)}/deliver")
    cleo.page.fill("input[type=datetime-local]", f"{DAY:%Y-%m-%dT%H:%M}")
    cleo.press("Deliver").says("Planned")
    cleo.page.fill("input[name=at]", f"{DAY + timedelta(days=1):%Y-%m-%dT%H:%M}")
    cleo.press("Move").says("Moved")
    with open_deliveries(desk=house.desk) as deliveries:
        (plan,) = deliveries.deliveries(states=(DeliveryState.PLANNED,))
    assert plan.planned_at == DAY + timedelta(days=1)


@ON_SQLITE
def test_one_button_pauses_everything_and_every_page_says_so(serve: Serve, tmp_path: Path) -> None:
    house = serve(work=True)
    with_shelf(house, tmp_path / SHELF)
    cleo = house.signed_in("cleo").go("/deliveries")
    cleo.page.get_by_text("Pause everything").first.click()
    cleo.page.fill("form[action='/pause'] input[name=why]", "The provider has a fault.")
    cleo.press("Pause everything").says("Paused")
    ben = house.signed_in("ben")
    for place in ("/", "/board", "/calendar"):
        expect(ben.go(place).page.locator(".paused")).to_contain_text("The provider has a fault.")
    expect(ben.page.locator(".paused button")).to_have_count(0)  # an author only reads it
    cleo.go(f"/review/{released(house)}/deliver").press("Deliver").says("Planned")
    assert not (tmp_path / SHELF).exists() or not list((tmp_path / SHELF).rglob("*.txt"))
    cleo.press("Go on").says("Everything leaves again")
    expect(cleo.page.locator(".meta .mk-good")).to_have_text("delivered", timeout=WAIT_MS)


@ON_SQLITE
def test_an_output_is_run_and_a_held_item_is_explained(serve: Serve) -> None:
    house = serve(play=False, work=True)
    house.desk.products.collect([PRODUCTS])
    anna = house.signed_in("anna").go("/outputs").follow("Google Merchant Center (XML)")
    anna.page.fill("input[name=base_url]", "https://shop.example")
    anna.press("Switch on").says("Kept")
    anna.press("Run")
    expect(anna.page.locator(".sum")).to_be_visible(timeout=WAIT_MS)  # without reloading
    expect(anna.page.locator("#runs-now")).to_have_count(0, timeout=WAIT_MS)
    items, delivered, held = (
        int(text.replace(",", "")) for text in anna.page.locator(".sum b").all_text_contents()[:3]
    )
    assert items == delivered + held > 0
    anna.looks()
    with anna.page.expect_navigation():
        anna.page.locator("section[aria-labelledby=held] .line-main").first.click()
    rule = anna.page.locator("select[name=rule]").input_value()
    key = anna.looks().page.locator(".line-main .line-more").first.inner_text()
    expect(anna.page.locator(".problem").first).to_contain_text(rule)
    _explained(anna, key, rule)


def _explained(person: Person, key: str, rule: str) -> None:
    """Ask why an item is held, by its key, from the list of the outputs."""
    person.go("/outputs")
    person.page.fill("input[name=key]", key)
    person.press("Why is it held back?")
    expect(person.page.locator(".problem", has_text=rule)).to_be_visible()
    person.follow("Google Merchant Center (XML)")
    expect(person.page.locator("h1 + .meta")).to_contain_text(key)
