"""A mapping is a file that a person corrects."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klaviatur.adapters.mappings import load_mapping, save_mapping, written_mapping
from klaviatur.errors import MappingError
from klaviatur.records import ColumnMap, ColumnMapping, Kind

MAPPING = ColumnMapping(
    name="garden",
    columns=(
        ColumnMap("Artikelnummer", "sku", Kind.IDENTIFIER, confidence=0.98, why="name"),
        ColumnMap("Bezeichng", "name", Kind.TEXT, confidence=0.8, why="name", locale="de"),
        ColumnMap("Gewicht [g]", "weight", Kind.NUMBER, unit="GRM"),
        ColumnMap(
            'Länge "innen"',
            "laenge_innen",
            Kind.NUMBER,
            known=False,
            unit="MMT",
            why="kept",
            confidence=0.5,
            label="Länge innen",
        ),
        ColumnMap(
            "Gewicht ME",
            "gewicht_me",
            Kind.TEXT,
            known=False,
            unit_of="weight",
            why="name",
            confidence=0.95,
            label="Gewicht ME",
        ),
    ),
    key=("sku", "gtin"),
    decimal=",",
    day_first=False,
    locale="de_DE",
    currency="EUR",
    priority=3,
)
HEAD = 'name = "x"\n\n'


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "map.toml"
    path.write_text(text, encoding="utf-8")
    return path


def by_column(mapping: ColumnMapping) -> dict[str, ColumnMap]:
    return {each.column: each for each in mapping.columns}


def test_what_is_saved_is_what_is_read(tmp_path: Path) -> None:
    save_mapping(MAPPING, tmp_path / "new" / "map.toml", samples={"Artikelnummer": ["GW-1", None, "GW-2"]})
    loaded = load_mapping(tmp_path / "new" / "map.toml")
    assert by_column(loaded) == by_column(MAPPING)
    assert replace(loaded, columns=()) == replace(MAPPING, columns=())
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["map.toml"]


@settings(deadline=None)
@given(st.text(min_size=1), st.lists(st.text(), max_size=4), st.text())
def test_any_column_and_any_cell_can_be_written(
    tmp_path_factory: pytest.TempPathFactory, column: str, cells: list[str], separator: str
) -> None:
    entry = ColumnMap(column, "own_name", Kind.LIST, known=False, separator=separator or None, label=column)
    mapping = ColumnMapping("x", (entry,))
    path = tmp_path_factory.mktemp("maps") / "map.toml"
    save_mapping(mapping, path, samples={column: cells})
    assert load_mapping(path).columns == (entry,)


def test_the_file_shows_what_to_look_at_first_with_cells_beside_it() -> None:
    text = written_mapping(
        MAPPING,
        samples={"Bezeichng": ["Gießkanne", "Eine sehr lange Bezeichnung, die niemand ganz lesen will\nund mehr"]},
    )
    parts = [
        text.index(part)
        for part in ("Please look", '"Bezeichng"', "# Sure", '"Artikelnummer"', "# Kept", "laenge_innen")
    ]
    assert parts == sorted(parts)
    assert "# Gießkanne | Eine sehr lange Bezeichnung, die nieman…\n" in text
    assert 'attribute = "weight"  # Gewicht / Weight' in text
    assert 'unit = "g"' in text


def test_an_entry_without_a_proposal_is_a_persons_word(tmp_path: Path) -> None:
    column = load_mapping(
        written(tmp_path, HEAD + '[columns."Preis"]\nattribute = "price"\ncurrency = "EUR"\n')
    ).columns[0]
    assert (column.why, column.confidence, column.kind, column.known) == ("person", 1.0, Kind.MONEY, True)


def test_units_may_be_written_as_people_write_them(tmp_path: Path) -> None:
    text = '[columns."A"]\nattribute = "weight"\nunit = "Gramm"\n[columns.B]\nattribute = "width"\nunit = "cm"\n'
    assert [each.unit for each in load_mapping(written(tmp_path, HEAD + text)).columns] == ["GRM", "CMT"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[columns."Preis"]\nattribute = "pirce"', 4, ["'pirce'", "did you mean 'price'", "own = true"]),
        ('[columns."Preis"]\nkind = "money"', 3, ["'Preis'", 'attribute = "name"']),
        ('[columns."A"]\nattribute = "sku"\n[columns."B"]\nattribute = "name"\nkind = "txt"', 7, ["'txt'", "did you mean 'text'", "Allowed: text, rich_text"]),
        ('[columns.A]\nattribute = "price"\ncurrency = "Euro"', 5, ["'Euro'", '"EUR"']),
        ('[columns.A]\nattribute = "name"\nlocale = "deutsch"', 5, ["'deutsch'", '"de_DE"']),
        ('[columns.A]\natribute = "name"', 4, ["'atribute'", "did you mean 'attribute'", "Allowed:"]),
        ("[columns.A]\nattribute = 5", 4, ["5", "text in quotation marks"]),
        ('[columns.A]\nattribute = "My Own"\nown = true', 4, ["'My Own'", "small letters"]),
        ('[columns.A]\nattribute = "price"\n[columns.B]\nattribute = "price"', 6, ["'A'", "'B'", "another"]),
        ('[columns.A]\nattribute = "size_unit"\nown = true\nunit_of = "wieght"\n[columns.B]\nattribute = "weight"', 6, ["'wieght'", "did you mean 'weight'"]),
        ('[columns.A]\nattribute = "price"\nproposed = "I think so"', 5, ["proposed", "Take the line out"]),
        ("", 1, ["no columns"]),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_what_is_allowed(
    tmp_path: Path, text: str, line: int, words: list[str]
) -> None:
    with pytest.raises(MappingError) as caught:
        load_mapping(written(tmp_path, HEAD + text + "\n"))
    message = str(caught.value)
    assert f"line {line}:" in message
    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ('decimal = ";"', ["decimal", '","']),
        ("day_first = 1", ["day_first", "true or false"]),
        ('key = "sku"', ["key", "a list"]),
        ("key = []", ["key", "list of attributes"]),
        ('locale = "DE"', ["locale", "de_DE"]),
        ("prio = 2", ["'prio'", "did you mean 'priority'"]),
        ("name = x", ["not valid TOML", "quotation marks"]),
    ],
)  # fmt: skip
def test_mistakes_in_the_head_are_told_too(tmp_path: Path, head: str, words: list[str]) -> None:
    with pytest.raises(MappingError) as caught:
        load_mapping(written(tmp_path, f'{head}\n[columns.A]\nattribute = "name"\n'))
    assert [word for word in words if word not in str(caught.value)] == []


def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="no mapping file"):
        load_mapping(tmp_path / "nowhere.toml")
    with pytest.raises(MappingError, match="cannot be read"):
        load_mapping(tmp_path)
    (tmp_path / "latin.toml").write_bytes('name = "Möbel"'.encode("latin-1"))
    with pytest.raises(MappingError, match="UTF-8"):
        load_mapping(tmp_path / "latin.toml")
    (tmp_path / "large.toml").write_bytes(b"#" * 5_000_001)
    with pytest.raises(MappingError, match="larger"):
        load_mapping(tmp_path / "large.toml")


def test_a_proposal_can_be_saved_and_read(tmp_path: Path, mapping_of: Callable[..., ColumnMapping]) -> None:
    mapping = mapping_of(
        {"EAN": ["4006381333931"], "Preis (EUR)": ["1,00"], "weight": ["5"], "weight-unit": ["kg"], "Form\tfeld": ["x"]}
    )
    save_mapping(mapping, tmp_path / "map.toml")
    assert by_column(load_mapping(tmp_path / "map.toml")) == by_column(mapping)
