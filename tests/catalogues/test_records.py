"""JSON and JSON Lines as tables."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klaviatur.errors import TableError, TableUnreadable


def test_a_list_of_objects_is_a_table_with_the_names_of_all(read: Callable) -> None:
    found = read('[{"sku": "A", "name": "x"}, {"sku": "B", "preis": 12.50}]')
    assert found.table.columns == ("sku", "name", "preis")
    assert found.cells == [("A", "x", None), ("B", None, "12.50")]
    assert found.rows == [1, 2]


def test_numbers_stay_as_they_are_written(read: Callable) -> None:
    found = read('[{"a": 1.10, "b": 40063813339310000000000, "c": 1e3, "d": true, "e": null, "f": NaN}]')
    assert found.cells == [("1.10", "40063813339310000000000", "1e3", "true", None, None)]


@pytest.mark.parametrize(
    "text",
    [
        '{"total": 2, "products": [{"sku": "A"}, {"sku": "B"}]}',
        '{"data": {"products": {"items": [{"sku": "A"}, {"sku": "B"}], "page": 1}}}',
        '{"meta": [{"x": 1}], "artikel": [{"sku": "A"}, {"sku": "B"}]}',
        '{"A": {"sku": "A", "n": 1}, "B": {"sku": "B", "n": 2}}',
        '[["sku", "n"], ["A", 1], ["B", 2]]',
        '\ufeff[{"sku": "A"}, {"sku": "B"}]',
    ],
)
def test_the_list_of_products_is_found_wherever_it_is(read: Callable, text: str) -> None:
    assert read(text, name="x.json").column("sku") == ["A", "B"]


def test_a_list_can_be_named(read: Callable) -> None:
    text = '{"shop": {"old": [{"sku": "X"}, {"sku": "Y"}, {"sku": "Z"}], "new": [{"sku": "A"}]}}'
    found = read(text, record="new")
    assert found.column("sku") == ["A"]
    assert found.details["records"] == "/shop/new"
    with pytest.raises(TableUnreadable, match="'newer'"):
        read(text, record="newer")


def test_a_single_product_is_one_row(read: Callable) -> None:
    found = read('{"sku": "A", "name": "Hemd", "images": [{"src": "1"}, {"src": "2"}]}')
    assert found.column("sku") == ["A"]
    assert (found.column("image"), found.column("images")) == (["1"], ["2"])


def test_nested_names_are_joined_with_a_point(read: Callable) -> None:
    found = read('[{"sku": "A", "name": {"de": "Hemd", "en": "shirt"}, "a.b": 1, "a": {"b": 2}}]')
    assert dict(zip(found.table.columns, found.cells[0], strict=True)) == {
        "sku": "A",
        "name.de": "Hemd",
        "name.en": "shirt",
        "a.b": "1",
        "a.b (2)": "2",
    }


def test_lists_of_plain_values_have_one_value_a_line(read: Callable) -> None:
    found = read('[{"sku": "A", "tags": ["rot; grün", "blau"]}, {"sku": "B", "tags": []}]')
    assert found.column("tags") == ["rot; grün\nblau", None]
    assert dict(found.table.hints)["tags"].separator == "\n"


def test_attributes_written_as_name_and_value_become_columns(read: Callable) -> None:
    found = read(
        '[{"sku": "A", "attributes": [{"name": "Farbe", "value": "rot"}, {"name": "Gewicht", "value": 1.5, "unit": "kg"}]}]'
    )
    assert found.table.columns == ("sku", "attributes.Farbe", "attributes.Gewicht", "attributes.Gewicht.unit")
    assert dict(found.table.hints)["attributes.Gewicht.unit"].unit_of == "attributes.Gewicht"


def test_lines_know_their_row_and_broken_ones_are_rejected_whole(read: Callable) -> None:
    found = read('{"sku": "A"}\n\n{"sku": "B"\n7\n{"sku": "C"}\n')
    assert found.table.format == "jsonl"
    assert (found.column("sku"), found.rows) == (["A", "C"], [1, 5])
    assert [(one.row, one.raw[0][1]) for one in found.rejected] == [(3, '{"sku": "B"'), (4, "7")]


def test_records_of_a_document_know_their_pointer() -> None:
    from klaviatur.adapters.sources.catalogues.records import read as read_records
    from klaviatur.adapters.sources.catalogues.stream import Options, stream_of

    data = b'{"a/b": {"items": [{"sku": "A"}, 3, {"sku": "B"}]}}'
    (table,) = read_records(stream_of(data, name="x.json"), origin="x.json", options=Options())
    (chunk,) = table.chunks
    assert chunk.places is not None
    assert chunk.places.to_list() == ["/a~1b/items/0", "/a~1b/items/2"]
    assert [one.place for one in chunk.rejected] == ["/a~1b/items/1"]


@pytest.mark.parametrize(
    "text", ['[{"sku": "A"}, {"sku"', '{"a": 1', '[{"a": 1}]]', '{"a": [' * 50_000, "[1, 2, 3]", '{"sku": "A"', "{}"]
)
def test_broken_json_says_where_and_what_next(read: Callable, text: str) -> None:
    with pytest.raises(TableError, match=r"[Ee]xport"):
        read(text, name="x.json")


def test_an_empty_list_is_empty(read: Callable) -> None:
    with pytest.raises(TableError, match="no record"):
        read("[]", name="x.json")


def test_keys_used_as_names_do_not_make_thousands_of_columns(read: Callable) -> None:
    with pytest.raises(TableUnreadable, match="different names"):
        read(json.dumps([{f"k{number}": 1 for number in range(6_000)}]))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_json_in_other_encodings_is_read(read: Callable, encoding: str) -> None:
    assert read('[{"sku": "A", "name": "Größe"}]'.encode(encoding)).column("name") == ["Größe"]


LEAF = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8))
RECORD = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3),
    st.recursive(
        LEAF,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text("ghi", min_size=1, max_size=2), inner, max_size=3)
        ),
        max_leaves=6,
    ),
    min_size=1,
    max_size=5,
)


def leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in leaves(inner)]
    return [value] if isinstance(value, str) and value and value.isalnum() else []


@settings(max_examples=100, deadline=None)
@given(records=st.lists(RECORD, min_size=1, max_size=6))
def test_no_word_of_a_record_is_lost(read: Callable, records: list[dict[str, Any]]) -> None:
    rows = [{"sku": f"A{number}", **record} for number, record in enumerate(records)]
    found = read("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), name="x.jsonl")
    assert len(found.cells) == len(rows)
    for row, cells in zip(rows, found.cells, strict=True):
        held = "\n".join(cell for cell in cells if cell)
        assert all(leaf in held or json.dumps(leaf)[1:-1] in held for leaf in leaves(row))
