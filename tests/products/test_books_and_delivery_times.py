"""Sheets of booksellers and of furniture: ISBNs are keys and GTINs, and a time has the unit of its column."""

from pathlib import Path

import pytest
from tests.products.test_dirty_tables import facts_of, written


@pytest.mark.parametrize("isbn", ["978-3-16-148410-0", "9783161484100", "3-16-148410-X"])
def test_a_book_without_number_is_known_by_its_isbn(tmp_path: Path, isbn: str) -> None:
    head = "ISBN;Titel;Verlag;Ladenpreis D (EUR);Klappentext\n"
    (facts,) = facts_of(written(tmp_path, head + f"{isbn};Winter;Nord;24,00;Kalt.\n")).items()
    assert facts[0] == "9783161484100"
    assert facts[1]["gtin"][0] == "9783161484100"
    assert facts[1]["isbn"][0] == isbn
    assert (facts[1]["price"], facts[1]["description"][0]) == (("24.00", "EUR"), "Kalt.")


def test_an_isbn_beside_a_gtin_is_an_isbn(tmp_path: Path) -> None:
    facts = facts_of(written(tmp_path, "SKU;Titel;ISBN;EAN\nB-1;Winter;978-3-16-148410-0;4006381333931\n"))
    assert facts["B-1"]["gtin"][0] == "4006381333931"


@pytest.mark.parametrize(
    ("head", "cell", "told"),
    [
        ("Lieferzeit (Wochen)", "2", "2 Wochen"),
        ("Lieferzeit in Tagen", "2-3", "2-3 Tage"),
        ("Lieferzeit in Werktagen", "3", "3 Werktage"),
        ("Lieferzeit (Wochen)", "sofort", "sofort"),
        ("Lieferzeit (Wochen)", "3 Tage", "3 Tage"),
        ("Lieferzeit", "3", "3"),
    ],
)
def test_a_delivery_time_has_the_unit_of_its_column(tmp_path: Path, head: str, cell: str, told: str) -> None:
    rows = f"A;Regal aus Kiefer für Bücher;{cell}\nB;Schrank für die Küche;8\n"
    assert facts_of(written(tmp_path, f"SKU;Bezeichnung;{head}\n{rows}"))["A"]["delivery_time"][0] == told
