"""Exports of the systems teams have, each a small file of its own kind: what is said where is found where it belongs."""

from pathlib import Path

import pytest
from openpyxl import Workbook
from tests.catalogue_import.conftest import Collected

from klaviatur.adapters.sources.catalogues import read_tables
from klaviatur.records import Fact

FILES = Path(__file__).parent / "formats"
SHIRTS = {
    "H-W": {"parent": "hemd", "color": "Weiß", "price": "79.90", "gtin": "4006381333931", "weight": "250 GRM"},
    "H-B": {"parent": "hemd", "color": "Blau", "price": "79.90", "gtin": "4006381333948"},
    "hemd": {
        "name": "Leinenhemd",
        "brand": "Nordwerk",
        "price": None,
        "image_alt_text": "Hemd vorn\nHemd blau\nHemd hinten",
    },
    "T-1": {"parent": None, "name": "Tasse", "price": "14.50"},
}
MARKETS = {
    "M-R": {"price": "49.90", "price_usd": "54.90 USD", "list_price": "64.90 USD", "price_international": "52.00"},
    "M-B": {"price": "59.90", "price_usd": "64.90 USD", "list_price": None},
    "mantel": {"price": None, "included_united_states": "true"},
}
FLAT_FILE = {
    "LS-1": {"name": "Stehlampe Fjord", "brand": "Nordlicht", "description": "Leuchtet hell.", "parent": None},
    "LS-1-S": {
        "name": "Stehlampe Fjord schwarz",
        "parent": "LS-1",
        "price": "129.90 EUR",
        "gtin": "4006381333931",
        "image": "https://x.example/fs.jpg",
        "additional_image": "https://x.example/fs2.jpg https://x.example/fs3.jpg",
        "bullet_point": "Dimmbar\nAus Holz",
        "weight": "4.2 KGM",
        "stock": "12",
        "color": "schwarz",
    },
    "LS-1-W": {"parent": "LS-1", "price": "134.90 EUR"},
}
NEW_FLAT_FILE = {
    "LS-1": {
        "name@de_DE": "Stehlampe Fjord",
        "description@de_DE": "Leuchtet hell.",
        "price": "129.90 EUR",
        "gtin": "4006381333931",
        "brand": "Nordlicht",
        "image": "https://x.example/f.jpg",
        "weight": "4.2 KGM",
    },
    "LS-2": {"parent": "LS-1", "price": "89.90 EUR"},
}
LISTING_REPORT = {
    "LS-1-S": {"gtin": "4006381333931", "asin": "B0ABCDEF12", "price": "129.90", "stock": "12"},
    "LS-2-S": {"gtin": None, "asin": "B0ABCDEF13", "price": "89.90"},
}
SHOPIFY_API = {
    "leinenhemd": {"name": "Leinenhemd", "brand": "Nordwerk", "image": "https://x.example/1.jpg", "price": None},
    "H-W-M": {
        "parent": "leinenhemd",
        "price": "79.90",
        "list_price": "99.90",
        "color": "Weiß",
        "size": "M",
        "gtin": "4006381333931",
        "weight": "0.25 KGM",
    },
    "T-1": {"name": "Tasse", "price": "14.50", "parent": None, "image": "https://x.example/t.jpg"},
}
GRAPHQL = {
    "leinenhemd": {"name": "Leinenhemd", "brand": "Nordwerk", "description": "Luftig."},
    "H-B": {"parent": "leinenhemd", "price": "79.90 EUR", "color": "Blau", "gtin": "4006381333948"},
}
COMMERCETOOLS = {
    "sofa": {"name@de": "Sofa Fjord", "name@en": "Fjord sofa", "description@de": "Weich.", "parent": None},
    "SF-R": {
        "parent": "sofa",
        "price": "799.00 EUR",
        "image": "https://x.example/SF-R-1.jpg",
        "additional_image": "https://x.example/SF-R-2.jpg",
        "color@de": "Rot",
        "gtin": "4006381333931",
        "weight": "1.5 KGM",
        "brand": "Nordwerk",
    },
    "SF-B": {"parent": "sofa", "price": "809.00 EUR", "color@de": "Blau"},
}
MEDUSA = {
    "hoodie": {"name": "Medusa Hoodie", "material": "Cotton", "tags": "warm", "image": "https://x.example/1.jpg"},
    "HO-S": {"parent": "hoodie", "price": "36.50 EUR", "size": "S", "gtin": "4006381333931", "stock": "10"},
}
SALEOR = {
    "apfelsaft": {"name": "Apfelsaft", "brand": "Hofgut", "category": "Getränke", "description": "Naturtrüb & frisch."},
    "AS-1": {"parent": "apfelsaft", "price": "2.49 EUR", "net_price": "2.09 EUR", "net_content": "1 LTR"},
}
GDSN = {
    "AS-1": {
        "gtin": "04006381333931",
        "name@de": "Apfelsaft naturtrüb 1 l",
        "name@en": "Cloudy apple juice 1 l",
        "legal_name@de": "Apfelsaft naturtrüb",
        "brand": "Hofgut",
        "manufacturer": "Hofgut GmbH",
        "gross_weight": "1450 GRM",
        "net_content": "1 LTR",
        "height": "270 MMT",
        "energy_kj": "190 KJO",
        "fat": "0.1 GRM",
        "image": "https://x.example/saft.jpg",
        "gpc_category": "10000201",
    },
    "14006381333938": {"bundle_items": "04006381333931", "case_quantity": "6", "name@de": "Apfelsaft 6 x 1 l"},
}
MAGENTO = {
    "M1": {"parent": None, "variants": "M1-S M1-M", "description": "Luftig"},
    "M1-S": {
        "parent": "M1",
        "color": "Rot",
        "size": "S",
        "gtin": "4006381333931",
        "price": "42.00",
        "category": "Damen Neu",
    },
    "M1-M": {"parent": "M1", "additional_image": "/k/m2.jpg /k/m3.jpg"},
}
EBAY = {
    "HEMD": {
        "name": "Leinenhemd Nordwerk",
        "brand": "Nordwerk",
        "image": "https://x.example/1.jpg https://x.example/2.jpg",
    },
    "HEMD-W": {
        "parent": "HEMD",
        "price": "79.90 EUR",
        "color": "Weiß",
        "size": "M",
        "gtin": "4006381333931",
        "image": "https://x.example/w.jpg",
    },
    "TASSE": {"parent": None, "price": "14.50 EUR", "color": "Grau", "material": "Keramik"},
}
PRESTASHOP = {
    "LS-1": {
        "name": "Stehlampe Fjord",
        "net_price": "109.16",
        "cost_price": "60.00",
        "gtin": "4006381333931",
        "brand": "Nordlicht",
        "image": "https://x.example/1.jpg https://x.example/2.jpg",
        "material": "Holz",
        "color": "Schwarz",
        "category": "Home Lampen",
        "weight": "4.2 KGM",
        "internal_id": "1",
    },
    "LS-2": {"material": "Eiche", "color": None},
}
SHOPWARE_5 = {
    "SW1": {
        "parent": None,
        "name": "Stuhl",
        "price": "59.90",
        "list_price": "79.90",
        "description@en": "A chair for the home with four legs.",
        "description": "Sehr bequem.",
        "image": "https://x.example/1.jpg https://x.example/2.jpg",
        "alternatives": "SW2 SW3",
        "stock": "10",
    },
    "SW1.1": {"parent": "SW1", "color": "Blau", "size": "M", "gtin": "4006381333948", "weight": "5.2 KGM"},
}
SHOPWARE_6 = {
    "SW10": {"name": "Stuhl", "name@en_GB": "Chair", "price": "59.90", "net_price": "50.34", "brand": "Nordwerk"},
    "SW10.1": {"parent": "SW10", "color": "Rot", "size": "M", "image": "https://x.example/4.jpg"},
}
PLENTY = {
    "P-1": {
        "name@de": "Lampe",
        "price": "59.00 EUR",
        "gtin": "4006381333931",
        "weight": "4200 GRM",
        "brand": "Nordlicht",
    },
    "P-1-S": {"parent": "P-1", "price": "64.00 EUR", "image": "https://x.example/2.jpg"},
}
PLENTY_OLD = {
    "P-1-S": {"parent": "P-1", "price": "64.00", "list_price": "79.00", "category": "Licht > Stehlampen"},
}
OXID = {
    "OX-1": {
        "name": "Kiteboard",
        "name@en": "Kiteboard EN",
        "short_description@en": "Fast board",
        "image": "a.jpg",
        "additional_image": "b.jpg c.jpg",
        "price": "459.00",
        "weight": "3.5 KGM",
    },
    "OX-1-S": {"parent": "OX-1", "gtin": "4006381333931"},
}
IDEALO = {
    "LS-1": {"gtin": "4006381333931", "mpn": "NL-9", "brand": "Nordlicht", "price": "129.90"},
    "LS-2": {"gtin": "4006381333948", "eans": "4006381333948 4006381333955"},
}
WOOCOMMERCE = {
    "M-7": {
        "meta_title": "Mütze kaufen | Nordwerk",
        "meta_description": "Warm, weich, leicht; für jeden Tag, auch im Winter.",
        "focus_keyword": "mütze, wolle",
        "brand": "Nordwerk",
        "weight": "0.2 KGM",
        "image": "https://x.example/1.jpg https://x.example/2.jpg",
    },
}
DATANORM = {
    "4711": {
        "name": "Kupferrohr 15 mm Stange 5 m",
        "list_price": "1250.00 EUR",
        "price_quantity": "100",
        "gtin": "4006381333931",
    },
    "4712": {"net_price": "2.49 EUR", "description": "Pressfitting aus Rotguss,\nfür Trinkwasser geeignet."},
}
DATANORM_5 = {
    "4711": {
        "name": "Kupferrohr 15 mm Stange 5 m",
        "list_price": "1250.00 CHF",
        "price_quantity": "100",
        "gtin": "4006381333931",
        "mpn": "K-15",
        "model": "Typ K",
        "pack_quantity": "5",
    },
    "4712": {
        "net_price": "2.49 CHF",
        "price_quantity": "25",
        "description": "Pressfitting aus Rotguss,\nfür Trinkwasser geeignet.",
    },
    "4713": {"list_price": None, "description": "Baulänge 250"},
    "4699": {"datanorm_action": "L", "successor_sku": "4712", "valid_until": "2026-12-31"},
}
ENTITIES = {
    "A-1": {"name": "Säge", "price": "12.90", "description": "Für große Hölzer & mehr"},
    "A-3": {"name": "Bürste", "price": "4.90", "description": "Weiß"},
}
EXPECTED = {
    "amazon.txt": FLAT_FILE,
    "amazon_new.txt": NEW_FLAT_FILE,
    "amazon_report.txt": LISTING_REPORT,
    "amazon_report_de.txt": LISTING_REPORT,
    "shopify.csv": SHIRTS,
    "shopify_markets.csv": MARKETS,
    "shopify.json": SHOPIFY_API,
    "shopify_gql.json": GRAPHQL,
    "commercetools.json": COMMERCETOOLS,
    "medusa.json": MEDUSA,
    "saleor.json": SALEOR,
    "gdsn.xml": GDSN,
    "magento.csv": MAGENTO,
    "ebay.csv": EBAY,
    "ebay_report.csv": {
        "HEMD-W": {"parent": "HEMD", "color": "Weiß", "price": "79.90 EUR"},
        "TASSE": {"name": "Tasse"},
    },
    "ebay_report_de.csv": {"HEMD": {"price": "49.90 EUR", "stock": "3"}, "TASSE": {"item_number": "110000000002"}},
    "presta.csv": PRESTASHOP,
    "presta_combi.csv": {"LS-1-S": {"parent": "LS-1", "color": "Schwarz", "size": "M", "gtin": "4006381333931"}},
    "sw5.csv": SHOPWARE_5,
    "sw6.csv": SHOPWARE_6,
    "plenty.csv": PLENTY,
    "plenty_old.csv": PLENTY_OLD,
    "oxid.csv": OXID,
    "idealo.csv": IDEALO,
    "woo.csv": WOOCOMMERCE,
    "datanorm.001": DATANORM,
    "datanorm5.001": DATANORM_5,
    "entity.csv": ENTITIES,
}


