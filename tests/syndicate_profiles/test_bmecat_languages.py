"""A BMEcat in several languages: one file says each text in every language in which the catalogue has it."""

import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.syndicate_profiles import schemas
from tests.syndicate_profiles.house import HOUSE, LAMP, Facts, Made, make
from tests.syndicate_profiles.test_bmecat_round_trip import everything, lost, read_back

from klaviatur.adapters.outputs import load_outputs
from klaviatur.catalogue.internal import is_internal
from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.errors import SettingError
from klaviatur.records import Kind
from klaviatur.syndicate.checking import as_problem
from klaviatur.syndicate.parity import Normal, Reading, compare
from klaviatur.syndicate.parity import read_back as reading_of
from klaviatur.syndicate.planning import make_plan

VERSIONS = ["bmecat_2005", "bmecat_2005_1", "bmecat_etim_31"]
TEXTS = {Kind.TEXT, Kind.RICH_TEXT, Kind.LIST}
ENGLISH: Facts = {
    "name@en": "Reading lamp Dawn 3 < 5 & quiet",
    "description@en_GB": "A lamp for reading.\n\nIt needs 5 W.",
    "color@en": "Red",
    "search_terms@en": ["Lamp", "reading light " * 5],
    "bullet_point@en": ["one", "two", "three"],
    "instructions@en": "Read first, then do. " * 9 + "So.",
    "category@en": ["Living > Lamps"],
    "model@en": "Dawn",
    "brand@en": "Dawn & Co",
    "notice@en": "Mind the cable.",
    "ef_000999@en": "warm white",
}
GERMAN: Facts = {
    "bullet_point": ["eins", "zwei"],
    "instructions": "Erst lesen, dann tun. " * 9,
    "ef_000999": "warmweiß",
}
BOTH: Facts = {**LAMP, **GERMAN, **ENGLISH, "material@fr": "Laiton"}
SPOKEN = {**HOUSE, "L-100": BOTH}


def elements(text: str, name: str) -> list[tuple[str, str]]:
    """Return the languages and texts of elements."""
    return re.findall(rf'<{name}(?: type="\w+")?(?: lang="(\w+)")?>([^<]*)<', text)


def feature(text: str, name: str) -> list[list[tuple[str, str]]]:
    """Return the values of each feature of a name, with their languages."""
    found = re.findall(r"<FEATURE>.*?</FEATURE>", text)
    return [elements(one, "FVALUE") for one in found if f">{name}</FNAME>" in one]


@pytest.mark.parametrize("name", VERSIONS)
@pytest.mark.parametrize(
    ("locale", "languages"), [("de_DE", "de, en, fr"), ("en_GB", "de fr"), ("fr_FR", "en_GB;de_DE")]
)
def test_a_file_in_several_languages_has_no_error_by_the_schema(
    test_data: Path, name: str, locale: str, languages: str
) -> None:
    made = make(name, SPOKEN, locale=locale, languages=languages)
    assert made.texts()
    assert schemas.xml_errors(schemas.bmecat(test_data, name.removeprefix("bmecat_")), made.text) == []


@pytest.mark.parametrize("name", VERSIONS)
def test_without_further_languages_not_a_byte_is_another(name: str) -> None:
    plain = make(name, SPOKEN)
    assert "lang=" not in plain.text
    assert "Dawn" not in plain.text
    assert plain.text == make(name, SPOKEN, languages="de").text == make(name, SPOKEN, languages=" de_DE ").text
    without = {key: value for key, value in BOTH.items() if "@" not in key}
    assert plain.text == make(name, {**HOUSE, "L-100": without}).text


