"""A small house of our own products, and what the shipped outputs make of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import polars as pl

from klaviatur.adapters.outputs import load_outputs
from klaviatur.catalogue.packing import Field, pack
from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.syndicate.canonical import SAID, Said, canonical_frame, inherit
from klaviatur.syndicate.checking import as_problem
from klaviatur.syndicate.families import with_families
from klaviatur.syndicate.grouping import only_groups
from klaviatur.syndicate.parity import NEEDED
from klaviatur.syndicate.planning import Plan, at_moment, make_plan
from klaviatur.syndicate.rendering import Rendered, render
from klaviatur.syndicate.sales import Moment, with_sales
from klaviatur.syndicate.sharing import with_shared

STAMP = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
NOW = Moment(STAMP)
MARKING = ("method", "machine_share", "reviewed_by", "reviewed_at", "writer", "label", "source_type")
SETTINGS = {
    "base_url": "https://shop.example",
    "link_start": "https://shop.example/p/",
    "seller": "Haus Morgenrot",
    "supplier": "Haus Morgenrot",
    "seller_id": "A2MORGENROT",
    "feed_title": "Neues aus dem Haus Morgenrot",
    "shop_name": "Haus Morgenrot",
    "shop_summary": "Lampen und Tees",
    "delivery_cost": "4.90",
    "delivery_time": "1-3 Werktage",
    "supplier_gln": "",
    "buyer": "Großhandel Abend",
}
Facts = Mapping[str, Any]

LAMP: Facts = {
    "sku": "L-100",
    "name": "Leselampe Morgenrot 3 < 5 & leise",
    "description": "Eine Lampe zum Lesen.\n\nSie leuchtet warm & blendet nicht.",
    "price": ("89.90", "EUR"),
    "availability": "auf Lager",
    "stock": "12",
    "image": "/bilder/lampe.jpg",
    "additional_image": ["/bilder/lampe-2.jpg", "/bilder/lampe, rot.jpg"],
    "url": "/p/leselampe",
    "gtin": "4006381333931",
    "brand": "Morgenrot",
    "mpn": "MR-100",
    "color": "Rot",
    "material": "Messing",
    "weight": ("1.2", "KGM"),
    "condition": "neu",
    "category": ["Wohnen > Lampen > Leselampen"],
    "luminous_flux": ("470", "LUM"),
    "energy_class": "A",
    "eprel_id": "1234567",
    "tax_rate": ("19", "P1"),
    "search_terms": ["Lampe", "Leselicht"],
    "etim_class": "EC001679",
    "ef_000136": "EV000154",
    "dimmable": "true",
}
TEA: Facts = {
    "sku": "T-7",
    "name": "Abendtee Kamille",
    "description": "Kamille aus Franken.",
    "price": ("4.49", "EUR"),
    "sale_price": ("3.99", "EUR"),
    "list_price": ("4.99", "EUR"),
    "availability": "nicht lieferbar",
    "image": "https://bilder.example/tee.png",
    "gtin": "4311501043271",
    "brand": "Morgenrot",
    "net_content": ("40", "GRM"),
    "ingredients": "Kamillenblüten 90 %, Süßholz, Spuren von " + "Sellerie, " * 20 + "Senf.",
    "allergens": ["Sellerie", "Senf"],
    "category": ["Lebensmittel > Tee"],
    "origin_country": "DE",
    "condition": "neu",
}
LAMP_EN: Facts = {**LAMP, "name": "Reading lamp Dawn", "description": "A lamp for reading.", "color": "Red"}
SHIRT: Facts = {"sku": "S", "name": "Hemd Aurora", "description": "Ein Hemd.", "category": ["Mode > Hemden"]}
SHIRT_RED: Facts = {
    "sku": "S-ROT-M", "name": "Hemd Aurora rot M", "price": ("49.00", "EUR"), "stock": "3", "color": "Rot", "size": "M",
    "image": "/bilder/hemd-rot.jpg", "gtin": "4006381333948", "brand": "Aurora", "gender": "Herren", "url": "/p/hemd-rot",
}  # fmt: skip
SHIRT_BLUE: Facts = {
    "sku": "S-BLAU-L", "name": "Hemd Aurora blau L", "price": ("59.00", "EUR"), "stock": "0", "color": "Blau", "size": "L",
    "image": "/bilder/hemd-blau.jpg", "gtin": "4006381333955", "brand": "Aurora", "gender": "Herren", "url": "/p/hemd-blau",
}  # fmt: skip
HOUSE: Mapping[str, Facts] = {
    "L-100": LAMP, "S": SHIRT, "S-BLAU-L": SHIRT_BLUE, "S-ROT-M": SHIRT_RED, "T-7": TEA,
}  # fmt: skip
PARENTS = {"S-BLAU-L": "S", "S-ROT-M": "S"}


@dataclass(frozen=True, slots=True)
class Made:
    """An output of some products: the file, and what was found out."""

    plan: Plan
    rendered: Rendered
    text: str

    @property
    def held(self) -> dict[str, list[str]]:
        """Return the rules that hold items, by key."""
        blocking = self.rendered.problems.filter(pl.col("severity") == "block")
        return {key[0]: rows["rule"].to_list() for key, rows in blocking.group_by(["key"], maintain_order=True)}

    @property
    def rules(self) -> dict[str, list[str]]:
        """Return all rules that spoke, by key."""
        problems = self.rendered.problems
        return {key[0]: rows["rule"].to_list() for key, rows in problems.group_by(["key"], maintain_order=True)}

    def ids(self, key: str) -> dict[str, str]:
        """Return the platform's ids of what was found at an item, by rule."""
        found = [as_problem(self.plan.profile, row) for row in self.rendered.problems.iter_rows(named=True)]
        assert all(one.message.de and one.message.en and one.proposal.de and one.proposal.en for one in found)
        return {one.rule: one.platform_id for one in found if one.key == key}

    def texts(self) -> list[str]:
        """Return the records that leave."""
        return self.rendered.records["text"].drop_nulls().to_list() if "text" in self.rendered.records.columns else []


