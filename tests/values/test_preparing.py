"""Rows become prepared products: nothing lost, the same on every machine, however a table is cut."""

from collections import Counter

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from value_tables import Cells, chunk_of, column, facts, mapping_of, prepared, rules

from klaviatur.catalogue.packing import Field, packed_facts, unpack
from klaviatur.catalogue.steps import step_words
from klaviatur.collect.products.findings import SHOWN, gather
from klaviatur.collect.products.fingerprint import fingerprint
from klaviatur.collect.products.preparing import COLUMNS, Prepared, prepare
from klaviatur.records import Chunk, ColumnMap, ColumnMapping, Kind, Origin, TableFinding

KINDS = {
    "sku": Kind.IDENTIFIER,
    "gtin": Kind.GTIN,
    "name": Kind.TEXT,
    "description": Kind.RICH_TEXT,
    "price": Kind.MONEY,
    "weight": Kind.NUMBER,
    "release_date": Kind.DATE,
    "organic": Kind.BOOLEAN,
    "tags": Kind.LIST,
    "image": Kind.MEDIA,
    "parent": Kind.RELATION,
    "ingredients": Kind.TEXT,
}
DIRTY = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.sampled_from(
        [
            "",
            "  ",
            "n/a",
            "-",
            "1.234,5",
            "1.234",
            "12,5 kg",
            "ca. 5",
            "10-12 cm",
            "4006381333931",
            "4.00638E+12",
            "0000",
            "<b>x</b>",
            "fÃ¼r",
            'a"b\\c\nd',
            "31.02.2026",
            "ab 5 €",
            "rot|grün",
            "_Soja_, Milch",
            "\ud7ff",
            "NULL",
            "5 kg;6 kg",
            "☃",
            "1e99",
            "=1+1",
        ]
    ),
)
TABLES = st.integers(0, 6).flatmap(
    lambda height: st.fixed_dictionaries({name: st.lists(DIRTY, min_size=height, max_size=height) for name in KINDS})
)


def whole(**more: str) -> ColumnMapping:
    return ColumnMapping("t", tuple(ColumnMap(name, name, kind) for name, kind in KINDS.items()), **more)  # type: ignore[arg-type]


def cut(chunk: Chunk, size: int) -> list[Chunk]:
    return [Chunk(chunk.frame[at : at + size], chunk.rows[at : at + size]) for at in range(0, len(chunk.rows), size)]


def together(outcomes: list[Prepared]) -> tuple[list[tuple[object, ...]], list[object], Counter[object]]:
    rows = [row for outcome in outcomes for row in outcome.frame.iter_rows()]
    counted: Counter[object] = Counter()
    for finding in gather(f for outcome in outcomes for f in outcome.findings):
        counted[finding.rule, finding.column, finding.row, finding.words] += finding.count
    return rows, [rejected for outcome in outcomes for rejected in outcome.rejected], counted


@settings(deadline=None, max_examples=30)
@given(TABLES)
def test_every_row_becomes_a_product_or_is_rejected_with_all_it_held(table: dict[str, Cells]) -> None:
    chunk = chunk_of(**table)
    outcome = prepare(chunk, whole())
    assert sorted([*outcome.frame["row"], *(each.row for each in outcome.rejected)]) == chunk.rows.to_list()
    for each in outcome.rejected:
        held = chunk.frame.row(each.row - 2, named=True)
        assert dict(each.raw) == {name: cell for name, cell in held.items() if cell}


@settings(deadline=None, max_examples=30)
@given(TABLES, st.integers(1, 4), st.sampled_from([",", ".", None]))
def test_what_becomes_of_a_row_does_not_hang_on_the_cut(table: dict[str, Cells], size: int, decimal: str) -> None:
    chunk, mapping = chunk_of(**table), whole(decimal=decimal, locale="de_DE", currency="EUR")
    once = together([prepare(chunk, mapping)])
    assert once == together([prepare(part, mapping) for part in cut(chunk, size)])


@settings(deadline=None, max_examples=30)
@given(TABLES)
def test_each_cell_that_says_something_is_in_a_fact_as_written(table: dict[str, Cells]) -> None:
    chunk = chunk_of(**table)
    outcome = prepare(chunk, whole())
    silent = {(f.row, f.column) for f in outcome.findings if f.rule == "value.placeholder"}
    for row, packed in outcome.frame.select("row", "facts").iter_rows():
        raw = {f[Field.COLUMN]: f[Field.RAW] or f[Field.VALUE] for f in packed_facts(packed)}
        for name, cell in chunk.frame.row(row - 2, named=True).items():
            assert name in raw or (row, name) in silent or not any(c.isalnum() for c in cell or ""), (name, cell)
            if isinstance(raw.get(name), str):
                assert raw[name] == cell