def test_each_text_stands_there_in_each_language_in_which_a_source_says_it() -> None:
    text = make("bmecat_2005", {"L-100": BOTH}, parents={}, languages="de, en").text
    assert '<LANGUAGE default="true">deu</LANGUAGE><LANGUAGE>eng</LANGUAGE>' in text
    assert elements(text, "DESCRIPTION_SHORT") == [
        ("deu", "Leselampe Morgenrot 3 &lt; 5 &amp; leise"),
        ("eng", "Reading lamp Dawn 3 &lt; 5 &amp; quiet"),
    ]
    assert [code for code, _ in elements(text, "DESCRIPTION_LONG")] == ["deu", "eng"]
    assert elements(text, "KEYWORD") == [("deu", "Lampe"), ("deu", "Leselicht"), ("eng", "Lamp")]
    assert elements(text, "MANUFACTURER_TYPE_DESCR") == [("eng", "Dawn")]
    assert elements(text, "GROUP_NAME")[1:] == [("", "Wohnen"), ("", "Lampen"), ("", "Leselampen")]
    assert feature(text, "Farbe") == [[("deu", "Rot"), ("eng", "Red")]]
    assert feature(text, "Colour") == feature(text, "Farbe")
    assert feature(text, "Bullet point") == [
        [("deu", "eins"), ("eng", "one")], [("deu", "zwei"), ("eng", "two")], [("eng", "three")],
    ]  # fmt: skip
    assert feature(text, "EF000999") == [[("deu", "warmweiß"), ("eng", "warm white")]]
    assert feature(text, "Lichtstrom") == [[("", "470")]]  # a figure is the same in every language
    assert "Laiton" not in text


def test_what_bears_no_language_is_not_said_to_be_in_a_further_one() -> None:
    variants = {**HOUSE, "S": {**HOUSE["S"], "name@en": "Shirt Aurora", "description@en": "A shirt."}}
    text = make("bmecat_2005", variants, languages="en").text
    assert [said for code, said in elements(text, "DESCRIPTION_SHORT") if code == "eng"] == []
    assert [said for code, said in elements(text, "DESCRIPTION_LONG") if code == "eng"] == ["A shirt."] * 2


@pytest.mark.parametrize("languages", ["de, en", "en_US"])
def test_all_that_is_said_in_a_further_language_comes_back(tmp_path: Path, languages: str) -> None:
    facts = everything()
    spoken = {
        f"{name}@en": [f"{item} in English" for item in said] if isinstance(said, list) else f"{said} in English"
        for name, said in facts.items()
        if name in vocabulary() and vocabulary()[name].kind in TEXTS and not is_internal(name)
    }
    spoken |= {"search_terms@en": ["short", "good"], "instructions@en": "Read first, then do. " * 9 + "So."}
    made = make("bmecat_2005", {"ALL-1": {**facts, **spoken}}, parents={}, languages=languages)
    assert made.held == {}
    product = read_back(tmp_path, made.text)["ALL-1"]
    assert len(spoken) > 100
    own = tuple(fact for fact in product.facts if fact.locale in {None, "de_DE"})
    theirs = tuple(fact for fact in product.facts if fact.locale == "en")
    assert len(own) + len(theirs) == len(product.facts)
    assert lost(facts, replace(product, facts=own)) == []
    assert lost({name.removesuffix("@en"): said for name, said in spoken.items()}, replace(product, facts=theirs)) == []


LETTERS = st.text(st.characters(min_codepoint=33, max_codepoint=0x24F), min_size=1, max_size=70)


@given(st.lists(st.tuples(LETTERS, st.none() | LETTERS, st.none() | LETTERS), min_size=1, max_size=5))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_said_in_two_languages_is_valid_and_each_text_is_there_once(
    test_data: Path, said_of: list[tuple[str, str | None, str | None]]
) -> None:
    house = {}
    for at, (name, color, english) in enumerate(said_of):
        spoken = {"color": color, "color@en": english, "name@en": english, "search_terms@en": english and [english]}
        facts = {"sku": f"K-{at}", "name": name, "price": ("1.00", "EUR"), **spoken}
        house[f"K-{at}"] = {key: value for key, value in facts.items() if value}
    made = make("bmecat_2005", house, parents={}, languages="en")
    assert schemas.xml_errors(schemas.bmecat(test_data, "2005"), made.text) == []
    assert compare([*stated(made)]) == []
    for key, facts in house.items():
        [text] = [one for one in made.texts() if f"<SUPPLIER_PID>{key}<" in one] or [""]
        assert text.count('<DESCRIPTION_SHORT lang="eng">') == ("name@en" in facts and bool(text))


# --- one truth --------------------------------------------------------------------------------------------------------
def stated(*made: Made) -> list[Reading]:
    return [reading_of(one.plan, one.rendered, Normal()) for one in made]


