"""Whatever a source or a person wrote, no sign leaves that a platform cannot read."""

from unicodedata import normalize

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.syndicate_profiles.house import LAMP, make

from klaviatur.adapters.outputs import load_outputs
from klaviatur.records import Method
from klaviatur.syndicate.cleaning import clean_text, cleaned
from klaviatur.syndicate.planning import make_plan
from klaviatur.syndicate.wordings import with_wordings

BELL, LOOSE = "\x07", "u\u0308"
NOISE = st.text(st.characters(codec="utf-8"), max_size=30)


def test_neither_label_nor_unit_brings_a_sign_that_xml_forbids() -> None:
    odd = LAMP | {f"fr{LOOSE}he {BELL}zeit": "12", "weight": ("1.2", f"kg{BELL}")}
    for name in ("bmecat_2005", "google_merchant"):
        told = make(name, {"L-100": odd}, parents={}).text
        etree.fromstring(told.encode())
        assert BELL not in told
        assert LOOSE not in told


def test_a_released_wording_and_a_setting_leave_clean_and_composed() -> None:
    plan = make_plan(load_outputs()["rss_products"], {"base_url": "https://shop.example", "feed_title": f"Neu{BELL}es"})
    released = {"key": "L-100", "channel": "shopping_title", "locale": "de_DE", "part": "title", "machine_share": "0"}
    released |= {"text": f"Lampe f{LOOSE}r{BELL} alle", "method": Method.HUMAN.value, "writer": ""}
    released |= {"reviewed_by": f"Ri{BELL}ta", "reviewed_at": "2026-11-20T09:30:00+00:00"}
    said = with_wordings(pl.DataFrame({"key": ["L-100"]}), plan, pl.DataFrame([released]))
    assert said.select("wording:shopping_title:title", "wording:shopping_title:title.reviewed_by").row(0) == (
        "Lampe für alle",
        "Rita",
    )
    assert "<title>Neues</title>" in plan.writer.head(plan.setup)


def test_every_sign_that_stands_for_others_is_written_as_these() -> None:
    signs = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    loose = [sign for sign in signs if normalize("NFC", sign) != sign]
    assert len(loose) > 1000
    assert [sign for sign in loose if cleaned(pl.Series([sign]))[0] != normalize("NFC", sign)] == []


@given(st.lists(NOISE, max_size=5))
@settings(max_examples=40, deadline=None)
def test_cleaning_is_the_same_for_one_text_and_for_many(texts: list[str]) -> None:
    once = cleaned(pl.Series(texts, dtype=pl.String))
    assert [one or "" for one in once] == [clean_text(text) for text in texts]
    assert cleaned(once).to_list() == once.to_list()
    listed = cleaned(pl.Series([texts], dtype=pl.List(pl.String)))[0]
    assert [one for one in (listed if listed is not None else ()) if one] == [one for one in once if one]
