"""BMEcat: everything in, every violation reported."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from klaviatur.adapters.sources.catalogues import bmecat
from klaviatur.adapters.sources.catalogues.stream import Options, stream_of
from klaviatur.errors import TableEmpty, TableUnreadable
from klaviatur.records import Kind

Reading = Callable[..., list[Any]]
NAMESPACE = "http://www.bmecat.org/XMLSchema/1.2/bmecat_new_catalog"
HEADER = """<HEADER><CATALOG><LANGUAGE>deu</LANGUAGE><CATALOG_ID>K1</CATALOG_ID><CATALOG_VERSION>1.0</CATALOG_VERSION>
<TERRITORY>DE</TERRITORY><CURRENCY>EUR</CURRENCY></CATALOG><SUPPLIER><SUPPLIER_NAME>Muster</SUPPLIER_NAME></SUPPLIER></HEADER>"""
ORDER = "<ARTICLE_ORDER_DETAILS><ORDER_UNIT>C62</ORDER_UNIT></ARTICLE_ORDER_DETAILS>"
PRICE = """<ARTICLE_PRICE_DETAILS><ARTICLE_PRICE price_type="net_list"><PRICE_AMOUNT>9.90</PRICE_AMOUNT></ARTICLE_PRICE>
</ARTICLE_PRICE_DETAILS>"""


def article(number: str = "A1", *, details: str = "", more: str = "", price: str = PRICE, order: str = ORDER) -> str:
    return (
        f"<ARTICLE><SUPPLIER_AID>{number}</SUPPLIER_AID><ARTICLE_DETAILS><DESCRIPTION_SHORT>Säge</DESCRIPTION_SHORT>"
        f"{details}</ARTICLE_DETAILS>{more}{order}{price}</ARTICLE>"
    )


def catalogue(*articles: str, before: str = "", after: str = "", header: str = HEADER, space: str = NAMESPACE) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><BMECAT version="1.2" xmlns="{space}">{header}<T_NEW_CATALOG>{before}'
        f"{''.join(articles)}{after}</T_NEW_CATALOG></BMECAT>"
    ).encode()


def feature(name: str, *values: str, unit: str = "") -> str:
    return (
        f"<FEATURE><FNAME>{name}</FNAME>{''.join(f'<FVALUE>{value}</FVALUE>' for value in values)}"
        f"{f'<FUNIT>{unit}</FUNIT>' if unit else ''}</FEATURE>"
    )


def features(*entries: str, system: str = "", group: str = "") -> str:
    system = f"<REFERENCE_FEATURE_SYSTEM_NAME>{system}</REFERENCE_FEATURE_SYSTEM_NAME>" if system else ""
    group = f"<REFERENCE_FEATURE_GROUP_ID>{group}</REFERENCE_FEATURE_GROUP_ID>" if group else ""
    return f"<ARTICLE_FEATURES>{system}{group}{''.join(entries)}</ARTICLE_FEATURES>"


def test_a_catalogue_by_the_book_has_one_row_an_article_and_no_finding(reading: Reading) -> None:
    [read] = reading(bmecat, catalogue(article("A1"), article("A2")))
    assert read.table.findings == ()
    assert read.frame["SUPPLIER_AID"].to_list() == ["A1", "A2"]
    assert read.places == ["/BMECAT/T_NEW_CATALOG/ARTICLE[1]", "/BMECAT/T_NEW_CATALOG/ARTICLE[2]"]
    assert (read.table.format, read.table.dialect, read.table.locale) == ("bmecat-1.2", "bmecat", "de_DE")


def test_base_columns_say_which_attribute_they_are(reading: Reading) -> None:
    [read] = reading(bmecat, catalogue(article(details="<EAN>4006381333931</EAN><KEYWORD>Holz</KEYWORD>")))
    known = {column: (hint.attribute, hint.kind) for column, hint in read.table.hints}
    assert known["SUPPLIER_AID"] == ("sku", Kind.IDENTIFIER)
    assert known["EAN"] == ("gtin", Kind.GTIN)
    assert known["KEYWORD"] == ("search_terms", Kind.LIST)
    assert known["price net_list EUR"] == ("net_price", Kind.MONEY)
    assert read.hint("price net_list EUR").currency == "EUR"


def test_a_feature_is_a_column_and_its_unit_a_hint(reading: Reading) -> None:
    [read] = reading(bmecat, catalogue(article(more=features(feature("Breite", "12", unit="mm")))))
    assert read.row()["Breite"] == "12"
    assert read.hint("Breite").unit == "mm"


def test_a_feature_with_differing_units_carries_them_in_its_values(reading: Reading) -> None:
    several = (
        article("A1", more=features(feature("Breite", "12", unit="mm"))),
        article("A2", more=features(feature("Breite", "3", unit="cm"))),
        article("A3", more=features(feature("Breite", "breit"))),
    )
    [read] = reading(bmecat, catalogue(*several))
    assert read.frame["Breite"].to_list() == ["12 mm", "3 cm", "breit"]
    assert "Breite" not in dict(read.table.hints)


def test_several_values_of_a_feature_are_a_list(reading: Reading) -> None:
    [read] = reading(bmecat, catalogue(article(more=features(feature("Farbe", "rot", "blau")))))
    assert read.row()["Farbe"] == "rot\nblau"
    assert (read.hint("Farbe").kind, read.hint("Farbe").separator) == (Kind.LIST, "\n")


def test_etim_codes_stay_as_they_are_and_name_the_class(reading: Reading) -> None:
    block = features(feature("EF000008", "EV000123"), system="ETIM-8.0", group="EC000034")
    [read] = reading(bmecat, catalogue(article(more=block)))
    assert read.row()["EF000008"] == "EV000123"
    assert read.row()["REFERENCE_FEATURE_GROUP_ID ETIM-8.0"] == "EC000034"
    assert read.hint("REFERENCE_FEATURE_GROUP_ID ETIM-8.0").attribute == "etim_class"


def test_a_feature_named_like_a_base_column_does_not_take_its_meaning(reading: Reading) -> None:
    [read] = reading(bmecat, catalogue(article(more=features(feature("REMARKS", "x")))))
    assert "REMARKS" not in dict(read.table.hints)


def test_prices_part_by_kind_currency_territory_and_quantity(reading: Reading) -> None:
    prices = """<ARTICLE_PRICE_DETAILS>
      <DATETIME type="valid_start_date"><DATE>2026-01-01</DATE></DATETIME>
      <ARTICLE_PRICE price_type="net_list"><PRICE_AMOUNT>9.90</PRICE_AMOUNT><PRICE_CURRENCY>EUR</PRICE_CURRENCY><TAX>0.19</TAX></ARTICLE_PRICE>
      <ARTICLE_PRICE price_type="net_list"><PRICE_AMOUNT>8.90</PRICE_AMOUNT><PRICE_CURRENCY>EUR</PRICE_CURRENCY><LOWER_BOUND>10</LOWER_BOUND></ARTICLE_PRICE>
      <ARTICLE_PRICE price_type="nrp"><PRICE_AMOUNT>14.95</PRICE_AMOUNT><PRICE_CURRENCY>CHF</PRICE_CURRENCY><TERRITORY>CH</TERRITORY></ARTICLE_PRICE>
    </ARTICLE_PRICE_DETAILS>"""
    [read] = reading(bmecat, catalogue(article(price=prices)))
    row = read.row()
    assert row["price net_list EUR"] == "9.90"
    assert row["tier_price"] == "10: 8.90 EUR net_list"
    assert row["price nrp CHF CH"] == "14.95"
    assert row["tax_rate"] == "19 %"
    assert row["price_valid_from"] == "2026-01-01"
    assert (read.hint("tier_price").attribute, read.hint("tier_price").kind) == ("tier_price", Kind.LIST)
    assert read.hint("price nrp CHF CH").currency == "CHF"


def test_a_decimal_comma_is_mended_and_reported_with_its_place(reading: Reading) -> None:
    [read] = reading(bmecat, catalogue(article(price=PRICE.replace("9.90", "1.009,90"))))
    assert read.row()["price net_list EUR"] == "1009.90"
    found = read.finding("bmecat.decimal_comma")
    assert (found.row, found.column, found.words) == (1, "PRICE_AMOUNT", "1.009,90")
    assert found.place.endswith("ARTICLE[1]/ARTICLE_PRICE_DETAILS/ARTICLE_PRICE/PRICE_AMOUNT")


@pytest.mark.parametrize(
    ("broken", "rule", "column"),
    [
        (article(order="<ARTICLE_ORDER_DETAILS><ORDER_UNIT>STUECK</ORDER_UNIT></ARTICLE_ORDER_DETAILS>"), "bmecat.code", "ORDER_UNIT"),
        (article(order=""), "bmecat.missing", "ARTICLE_ORDER_DETAILS"),
        (article("A" * 33), "bmecat.length", "SUPPLIER_AID"),
        (article(details="<SEGMENT>x</SEGMENT><EAN>1</EAN>"), "bmecat.order", "EAN"),
        (article(details="<KEYWORD></KEYWORD>"), "bmecat.empty", "KEYWORD"),
        (article(details="<FARBE>rot</FARBE>"), "bmecat.unknown_element", "FARBE"),
        (article(details="<EAN>1</EAN><EAN>2</EAN>"), "bmecat.repeated", "EAN"),
        (article(price=PRICE.replace("9.90", "auf Anfrage")), "bmecat.number", "PRICE_AMOUNT"),
        (article(price=PRICE.replace("net_list", "netto")), "bmecat.code", "ARTICLE_PRICE@price_type"),
        (article(price=PRICE.replace(' price_type="net_list"', "")), "bmecat.attribute_missing", "ARTICLE_PRICE@price_type"),
        (article(details="<KEYWORD>a</KEYWORD><KEYWORD>a</KEYWORD>"), "bmecat.double_value", "KEYWORD"),
        (article(""), "bmecat.no_number", "SUPPLIER_AID"),
    ],
)  # fmt: skip
def test_a_violation_is_named_and_loses_no_article(reading: Reading, broken: str, rule: str, column: str) -> None:
    [read] = reading(bmecat, catalogue(broken, article("A2")))
    assert read.frame.height == 2
    assert any(found.rule == rule and found.column == column and found.row == 1 for found in read.table.findings)


def test_what_the_standard_does_not_know_is_kept(reading: Reading) -> None:
    [read] = reading(bmecat, catalogue(article(details="<FARBE>rot</FARBE>")))
    assert read.row()["FARBE"] == "rot"


def test_a_unit_out_of_the_list_and_a_price_of_ones_own_kind_are_told_apart(reading: Reading) -> None:
    [read] = reading(bmecat, catalogue(article(price=PRICE.replace("net_list", "udp_haendler"))))
    assert read.table.findings == ()


@pytest.mark.parametrize("space", ["http://www.bmecat.org/bmecat/1.2/bmecat_new_catalog", "", "urn:my-own"])
def test_another_namespace_or_none_is_reported_and_read(reading: Reading, space: str) -> None:
    [read] = reading(bmecat, catalogue(article(), space=space).replace(b' xmlns=""', b""))
    assert read.frame.height == 1
    assert read.finding("bmecat.namespace").words == space


def test_a_prefixed_namespace_is_read(reading: Reading) -> None:
    data = b"""<b:BMECAT xmlns:b="http://www.bmecat.org/bmecat/2005" version="2005"><b:T_NEW_CATALOG><b:PRODUCT mode="new">
    <b:SUPPLIER_PID>P1</b:SUPPLIER_PID></b:PRODUCT></b:T_NEW_CATALOG></b:BMECAT>"""
    [read] = reading(bmecat, data)
    assert read.row()["SUPPLIER_PID"] == "P1"
    assert read.table.format == "bmecat-2005"


def test_languages_of_2005_are_columns_with_a_locale(reading: Reading) -> None:
    data = b"""<BMECAT version="2005" xmlns="http://www.bmecat.org/bmecat/2005fd"><HEADER><CATALOG><LANGUAGE default="true">deu</LANGUAGE>
    <LANGUAGE>eng</LANGUAGE></CATALOG></HEADER><T_NEW_CATALOG><PRODUCT mode="new"><SUPPLIER_PID>P1</SUPPLIER_PID><PRODUCT_DETAILS>
    <DESCRIPTION_SHORT lang="deu">S\xc3\xa4ge</DESCRIPTION_SHORT><DESCRIPTION_SHORT lang="eng">Saw</DESCRIPTION_SHORT>
    <INTERNATIONAL_PID type="gtin">04006381333931</INTERNATIONAL_PID></PRODUCT_DETAILS>
    <PRODUCT_FEATURES><FEATURE><FNAME lang="eng">Colour</FNAME><FNAME lang="deu">Farbe</FNAME><FVALUE lang="deu">rot</FVALUE>
    <FVALUE lang="eng">red</FVALUE></FEATURE></PRODUCT_FEATURES></PRODUCT></T_NEW_CATALOG></BMECAT>"""
    [read] = reading(bmecat, data)
    row = read.row()
    assert (row["DESCRIPTION_SHORT"], row["DESCRIPTION_SHORT [eng]"]) == ("Säge", "Saw")
    assert (row["Farbe"], row["Farbe [eng]"]) == ("rot", "red")
    assert read.hint("DESCRIPTION_SHORT [eng]").locale == "en"
    assert read.hint("DESCRIPTION_SHORT [eng]").attribute == read.hint("DESCRIPTION_SHORT").attribute == "name"
    assert (read.hint("Farbe [eng]").label, read.hint("Farbe [eng]").locale) == ("Farbe", "en")
    assert row["INTERNATIONAL_PID gtin"] == "04006381333931"


GROUPS = """<CATALOG_GROUP_SYSTEM><CATALOG_STRUCTURE type="root"><GROUP_ID>1</GROUP_ID><GROUP_NAME>Katalog</GROUP_NAME><PARENT_ID>0</PARENT_ID>
</CATALOG_STRUCTURE><CATALOG_STRUCTURE type="node"><GROUP_ID>2</GROUP_ID><GROUP_NAME>Werkzeug</GROUP_NAME><GROUP_DESCRIPTION>Alles zum
Bauen</GROUP_DESCRIPTION><PARENT_ID>1</PARENT_ID></CATALOG_STRUCTURE><CATALOG_STRUCTURE type="leaf"><GROUP_ID>3</GROUP_ID>
<GROUP_NAME>Sägen</GROUP_NAME><PARENT_ID>2</PARENT_ID></CATALOG_STRUCTURE></CATALOG_GROUP_SYSTEM>"""


def mapped(number: str, group: str) -> str:
    return (
        f"<ARTICLE_TO_CATALOGGROUP_MAP><ART_ID>{number}</ART_ID><CATALOG_GROUP_ID>{group}</CATALOG_GROUP_ID>"
        "</ARTICLE_TO_CATALOGGROUP_MAP>"
    )


def test_the_group_map_at_the_end_gives_articles_their_category_path(reading: Reading) -> None:
    data = catalogue(article("A1"), article("A2"), before=GROUPS, after=mapped("A1", "3") + mapped("A1", "2"))
    articles, groups = reading(bmecat, data)
    assert articles.frame["CATALOG_GROUP"].to_list() == ["Werkzeug > Sägen\nWerkzeug", None]
    assert articles.hint("CATALOG_GROUP").attribute == "category"
    assert (groups.table.sheet, groups.table.dialect, groups.frame.height) == ("groups", "bmecat-groups", 3)
    assert "Alles zum" in groups.row(1)["GROUP_DESCRIPTION"]


def test_maps_that_point_nowhere_and_groups_below_themselves_are_reported(reading: Reading) -> None:
    circle = GROUPS.replace("<PARENT_ID>1</PARENT_ID>", "<PARENT_ID>3</PARENT_ID>")
    data = catalogue(article("A1"), before=circle, after=mapped("A1", "3") + mapped("A9", "2") + mapped("A1", "7"))
    articles, _ = reading(bmecat, data)
    unknown = {found.words for found in articles.table.findings if found.rule == "bmecat.map_unknown"}
    assert unknown == {"A9", "7"}
    assert "bmecat.group_cycle" in articles.rules()


def test_pictures_come_with_the_main_one_first_and_documents_apart(reading: Reading) -> None:
    mimes = "".join(
        f"<MIME><MIME_TYPE>{kind}</MIME_TYPE><MIME_SOURCE>{source}</MIME_SOURCE><MIME_PURPOSE>{purpose}</MIME_PURPOSE></MIME>"
        for kind, source, purpose in (
            ("image/jpeg", "b.jpg", "others"),
            ("image/jpeg", "t.jpg", "thumbnail"),
            ("application/pdf", "d.pdf", "data_sheet"),
            ("image/jpeg", "a.jpg", "normal"),
        )
    )
    [read] = reading(bmecat, catalogue(article().replace("</ARTICLE>", f"<MIME_INFO>{mimes}</MIME_INFO></ARTICLE>")))
    row = read.row()
    assert (row["image"], row["additional_image"], row["thumbnail"], row["document"]) == (
        "a.jpg",
        "b.jpg",
        "t.jpg",
        "d.pdf",
    )


def test_references_are_relations_by_their_kind(reading: Reading) -> None:
    inside = '<ARTICLE_REFERENCE type="accessories"><ART_ID_TO>B1</ART_ID_TO></ARTICLE_REFERENCE>' * 1
    inside += '<ARTICLE_REFERENCE type="similar"><ART_ID_TO>B2</ART_ID_TO></ARTICLE_REFERENCE>'
    [read] = reading(bmecat, catalogue(article().replace("</ARTICLE>", f"{inside}</ARTICLE>")))
    assert read.row()["reference accessories"] == "B1"
    assert read.hint("reference similar").attribute == "alternatives"
    assert read.hint("reference similar").kind is Kind.RELATION


def test_extensions_of_ones_own_become_columns_and_pairs_of_name_and_value_too(reading: Reading) -> None:
    udx = """<USER_DEFINED_EXTENSIONS><UDX.MY.TEXT>frei</UDX.MY.TEXT><UDX.ATTR><UDX.NAME>Härte</UDX.NAME><UDX.WERT>58 HRC</UDX.WERT></UDX.ATTR>
    </USER_DEFINED_EXTENSIONS>"""
    [read] = reading(bmecat, catalogue(article().replace("</ARTICLE>", f"{udx}</ARTICLE>")))
    assert read.row()["UDX.MY.TEXT"] == "frei"
    assert read.row()["Härte"] == "58 HRC"
    assert read.table.findings == ()


def test_an_article_that_comes_twice_stays_twice_and_is_reported(reading: Reading) -> None:
    [read] = reading(bmecat, catalogue(article("A1"), article("A1")))
    assert read.frame.height == 2
    assert read.finding("bmecat.double_article").row == 2


def test_an_article_inside_another_is_a_row_of_its_own(reading: Reading) -> None:
    nested = article("A1").replace("</ARTICLE>", f"{article('A2')}</ARTICLE>")
    [read] = reading(bmecat, catalogue(nested, article("A3")))
    assert sorted(read.frame["SUPPLIER_AID"].to_list()) == ["A1", "A2", "A3"]
    assert "xml.record_nested" in read.rules()


def test_parts_outside_an_article_are_rejected_with_all_they_held(reading: Reading) -> None:
    stray = "<ARTICLE_DETAILS><DESCRIPTION_SHORT>verloren</DESCRIPTION_SHORT></ARTICLE_DETAILS>"
    for place in ("before", "after"):
        [read] = reading(bmecat, catalogue(article(), article("A2"), **{place: stray}))
        assert read.frame.height == 2
        assert [one.raw for one in read.rejected] == [(("DESCRIPTION_SHORT", "verloren"),)]
        assert "bmecat.out_of_place" in read.rules()


def test_updates_of_prices_need_no_description(reading: Reading) -> None:
    data = b"""<BMECAT version="2005" xmlns="http://www.bmecat.org/bmecat/2005"><HEADER/><T_UPDATE_PRICES prev_version="1"><PRODUCT mode="update">
    <SUPPLIER_PID>P1</SUPPLIER_PID><PRODUCT_PRICE_DETAILS><PRODUCT_PRICE price_type="net_list"><PRICE_AMOUNT>1.50</PRICE_AMOUNT>
    <PRICE_CURRENCY>EUR</PRICE_CURRENCY></PRODUCT_PRICE></PRODUCT_PRICE_DETAILS></PRODUCT></T_UPDATE_PRICES></BMECAT>"""
    [read] = reading(bmecat, data)
    assert read.row() == {"mode": "update", "SUPPLIER_PID": "P1", "price net_list EUR": "1.50"}
    assert not [found for found in read.table.findings if found.row]


def test_a_deleted_product_is_reported(reading: Reading) -> None:
    data = b"""<BMECAT version="2005" xmlns="http://www.bmecat.org/bmecat/2005"><HEADER/><T_UPDATE_PRODUCTS prev_version="1">
    <PRODUCT mode="delete"><SUPPLIER_PID>P1</SUPPLIER_PID></PRODUCT></T_UPDATE_PRODUCTS></BMECAT>"""
    [read] = reading(bmecat, data)
    assert read.finding("bmecat.deleted").words == "P1"


def test_findings_of_one_kind_are_shown_twenty_times_and_then_counted(reading: Reading) -> None:
    [read] = reading(bmecat, catalogue(*(article(f"{'A' * 40}{n}") for n in range(50))))
    found = [finding for finding in read.table.findings if finding.rule == "bmecat.length"]
    assert len(found) == 21
    assert sum(finding.count for finding in found) == 50


def test_a_catalogue_without_articles_says_so(reading: Reading) -> None:
    with pytest.raises(TableEmpty, match="without a single article"):
        reading(bmecat, catalogue())


def test_a_file_cut_off_gives_the_articles_before_and_reports_the_rest(reading: Reading) -> None:
    whole = catalogue(article("A1"), article("A2"), article("A3"))
    [read] = reading(bmecat, whole[: whole.index(b"A3") + 40])
    assert read.frame["SUPPLIER_AID"].to_list() == ["A1", "A2"]
    assert [dict(one.raw)["SUPPLIER_AID"] for one in read.rejected] == ["A3"]
    assert read.finding("xml.cut_off").count == 1


def test_a_broken_article_costs_only_itself(reading: Reading) -> None:
    broken = article("A2").replace("</DESCRIPTION_SHORT>", "</DESCRIPTION_LONG>")
    [read] = reading(bmecat, catalogue(article("A1"), broken, article("A3"), after=mapped("A3", "1")))
    assert read.frame["SUPPLIER_AID"].to_list() == ["A1", "A3"]
    assert [dict(one.raw)["SUPPLIER_AID"] for one in read.rejected] == ["A2"]
    assert read.frame["CATALOG_GROUP_ID"].to_list() == [None, "1"]


def test_a_document_type_with_extensions_is_harmless_and_its_entities_are_put_in(reading: Reading) -> None:
    doctype = """<!DOCTYPE BMECAT SYSTEM "bmecat_new_catalog_1_2.dtd" [ <!ENTITY % USERDEFINES "(UDX.MY?)"> <!ENTITY firma "Muster &#38; Söhne">
    <!ELEMENT UDX.MY (#PCDATA)> ]>"""
    data = catalogue(article(details="<MANUFACTURER_NAME>&firma;</MANUFACTURER_NAME>")).decode()
    [read] = reading(bmecat, data.replace("?>", f"?>{doctype}", 1).encode())
    assert read.row()["MANUFACTURER_NAME"] == "Muster & Söhne"


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE BMECAT [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]>',
        '<!DOCTYPE BMECAT [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE BMECAT [<!ENTITY % a SYSTEM "http://example.org/a.dtd"> %a;]>',
    ],
)
def test_entities_that_expand_or_point_outside_are_refused(reading: Reading, doctype: str) -> None:
    data = catalogue(article()).decode().replace("?>", f"?>{doctype}", 1)
    with pytest.raises(TableUnreadable, match="DOCTYPE"):
        reading(bmecat, data.encode())


