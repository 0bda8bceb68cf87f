"""A release dies with a change of what it states, whichever way the change comes in."""

from collections.abc import Callable

from playwright.sync_api import expect
from team import COUNTED, GERMAN, PRODUCTS, WAIT_MS, House, Person

from klaviatur.records import State

Serve = Callable[..., House]
DRILL = "TO-1001"


def test_an_import_of_changed_facts_ends_a_release_and_says_why(serve: Serve) -> None:
    house = serve(play=False, work=True)
    anna = house.signed_in("anna")
    table = PRODUCTS.read_bytes()
    _import(anna, table)
    anna.go(f"/sources/product/{DRILL}")
    for box in anna.page.locator("form.play input[name=channel]").all():
        box.set_checked(box.get_attribute("value") == "product_page")
    anna.press("Play")
    expect(anna.page.locator("a[href^='/review/']")).to_have_count(1, timeout=WAIT_MS)
    kept = house.variant("product_page", kind="product", key=DRILL)
    _release(anna, house, kept.id)
    assert b";1,4 kg;" in table
    _import(anna, table.replace(b";1,4 kg;", b";1,7 kg;"))
    _is_stale(anna, house, kept.id, "weight")


def test_a_new_version_of_a_text_ends_a_release_and_says_why(serve: Serve) -> None:
    house = serve()
    kept = house.variant("linkedin")
    anna = house.signed_in("anna")
    _release(anna, house, kept.id)
    text = GERMAN.read_text(encoding="utf-8")
    assert COUNTED in text
    anna.go("/sources/new")
    files = anna.page.locator("form:has(h2:text-is('Files'))")
    newer = text.replace(COUNTED, "rund 1.950 Haushalte").encode()
    files.locator("input[type=file]").set_input_files(
        {"name": GERMAN.name, "mimeType": "text/markdown", "buffer": newer}
    )
    with anna.page.expect_navigation():
        files.locator("button").click()
    anna.looks()
    expect(anna.page.get_by_text("version 2")).to_be_visible()
    _is_stale(anna, house, kept.id, "1.850")


def _import(anna: Person, table: bytes) -> None:
    """Bring a table in by the page, and see the work end without reloading."""
    anna.go("/sources/new")
    products = anna.page.locator("#products")
    sent = {"name": PRODUCTS.name, "mimeType": "text/csv", "buffer": table}
    products.locator("input[type=file]").set_input_files(sent)  # type: ignore[arg-type]
    with anna.page.expect_navigation():
        products.locator("button").click()
    anna.looks()
    newest = anna.page.locator("#all > li").first
    expect(newest.locator(".mk").last).to_have_text("done", timeout=WAIT_MS)
    anna.looks()


def _release(anna: Person, house: House, variant: str) -> None:
    anna.go(f"/review/{variant}").follow("Release …")
    for reason in anna.page.locator("textarea[name=reason]").all():
        reason.fill("Steht so im Datenblatt.")
    anna.press("Release this wording").says("Released")
    assert house.desk.opened(variant).variant.state is State.RELEASED


def _is_stale(anna: Person, house: House, variant: str, reason: str) -> None:
    anna.go(f"/review/{variant}")
    expect(anna.page.locator(".rv-note.warn").first).to_contain_text(reason)
    expect(anna.page.locator(".rv-facts .st")).to_have_text("stale")
    opened = house.desk.opened(variant)
    assert (opened.variant.state, opened.release) == (State.STALE, None)
    anna.go("/")
    expect(anna.page.locator(f"li:has(a[href='/review/{variant}']) .line-why").first).to_contain_text(reason)