def test_titles_in_a_further_language_are_those_of_an_output_in_it() -> None:
    spoken = {key.replace("@en_GB", "@en").replace("@en", "@en_GB"): value for key, value in BOTH.items()}
    house = {**HOUSE, "L-100": spoken}
    bmecat = make("bmecat_2005", house, languages="en_GB")
    feed = make("acp", house, locale="en_GB")
    both = stated(bmecat, feed)
    titles = both[0].stated.filter(key="L-100")
    assert titles.select("locale", "title").rows() == [
        ("de_DE", "Leselampe Morgenrot 3 < 5 & leise"),
        ("en_GB", "Reading lamp Dawn 3 < 5 & quiet"),
    ]
    assert compare(both) == []
    other = {**house, "L-100": {**spoken, "name@en_GB": "Another lamp", "description@en_GB": "It needs 7 W."}}
    assert {one.what for one in compare(stated(bmecat, make("acp", other, locale="en_GB")))} == {"title", "number"}


def test_a_text_that_was_lost_on_its_way_is_found() -> None:
    made = make("bmecat_2005", SPOKEN, languages="en")
    wrong = made.rendered.records.with_columns(
        pl.col("text").str.replace('<DESCRIPTION_SHORT lang="eng">[^<]*</[^>]*>', "")
    )
    short = reading_of(made.plan, replace(made.rendered, records=wrong), Normal()).short
    assert short is not None
    assert (short.key, short.what) == ("L-100", "title")


# --- what was released ------------------------------------------------------------------------------------------------
MARK = {"method": "trained", "machine_share": "0.5", "writer": "m", "reviewed_by": "rita", "reviewed_at": "2026-11-20"}
RELEASED = {
    "title": {"text": "Freigegeben", **MARK}, "description": {"text": "Freigegeben, 5 W.", **MARK},
    "title@en": {"text": "Released", **MARK},
}  # fmt: skip


def test_a_released_wording_is_that_of_its_language() -> None:
    made = make("bmecat_2005", {"L-100": BOTH}, parents={}, languages="en", wordings={"L-100": RELEASED})
    assert elements(made.text, "DESCRIPTION_SHORT") == [("deu", "Freigegeben"), ("eng", "Released")]
    assert [said[:6] for _, said in elements(made.text, "DESCRIPTION_LONG")] == ["Freige", "A lamp"]
    assert stated(made)[0].stated["origin"].unique().to_list() == ["shopping_title:title"]


def test_where_released_texts_alone_leave_no_collected_one_does_in_any_language() -> None:
    only = {"languages": "en", "texts": "released_only"}
    made = make("bmecat_2005", {"L-100": BOTH}, parents={}, wordings={"L-100": RELEASED}, **only)
    assert made.held == {}
    assert elements(made.text, "DESCRIPTION_SHORT") == [("deu", "Freigegeben"), ("eng", "Released")]
    assert [code for code, _ in elements(made.text, "DESCRIPTION_LONG")] == ["deu"]


def test_a_title_that_is_too_long_is_shortened_in_its_language_and_told() -> None:
    made = make("bmecat_2005", {"L-100": {**LAMP, "name@en": "very " * 40 + "long"}}, parents={}, languages="en")
    [(_, short)] = [one for one in elements(made.text, "DESCRIPTION_SHORT") if one[0] == "eng"]
    assert len(short) <= 150
    [rule] = made.rules["L-100"]
    assert rule.endswith("#eng_cut")
    found = [as_problem(load_outputs()["bmecat_2005"], row) for row in made.rendered.problems.iter_rows(named=True)]
    assert "150" in found[0].message.en


def test_a_setting_of_that_name_may_mean_something_else_where_no_field_has_a_language(tmp_path: Path) -> None:
    own = 'like = "bmecat_2005"\nname = "ours"\nlabel = "Ours"\nfile = "ours.xml"\nwithout = ['
    spoken = [one.name for one in load_outputs()["bmecat_2005"].fields if "language" in one.options]
    (tmp_path / "ours.toml").write_text(own + ", ".join(map(repr, spoken)) + "]\n", encoding="utf-8")
    plan = make_plan(load_outputs(tmp_path)["ours"], {"supplier": "Haus", "languages": "Deutsch und Englisch"})
    assert plan.profile.fields == load_outputs(tmp_path)["ours"].fields


@pytest.mark.parametrize("languages", ["deutsch", "en, xx", "en_GB, en_US", "en-GB"])
def test_a_language_that_cannot_be_is_told_with_what_can(languages: str) -> None:
    with pytest.raises(SettingError, match="languages"):
        make("bmecat_2005", languages=languages)
