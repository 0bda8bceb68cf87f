"""What belongs to a product - accessories, spare parts, what replaces it - stands in ETIM xChange as in BMEcat."""

import json
import re
from pathlib import Path

import polars as pl
from tests.syndicate_profiles import schemas
from tests.syndicate_profiles.house import LAMP, TEA, Facts, make

from klaviatur.adapters.outputs import load_outputs
from klaviatur.syndicate.formats.xchange_relations import RELATIONS, is_relation, with_relations
from klaviatur.syndicate.planning import make_plan

RELATED: Facts = {
    **LAMP,
    "accessories": ["A-1", 'A "2" & mehr'],
    "spare_parts": ["E-1", "E-2"],
    "reference_quantity": ["sparepart E-1: 2", "consists_of B-1: 4", "sparepart A-1: 9"],
    "bundle_items": ["B-1"],
    "alternatives": ["S-1"],
    "successor": ["N-1"],
    "predecessor": ["V-1"],
    "cross_sells": ["C-1"],
    "up_sells": ["U-1"],
    "related_products": ["R-1"],
    "consumables": ["T-7"],
}


def relations(text: str, at: int = 0) -> list[tuple[str, str, int]]:
    [item] = json.loads(text)["Supplier"][0]["Product"][at]["TradeItem"]
    told = item.get("ItemRelations", [])
    return [(one["RelationType"], one["RelatedSupplierItemNumber"], one["RelatedItemQuantity"]) for one in told]


def test_every_relation_of_a_product_stands_in_xchange_with_its_type_and_quantity(test_data: Path) -> None:
    made = make("etim_xchange", {"L-100": RELATED, "T-7": TEA}, parents={"T-7": "L-100"})
    assert schemas.json_errors(schemas.xchange(test_data), json.loads(made.text)) == []
    assert relations(made.text) == [
        ("ACCESSORY", "A-1", 1),
        ("ACCESSORY", 'A "2" & mehr', 1),
        ("SPAREPART", "E-1", 2),
        ("SPAREPART", "E-2", 1),
        ("CONSISTS_OF", "B-1", 4),
        ("SIMILAR", "S-1", 1),
        ("SUCCESSOR", "N-1", 1),
        ("PREDECESSOR", "V-1", 1),
        ("CROSS-SELLING", "C-1", 1),
        ("UPSELLING", "U-1", 1),
        ("OTHER", "R-1", 1),
        ("OTHER", "T-7", 1),
    ]
    assert relations(made.text, 1) == [("MAIN_PRODUCT", "L-100", 1)]
    assert "Ersatzteile" not in made.text  # said once, and not among the other facts too


def test_xchange_and_bmecat_name_the_same_products(test_data: Path) -> None:
    further = {"reference_select": ["W-1"], "reference_others": ["O-1"], "reference_mandatory": ["P-1"]}
    facts = {"L-100": {**RELATED, **further}}
    written = make("bmecat_2005", facts, parents={}).text
    kinds = {
        "accessories": "ACCESSORY", "sparepart": "SPAREPART", "consists_of": "CONSISTS_OF", "similar": "SIMILAR",
        "followup": "SUCCESSOR", "select": "SELECT", "others": "OTHER", "mandatory": "MANDATORY",
    }  # fmt: skip
    pattern = r'<PRODUCT_REFERENCE type="(\w+)"(?: quantity="(\d+)")?><PROD_ID_TO>([^<]+)<'
    said = {
        (kinds.get(kind), to.replace("&amp;", "&"), int(much or 1)) for kind, much, to in re.findall(pattern, written)
    }
    xchange = make("etim_xchange", facts, parents={}).text
    assert schemas.json_errors(schemas.xchange(test_data), json.loads(xchange)) == []
    assert {one for one in said if one[0]} <= set(relations(xchange))
    assert len(said) == 11
    assert ("MANDATORY", "P-1", 1) in said  # that has to be ordered too
    assert ("OTHER", "R-1", 1) in said  # a related product has not


def test_a_number_that_is_too_long_for_xchange_leaves_out_its_kind_of_relation_alone(test_data: Path) -> None:
    made = make("etim_xchange", {"L-100": {**LAMP, "accessories": ["A" * 36], "spare_parts": ["E-1"]}}, parents={})
    assert schemas.json_errors(schemas.xchange(test_data), json.loads(made.text)) == []
    assert relations(made.text) == [("SPAREPART", "E-1", 1)]
    assert any("accessory_too_long" in rule for rule in made.rules["L-100"])
    plain = make("etim_xchange", {"L-100": LAMP}, parents={}).text
    assert "ItemRelations" not in plain


def test_a_profile_of_its_own_may_leave_relations_out(tmp_path: Path) -> None:
    without = [f"TradeItem[0].ItemRelations#{name}" for name in ("quantity", "accessory")]
    own = f'like = "etim_xchange"\nname = "ours"\nlabel = "Ours"\nfile = "ours.json"\nwithout = {json.dumps(without)}\n'
    (tmp_path / "ours.toml").write_text(own, encoding="utf-8")
    plan = make_plan(load_outputs(tmp_path)["ours"], {"supplier": "Haus Morgenrot"})
    fields = [one for one in plan.profile.fields if is_relation(one)]
    said = {one.name: [["E-1"] if one.name.endswith("#sparepart") else None] for one in fields}
    frame = pl.DataFrame(said, schema=dict.fromkeys(said, pl.List(pl.String)))
    [relations_said] = with_relations(frame, fields)[RELATIONS]
    assert [json.loads(one)["RelationType"] for one in relations_said] == ["SPAREPART"]
