"""The review in a real Chromium: light by mouse, finger, focus and caret; keys; checking while one types."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from review_site import OpenPage, Site
from tests.accessible import broken_rules

from klaviatur.doors.site.sessions import COOKIE
from klaviatur.records import State

CHECKED_MS = 30_000  # how long a busy machine may take; what it takes is measured elsewhere
CLAUSE = "#variant .t a:has-text('rund 1.850')"
RIGHT, WRONG = "23\xa0Prozent", "33\xa0Prozent"


def test_pointing_at_a_sentence_lights_its_evidence_on_both_sides(open_page: OpenPage, served: Site) -> None:
    page = open_page(f"/review/{served.variant('linkedin').id}")
    page.hover(CLAUSE)
    lit = page.locator(".rv-source .lit")
    expect(lit).to_have_count(1)
    expect(lit).to_contain_text("rund 1.850 Haushalte")
    expect(lit).to_be_in_viewport()
    expect(page.locator(".ev .one")).to_contain_text("supported")
    lit.hover()
    expect(page.locator("#variant .t a.lit")).to_contain_text("rund 1.850")


def test_a_tap_on_a_phone_shows_the_evidence_and_leads_to_it(open_page: OpenPage, served: Site) -> None:
    page = open_page(f"/review/{served.variant('linkedin').id}", width=390, has_touch=True)
    expect(page.locator(".rv-source .paper")).to_be_hidden()
    page.tap(CLAUSE)
    expect(page.locator(".ev .say")).to_contain_text("rund 1.850 Haushalte")
    page.tap(".ev .go")
    expect(page.locator(".rv-source .lit")).to_be_in_viewport()


def test_j_and_k_walk_through_the_sentences_and_s_changes_sides(open_page: OpenPage, served: Site) -> None:
    page = open_page(f"/review/{served.variant('linkedin').id}")
    page.keyboard.press("j")
    expect(page.locator("#variant .t a").nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#variant .t a").nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("s")
    expect(page.locator(".rv-source .paper span:focus")).to_contain_text("rund 1.850 Haushalte")
    page.keyboard.press("s")
    expect(page.locator("#variant .t a").nth(0)).to_be_focused()


def test_single_keys_can_be_switched_off(open_page: OpenPage, served: Site) -> None:
    page = open_page(f"/review/{served.variant('linkedin').id}")
    page.keyboard.press("?")
    page.uncheck("#keys-on")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.reload()
    page.keyboard.press("e")
    expect(page).to_have_url(re.compile(r"/review/\w+$"))


def test_a_reviewer_goes_through_variants_by_keyboard_alone(open_page: OpenPage, served: Site) -> None:
    names = ("linkedin", "push", "sms")
    for name in names:
        served.desk.submit(served.variant(name).id, by=served.actor("ben"))
    first = served.variant("sms").id
    page = open_page(f"/review/{first}?state=in_review")
    while page.locator("#before").count():
        with page.expect_navigation():
            page.keyboard.press("p")
    for _ in names:
        with page.expect_navigation():
            page.keyboard.press("r")
        page.locator("#sign-now").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.locator(".said")).to_contain_text("Released")
    assert {served.variant(name).state for name in names} == {State.RELEASED}


def test_c_asks_for_changes_with_a_reason(open_page: OpenPage, served: Site) -> None:
    kept = served.variant("push")
    page = open_page(f"/review/{kept.id}")
    page.keyboard.press("c")
    page.keyboard.type("Bitte den Preis nennen.")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".said")).to_be_visible()
    assert served.variant("push").why == "Bitte den Preis nennen."


def test_letters_of_words_are_no_keys_and_a_key_after_them_is_one(open_page: OpenPage, served: Site) -> None:
    page = open_page(f"/review/{served.variant('push').id}")
    clicked = """words => { let clicked = []; document.addEventListener('click', e => { e.preventDefault(); clicked.push(e.target.id); });
    for (const [keys, at] of words) for (const key of keys) {
      const event = new KeyboardEvent('keydown', { key, bubbles: true });
      Object.defineProperty(event, 'timeStamp', { value: at });
      document.body.dispatchEvent(event);
    }
    return clicked; }"""
    assert page.evaluate(clicked, [["Bitte den Preis", 10_000], ["er", 10_900]]) == []
    assert page.evaluate(clicked, [["Bitte", 20_000], ["e", 22_000]]) == ["do-edit"]


def test_findings_follow_while_somebody_types(open_page: OpenPage, served: Site) -> None:
    kept = served.variant("linkedin")
    page = open_page(f"/review/{kept.id}")
    with page.expect_navigation():
        page.keyboard.press("e")
    field = page.locator("#part-0")
    text = field.input_value()
    field.fill(text.replace(RIGHT, WRONG))
    expect(page.locator("#findings")).to_contain_text("number.unknown", timeout=CHECKED_MS)
    expect(page.locator("#figures")).to_contain_text("1 block")
    expect(page.locator("#look u.f-a")).to_have_text(WRONG)
    page.get_by_role("button", name="Take the proposal").click()
    expect(page.locator("#findings")).not_to_contain_text("number.unknown")
    assert "um 23 Prozent sinken" in field.input_value().replace("\xa0", " ")
    assert served.variant("linkedin") == kept


def test_the_counter_runs_with_every_character(open_page: OpenPage, served: Site) -> None:
    page = open_page(f"/review/{served.variant('sms').id}/edit")
    page.fill("#part-0", "Grüße 👩‍👩‍👧")
    expect(page.locator("[data-length=part-0]")).to_have_text("7")
    expect(page.locator("#count-0")).to_contain_text("UCS-2", timeout=CHECKED_MS)
    expect(page.locator("#count-0")).not_to_have_class(re.compile("waiting"))


def test_the_caret_lights_its_sentence(open_page: OpenPage, served: Site) -> None:
    page = open_page(f"/review/{served.variant('linkedin').id}/edit")
    page.locator("#part-0").evaluate("field => { field.focus(); field.setSelectionRange(20, 20); }")
    expect(page.locator(".rv-source .lit")).to_contain_text("rund 1.850 Haushalte")


def test_typed_text_outlives_an_ended_session(open_page: OpenPage, served: Site) -> None:
    kept = served.variant("sms")
    page = open_page(f"/review/{kept.id}/edit", who="ben")
    page.fill("#part-0", "Noch nicht gespeichert.")
    expect(page.locator("#checking")).to_have_text("checked", timeout=CHECKED_MS)
    served.members.sign_out(served.secrets["ben"])
    _press(page.locator("#save"))
    expect(page.locator("body")).to_contain_text("Noch nicht gespeichert.")
    again = served.members.sign_in("ben", "ein langes Passwort von ben").secret
    page.context.add_cookies([{"name": COOKIE, "value": again, "url": served.base}])
    page.goto(f"{served.base}/review/{kept.id}/edit")
    page.get_by_role("button", name="Put it in again").click()
    expect(page.locator("#part-0")).to_have_value("Noch nicht gespeichert.")
    _press(page.locator("#save"))
    expect(page.locator(".said")).to_be_visible()
    assert served.texts(kept.id) == ["Noch nicht gespeichert."]
    page.goto(f"{served.base}/review/{kept.id}/edit")
    expect(page.locator("#kept-draft")).to_be_hidden()


def test_m_comments_on_the_sentence_in_focus(open_page: OpenPage, served: Site) -> None:
    kept = served.variant("linkedin")
    page = open_page(f"/review/{kept.id}")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("m")
    page.keyboard.type("Stimmt das?")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".rv-comment")).to_contain_text("Stimmt das?")
    assert served.desk.opened(kept.id).comments[0].words.startswith("Der Tonda nimmt")


def test_review_and_release_work_without_script(open_page: OpenPage, served: Site) -> None:
    kept = served.variant("sms")
    page = open_page(f"/review/{kept.id}", java_script_enabled=False)
    _press(page.get_by_role("link", name="Edit"))
    field = page.locator("#part-0")
    field.fill(field.input_value().replace("Mehr:", "Mehr dazu:"))
    for name in ("Check without saving", "Save"):
        _press(page.get_by_role("button", name=name).first)
    _press(page.get_by_role("link", name="Release"))
    _press(page.get_by_role("button", name="Release this wording"))
    expect(page.locator(".rv-release")).to_contain_text("Released")
    assert served.variant("sms").state is State.RELEASED


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 820, 1440])
def test_no_page_of_a_variant_breaks_an_accessibility_rule(
    open_page: OpenPage, served: Site, width: int, theme: str
) -> None:
    kept = served.reword("linkedin", RIGHT, WRONG)
    served.desk.comment(kept.id, "Stimmt die Zahl?", by=served.actor("cleo"))
    page = open_page(f"/review/{kept.id}", width=width, theme=theme)
    assert _violations(page) == []
    for place in ("/edit", "/release", "/history"):
        page.goto(f"{served.base}/review/{kept.id}{place}")
        assert _violations(page) == [], place
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), place


def _press(there: Locator) -> None:
    """Press something that leads to another page, and wait for that."""
    with there.page.expect_navigation():
        there.click()


def _violations(page: Page) -> list[str]:
    page.wait_for_function("document.documentElement.classList.contains('js')")
    return broken_rules(page)


def test_the_looks_of_previews_stay_within_them(open_page: OpenPage, served: Site) -> None:
    page = open_page(f"/review/{served.variant('linkedin').id}")
    name = page.locator(".top .menu > summary > *").first
    assert name.evaluate("e => getComputedStyle(e, '::before').content") == "none"
