"""Journeys over the board in a real Chromium: with mouse, keys and fingers, wide and narrow, light and dark."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
import stage
from playwright.sync_api import Page, expect

from klaviatur.doors.web.board import render_board
from klaviatur.doors.web.index import IndexEntry, render_index

OpenBoard = Callable[..., Page]
AXE_PACKAGES = ("axe_playwright_python", "axe_core_python")  # the first ships the newer axe-core
POINT = "#c-linkedin .t a:has-text('Im Inneren liegt')"


def test_pointing_at_a_sentence_lights_its_evidence_in_the_source(open_board: OpenBoard) -> None:
    page = open_board()
    page.hover(POINT)
    lit = page.locator(".paper .lit")
    expect(lit).to_have_count(1)
    expect(lit).to_have_text("Im Inneren liegt ein Kern aus gebranntem Ton, den eine Ziegelei in Borken liefert.")
    expect(lit).to_be_in_viewport()
    expect(page.locator(".ev .one")).to_contain_text("belegt")


def test_only_the_words_that_carry_a_clause_are_lit_strongly(open_board: OpenBoard) -> None:
    page = open_board()
    page.hover("#c-push .t a >> nth=0")
    strong = "() => [...CSS.highlights.get('evidence')].map(String)"
    assert page.evaluate(strong) == ["ab Oktober 2027"]


def test_pointing_at_the_source_lights_the_sentences_that_rest_on_it(open_board: OpenBoard) -> None:
    page = open_board()
    page.hover(".paper span:has-text('Der Tonda speichert')")
    resting = page.locator(".t a.lit")
    assert resting.count() > 10
    expect(page.locator("#c-linkedin .t a.lit")).to_have_count(0)
    expect(page.locator(".ev .one")).to_contain_text("Fassungen")


def test_a_sentence_without_evidence_says_so(open_board: OpenBoard) -> None:
    page = open_board()
    page.hover("#c-tiktok .t a.u")
    expect(page.locator(".ev .one")).to_contain_text("ohne Beleg")
    expect(page.locator(".paper .lit")).to_have_count(0)


def test_pointing_at_a_finding_marks_its_words(open_board: OpenBoard) -> None:
    page = open_board()
    page.hover("#c-x_post .finds li")
    words = page.evaluate("() => [...CSS.highlights.get('place')].map(String)")
    assert words == ["Die Mieter zahlen dafür 4,2 Millionen Euro."]
    expect(page.locator(".paper .lit")).to_contain_text("zahlen für das Gerät nichts")


def test_the_whole_review_works_from_the_keyboard(open_board: OpenBoard) -> None:
    page = open_board()
    page.keyboard.press("n")
    assert _focused(page, "e.closest('article').id") == "c-press_release"
    page.keyboard.press("n")
    assert _focused(page, "e.closest('article').id") == "c-newsletter"
    page.keyboard.press("j")
    first = _focused(page, "e.textContent")
    page.keyboard.press("j")
    assert _focused(page, "e.textContent") != first
    page.keyboard.press("k")
    assert _focused(page, "e.textContent") == first
    expect(page.locator(".paper .lit")).not_to_have_count(0)
    page.keyboard.press("s")
    assert _focused(page, "e.closest('.paper') !== null")
    page.keyboard.press("s")
    assert _focused(page, "e.textContent") == first
    page.keyboard.press("Escape")
    expect(page.locator(".lit")).to_have_count(0)


def test_every_sentence_of_every_variant_is_reached_with_j(open_board: OpenBoard) -> None:
    page = open_board()
    wanted = page.locator(".t a").count()
    seen = page.evaluate(
        """async () => { const seen = new Set();
        for (let i = 0; i < 400; i++) {
          document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }));
          if (seen.has(document.activeElement)) break;
          seen.add(document.activeElement);
        } return seen.size; }"""
    )
    assert seen == wanted


def test_the_help_opens_and_its_switch_silences_the_keys(open_board: OpenBoard) -> None:
    page = open_board()
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_be_visible()
    page.uncheck("#keys-on")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("dialog")).to_be_hidden()


def test_a_tap_on_a_phone_brings_the_evidence_up_and_leads_to_it(open_board: OpenBoard) -> None:
    page = open_board(width=390, has_touch=True, is_mobile=True)
    expect(page.locator(".paper")).to_be_hidden()
    page.tap(POINT)
    expect(page.locator(".ev .say")).to_contain_text("Im Inneren liegt ein Kern")
    page.tap(".ev .go")
    expect(page.locator(".paper .lit")).to_be_in_viewport()


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_nothing_runs_over_the_edge(open_board: OpenBoard, width: int) -> None:
    page = open_board(width=width)
    _open_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, 1280])
def test_a_verdict_in_the_margin_is_read_whole_or_is_a_mark_alone(open_board: OpenBoard, width: int) -> None:
    page = open_board(width=width)
    cut = "marks => marks.filter(mark => mark.scrollWidth > mark.clientWidth).length"
    assert page.locator(".t i").count() > 10
    assert page.locator(".t i").evaluate_all(cut) == 0


def test_the_device_decides_on_light_or_dark_until_a_person_does(open_board: OpenBoard) -> None:
    light, dark = (open_board(theme=theme) for theme in ("light", "dark"))
    paper = "getComputedStyle(document.body).backgroundColor"
    day, night = light.evaluate(paper), dark.evaluate(paper)
    assert day != night
    dark.check("#th-light")
    assert dark.evaluate(paper) == day
    dark.keyboard.press("t")
    assert dark.evaluate(paper) == night


def test_the_other_language_is_one_press_away_and_leaves_the_texts_alone(open_board: OpenBoard) -> None:
    page = open_board()
    variant = page.locator("#c-linkedin .t").inner_text()
    page.click("#language")
    expect(page.locator("#overview")).to_have_text("Overview")
    expect(page.locator("#c-linkedin .cp")).to_have_text("Copy")
    assert page.locator("#c-linkedin .t").inner_text() == variant
    assert page.get_attribute("html", "lang") == "en"
    page.click("#language")
    expect(page.locator("#overview")).to_have_text("Übersicht")


def test_filters_show_what_was_asked_for_in_overview_and_variants(open_board: OpenBoard) -> None:
    page = open_board()
    page.check("#st-block")
    expect(page.locator("article:visible")).to_have_count(3)
    expect(page.locator("tbody tr:visible")).to_have_count(3)
    expect(page.locator("#count")).to_have_text("3 Kanäle zu sehen")
    page.check("#fa-ad")
    expect(page.locator("article:visible")).to_have_count(1)


def test_an_empty_filter_says_how_to_get_back(open_board: OpenBoard, tmp_path: Path) -> None:
    place = tmp_path / "clean.html"
    place.write_text(render_board(stage.make_played("Titel\n\nEin Satz.", [("text", "x")]), stage.channels(), "de"))
    page = open_board(place=place)
    page.check("#st-block")
    expect(page.locator(".nothing")).to_be_visible()


def test_copying_gives_the_exact_wording(open_board: OpenBoard, board: Path) -> None:
    page = open_board()
    page.evaluate("() => { window.kept = []; navigator.clipboard.writeText = async t => { window.kept.push(t); }; }")
    page.evaluate("() => document.querySelectorAll('.parts details').forEach(d => { d.open = true; })")
    for name in ("linkedin", "newsletter", "video_captions"):
        checked = next(c for c in stage.played().checked if c.variant.channel == name)
        page.evaluate("() => { window.kept.length = 0; }")
        for button in page.locator(f"#c-{name} .cp").all():
            button.click()
        assert page.evaluate("window.kept") == [p.text for p in checked.variant.parts]


def test_the_page_reads_without_javascript(open_board: OpenBoard) -> None:
    page = open_board(java_script_enabled=False)
    expect(page.locator("article:visible")).to_have_count(34)
    expect(page.locator(".cp").first).to_be_hidden()
    page.check("#st-block")
    expect(page.locator("article:visible")).to_have_count(3)
    page.check("#st-all")
    page.click(POINT)
    assert "#s" in page.url
    page.check("#th-dark")


def test_nothing_moves_while_the_page_loads(open_board: OpenBoard) -> None:
    for width in (390, 1440):
        page = open_board(width=width)
        shift = page.evaluate(
            """() => new Promise(done => { let sum = 0;
            new PerformanceObserver(list => { for (const e of list.getEntries()) sum += e.value; }).observe({ type: 'layout-shift', buffered: true });
            requestAnimationFrame(() => requestAnimationFrame(() => done(sum))); })"""
        )
        assert shift < 0.01, width


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing(open_board: OpenBoard, theme: str, width: int) -> None:
    page = open_board(theme=theme, width=width, bypass_csp=True)
    _open_all(page)
    page.evaluate("document.querySelector('#c-x_post .t a').focus()")
    assert _axe(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_help_or_the_other_language(open_board: OpenBoard, theme: str) -> None:
    page = open_board(theme=theme, bypass_csp=True)
    page.click("#language")
    page.keyboard.press("?")
    assert _axe(page) == []


def test_axe_finds_nothing_on_the_index(open_board: OpenBoard, tmp_path: Path) -> None:
    place = tmp_path / "index.html"
    entries = [
        IndexEntry("Eins", "a.md", "a/board.html", 34, 1, 2),
        IndexEntry("b.md", "b.md", problem="'b.md' is empty."),
    ]
    place.write_text(render_index(entries, "de"), encoding="utf-8")
    for theme in ("light", "dark"):
        assert _axe(open_board(place=place, theme=theme, bypass_csp=True)) == []


def _axe(page: Page) -> list[str]:
    found = [spec.origin for spec in map(find_spec, AXE_PACKAGES) if spec and spec.origin]
    page.add_script_tag(path=Path(found[0]).with_name("axe.min.js"))
    result = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:160]} {v['nodes'][0]['failureSummary'][:200]}"
        for v in result["violations"]
    ]


def _open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")


def _focused(page: Page, what: str) -> object:
    return page.evaluate(f"() => {{ const e = document.activeElement; return {what}; }}")