@settings(deadline=None, max_examples=25)
@given(TABLES)
def test_packed_facts_can_be_unpacked_and_every_step_has_words(table: dict[str, Cells]) -> None:
    from datetime import UTC, datetime

    for key, packed in prepare(chunk_of(**table), whole(decimal=",")).frame.select("key", "facts").iter_rows():
        for fact in unpack(packed, key=key, source="s", origin=Origin("f"), read=datetime(2026, 1, 1, tzinfo=UTC)):
            assert all(step_words(step).de != step for step in fact.steps)
            assert fact.number is None or fact.kind in {Kind.NUMBER, Kind.MONEY}


def test_the_frame_is_what_the_store_expects() -> None:
    outcome = prepared(["x"], Kind.TEXT, attribute="name")
    assert tuple(outcome.frame.columns) == COLUMNS
    assert outcome.frame.schema["row"] == pl.Int64
    assert {outcome.frame.schema[name] for name in COLUMNS[1:]} == {pl.String}


def test_preparing_twice_gives_the_same() -> None:
    chunk = chunk_of(sku=["1", "2"], price=["5 €", "ab 5 €"], tags=["a|b", None], weight=["1.234", "x"])
    assert together([prepare(chunk, whole())]) == together([prepare(chunk, whole())])


def test_only_the_rows_asked_for_are_prepared() -> None:
    chunk = chunk_of(sku=["1", "2", "3"], name=["a", "b", "c"])
    mapping = mapping_of(column("name"))
    marks = fingerprint(chunk, mapping)
    outcome = prepare(chunk, mapping, pl.Series([4, 2], dtype=pl.Int64), prints=marks)
    assert outcome.frame["key"].to_list() == ["1", "3"]
    assert outcome.frame["title"].to_list() == ["a", "c"]
    assert outcome.frame["hash"].to_list() == [marks.frame["hash"][0], marks.frame["hash"][2]]


def test_a_chunk_without_rows_gives_none() -> None:
    outcome = prepare(chunk_of(sku=[], name=[]), mapping_of(column("name")))
    assert outcome.frame.height == 0
    assert tuple(outcome.frame.columns) == COLUMNS


def test_a_column_nobody_mapped_is_kept_under_its_name() -> None:
    outcome = prepare(chunk_of(sku=["1"], **{"Meine Spalte": ["x"]}), mapping_of())
    kept = facts(outcome, "meine_spalte")[0]
    assert kept is not None
    assert (kept[Field.VALUE], kept[Field.COLUMN], kept[Field.LABEL]) == ("x", "Meine Spalte", "Meine Spalte")


def test_place_and_raw_value_and_steps_come_with_a_fact() -> None:
    chunk = Chunk(pl.DataFrame({"sku": ["1"], "c": [" 1,5 kg "]}), pl.Series([7], dtype=pl.Int64), pl.Series(["/a[1]"]))
    outcome = prepare(chunk, mapping_of(ColumnMap("c", "weight", Kind.NUMBER)))
    assert outcome.frame["place"].to_list() == ["/a[1]"]
    found = facts(outcome, "weight")[0]
    assert found is not None
    assert (found[Field.RAW], found[Field.STEPS]) == (" 1,5 kg ", ["trimmed", "decimal_comma"])


@pytest.mark.parametrize(
    ("own", "attribute", "expected"),
    [
        ("en_US", "name", ["en_US", "en_US"]),
        (None, "name", ["fr_FR", "de_DE"]),
        (None, "brand", [None, None]),
        (None, "my_text", ["fr_FR", "de_DE"]),
    ],
)
def test_a_text_speaks_the_language_of_its_column_its_row_or_its_table(
    own: str | None, attribute: str, expected: list[str | None]
) -> None:
    mapping = mapping_of(
        ColumnMap("c", attribute, Kind.TEXT, locale=own), column("l", attribute="_locale"), locale="de_DE"
    )
    outcome = prepare(chunk_of(sku=["1", "2"], c=["x", "y"], l=["fr-fr", None]), mapping)
    assert [f and f[Field.LOCALE] for f in facts(outcome, attribute)] == expected
    assert facts(outcome, "_locale") == [None, None]


