"""Who a row speaks of, and whether it is as it was."""

from dataclasses import replace

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from value_tables import Cells, chunk_of, column, mapping_of

from klaviatur.collect.products.fingerprint import Fingerprints, fingerprint
from klaviatur.records import Kind

CELL = st.one_of(st.none(), st.text(alphabet="ab \x1b\x1f\x000", max_size=4))
CODE = st.one_of(
    st.none(),
    st.sampled_from(
        ["4006381333931", "4 006381-333931", "٤٠٠٦٣٨١٣٣٣٩٣١", "1234567890128", "00000000", "4,00638E+12", "-"]
    ),
    st.sampled_from(
        ["316148410X", "6381333931", '="4006381333931"', "4006381333931, 4006381333948", " 96385074", "A-1"]
    ),
    st.text(alphabet="0123456789", min_size=7, max_size=14),
)


def prints(**columns: Cells) -> Fingerprints:
    named = mapping_of(column("gtin", Kind.GTIN), column("name"), column("parent", Kind.RELATION), column("color"))
    return fingerprint(chunk_of(**columns), named)


def test_the_hash_of_a_row_is_the_same_on_every_machine_while_rows_are_read_alike() -> None:
    assert prints(sku=["A-1"], name=["Senf"]).frame.rows() == [(2, "A-1", "6c29f269ef3bf2d9")]  # VERSION 5


def test_the_first_attribute_a_row_has_is_its_key() -> None:
    keys = prints(
        sku=["A-1", None, " "], gtin=["4006381333931", "4 006381-333931", None], name=["x", "y", "Senf"]
    ).frame["key"]
    assert keys.to_list()[:2] == ["A-1", "4006381333931"]
    assert keys[2].startswith("name:")


def test_a_variant_without_key_is_known_by_its_parent_and_axes() -> None:
    keys = prints(
        sku=["P", None, None], parent=[None, "P", "P"], color=[None, "rot", None], name=["a", "b", "c"]
    ).frame["key"]
    assert keys.to_list()[:2] == ["P", "P/rot"]
    assert keys[2].startswith("name:")


def test_a_placeholder_is_no_key() -> None:
    outcome = prints(sku=["k. A.", "-"], name=[None, "Senf"])
    assert outcome.frame["key"].str.starts_with("name:").to_list() == [True]
    assert [r.rule for r in outcome.rejected] == ["row.without_key"]
    assert outcome.rejected[0].raw == (("sku", "k. A."),)


def test_an_empty_row_is_rejected_with_its_number() -> None:
    outcome = prints(sku=["1", None], name=["x", "  "])
    assert [(r.row, r.rule) for r in outcome.rejected] == [(3, "row.empty")]


def test_a_key_made_from_the_name_is_reported() -> None:
    assert [f.rule for f in prints(name=["Senf"]).findings] == ["row.key_from_name"]


def test_the_hash_does_not_hang_on_the_order_of_columns() -> None:
    assert prints(sku=["1"], name=["x"]).frame["hash"][0] == prints(name=["x"], sku=["1"]).frame["hash"][0]


def test_a_corrected_mapping_changes_the_hash_and_its_name_does_not() -> None:
    chunk, mapping = chunk_of(sku=["1"], name=["x"]), mapping_of(column("name"))
    before = fingerprint(chunk, mapping).frame["hash"][0]
    assert fingerprint(chunk, replace(mapping, name="other")).frame["hash"][0] == before
    assert fingerprint(chunk, mapping_of(column("name", Kind.LIST))).frame["hash"][0] != before


@settings(deadline=None)
@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8))
def test_rows_share_a_hash_only_if_their_cells_are_the_same(rows: list[tuple[str | None, str | None]]) -> None:
    chunk = chunk_of(sku=["1"] * len(rows), a=[a for a, _ in rows], b=[b for _, b in rows])
    hashes = fingerprint(chunk, mapping_of()).frame["hash"]
    assert hashes.n_unique() == pl.DataFrame(rows, schema=["a", "b"], orient="row").n_unique()


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(st.tuples(CODE, CELL, CELL), min_size=1, max_size=8))
def test_what_is_said_of_a_row_does_not_hang_on_the_rows_beside_it(
    rows: list[tuple[str | None, str | None, str | None]],
) -> None:
    def said(those: list[tuple[str | None, str | None, str | None]]) -> list[tuple[object, ...]]:
        codes, names, parents = map(list, zip(*those, strict=True))
        found = prints(gtin=codes, name=names, parent=parents, color=codes)
        return [*found.frame.select("key", "hash").rows(), *((one.rule, one.raw) for one in found.rejected)]

    assert sorted(said(rows), key=repr) == sorted((one for row in rows for one in said([row])), key=repr)
