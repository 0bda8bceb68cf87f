"""Exports as shops and suppliers make them, from the file to the product."""

import pytest
from tests.catalogue_import.conftest import Collected

BMECAT = """<?xml version="1.0"?><BMECAT version="1.2"><HEADER><CATALOG><LANGUAGE>deu</LANGUAGE><CATALOG_ID>K</CATALOG_ID>
<CATALOG_VERSION>1.0</CATALOG_VERSION></CATALOG><SUPPLIER><SUPPLIER_NAME>M</SUPPLIER_NAME></SUPPLIER></HEADER>
<T_NEW_CATALOG><CATALOG_GROUP_SYSTEM>
<CATALOG_STRUCTURE type="root"><GROUP_ID>1</GROUP_ID><GROUP_NAME>Alles</GROUP_NAME><PARENT_ID>0</PARENT_ID></CATALOG_STRUCTURE>
<CATALOG_STRUCTURE type="leaf"><GROUP_ID>2</GROUP_ID><GROUP_NAME>Rohre</GROUP_NAME><PARENT_ID>1</PARENT_ID></CATALOG_STRUCTURE>
</CATALOG_GROUP_SYSTEM><ARTICLE><SUPPLIER_AID>1</SUPPLIER_AID><ARTICLE_DETAILS><DESCRIPTION_SHORT>Rohr 15</DESCRIPTION_SHORT>
</ARTICLE_DETAILS><ARTICLE_ORDER_DETAILS><ORDER_UNIT>MTR</ORDER_UNIT></ARTICLE_ORDER_DETAILS></ARTICLE></T_NEW_CATALOG></BMECAT>"""

SHOPIFY = """Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src,Image Position
hemd,Leinenhemd,<p>Luftig</p>,Nordwerk,Farbe,Weiß,H-W,79.90,https://x.example/1.jpg,1
hemd,,,,,Blau,H-B,79.90,https://x.example/2.jpg,2
hemd,,,,,,,,https://x.example/3.jpg,3
tasse,Tasse,,Nordwerk,Title,Default Title,T-1,14.50,https://x.example/t.jpg,1
"""

PLENTY = """Item.id;Variation.id;Variation.number;Variation.mainVariationId;ItemText.name1;SalesPrice.price
100;1000;P-1;1000;Lampe;59.00
100;1001;P-1-S;1000;;64.00
"""

WOO = """ID;Typ;Artikelnummer;Name;Veröffentlicht;Kurzbeschreibung;Regulärer Preis;Kategorien;Bilder;Übergeordnetes Produkt;Attribut 1 Name;Attribut 1 Wert(e)
11;variable;REG;Jacke;1;;;Jacken;;;Farbe;Gelb, Blau
13;variation;;Jacke Blau;1;;9,90;;;id:11;Farbe;Blau
""".replace(";", "\t")


def test_groups_of_a_catalogue_never_mix_with_its_articles(collected: Collected) -> None:
    collected(BMECAT, "catalogue.xml")
    assert collected.value("1", "name") == "Rohr 15"
    above, below = collected.product("group:1"), collected.product("group:2")
    assert (above.family, above.parent, above.variants) == ("catalogue group", None, ("group:2",))
    assert (below.family, below.parent) == ("catalogue group", "group:1")


def test_a_line_that_is_product_and_variant_counts_once_and_shows_its_own_number(collected: Collected) -> None:
    (first,), (again,) = collected(SHOPIFY), collected(SHOPIFY)
    assert (first.rows, first.written, first.created) == (4, 4, 4)
    assert (again.rows, again.written, again.unchanged) == (4, 0, 4)
    found = collected.products()
    assert found["hemd"].variants == ("H-B", "H-W")
    rows = {fact.origin.row for one in found.values() for fact in one.facts}
    assert rows <= {2, 3, 4, 5}
    assert all(finding.row is None or finding.row > 0 for finding in first.findings)