def test_thousands_of_feature_names_stay_in_bounds(reading: Reading) -> None:
    many = [article(f"A{n}", more=features(*(feature(f"F{n}-{m}", "1") for m in range(60)))) for n in range(200)]
    [read] = reading(bmecat, catalogue(*many))
    assert len(read.table.columns) <= 10_001
    assert read.frame.height == 200
    assert sorted(read.rows) == list(range(1, 201))
    assert "F199-59: 1" in (read.frame.filter(pl.Series(read.rows) == 200)["FEATURE"][0] or "")


def test_of_a_wide_catalogue_articles_with_the_same_features_come_together(reading: Reading) -> None:
    many = [article(f"A{n}", more=features(*(feature(f"F{n % 20}-{m}", "1") for m in range(20)))) for n in range(200)]
    [table] = bmecat.read(stream_of(catalogue(*many), name="f"), origin="f", options=Options(chunk_rows=10))
    filled = [sum(1 for one in chunk.frame if one.null_count() < len(one)) for chunk in table.chunks]
    assert len(filled) == 20
    assert max(filled) < 30


def samples(test_data: Path) -> list[Path]:
    return sorted((test_data / "pxm" / "bmecat" / "samples").glob("*.xml*"))


def test_real_catalogues_load_without_losing_an_article(reading: Reading, test_data: Path) -> None:
    for path in samples(test_data):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        articles, *groups = reading(bmecat, data)
        assert articles.frame.height == data.count(b"<ARTICLE>") + data.count(b"<ARTICLE ")
        assert sum(read.frame.height for read in groups) == data.count(b"<CATALOG_STRUCTURE")
        assert "bmecat.namespace" in articles.rules()


