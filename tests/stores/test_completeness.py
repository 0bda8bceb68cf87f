"""Completeness is told per family, channel and locale, with exactly the facts that are missing."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from klaviatur.adapters.stores import StoredProducts
from klaviatur.catalogue.packing import pack
from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.collect.products.completeness import as_records, completeness, summary
from klaviatur.collect.products.requirements import own_requirements, read_requirements, requirements_of_families
from klaviatur.errors import WorkspaceError
from klaviatur.records import Bilingual, ColumnMapping, Completeness, Imported, Proposal, Requirement, Table
from klaviatur.testing.rows import BEGIN, bring, prepared


def need(*attributes: str, family: str = "*", channel: str = "web", locale: str = "*", when: str = "") -> Requirement:
    return Requirement(family, channel, locale, attributes, tuple(when.split()))


def missing(store: StoredProducts, *requirements: Requirement, **asked: object) -> dict[str, tuple[str, ...]]:
    found = completeness(store, requirements, **asked)
    return {one.key: one.missing for one in as_records(found)}


def test_a_product_lacks_exactly_what_it_does_not_say(store: StoredProducts) -> None:
    bring(store, {"A": {"name": "Hemd", "price": "19.99"}, "B": {"name": "Hose"}, "C": {"name": "", "price": "5"}})
    assert missing(store, need("name", "price")) == {"A": (), "B": ("price",), "C": ("name",)}


def test_the_share_is_what_is_said_of_what_is_required(store: StoredProducts) -> None:
    bring(store, {"A": {"name": "Hemd", "family": "Shirts"}})
    found = list(as_records(completeness(store, [need("name", "price", "image", "url")])))
    assert found == [Completeness("A", "Shirts", "web", "*", 0.25, ("price", "image", "url"))]


def test_one_of_two_is_enough_where_a_requirement_says_so(store: StoredProducts) -> None:
    bring(store, {"A": {"mpn": "7"}, "B": {"name": "Hose"}})
    assert missing(store, need("gtin|mpn")) == {"A": (), "B": ("gtin|mpn",)}


def test_a_family_is_asked_what_it_has_to_say_and_what_all_have_to(store: StoredProducts) -> None:
    bring(
        store, {"A": {"name": "Hemd", "family": "Shirts"}, "B": {"name": "Hose", "family": "Trousers"}, "C": {"x": "1"}}
    )
    found = missing(store, need("name"), need("sleeve_length", family="Shirts"))
    assert found == {"A": ("sleeve_length",), "B": (), "C": ("name",)}


def test_a_requirement_may_be_for_those_alone_that_say_something(store: StoredProducts) -> None:
    bring(store, {"Brot": {"ingredients": "Mehl"}, "Hemd": {"name": "Hemd"}})
    assert missing(store, need("allergens", when="ingredients energy_kj")) == {"Brot": ("allergens",)}


def test_a_variant_has_what_its_parent_says(store: StoredProducts) -> None:
    bring(
        store, {"P": {"name": "Hemd", "family": "Shirts"}, "P-M": {"size": "M", "parent": "P"}, "X-M": {"parent": "X"}}
    )
    assert missing(store, need("name", "size")) == {"P": ("size",), "P-M": (), "X-M": ("name", "size")}
    assert missing(store, need("name", "size"), keys=["P-M"]) == {"P-M": ()}


def test_what_several_sources_say_counts_together(store: StoredProducts) -> None:
    bring(store, {"A": {"name": "Hemd"}}, source="erp")
    bring(store, {"A": {"price": "19.99"}, "A-old": {"image": "a.jpg"}}, source="shop", day=1)
    store.join("A-old", "A", by="Ada")
    assert missing(store, need("name", "price", "image", "url")) == {"A": ("url",)}


def test_what_a_person_accepted_counts(store: StoredProducts) -> None:
    bring(store, {"A": {"name": "Hemd"}})
    store.propose([Proposal("p", "A", "value", "color", "blau", Bilingual("Farbe", "Colour"), 0.9)])
    assert missing(store, need("color")) == {"A": ("color",)}
    store.decide("p", state="accepted", by="Ada")
    assert missing(store, need("color")) == {"A": ()}


def test_completeness_is_new_at_once_after_a_change(store: StoredProducts) -> None:
    bring(store, {"A": {"name": "Hemd", "price": "19.99"}})
    bring(store, {"A": {"name": "Hemd"}}, day=1)
    assert missing(store, need("price")) == {"A": ("price",)}


def test_one_family_can_be_asked_for_alone(store: StoredProducts) -> None:
    bring(store, {"A": {"name": "Hemd", "family": "Shirts"}, "B": {"name": "Hose", "family": "Trousers"}})
    bring(store, {"A": {"price": "5"}}, source="prices", day=1)
    assert missing(store, need("name", "price"), family="Shirts") == {"A": ()}


LOCALISED = {
    "both": [
        ["description", "text", "Warm", "d", None, None, None, "de_DE"],
        ["description", "text", "Warm", "e", None, None, None, "en_GB"],
    ],
    "german": [["description", "text", "Warm", "d", None, None, None, "de_AT"]],
    "any": [["description", "text", "Warm", "d"]],
    "print": [["description", "text", "Warm", "d", None, None, None, "de_DE", "print"]],
}


def bring_localised(store: StoredProducts) -> None:
    rows = {key: {"name": key} for key in LOCALISED}
    facts = pl.DataFrame({"key": list(LOCALISED), "facts": [pack(facts) for facts in LOCALISED.values()]})
    table, mapping = Table("l.csv", "csv", (), iter(())), ColumnMapping("shop", ())
    with store.importing("shop", table, mapping, BEGIN) as importing:
        importing.write(prepared(rows).drop("facts").join(facts, on="key"))
        importing.finish(Imported("l.csv", "csv", 4, 4, 0, 0))


def test_a_text_counts_in_its_own_language_and_channel(store: StoredProducts) -> None:
    bring_localised(store)
    found = completeness(
        store, [need("description", channel="*")], channels=["print", "web"], locales=["de_DE", "en_GB"]
    )
    lacking = {(c.key, c.channel, c.locale) for c in as_records(found) if c.missing}
    assert lacking == {
        ("german", "web", "en_GB"),
        ("german", "print", "en_GB"),
        ("print", "web", "de_DE"),
        ("print", "web", "en_GB"),
        ("print", "print", "en_GB"),
    }


def test_without_being_asked_all_channels_and_locales_are_told_that_requirements_name(store: StoredProducts) -> None:
    bring(store, {"A": {"name": "Hemd"}})
    found = completeness(
        store, [need("name"), need("price", channel="print", locale="de_DE"), need("url", channel="*")]
    )
    assert found.select("channel", "locale").rows() == [("print", "de_DE"), ("web", "de_DE")]


def test_the_summary_counts_products_and_ranks_what_is_missing(store: StoredProducts) -> None:
    rows = {"A": {"name": "1"}, "B": {"name": "2", "price": "3"}, "C": {"name": "4", "price": "5", "url": "u"}}
    bring(store, {key: facts | {"family": "F"} for key, facts in rows.items()} | {"D": {"name": "x"}})
    told = summary(completeness(store, [need("name", "price", "url")]))
    by_family = {row["family"]: row for row in told.iter_rows(named=True)}
    assert (by_family["F"]["products"], by_family["F"]["complete"]) == (3, 1)
    assert by_family["F"]["share"] == pytest.approx(2 / 3)
    assert by_family["F"]["lacking"] == [{"attribute": "url", "products": 2}, {"attribute": "price", "products": 1}]
    assert by_family[None]["products"] == 1


def test_an_empty_store_is_told_in_an_empty_table(store: StoredProducts) -> None:
    found = completeness(store, own_requirements())
    assert found.height == 0
    assert summary(found).height == 0


@given(facts=st.dictionaries(st.sampled_from(["name", "price", "image", "gtin", "mpn", "other"]), st.text(max_size=3)))
def test_the_share_and_what_is_missing_always_agree(facts: dict[str, str]) -> None:
    needed = ("name", "price", "image", "gtin|mpn")
    found = next(as_records(completeness(Alone(facts), [need(*needed)])))
    lacking = {names for names in needed if not any(facts.get(name) for name in names.split("|"))}
    assert set(found.missing) == lacking
    assert found.share == 1 - len(lacking) / len(needed)


class Alone:
    """A store of one product: completeness asks for nothing but packed facts."""

    def __init__(self, facts: dict[str, str]) -> None:
        packed = pack([[name, "text", value, name] for name, value in facts.items()])
        kinds = dict.fromkeys(("key", "source", "family", "parent", "facts"), pl.String)
        self.frame = pl.DataFrame([("A", "shop", None, None, packed)], schema=kinds, orient="row")

    def packed(self, *, family: str = "", keys: object = None) -> list[pl.DataFrame]:
        return [self.frame]


# --- where requirements come from ---------------------------------------------------------------------------------
def test_our_own_requirements_name_attributes_that_exist() -> None:
    named = {a for r in own_requirements() for names in (*r.attributes, *r.when) for a in names.split("|")}
    assert named - set(vocabulary()) == set()


def test_a_food_lacks_what_must_be_told_before_it_is_bought(store: StoredProducts) -> None:
    bring(
        store,
        {"Brot": {"name": "Brot", "ingredients": "Weizenmehl, Wasser", "brand": "Mühle"}, "Hemd": {"name": "Hemd"}},
    )
    found = missing(store, *own_requirements(), channels=["food"])
    assert set(found) == {"Brot"}
    assert "net_content|net_weight|volume|weight" in found["Brot"]
    assert "manufacturer_address|manufacturer_street" in found["Brot"]


def test_a_workspace_writes_requirements_as_we_do() -> None:
    text = '[[requirement]]\nfamily = "Käse"\nchannel = "print"\nlocale = "de_DE"\nattributes = ["name", "fat"]\nwhen = ["milk"]'
    assert read_requirements(text, "r.toml") == (Requirement("Käse", "print", "de_DE", ("name", "fat"), ("milk",)),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[requirement]\n", "is not TOML"),
        ("", "holds no requirements"),
        ("requirement = 3", "holds no requirements"),
        ("[[requirements]]\nattributes = ['name']", "holds no requirements"),
        ("[[requirement]]\nchannel = 'web'", "lists `attributes`"),
        ("[[requirement]]\nattributes = 'name'", "lists `attributes`"),
        ("[[requirement]]\nattributes = ['name', 3]", "lists `attributes`"),
        ("[[requirement]]\nattributes = ['name']\nfamilie = 'x'", "no 'familie'.*family"),
    ],
)
def test_a_wrong_requirements_file_is_said_so_by_name(text: str, said: str) -> None:
    with pytest.raises(WorkspaceError, match=said) as raised:
        read_requirements(text, "needs.toml")
    assert "needs.toml" in str(raised.value)


def test_the_families_of_akeneo_are_requirements_per_channel() -> None:
    families = pl.DataFrame(
        {
            "code": ["mugs", "bags"],
            "label-de_DE": ["Tassen", "Taschen"],
            "requirements-ecommerce": ["name, picture,litres", None],
            "requirements-print": ["name", "sku"],
        }
    )
    found = requirements_of_families(families, {"litres": "volume"})
    assert found == (
        Requirement("mugs", "ecommerce", "*", ("name", "image", "volume")),
        Requirement("mugs", "print", "*", ("name",)),
        Requirement("bags", "print", "*", ("sku",)),
    )


def test_families_without_requirements_are_said_so() -> None:
    with pytest.raises(WorkspaceError, match="requirements-CHANNEL"):
        requirements_of_families(pl.DataFrame({"code": ["mugs"]}))


def test_the_families_of_a_real_export_require_something_of_every_family(test_data: Path) -> None:
    file = test_data / "pxm" / "akeneo_icecat_demo" / "families.csv"
    families = pl.read_csv(file, separator=";", infer_schema=False)
    found = requirements_of_families(families)
    assert {r.family for r in found} == set(families["code"])
    assert {r.channel for r in found} == {"ecommerce", "mobile", "print"}