def said(fact: Fact | None) -> str | None:
    """Return what a fact says in one line: items with a space between them, the unit or currency behind the value."""
    if fact is None:
        return None
    value = " ".join(fact.items) if fact.items else fact.value
    return " ".join(filter(None, (value, fact.unit or fact.currency)))


@pytest.mark.parametrize("name", EXPECTED)
def test_the_export_of_a_system_is_read_as_it_is_meant(collected: Collected, name: str) -> None:
    reports = collected.file(FILES / name)
    assert [report.rejected for report in reports] == [0]
    for key, facts in EXPECTED[name].items():
        product = collected.product(key)
        found = {one: said(product.find(*one.split("@"))) for one in facts if one != "parent"}
        found |= {"parent": product.parent} if "parent" in facts else {}
        assert found == facts, key


@pytest.mark.parametrize("name", ["shopify.csv", "shopify_markets.csv", "ebay.csv", "sw5.csv", "presta.csv"])
def test_nothing_contradicts_itself_in_a_sound_export(collected: Collected, name: str) -> None:
    (report,) = collected.file(FILES / name)
    assert [finding.column for finding in report.findings if finding.rule == "row.contradiction"] == []


@pytest.mark.parametrize("rows", [1, 2])
def test_a_flat_file_with_one_product_is_no_less_one(collected: Collected, rows: int) -> None:
    lines = (FILES / "amazon.txt").read_text("utf-8").splitlines()
    (report,) = collected("\n".join(lines[: 3 + rows]), "amazon.txt")
    assert (report.rows, collected.value("LS-1", "name")) == (rows, "Stehlampe Fjord")