def test_real_violations_are_found(reading: Reading, test_data: Path) -> None:
    broken = next(path for path in samples(test_data) if "SeparatorsWrong" in path.name)
    articles, _ = reading(bmecat, broken.read_bytes())
    assert {"bmecat.decimal_comma", "bmecat.order", "bmecat.code"} <= articles.rules()
    double = next(path for path in samples(test_data) if "DoubleEntries" in path.name)
    assert "bmecat.double_value" in reading(bmecat, double.read_bytes())[0].rules()
    outside = next(path for path in samples(test_data) if "OutOfArticle" in path.name)
    assert "bmecat.out_of_place" in reading(bmecat, outside.read_bytes())[0].rules()


@pytest.mark.parametrize(
    ("said", "space", "version", "expected"),
    [
        ("2005.1", "http://www.bmecat.org/bmecat/2005.1", "2005.1", None),
        ("2005", "http://www.bmecat.org/bmecat/2005.1", "2005.1", None),
        ("2005.1", "http://www.bmecat.org/bmecat/2005", "2005.1", "http://www.bmecat.org/bmecat/2005.1"),
        ("2005", "http://www.bmecat.org/bmecat/2005fd", "2005", None),
        (
            "2005",
            "https://www.etim-international.com/bmecat/31",
            "ETIM 3.1",
            "http://www.etim-international.com/bmecat/31",
        ),
        ("2005", "http://www.etim-international.com/bmecat/31", "ETIM 3.1", None),
        ("2005", "http://www.etim-international.com/bmecat/50", "ETIM 5.0", None),
        ("2005", "urn:mine", "2005", "http://www.bmecat.org/bmecat/2005"),
    ],
)
def test_each_version_is_called_by_its_name_and_namespace(
    reading: Reading, said: str, space: str, version: str, expected: str | None
) -> None:
    data = f"""<BMECAT version="{said}" xmlns="{space}"><HEADER/><T_NEW_CATALOG><PRODUCT mode="new">
    <SUPPLIER_PID>1</SUPPLIER_PID><NONSENSE>x</NONSENSE></PRODUCT></T_NEW_CATALOG></BMECAT>"""
    read = reading(bmecat, data.encode())[0]
    assert dict(read.table.details)["version"] == version
    found = [one.message.en for one in read.table.findings if one.rule == "bmecat.namespace"]
    assert found == (
        [f"The namespace “{space}” is not the standard's (“{expected}”); the file was read all the same."]
        if expected
        else []
    )
    spoken = f"ETIM BMEcat {version[5:]}" if version.startswith("ETIM") else f"BMEcat {version}"
    assert spoken in read.finding("bmecat.unknown_element").message.en
