"""Widths in a search result, held against what a real browser draws."""

import runpy
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from klaviatur.records import Measure
from klaviatur.text.counting import measure
from klaviatur.text.pixels import width_px

ROOT = Path(__file__).resolve().parents[2]
FONT = Path("/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf")
TITLES = [
    "Stadtwerke Köln: 1.850 Haushalte zahlen ab März weniger",
    "AVATAR Tomate: Wärme von der Yacht – Test 2027",
    "VW Touareg, Tür & Tor: Auswahl von A bis Z",
    "Die besten Tarife für Ökostrom 2027 | Stadtwerke Köln",
    "How 1,850 households save 4.2 % from 1 March 2027",
    "„Wir sparen“, sagt die Chefin – ganz ohne Vertrag …",
    "Größe, Länge, Höhe: ÄÖÜß€ «mehr» ½",
    "ŁÓDŹ, Kraków, Český Krumlov, São Paulo",
    "iiiiiiiillllllll.,.,.,.,''''",
    "WWWWWWWWMMMMMMMM@@@@",
    "Привет, Ελλάδα",
]
LATIN = st.text(st.characters(min_codepoint=32, max_codepoint=0x17F, exclude_categories=["Cc", "Cf"]), max_size=80)


@pytest.fixture(scope="module")
def browser_width(chromium: Browser) -> Iterator[Callable[[str, int], float]]:
    if not FONT.exists():
        pytest.skip("No Liberation Sans here; install fonts-liberation to compare widths.")
    page = chromium.new_page()
    page.set_content("<span id=line style='white-space:pre;font-family:Arial'></span>")
    yield lambda text, size: page.evaluate(
        "([text, size]) => { const line = document.getElementById('line'); line.style.fontSize = size + 'px';"
        "line.textContent = text; return line.getBoundingClientRect().width }",
        [text, size],
    )
    page.close()


@pytest.mark.parametrize("size_px", [20, 14])
@pytest.mark.parametrize("text", TITLES)
def test_a_line_is_as_wide_as_the_browser_draws_it(
    browser_width: Callable[[str, int], float], text: str, size_px: int
) -> None:
    drawn = browser_width(text, size_px)
    assert width_px(text, size_px) == pytest.approx(drawn, rel=0.01)


def test_a_title_is_measured_larger_than_a_description() -> None:
    text = "Fernwärme für das Hafenviertel"
    assert measure(text, Measure.PIXELS) > measure(text, Measure.SNIPPET_PIXELS) > 0


def test_narrow_letters_need_less_room_than_wide_ones() -> None:
    assert width_px("illi", 20) * 3 < width_px("WMMW", 20)


def test_pairs_move_together_as_the_font_says() -> None:
    assert width_px("AVAVAV", 20) < width_px("AAAVVV", 20)


@pytest.mark.parametrize(("text", "ems"), [("日本語", 3), ("한국", 2), ("ａ", 1)])
def test_full_width_characters_need_an_em_each(text: str, ems: int) -> None:
    assert width_px(text, 20) == 20 * ems


def test_a_picture_is_as_wide_as_one_however_it_is_written() -> None:
    assert width_px("👨‍👩‍👧‍👦", 20) == width_px("😀", 20) > 20


@pytest.mark.parametrize("invisible", ["\u200b", "\u200d", "\u0301", "\ufeff", "\u200e"])
def test_invisible_characters_take_no_room(invisible: str) -> None:
    assert width_px(f"Netz{invisible}", 20) == width_px("Netz", 20)


def test_an_empty_text_has_no_width() -> None:
    assert width_px("", 20) == 0


def test_several_lines_are_as_wide_as_the_widest() -> None:
    assert width_px("kurz\nein langer Satz\nkurz", 20) == width_px("ein langer Satz", 20)


@given(LATIN, LATIN)
def test_joined_texts_are_as_wide_as_both_but_for_one_kerned_pair(first: str, second: str) -> None:
    parts = width_px(first, 20) + width_px(second, 20)
    assert parts - 5 <= width_px(first + second, 20) <= parts + 5


def test_the_shipped_tables_are_those_of_the_font() -> None:
    ttlib = pytest.importorskip("fontTools.ttLib")
    if not FONT.exists():
        pytest.skip("Liberation Sans is not installed; install fonts-liberation to compare the tables.")
    font = ttlib.TTFont(str(FONT))
    version = font["name"].getDebugName(5)
    tool = runpy.run_path(str(ROOT / "tools/arial_widths.py"))
    shipped = (ROOT / "src/klaviatur/text/arial_widths.txt").read_text(encoding="utf-8")
    if version not in shipped:
        pytest.skip(f"The tables were measured on another version than {version}.")
    lines = [f"{first:04X} {tool['packed'](row)}" for first, row in tool["runs"](tool["widths_of"](font))]
    assert shipped.splitlines()[2:] == lines
    kerning = [tool["kerning_line"](left, amounts) for left, amounts in sorted(tool["kerning_of"](font).items())]
    assert (ROOT / "src/klaviatur/text/arial_kerning.txt").read_text(encoding="utf-8").splitlines()[2:] == kerning