def test_a_price_for_one_country_alone_is_not_the_price(collected: Collected) -> None:
    price = '{"value": {"type": "centPrecision", "currencyCode": "EUR", "centAmount": %d, "fractionDigits": 2}, "country": "%s"}'
    prices = f"{price % (100, 'DE')}, {price % (200, 'AT')}"
    collected(f'[{{"sku": "A", "name": "Hut", "prices": [{prices}]}}]', "hats.json")
    assert collected.value("A", "price") is None
    assert "centAmount" in (collected.value("A", "prices_as_written") or "")


@pytest.mark.parametrize(
    ("record", "price"),
    [
        ('"price_cents": 1990', "19.90"),
        ('"priceInCents": 5', "0.05"),
        ('"price": 1990', "1990.00"),
        ('"price": {"amount": 1990, "currency": "EUR"}', "1990.00"),
        ('"price": {"centAmount": 1990, "currencyCode": "JPY"}', "1990.00"),
        ('"prices": [{"id": "ma_1", "currency_code": "eur", "amount": 1990}]', "19.90"),
        ('"prices": [{"id": "price_1", "currency_code": "eur", "amount": 19.9}]', "19.90"),
        ('"price": {"amount": 19.9, "currency": "EUR"}', "19.90"),
    ],
)
def test_cents_are_only_what_says_so(collected: Collected, record: str, price: str) -> None:
    collected(f'[{{"sku": "A", "name": "Hut", {record}}}, {{"sku": "B", "name": "Schal"}}]', "hats.json")
    assert collected.value("A", "price") == price


