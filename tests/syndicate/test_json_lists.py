"""Lists in JSON: what stands beside their items says nothing where there are no items."""

import polars as pl

from klaviatur.syndicate.formats.json_tree import Leaf, json_rows

LEAVES = [Leaf("categories[].value", "value"), Leaf("categories[].taxonomy", "taxonomy")]


def test_a_list_without_items_is_left_out_whoever_stands_beside_in_the_frame() -> None:
    schema = {"value": pl.List(pl.String), "taxonomy": pl.String}
    frame = pl.DataFrame({"value": [None, ["Leuchten"]], "taxonomy": ["merchant", "merchant"]}, schema=schema)
    both = json_rows(frame, LEAVES).to_list()
    assert both == ["{}", '{"categories":[{"value":"Leuchten","taxonomy":"merchant"}]}']
    assert [json_rows(frame[at : at + 1], LEAVES).item() for at in (0, 1)] == both
