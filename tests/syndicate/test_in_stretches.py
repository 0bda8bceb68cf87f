"""What is written and read back of products does not depend on which others are worked on together with them."""

from pathlib import Path
from random import Random

import polars as pl
import pytest
from polars.exceptions import ComputeError
from tests.syndicate.catalogues import ANNA, COLUMNS, bring, opened, row, switch_on, whole, write_profiles
from tests.syndicate.test_parity import ETIM, LONG, all_on

import klaviatur
from klaviatur import Syndication, Workspace
from klaviatur.chain import syndicating
from klaviatur.syndicate import reading_back
from klaviatur.syndicate.formats.xml_tree import RAW, Element, xml_rows
from klaviatur.syndicate.reading_back import AT_ONCE

FACT = pl.Struct(dict.fromkeys(("attribute", "label", "value", "unit", "kind"), pl.String))
KINDS = {
    "key": pl.String,
    "kind": pl.String,
    "title": pl.String,
    "amount": pl.String,
    "currency": pl.String,
    "raw": pl.String,
    "stock": pl.Int64,
    "images": pl.List(pl.String),
    "second": pl.String,
    "facts": pl.List(FACT),
}
ELEMENTS = [
    Element("ID", "key"),
    Element("TITLE/@kind", "kind"),
    Element("TITLE", "title"),
    Element("PRICE/@currency", "currency"),
    Element("PRICE/MORE/AMOUNT", "amount"),
    Element(f"PRICE/{RAW}own", "raw"),
    Element("MIME#1/SOURCE", "images"),
    Element("MIME#2/SOURCE", "second"),
    Element("PRICE/MORE/STOCK", "stock"),
    Element("FACT", "facts", (("NAME", "label"), ("VALUE", "value"))),
]
TEXTS = ["", "a", 'x & "y"', "<b>\n\t\r", "ä"]
LOUD = {"raw": "<i/>", "stock": 1, "images": ["i"], "facts": [dict.fromkeys(FACT.to_schema(), "f")]}


def said(random: Random, name: str) -> object:
    """Return what a product says in a column: also nothing, and lists of nothing."""
    if random.random() < 0.5:
        return None
    fact = {part: random.choice([None, *TEXTS]) for part in FACT.to_schema()}
    return {
        "raw": random.choice(["", "<i/>"]),
        "stock": random.randrange(3),
        "images": random.choice([[], [None], [None, ""], ["a", "&"], ["", "b"]]),
        "facts": random.choice([[], [fact], [fact, fact]]),
    }.get(name, random.choice(TEXTS))