def make(
    name: str,
    products: Mapping[str, Facts] = HOUSE,
    *,
    parents: Mapping[str, str] = PARENTS,
    wordings: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None,
    moment: Moment = NOW,
    **values: str,
) -> Made:
    """Return what an output makes of products; `wordings`: key -> name of the wording -> text and marking."""
    plan = at_moment(_plan(name, tuple(sorted({**_settings(name), **values}.items()))), STAMP, moment)
    rendered = render(plan, _complete(plan, products, parents, wordings or {}))
    setup, writer = plan.setup, plan.writer
    records = rendered.records
    declared = records["declared"].drop_nulls() if "declared" in records.columns else []
    setup = replace(setup, declared=sorted({path for paths in declared for path in paths.split("\n")}))
    middles = ("", *writer.middles(setup))
    sections = [records[name].drop_nulls() for name in sorted(records.columns) if name.startswith("text")]
    body = "".join(one + writer.separator(setup).join(texts) for one, texts in zip(middles, sections, strict=False))
    return Made(plan, rendered, writer.head(setup) + body + writer.tail(setup))


def products_of(name: str) -> pl.DataFrame:
    """Return the products of the house as an output reads them."""
    return _complete(make(name).plan, HOUSE, PARENTS, {})


def _complete(
    plan: Plan,
    products: Mapping[str, Facts],
    parents: Mapping[str, str],
    wordings: Mapping[str, Mapping[str, Mapping[str, str]]],
) -> pl.DataFrame:
    frame = _frame(plan, products, parents)
    frame = frame.with_columns(_spoken(plan, frame["key"].to_list(), wordings))
    return with_shared(frame, plan.shared)


@cache
def _plan(name: str, values: tuple[tuple[str, str], ...]) -> Plan:
    return make_plan(load_outputs()[name], dict(values))


def _settings(name: str) -> dict[str, str]:
    needs = {need.name for need in load_outputs()[name].needs}
    return {key: value for key, value in SETTINGS.items() if key in needs and value}


def _frame(plan: Plan, products: Mapping[str, Facts], parents: Mapping[str, str]) -> pl.DataFrame:
    order = sorted(products, key=lambda key: (_highest(key, parents), key))
    rows = [(key, "shop", pack(_packed(products[key]))) for key in order]
    frame = canonical_frame(Said(pl.DataFrame(rows, schema=SAID, orient="row"), {}), plan.view, plan.names | NEEDED)
    above = set(parents.values())
    with_parents = frame.with_columns(
        parent=pl.Series([parents.get(key) for key in order], dtype=pl.String),
        group=pl.Series([_highest(key, parents) for key in order], dtype=pl.String),
        family=pl.lit(None, pl.String),
        changed=pl.lit("2026-11-20T09:30:00+00:00"),
        same_gtin=pl.lit(None, pl.String),
        has_variants=pl.Series([key in above for key in order], dtype=pl.Boolean),
        is_variant=pl.Series([key in parents for key in order], dtype=pl.Boolean),
        gone=pl.lit(value=False),
    )
    with_parents = with_families(with_parents.with_columns(only_groups=only_groups(with_parents)))
    whole = inherit(with_parents, with_parents.filter(pl.col("has_variants")))
    whole = inherit(whole, whole.filter(pl.col("has_variants")))  # parents of parents
    assert plan.setup.moment
    return with_sales(whole, plan.setup.moment)


def _highest(key: str, parents: Mapping[str, str]) -> str:
    return _highest(parents[key], parents) if key in parents else key


def _packed(facts: Facts) -> list[list[Any]]:
    return [_fact(name, value) for name, value in facts.items()]


def _fact(said: str, value: object) -> list[Any]:
    """Return a packed fact; "name@en" is one in a language."""
    name, _, locale = said.partition("@")
    known = vocabulary().get(name)
    kind = known.kind.value if known else "text"
    unit = value[1] if isinstance(value, tuple) else None
    figure = value[0] if isinstance(value, tuple) else value
    fact: list[Any] = [None] * len(Field)
    fact[Field.ATTRIBUTE], fact[Field.KIND], fact[Field.VALUE], fact[Field.COLUMN] = name, kind, figure, name
    fact[Field.LOCALE] = locale or None
    fact[Field.CURRENCY if kind == "money" else Field.UNIT] = unit
    return fact


def _spoken(
    plan: Plan, keys: Sequence[str], wordings: Mapping[str, Mapping[str, Mapping[str, str]]]
) -> list[pl.Series]:
    columns = []
    further = {name.partition("@")[2] for name in plan.wordings if "@" in name}
    places = {**plan.profile.wordings}
    places |= {f"{bare}@{one}": f"{place}@{one}" for bare, place in places.items() for one in sorted(further)}
    for bare, place in places.items():
        name = f"wording:{place}"
        said = [wordings.get(key, {}).get(bare, {}) for key in keys]
        columns.append(pl.Series(name, [one.get("text") for one in said], dtype=pl.String))
        columns.extend(
            pl.Series(f"{name}.{part}", [one.get(part) for one in said], dtype=pl.String) for part in MARKING
        )
    return columns