def test_a_changed_line_is_written_alone(collected: Collected) -> None:
    collected(SHOPIFY)
    (changed,) = collected(SHOPIFY.replace("14.50", "15.50"))
    assert (changed.rows, changed.written, changed.unchanged, changed.changed) == (4, 1, 3, 1)


@pytest.mark.parametrize(
    ("table", "parent", "variant"),
    [
        ("OXID;OXPARENTID;OXARTNUM;OXTITLE;OXPRICE\na1;;OX-1;Board;459\na2;a1;OX-1-S;;459\n", "OX-1", "OX-1-S"),
        ("id;parent_id;product_number;name\n01ab;;SW1;Stuhl\n01ac;01ab;SW1.1;Stuhl\n", "SW1", "SW1.1"),
        (PLENTY, "P-1", "P-1-S"),
        (WOO, "REG", "id:13"),
    ],
)
def test_a_parent_named_by_a_number_of_the_system_is_found(
    collected: Collected, table: str, parent: str, variant: str
) -> None:
    collected(table)
    found = collected.products()
    assert set(found) == {parent, variant}
    assert (found[variant].parent, found[parent].variants, found[parent].parent) == (parent, (variant,), None)


def test_the_name_of_a_woocommerce_attribute_is_no_attribute_of_the_product(collected: Collected) -> None:
    collected(
        "ID,Type,SKU,Name,Published,Short description,Regular price,Categories,Images,Parent,Attribute 1 name,"
        "Attribute 1 value(s),Attribute 2 name,Attribute 2 value(s)\n"
        "14,simple,M-7,Cap,1,,19.9,Hats,,,Color,Blue,Size,M\n"
    )
    assert [collected.value("M-7", name) for name in ("color", "size", "subtitle")] == ["Blue", "M", None]


def test_the_variants_of_a_magento_product_speak_no_language(collected: Collected) -> None:
    collected(
        "sku,store_view_code,attribute_set_code,product_type,product_websites,name,price,url_key,configurable_variations\n"
        'M1,,Top,configurable,base,Kit,42.00,kit,"sku=M1-S,size=S|sku=M1-M,size=M"\n'
    )
    (fact,) = (one for one in collected.product("M1").facts if one.attribute == "variants")
    assert (fact.items, fact.locale) == (("M1-S", "M1-M"), None)


def test_a_price_list_with_groups_units_and_sums_keeps_its_units(collected: Collected) -> None:
    (report,) = collected(
        "Preisliste Frühjahr;;;;;\n;;;;;\nArtikel;;Maße;;Preise;\nArt.-Nr.;Bezeichnung;Länge;Gewicht;VK netto;UVP\n"
        ";;mm;kg;EUR;EUR\n1001;Hobel;245,0;1,35;33,57;49,90\n1002;Säge;600;0,8;12,-;19,90\n"
        "Zwischensumme;;;;45,57;\n0815;Feile;200;0,25;6,90;9,90\n",
        encoding="cp1252",
    )
    assert (report.written, report.rejected, [one.rule for one in report.rejections]) == (3, 1, ["row.sum"])
    plane = collected.product("1001")
    found = {name: plane.find(name) for name in ("length", "weight", "list_price", "net_price")}
    assert {name: fact and (fact.value, fact.unit or fact.currency) for name, fact in found.items()} == {
        "length": ("245", "MMT"),
        "weight": ("1.35", "KGM"),
        "list_price": ("49.90", "EUR"),
        "net_price": ("33.57", "EUR"),
    }


def test_a_variant_of_jtl_knows_its_parent(collected: Collected) -> None:
    collected("Artikelnummer;Artikelname;Identifizierungsspalte Vaterartikel\nJ-2;Shirt;\nJ-2-S;Shirt S;J-2\n")
    assert collected.product("J-2-S").parent == "J-2"


def test_letters_in_brackets_are_no_zloty(collected: Collected) -> None:
    collected("SKU;Name;Categories (x,y,z...);Wholesale price\nA-1;Mug;Home;5.49\n")
    fact = collected.product("A-1").find("net_price")
    assert fact is not None
    assert fact.currency is None