def test_amounts_that_were_cents_are_told(collected: Collected) -> None:
    (report,) = collected.file(FILES / "medusa.json")
    (finding,) = (one for one in report.findings if one.rule == "json.minor_units")
    assert finding.count == 3
    assert "Cent" in finding.message.de


def test_each_variant_of_a_nested_product_knows_its_place(collected: Collected) -> None:
    collected.file(FILES / "shopify.json")
    places = {fact.origin.place for fact in collected.product("H-B-M").facts}
    assert places == {"/products/0/variants/1"}


def test_nested_products_come_line_by_line_too(collected: Collected) -> None:
    line = '{"handle": "h%d", "title": "Hut", "variants": [{"id": 1, "sku": "A%d"}, {"id": 2, "sku": "B%d"}]}'
    (report,) = collected("\n".join(line % (n, n, n) for n in (1, 2)) + '\n{"broken', "hats.jsonl")
    assert (report.rows, report.written, report.rejected) == (7, 6, 1)
    assert collected.product("B2").parent == "h2"
    assert {fact.origin.place for fact in collected.product("B2").facts} == {"line 2/variants/1"}


def test_a_datanorm_record_without_a_number_is_refused_by_its_line(collected: Collected) -> None:
    lines = (
        "V;050;A;20260101;EUR;Musterhandel;;;;;;",
        "A;N;4711;Rohr;;m;1;0;100;;",
        "A;N;;Rohr;;m;1;0;100;;",
        "T;N",
        "D;",
    )
    (report,) = collected("\n".join(lines), "DATANORM.001")
    assert (report.rows, report.written, [one.row for one in report.rejections]) == (4, 1, [3, 4, 5])