def test_a_row_can_name_its_channel() -> None:
    mapping = mapping_of(column("name"), column("ch", attribute="_channel"))
    outcome = prepare(chunk_of(sku=["1"], name=["x"], ch=["print"]), mapping)
    assert facts(outcome, "name")[0][Field.CHANNEL] == "print"  # type: ignore[index]


# --- Findings -----------------------------------------------------------------------------------------------------------
def test_many_findings_of_one_kind_are_few_and_all_counted() -> None:
    outcome = prepared(["x"] * 500, Kind.NUMBER)
    assert len(outcome.findings) == SHOWN + 1
    assert sum(finding.count for finding in outcome.findings) == 500
    assert [f.row for f in outcome.findings[:3]] == [2, 3, 4]
    assert outcome.findings[-1].row is None


def test_findings_of_chunks_add_up_to_those_of_the_table() -> None:
    cells: Cells = [["x", "1", "y"][n % 3] for n in range(300)]
    chunk = chunk_of(sku=[str(n) for n in range(300)], c=cells)
    mapping = mapping_of(ColumnMap("c", "a", Kind.NUMBER))
    parts = [prepare(part, mapping) for part in cut(chunk, 7)]
    assert gather(f for part in parts for f in part.findings) == prepare(chunk, mapping).findings


def test_a_finding_says_where_it_is_and_what_to_do() -> None:
    (found,) = prepared(["5 cm"], Kind.NUMBER, attribute="weight").findings
    assert (found.row, found.column, found.words) == (2, "c", "5 cm")
    assert "Einheit" in found.message.de
    assert "unit" in found.message.en


# --- Values that contradict each other ------------------------------------------------------------------------------------
def checked(**cells: str) -> list[TableFinding]:
    columns = [
        ColumnMap(
            name, name, Kind.MONEY if "price" in name else Kind.NUMBER, currency="EUR" if "price" in name else None
        )
        for name in cells
    ]
    table = {name: [cell] for name, cell in cells.items()}
    return list(prepare(chunk_of(sku=["1"], **table), mapping_of(*columns)).findings)


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"sale_price": "12", "price": "10"}, "price.sale_above_price"),
        ({"net_weight": "1,5 kg", "gross_weight": "1200 g"}, "weight.net_above_gross"),
        ({"fat": "5", "saturated_fat": "6"}, "nutrition.part_above_whole"),
        ({"carbohydrates": "50 g", "sugars": "60000 mg"}, "nutrition.part_above_whole"),
        ({"fat": "60", "carbohydrates": "50"}, "nutrition.more_than_whole"),
        ({"salt": "5", "sodium": "1"}, "nutrition.salt_and_sodium"),
        ({"energy_kj": "500", "energy_kcal": "500"}, "nutrition.energy"),
        ({"energy_kj": "500 kcal", "energy_kcal": "500"}, ""),
        ({"sale_price": "9", "price": "10"}, ""),
        ({"sale_price": "12 USD", "price": "10"}, ""),
        ({"net_weight": "999 g", "gross_weight": "1 kg"}, ""),
        ({"net_weight": "2", "gross_weight": "1 kg"}, ""),
        ({"salt": "2,5", "sodium": "1"}, ""),
        ({"salt": "2.5 g", "sodium": "1000 mg"}, ""),
        ({"energy_kj": "2092", "energy_kcal": "500"}, ""),
        (
            {
                "fat": "33,3",
                "saturated_fat": "21,1",
                "carbohydrates": "53,8",
                "sugars": "51,5",
                "protein": "4,7",
                "salt": "0,09",
            },
            "",
        ),
    ],
)
def test_values_that_cannot_all_be_true_are_reported(cells: dict[str, str], rule: str) -> None:
    assert [f.rule for f in checked(**cells)] == ([rule] if rule else [])


def test_a_contradiction_shows_both_values() -> None:
    (found,) = checked(sale_price="12", price="10")
    assert (found.row, found.column, found.words) == (2, "sale_price", "sale_price: 12.0, price: 10.0")


def test_prices_of_different_channels_are_not_compared() -> None:
    columns = [
        ColumnMap("s", "sale_price", Kind.MONEY, channel="shop", currency="EUR"),
        ColumnMap("p", "price", Kind.MONEY, channel="print", currency="EUR"),
    ]
    assert rules(prepare(chunk_of(sku=["1"], s=["12"], p=["10"]), mapping_of(*columns))) == []
