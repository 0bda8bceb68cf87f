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


def test_a_column_called_sale_holds_prices_or_says_whether(tmp_path: Path) -> None:
    rows = "".join(f"{n};Kleid {n};79,90;59,90;99,90;Damen\n" for n in range(4))
    facts = facts_of(written(tmp_path, f"SKU;Name;Preis (EUR);Sale;statt;Zielgruppe\n{rows}"))
    told = {name: facts["1"][name][0] for name in ("price", "sale_price", "list_price", "gender")}
    assert told == {"price": "79.90", "sale_price": "59.90", "list_price": "99.90", "gender": "Damen"}
    asked = facts_of(
        written(tmp_path, "SKU;Name;Preis (EUR);Sale\n" + "".join(f"{n};X{n};9,90;ja\n" for n in range(4)))
    )
    assert "sale_price" not in asked["1"]


def test_an_audience_that_is_no_gender_stays_one(tmp_path: Path) -> None:
    rows = "".join(f"{n};Buch {n};Einsteiger\n" for n in range(4))
    assert facts_of(written(tmp_path, f"SKU;Name;Zielgruppe\n{rows}"))["1"]["target_audience"][0] == "Einsteiger"