def test_the_umlauts_of_an_old_code_page_come_out_right(tmp_path: Path) -> None:
    file = tmp_path / "DATANORM.001"
    lines = "V 150226Müller                                                                                                  04EUR"
    for page in ("cp850", "cp1252", "utf-8"):
        file.write_bytes(f"{lines}\r\nA;N;4711;00;Heizkörper für Öl;;1;0;Stck;100;;;;\r\n".encode(page))
        (table,) = read_tables(file)
        assert next(table.chunks).frame["Bezeichnung"].to_list() == ["Heizkörper für Öl"]


def test_the_sheets_that_explain_a_filled_in_template_are_no_products(collected: Collected, tmp_path: Path) -> None:
    book = Workbook()
    for name in ("Instructions", "Valid Values"):
        sheet = book.create_sheet(name)
        for line in (("Field", "Meaning"), ("item_sku", "Your number"), ("item_name", "Title of the product")):
            sheet.append(line)
    filled = book.create_sheet("Template")
    for line in (FILES / "amazon.txt").read_text("utf-8").splitlines():
        filled.append(line.split("\t"))
    book.remove(book.worksheets[0])
    book.save(tmp_path / "flat.xlsm")
    (report,) = collected.file(tmp_path / "flat.xlsm")
    assert (report.sheet, report.rejected) == ("Template", 0)
    assert collected.value("LS-1", "name") == "Stehlampe Fjord"
    assert sum(one.count for one in report.findings if one.rule == "sheet.skipped") == 2


def test_a_variant_finds_a_parent_that_comes_long_after_it(tmp_path: Path) -> None:
    file = tmp_path / "magento.csv"
    head = "sku,store_view_code,attribute_set_code,product_type,name,additional_attributes,configurable_variations"
    lines = [f"V-{n},,Default,simple,Hat {n},color=Red," for n in range(5)]
    file.write_text(
        "\n".join([head, *lines, 'P,,Default,configurable,Hat,,"sku=V-0,color=Red|sku=V-4,color=Red"']), "utf-8"
    )
    (table,) = read_tables(file, chunk_rows=2)
    rows = [row for chunk in table.chunks for row in chunk.frame.select("sku", "Parent SKU").iter_rows()]
    assert rows == [("V-0", "P"), ("V-1", None), ("V-2", None), ("V-3", None), ("V-4", "P"), ("P", None)]
