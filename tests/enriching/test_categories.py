"""Which category a product belongs to, and where categories come from."""

import tomllib
from pathlib import Path

import pytest

from klaviatur.adapters.embedders import UseEmbedder
from klaviatur.adapters.taxonomies import own_categories, read_taxonomies
from klaviatur.catalogue.categories import STEP, Category
from klaviatur.collect.products.enriching.categories import Categoriser, propose_categories
from klaviatur.collect.products.enriching.known import Known, Stated
from klaviatur.errors import SettingError
from klaviatur.records import Bilingual, Kind

GOLD = tomllib.loads((Path(__file__).parent / "categories_gold.toml").read_text(encoding="utf-8"))["products"]


@pytest.fixture(scope="session")
def embedder() -> UseEmbedder:
    return UseEmbedder()


def product(key: str = "A", **facts: str) -> Known:
    return Known(key, facts=[Stated(f"{key}/{n}///shop", n, Kind.TEXT, v) for n, v in facts.items()])


def test_the_gold_finds_its_categories(embedder: UseEmbedder) -> None:
    by_id = {one.id: one for one in own_categories()}
    found = list(Categoriser(own_categories(), embedder).guess([product(name=name) for name, _ in GOLD]))
    exact = [bool(g) and g[0].category.id == str(right) for g, (_, right) in zip(found, GOLD, strict=True)]
    five = [str(right) in {one.category.id for one in g} for g, (_, right) in zip(found, GOLD, strict=True)]
    branch = [
        bool(g) and g[0].category.path.en.split(STEP)[:2] == by_id[str(right)].path.en.split(STEP)[:2]
        for g, (_, right) in zip(found, GOLD, strict=True)
    ]
    assert len(GOLD) >= 150
    assert sum(exact) / len(GOLD) >= 0.80
    assert sum(branch) / len(GOLD) >= 0.85
    assert sum(five) / len(GOLD) >= 0.90


def test_who_is_sure_is_right_more_often(embedder: UseEmbedder) -> None:
    found = list(Categoriser(own_categories(), embedder).guess([product(name=name) for name, _ in GOLD]))
    judged = [(g[0].confidence, g[0].category.id == str(right)) for g, (_, right) in zip(found, GOLD, strict=True) if g]
    sure = [right for confidence, right in judged if confidence >= 0.8]
    unsure = [right for confidence, right in judged if confidence < 0.4]
    assert sum(sure) / len(sure) > 0.9 > 0.6 > sum(unsure) / len(unsure)  # noqa: PLR0133 - a scale


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("Trekking-Wanderschuh Alpin", "187"),
        ("Basmati-Reis", "4682"),
        ("Tasche für Laptop", "5181"),
        ("Lampe ohne Leuchtmittel", "4636"),
        ("Cotton T-Shirt", "212"),
    ],
)
def test_the_head_of_a_name_counts_more_than_what_stands_beside_it(name: str, right: str) -> None:
    [found] = Categoriser(own_categories()).guess([product(name=name)])
    assert found[0].category.id == right


def test_the_path_of_a_shop_tells_more_than_a_name_that_is_only_a_brand_word() -> None:
    one = product(name="Modell Aurora", category="Wohnen > Licht > Stehlampen")
    best = propose_categories([one], own_categories(), most=1)[0]
    assert best.value == "4636"
    assert best.evidence[0].where == "A/category///shop"


def test_a_proposal_shows_both_languages_and_the_words_it_rests_on() -> None:
    [best] = propose_categories([product(name="Akku-Bohrschrauber WB 18")], own_categories(), most=1)
    assert (best.what, best.attribute, best.value) == ("category", "google_product_category", "2629")
    assert best.label.de.startswith("Heimwerkerbedarf")
    assert best.label.en.startswith("Hardware")
    [evidence] = best.evidence
    assert evidence.quote[evidence.start : evidence.end] == "Akku-Bohrschrauber"


def test_a_product_that_has_a_category_gets_no_proposal() -> None:
    assert propose_categories([product(name="Lampe", google_product_category="4636")], own_categories()) == []


def test_a_product_of_which_nothing_speaks_gets_no_proposal() -> None:
    assert propose_categories([product(name="XQ-7781"), Known("B")], own_categories()) == []


# --- Where categories come from ---------------------------------------------------------------------------------------
def test_our_table_is_a_tree_with_both_languages() -> None:
    paths = {one.path.en for one in own_categories()}
    assert len({one.id for one in own_categories()}) == len(own_categories()) >= 450
    assert all(one.path.en.rpartition(STEP)[0] in {*paths, ""} for one in own_categories())
    assert all(one.path.de.count(STEP) == one.path.en.count(STEP) for one in own_categories())


def test_our_ids_and_german_names_are_those_of_the_real_taxonomy(test_data: Path) -> None:
    place = test_data / "pxm" / "taxonomies" / "google_taxonomy_2015-02-19.de-DE.txt"
    if not place.is_file():
        pytest.skip("No Google taxonomy among the test data.")
    real = {one.id: one.path.de for one in read_taxonomies([str(place)])}
    wrong = [
        (one.id, one.path.de) for one in own_categories() if one.path.de.casefold() != real.get(one.id, "").casefold()
    ]
    assert wrong == []


def test_files_of_two_languages_are_one_taxonomy(tmp_path: Path) -> None:
    german, english = tmp_path / "taxonomy-with-ids.de-DE.txt", tmp_path / "taxonomy-with-ids.en-US.txt"
    german.write_text(
        "# Google_Product_Taxonomy_Version: 2021-09-21\n166 - Bekleidung\n9999 - Neues\n", encoding="utf-8"
    )
    english.write_text("# Google_Product_Taxonomy_Version: 2021-09-21\n166 - Apparel\n9999 - New\n", encoding="utf-8")
    found = {one.id: one for one in read_taxonomies([str(german), str(english)])}
    assert found["166"].path == Bilingual("Bekleidung", "Apparel")
    assert found["9999"] == Category("9999", Bilingual("Neues", "New"))


def test_a_file_of_one_language_stands_for_both(tmp_path: Path) -> None:
    place = tmp_path / "taxonomy-with-ids.de-DE.txt"
    place.write_text("9999 - Neues\n", encoding="utf-8")
    assert read_taxonomies([str(place)])[0].path == Bilingual("Neues", "Neues")


@pytest.mark.parametrize("content", ["", "id,name\n1,Apparel\n", "no taxonomy at all"])
def test_a_file_that_is_no_taxonomy_is_said_so(tmp_path: Path, content: str) -> None:
    place = tmp_path / "wrong.txt"
    place.write_text(content, encoding="utf-8")
    with pytest.raises(SettingError, match="is no taxonomy"):
        read_taxonomies([str(place)])


def test_a_file_that_is_not_there_is_said_so() -> None:
    with pytest.raises(SettingError, match="cannot be read"):
        read_taxonomies(["/no/such/taxonomy.txt"])
