"""Any repeating XML: the record found, everything in it kept, nothing dangerous done."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klaviatur.adapters.sources.catalogues import bmecat, jsonld, merchant, xml
from klaviatur.adapters.sources.catalogues.stream import Options, stream_of
from klaviatur.errors import KlaviaturError, TableEmpty, TableUnreadable
from klaviatur.records import Kind

Reading = Callable[..., list[Any]]
SHOP = """<?xml version="1.0" encoding="UTF-8"?><shop><stand>heute</stand>
<artikel nr="1"><name xml:lang="de">Säge</name><name xml:lang="en">Saw</name><preis waehrung="EUR">1,50</preis><bild>a.jpg</bild>
<bild>b.jpg</bild><param name="Farbe">rot</param><masse><breite einheit="cm">3</breite></masse>
<text><p>Eine <b>feine</b> Säge</p></text><merkmal><name>Härte</name><wert>58</wert><einheit>HRC</einheit></merkmal></artikel>
<artikel nr="2"><preis waehrung="EUR">2</preis><varianten><variante><groesse>S</groesse></variante>
<variante><groesse>M</groesse></variante></varianten></artikel></shop>""".encode()


def test_children_attributes_languages_units_and_lists_become_columns(reading: Reading) -> None:
    [read] = reading(xml, SHOP)
    row = read.row()
    assert (row["nr"], row["name [de]"], row["name [en]"]) == ("1", "Säge", "Saw")
    assert (row["preis"], row["preis@waehrung"]) == ("1,50", "EUR")
    assert (row["masse/breite"], read.hint("masse/breite").unit) == ("3", "cm")
    assert row["bild"] == "a.jpg\nb.jpg"
    assert read.hint("bild").kind is Kind.LIST
    assert row["Farbe"] == "rot"
    assert (row["Härte"], read.hint("Härte").unit) == ("58", "HRC")
    assert row["text"] == "<p>Eine <b>feine</b> Säge</p>"
    assert read.row(1)["varianten/variante/groesse"] == "S\nM"
    assert (read.hint("name [de]").locale, read.hint("name [de]").label) == ("de", "name")
    assert (read.rows, read.places) == ([1, 2], ["/shop/artikel[1]", "/shop/artikel[2]"])


@pytest.mark.parametrize(
    ("data", "record"),
    [
        ("<rows>" + '<row a="1" b="2"/>' * 3 + "</rows>", "row"),
        ("<c><cat><id>1</id><name>x</name>" + "<p><n>1</n><q>2</q><r>3</r></p>" * 9 + "</cat></c>", "p"),
        ("<products>" + "<product><n>1</n><k>2</k>" + "<variant><a>1</a><b>2</b></variant>" * 5 + "</product>" * 1 + "<product><n>1</n><k>2</k></product></products>", "product"),
        ("<x><ding><a>1</a><b>2</b><bild u='1' v='2'/><bild u='1' v='2'/></ding><ding><a>1</a><b>2</b></ding></x>", "ding"),
        ("<products><product><a>1</a><b>2</b></product></products>", "product"),
    ],
)  # fmt: skip
def test_the_record_is_found(reading: Reading, data: str, record: str) -> None:
    [read] = reading(xml, data.encode())
    assert dict(read.table.details)["record"] == record


@pytest.mark.parametrize("name", ["variante", "varianten/variante", "x:variante"])
def test_a_named_record_is_taken(reading: Reading, name: str) -> None:
    [read] = reading(xml, SHOP, record=name)
    assert read.frame["groesse"].to_list() == ["S", "M"]


def test_a_named_record_that_is_not_there_says_so(reading: Reading) -> None:
    with pytest.raises(TableEmpty, match="--record"):
        reading(xml, SHOP, record="produkt")


@pytest.mark.parametrize("data", [b"<a><p>1</p><p>2</p></a>", b"<a/>"])
def test_xml_without_records_asks_for_their_name(reading: Reading, data: bytes) -> None:
    with pytest.raises(TableUnreadable, match="--record"):
        reading(xml, data)


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"hello", b"<"])
def test_what_is_no_xml_says_so(reading: Reading, data: bytes) -> None:
    with pytest.raises(TableUnreadable, match="no XML we can read"):
        reading(xml, data)


@pytest.mark.parametrize(
    ("written", "read", "rule"),
    [
        ("Müller & Söhne", "Müller & Söhne", "xml.ampersand"),
        ("A&uuml;B&nbsp;C", "AüB\xa0C", "xml.entity"),
        ("1 < 2", "1 < 2", "xml.less_than"),
        ("a\x07b&#x1;c", "abc", "xml.control_character"),
        ("x &quatsch; <![CDATA[a & b]]>", "x &quatsch; a & b", "xml.entity_unknown"),
    ],
)
def test_text_with_one_way_to_mean_it_is_mended(reading: Reading, written: str, read: str, rule: str) -> None:
    [found] = reading(xml, f"<p><product><a>{written}</a><b>1</b></product></p>".encode())
    assert found.row()["a"] == read
    assert rule in found.rules()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "iso-8859-15"])
def test_every_encoding_a_file_declares_is_read(reading: Reading, encoding: str) -> None:
    declared = "utf-8" if encoding == "utf-8-sig" else encoding.removesuffix("-le")
    data = f'<?xml version="1.0" encoding="{declared}"?><p><product><a>Größe</a><b>1</b></product></p>'
    [read] = reading(xml, data.encode(encoding))
    assert read.row()["a"] == "Größe"
    assert read.table.findings == ()


def test_a_wrong_declaration_is_seen_through_and_reported(reading: Reading) -> None:
    body = "<p><product><a>Größe</a><b>1</b></product></p>"
    [read] = reading(xml, f'<?xml version="1.0" encoding="utf-8"?>{body}'.encode("cp1252"))
    assert (read.row()["a"], "xml.encoding" in read.rules()) == ("Größe", True)
    [read] = reading(xml, f'<?xml version="1.0" encoding="utf-16"?>{body}'.encode())
    assert (read.row()["a"], "xml.encoding_declared" in read.rules()) == ("Größe", True)


@pytest.mark.parametrize(
    "declared", ["koi8-r", "utf-7", "rot13", "idna", "unicode_escape", "klingon", "shift_jis", "cp037"]
)
def test_a_strange_declaration_ends_in_a_table_or_our_own_error(declared: str) -> None:
    data = f'<?xml version="1.0" encoding="{declared}"?><p><product><a>Grosse</a><b>1</b></product></p>'.encode()
    try:
        [table] = xml.read(stream_of(data, name="f"), origin="f", options=Options())
    except TableUnreadable:
        assert declared == "cp037"  # what is readable cannot be of it
    else:
        assert next(table.chunks).frame["a"].to_list() == ["Grosse"]


def test_every_break_costs_one_record_and_is_reported(reading: Reading) -> None:
    good, bad = "<product><a>{0}</a><b>{0}</b></product>", "<product><a>{0}</b><b>{0}</b></product>"
    records = [(bad if n % 10 == 5 else good).format(n) for n in range(1000)]
    [read] = reading(xml, f"<products>\n{chr(10).join(records)}\n</products>".encode(), record="product")
    assert read.frame["a"].to_list() == [str(n) for n in range(1000) if n % 10 != 5]
    assert len(read.rejected) == 100
    assert sum(finding.count for finding in read.table.findings if finding.rule == "xml.broken") == 100


def test_breaks_in_a_file_of_one_line_are_passed_too(reading: Reading) -> None:
    good, bad = "<product><a>{0}</a><b>ä</b></product>", "<product><a>{0}</b><b>ä</b></product>"
    records = [(bad if n % 700 == 99 else good).format(n) for n in range(9000)]
    [read] = reading(xml, f"<products>{''.join(records)}</products>".encode(), record="product")
    assert read.frame["a"].to_list() == [str(n) for n in range(9000) if n % 700 != 99]


def test_a_large_text_in_a_record_is_read(reading: Reading) -> None:
    [read] = reading(xml, b"<p><product><a>" + b"x" * 12_000_000 + b"</a><b>1</b></product></p>")
    assert len(read.row()["a"]) == 12_000_000


def test_chunks_are_as_large_as_asked(reading: Reading) -> None:
    data = b"<rows>" + b'<row a="1" b="2"/>' * 25 + b"</rows>"
    [table] = xml.read(stream_of(data, name="x"), origin="x", options=Options(chunk_rows=10))
    assert [chunk.frame.height for chunk in table.chunks] == [10, 10, 5]


BOMB = '<!DOCTYPE p [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><p><product><a>&b;</a><b>1</b></product></p>'
MANY = f'<!DOCTYPE p [<!ENTITY a "{"x" * 900}">]><p><product><a>{"&a;" * 20_000}</a><b>1</b></product></p>'
FILE = '<!DOCTYPE p [<!ENTITY a SYSTEM "file:///etc/passwd">]><p><product><a>&a;</a><b>1</b></product></p>'


@pytest.mark.parametrize("data", [BOMB, MANY, FILE, BOMB.replace("<!DOCTYPE", "<!-- ]> --><!DOCTYPE")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_bombs_and_files_of_others_are_refused(reading: Reading, data: str, encoding: str) -> None:
    with pytest.raises(TableUnreadable, match="DOCTYPE"):
        reading(xml, data.encode(encoding))


# --- Nothing but our errors, whatever comes -------------------------------------------------------------------------
FEED = b'<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>1</g:id><title>a</title></item><item><g:id>2</g:id></item></channel></rss>'
CATALOGUE = """<?xml version="1.0" encoding="UTF-8"?><BMECAT version="1.2"><HEADER><CATALOG><LANGUAGE>deu</LANGUAGE></CATALOG></HEADER>
<T_NEW_CATALOG><CATALOG_GROUP_SYSTEM><CATALOG_STRUCTURE type="leaf"><GROUP_ID>1</GROUP_ID><GROUP_NAME>x</GROUP_NAME><PARENT_ID>0</PARENT_ID>
</CATALOG_STRUCTURE></CATALOG_GROUP_SYSTEM><ARTICLE><SUPPLIER_AID>1</SUPPLIER_AID><ARTICLE_DETAILS><DESCRIPTION_SHORT>Säge
</DESCRIPTION_SHORT></ARTICLE_DETAILS><ARTICLE_FEATURES><FEATURE><FNAME>a</FNAME><FVALUE>1</FVALUE></FEATURE></ARTICLE_FEATURES></ARTICLE>
<ARTICLE><SUPPLIER_AID>2</SUPPLIER_AID></ARTICLE><ARTICLE_TO_CATALOGGROUP_MAP><ART_ID>1</ART_ID><CATALOG_GROUP_ID>1</CATALOG_GROUP_ID>
</ARTICLE_TO_CATALOGGROUP_MAP></T_NEW_CATALOG></BMECAT>""".encode()
PAGE = b"""<html lang="de"><script type="application/ld+json">{"@type":"Product","sku":"1","offers":{"price":1}}</script>
<div itemscope itemtype="http://schema.org/Product"><b itemprop="name">x</b></div></html>"""
SEEDS = [(xml, SHOP), (merchant, FEED), (bmecat, CATALOGUE), (jsonld, PAGE)]
PIECES = [b"\x00", b"<", b">", b"&", b"&a;", b"</", b"<!--", b"<![CDATA[", b"]]>", b"<!DOCTYPE x [", b"\xff", b"\xfe\xff", b"<a>" * 3000, b'"', b"\xc3", b"</ARTICLE>", b"<ARTICLE>", b"</artikel>", b"&#0;", b"&#99999999;", b"<?xml version='1.0' encoding='utf-7'?>", b"{", b'"@type":', b"xmlns:x=''", b"<x:y/>"]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> tuple[Any, bytes]:
    module, seed = draw(st.sampled_from(SEEDS))
    data = bytearray(seed)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        match draw(st.sampled_from(["insert", "cut", "drop", "swap", "double"])):
            case "insert":
                data[at:at] = draw(st.sampled_from(PIECES) | st.binary(max_size=5))
            case "cut":
                del data[at:]
            case "drop":
                del data[at : at + draw(st.integers(1, 40))]
            case "swap":
                data[at : at + 1] = bytes([draw(st.integers(0, 255))])
            case "double":
                data[at:at] = data[at : at + draw(st.integers(1, 200))]
    encoding = draw(st.sampled_from(["utf-8"] * 6 + ["utf-16", "cp1252"]))
    return module, bytes(data) if encoding == "utf-8" else bytes(data).decode("utf-8", "replace").encode(
        encoding, "replace"
    )


@settings(deadline=None, max_examples=250)
@given(case=mutated())
def test_mutated_files_give_tables_or_our_own_errors(case: tuple[Any, bytes]) -> None:
    module, data = case
    try:
        tables = list(module.read(stream_of(data, name="f"), origin="f", options=Options(chunk_rows=2)))
    except KlaviaturError as error:
        assert "'f'" in str(error)  # noqa: PT017 - one of two good ends
        return
    for table in tables:
        assert len(set(table.columns)) == len(table.columns)
        for chunk in table.chunks:
            assert tuple(chunk.frame.columns) == table.columns
            assert chunk.places is not None
            assert len(chunk.places) == chunk.frame.height == len(chunk.rows)
