"""Whatever products say: what leaves is valid, what does not leave has a reason, and the sum is right."""

import csv
import io
import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.syndicate_profiles import schemas
from tests.syndicate_profiles.house import LAMP, Facts, Made, make

from klaviatur.adapters.outputs import load_outputs

ODD = [
    "",
    " ",
    "\n",
    "\t",
    '"',
    "'",
    ",",
    ";",
    "|",
    "<b>",
    "&amp;",
    "]]>",
    "\\",
    "{",
    "{seller_id}",
    "ä",
    "😀",
    "\u202e",
    "\u2028",
    "x" * 400,
    "--",
]
TEXT = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=60),
    st.lists(st.sampled_from([*ODD, "Lampe", "5 kg", "GRATIS"]), max_size=6).map(" ".join),
)
MONEY = st.tuples(
    st.sampled_from(["0", "-1", "12.90", "0.125", "99999999.99", "7"]), st.sampled_from(["EUR", "USD", "JPY", None])
)
ADDRESS = st.sampled_from(
    ["", "/a b.jpg", "bild,1.jpg", "https://x.example/ä.png", "ftp://x/y", "javascript:alert(1)", "//cdn.example/1.jpg"]
)
CODE = st.sampled_from(["4006381333931", "4006381333932", "96385074", "12", "", "0614141000036"])
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "name": TEXT,
        "description": TEXT,
        "brand": TEXT,
        "manufacturer": TEXT,
        "mpn": TEXT,
        "gtin": CODE,
        "price": MONEY,
        "sale_price": MONEY,
        "list_price": MONEY,
        "availability": st.sampled_from(["auf Lager", "out of stock", "preorder", "keine Ahnung", ""]),
        "stock": st.sampled_from(["0", "12", "-3", "2.5"]),
        "condition": st.sampled_from(["neu", "gebraucht", "kaputt"]),
        "image": ADDRESS,
        "additional_image": st.lists(ADDRESS, max_size=3),
        "url": ADDRESS,
        "weight": st.tuples(
            st.sampled_from(["1.2", "0", "-4", "100000"]), st.sampled_from(["KGM", "GRM", "XYZ", None])
        ),
        "category": st.lists(TEXT, max_size=2),
        "search_terms": st.lists(TEXT, max_size=3),
        "color": TEXT,
        "size": TEXT,
        "tax_rate": st.tuples(st.sampled_from(["19", "7", "-1"]), st.just("P1")),
        "order_unit": st.sampled_from(["Stück", "C62", "Blah", "KGM"]),
        "origin_country": st.sampled_from(["DE", "Deutschland", "ZZ"]),
        "etim_class": st.sampled_from(["EC001679", "irgendwas"]),
        "tier_price": st.lists(
            st.sampled_from(["10: 9.50 EUR net_list", "1: 7 udp_a_b x0.9", "5: 3 EUR gros_list CH AT", "9.90", "viel"]),
            max_size=3,
        ),
        "article_status": st.lists(st.sampled_from(["new: Ganz neu", "bargain", "komisch", "x" * 300]), max_size=2),
        "accessories": st.lists(TEXT, max_size=2),
        "reference_quantity": st.lists(st.sampled_from(["accessories Lampe: 2", "falsch"]), max_size=2),
        "delivery_time": st.sampled_from(["3", "3-5 Tage"]),
        "ef_000136": st.sampled_from(["EV000154", "12.5", "true", "viel"]),
        "min_order_quantity": st.sampled_from(["1", "0.5", "-1"]),
        "rating": st.sampled_from(["4.5", "9"]),
        "rating_count": st.sampled_from(["7", "-2"]),
        "eigenes feld": TEXT,
        "active": st.sampled_from(["true", "false"]),
    },
)
PRODUCTS = st.lists(FACTS, min_size=1, max_size=5).map(
    lambda many: {f"K-{at}": {"sku": f"K-{at}", **one} for at, one in enumerate(many)}
)
USUAL = settings(
    max_examples=10, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
VARIANTS = {"K-1": "K-0", "K-2": "K-0"}


def _said(products: dict[str, Facts]) -> dict[str, Facts]:
    """Return products as a catalogue keeps them: it keeps no empty values."""
    kept = {key: {name: _kept(value) for name, value in facts.items()} for key, facts in products.items()}
    whole = {key: {name: value for name, value in facts.items() if value} for key, facts in kept.items()}
    return {"A-1": {**LAMP, "manufacturer": "Morgenrot"}, **whole}


def _kept(value: object) -> object:
    if isinstance(value, str):
        return value.strip()
    return [one.strip() for one in value if one.strip()] if isinstance(value, list) else value


def _adds_up(made: Made, products: dict[str, Facts], parents: dict[str, str]) -> None:
    counted = made.rendered.records.select(pl.col("delivered", "held", "grouping").sum()).row(0)
    assert sum(counted) == len(products)
    assert counted[2] <= (len(set(parents.values())) if made.plan.profile.parents == "out" else 0)
    assert counted[1] == len(made.held)
    assert made.ids("K-0") is not None


@pytest.mark.parametrize("name", sorted(load_outputs()))
@given(products=PRODUCTS)
@settings(USUAL, max_examples=2)
def test_what_leaves_and_what_is_held_is_everything(name: str, products: dict[str, Facts]) -> None:
    parents = {key: above for key, above in VARIANTS.items() if key in products}
    said = _said(products)
    _adds_up(make(name, said, parents=parents), said, parents)


@given(products=PRODUCTS)
@USUAL
def test_every_bmecat_is_valid(test_data: Path, products: dict[str, Facts]) -> None:
    made = make("bmecat_2005", _said(products), parents={})
    assert schemas.xml_errors(schemas.bmecat(test_data, "2005"), made.text) == []
    narrow = make("bmecat_etim_31", _said(products), parents={})
    assert not narrow.texts() or schemas.xml_errors(schemas.bmecat(test_data, "etim_31"), narrow.text) == []


@given(products=PRODUCTS)
@USUAL
def test_every_agent_feed_is_valid(test_data: Path, products: dict[str, Facts]) -> None:
    parents = {key: above for key, above in VARIANTS.items() if key in products}
    for line in filter(None, make("acp", _said(products), parents=parents).text.split("\n")):
        assert schemas.json_errors(schemas.acp(test_data), json.loads(line)) == []
    for one in json.loads(make("ucp", _said(products), parents=parents).text)["products"]:
        assert schemas.json_errors(schemas.ucp(test_data), one) == []


@given(products=PRODUCTS)
@USUAL
def test_every_etim_xchange_file_is_valid(test_data: Path, products: dict[str, Facts]) -> None:
    made = make("etim_xchange", _said(products), parents={})
    assert schemas.json_errors(schemas.xchange(test_data), json.loads(made.text)) == []


@given(products=PRODUCTS)
@USUAL
def test_every_feed_can_be_read_by_what_reads_such_feeds(products: dict[str, Facts]) -> None:
    said = _said(products)
    for name in ("google_merchant", "rss_products", "sitemap"):
        etree.fromstring(make(name, said, parents={}).text.encode())
    for name in ("json_ld", "amazon_listings"):
        text = make(name, said, parents={}).text
        assert [json.loads(line) for line in text.split("\n") if line] if name == "json_ld" else json.loads(text)
    for name in ("meta_catalog", "idealo", "awin", "woocommerce", "google_merchant_tsv", "pinterest"):
        made = make(name, said, parents={})
        delimiter = (
            "\t"
            if made.plan.profile.media_type.endswith("separated-values") and "tsv" in made.plan.profile.file
            else ","
        )
        table = list(csv.reader(io.StringIO(made.text, newline=""), delimiter=delimiter))
        assert {len(row) for row in table} == {len(made.plan.profile.fields)}
        assert len(table) - 1 == len(made.texts())
