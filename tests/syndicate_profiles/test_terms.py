"""A term is what it says, wherever its name stands."""

from pathlib import Path

import pytest

from klaviatur.adapters.outputs import load_outputs
from klaviatur.errors import ProfileError
from klaviatur.records import OutputProfile

LIKE = 'like = "google_merchant"\nname = "google_at"\nlabel = ["Google AT", "Google AT"]\nfile = "google_at.xml"\n'
FIELD = '[[field]]\nname = "brand"\nfrom = "{}"\n'
RULE = '[[rule]]\nname = "own"\nholds_when = "{}"\nmessage = "Nein."\nproposal = "Nichts."\n'


def loaded(folder: Path, text: str) -> OutputProfile:
    (folder / "google_at.toml").write_text(text, encoding="utf-8")
    return load_outputs(folder)["google_at"]


def brand(folder: Path, terms: str, expression: str) -> str:
    profile = loaded(folder, f"{LIKE}[terms]\n{terms}\n{FIELD.format(expression)}")
    return next(one.says for one in profile.fields if one.name == "brand")


def test_terms_stand_in_fields_rules_and_later_terms(tmp_path: Path) -> None:
    terms = '[terms]\nheavy = "number(weight) > 30"\nslow = "heavy or backorder == \'true\'"\n'
    profile = loaded(tmp_path, LIKE + terms + FIELD.format("None if slow else brand") + RULE.format("not heavy"))
    assert [one.says for one in profile.fields if one.name == "brand"] == [
        "None if number(weight) > 30 or backorder == 'true' else brand"
    ]
    assert [one.holds_when for one in profile.rules if one.name == "own"] == ["not number(weight) > 30"]


@pytest.mark.parametrize(
    ("expression", "gives"),
    [
        ("map(weight.unit, units)", "map(weight.unit, {'KGM': 'kg'})"),
        ("join(', ', both)", "join(', ', brand + material)"),
        ("units(1)", "units(1)"),  # a function is called as it is called
        ("'both'", "'both'"),
        ("first(  brand,material )", "first(  brand,material )"),  # as it is written, without a term
    ],
)
def test_a_term_is_a_value_or_a_table_and_never_a_word_in_quotes(tmp_path: Path, expression: str, gives: str) -> None:
    assert brand(tmp_path, "units = \"{'KGM': 'kg'}\"\nboth = \"brand + material\"", expression) == gives


def test_a_term_of_ones_own_replaces_one_of_all(tmp_path: Path) -> None:
    assert (
        brand(tmp_path, "", "page")
        == "first(absolute(setting('base_url'), first(url, url_key)), url(setting('link_start') + segment(key)))"
    )
    assert brand(tmp_path, 'page = "url"', "page") == "url"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('terms = "on_sale"\n', "terms must be a table"),
        ('options = "on_sale"\n', "options must be a table"),
        ('[terms]\nprice = "net_price"\n', "term 'price': an attribute is called so"),
        ('[terms]\nheavy = "number("\n', r"term 'heavy': 'number\(' is no expression"),
        ("[terms]\nheavy = 30\n", "term 'heavy': 30 is no expression"),
    ],
)
def test_a_wrong_term_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ProfileError, match=said):
        loaded(tmp_path, LIKE + text)