@pytest.mark.parametrize("seed", range(5))
def test_elements_of_a_product_are_the_same_whatever_the_others_say(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - makes products, guards nothing
    for _ in range(8):
        silent = random.sample([*KINDS], random.randrange(len(KINDS) + 1))
        made = [{name: None if name in silent else said(random, name) for name in KINDS} for _ in range(3)]
        loud = {name: LOUD.get(name, "&") for name in KINDS}
        elements = random.sample(ELEMENTS, random.randint(1, len(ELEMENTS)))
        told = xml_rows(pl.DataFrame(made, schema=KINDS), elements, root="P").to_list()
        assert told == xml_rows(pl.DataFrame([*made, loud], schema=KINDS), elements, root="P").to_list()[:3]


# --- outputs ---------------------------------------------------------------------------------------------------------
DIRTY = {
    "beschreibung": ["", LONG, "3 < 5 | 8*9", "<p>Ein Satz.</p>"],
    "name": ["", "Sehr lange Leuchte " * 20, "Hemd <rot> & „blau“"],
    "preis": ["", "ab 9,90", "12 USD"],
    "ean": ["", "123"],
    "marke": ["", "x" * 300],
    "bild": ["", "kein Bild"],
    "verfügbarkeit": ["", "vielleicht"],
    "hauptartikel": ["A001", "A002", "G7"],
    "farbe": ["rot", "blau; grün"],
    "kategorie": ["Leuchten > Innen"],
}


def dirty(random: Random, number: int) -> dict[str, str]:
    """Return a product of which a few things are missing, too long or wrong, and which says a few things more."""
    wrong = random.sample([*DIRTY], random.randrange(4))
    return dict.fromkeys(COLUMNS, "") | row(number) | {name: random.choice(DIRTY[name]) for name in wrong}


def all_said(syndication: Syndication) -> dict[str, object]:
    """Run all outputs in full; return what each holds, and what is told of what does not leave so."""
    runs = syndication.run(full=True, by=ANNA)
    assert {run.state for run in runs} == {"done"}
    return {run.output: (whole(syndication, run.output), syndication.held(run.output, limit=999)) for run in runs}


def test_outputs_are_the_same_however_many_products_are_worked_on_at_a_time(
    folder: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(7)  # noqa: S311 - makes products, guards nothing
    bring(workspace, [row(1, **ETIM), *(dirty(random, number) for number in range(2, 14))])
    with klaviatur.open_syndication(folder) as syndication:
        together = all_said(all_on(syndication))
        monkeypatch.setattr(syndicating, "STRETCH", 4)
        monkeypatch.setattr(reading_back, "AT_ONCE", 2)
        assert all_said(syndication) == together


def test_what_no_product_says_leaves_as_empty_elements(folder: Path, workspace: Workspace, tmp_path: Path) -> None:
    profiles = write_profiles(tmp_path / "profiles", colours="xml")
    told = (profiles / "colours.toml").read_text(encoding="utf-8").partition("[[field]]")[0]
    (profiles / "colours.toml").write_text(f"{told}[[field]]\nname = 'color'\nfrom = 'color'\n", encoding="utf-8")
    bring(workspace, [row(1), row(2)])
    with opened(folder, profiles) as syndication:
        switch_on(syndication, "colours")
        assert [run.delivered for run in syndication.run(by=ANNA)] == [2]
        assert whole(syndication, "colours").count(b"<item></item>") == 2


# --- read back -------------------------------------------------------------------------------------------------------
def test_a_record_that_says_something_else_is_found_wherever_it_stands(
    folder: Path, workspace: Workspace, tmp_path: Path
) -> None:
    kinds = {"rows": "csv", "lines": "jsonl", "feed": "rss"}
    profiles = write_profiles(tmp_path / "profiles", **kinds)
    wrong = {"lines": [f"A{AT_ONCE:03d}", f"A{AT_ONCE + 1:03d}"], "feed": ["A001", f"A{2 * AT_ONCE + 3:03d}"]}
    for name, keys in wrong.items():
        told = (profiles / f"{name}.toml").read_text(encoding="utf-8")
        other = f"from = \"'1.00 EUR' if key in {keys} else money(price)\""
        (profiles / f"{name}.toml").write_text(told.replace('from = "money(price)"', other), encoding="utf-8")
    bring(workspace, [row(number) for number in range(1, 2 * AT_ONCE + 4)])
    with opened(folder, profiles) as syndication:
        switch_on(syndication, *kinds)
        found = {(one.key, one.what) for one in syndication.parity()}
        assert {key for key, what in found if what == "price"} == {key for keys in wrong.values() for key in keys}


@pytest.mark.parametrize("records", [0, 1, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE])
def test_objects_read_in_parts_are_those_of_the_whole_and_broken_ones_are_told(records: int) -> None:
    shape = pl.Struct({"key": pl.String, "list": pl.List(pl.Struct({"price": pl.String}))})
    texts = pl.Series([f'{{"key":"{at}","list":[{{}},{{"price":"{at}"}}]}}' for at in range(records)], dtype=pl.String)
    assert reading_back._decoded(texts, shape).to_list() == texts.str.json_decode(shape).to_list()
    with pytest.raises(ComputeError):
        reading_back._decoded(pl.concat([texts, pl.Series(['{"key":'])]), shape)
