"""BMEcat 2005, 2005.1 and ETIM BMEcat: elements in the order of the standard, and a place for every fact.

A fact that no element of the standard has is a FEATURE; one whose name or value is longer than a FEATURE may be stands
in REMARKS with its attribute as type, so that nothing is cut and nothing is lost. Lengths: BMEcat 2005 XSD.
"""

from collections.abc import Sequence
from xml.sax.saxutils import escape

import polars as pl

from klaviatur.records import OutputField
from klaviatur.syndicate.formats.features import etim_code
from klaviatur.syndicate.formats.markup import DECLARATION, Xml
from klaviatur.syndicate.formats.writing import Setup
from klaviatur.syndicate.formats.xml_tree import RAW, Element, escaped, xml_rows

NAME_LENGTH, VALUE_LENGTH, UNIT_LENGTH, KEYWORD_LENGTH = 60, 60, 20, 50
FACTS = "PRODUCT_DETAILS/facts"  # the field that holds them
AFTER = "PRODUCT_ORDER_DETAILS/"  # features stand before the first field of these
LANGUAGES = {"de": "deu", "en": "eng"}
_ROW, _FACTS = "\x00row", "\x00facts"
KEYWORDS = "PRODUCT_DETAILS/keywords"  # a list; those that are too long stand in REMARKS
_PLACES = ("REMARKS", "ETIM", "FEATURE")
_TYPES = {  # the standard knows jpeg and gif alone as image/...; names of others have no slash
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "png": "image-png", "webp": "image-webp",
    "tif": "image-tiff", "tiff": "image-tiff", "svg": "image-svg", "pdf": "application/pdf",
}  # fmt: skip


class BmeCat(Xml):
    """A new catalogue. Options: version, namespace. Settings: supplier, catalog_id, catalog_version, catalog_name."""

    def head(self, setup: Setup) -> str:
        """Return the root, the header and the beginning of the transaction."""
        root = f'<BMECAT version="{setup.option("version")}" xmlns="{setup.option("namespace")}">'
        catalog = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in _catalog(setup) if value)
        language = f'<LANGUAGE default="true">{LANGUAGES.get(setup.locale[:2].lower(), "deu")}</LANGUAGE>'
        supplier = f"<SUPPLIER><SUPPLIER_NAME>{escape(setup.values.get('supplier', ''))}</SUPPLIER_NAME></SUPPLIER>"
        info = "<GENERATOR_INFO>Klaviatur</GENERATOR_INFO>"
        header = f"<HEADER>{info}<CATALOG>{language}{catalog}</CATALOG>{supplier}</HEADER>"
        return f"{DECLARATION}{root}\n{header}\n<T_NEW_CATALOG>\n"

    def tail(self, setup: Setup) -> str:  # noqa: ARG002 - as all writers
        """Return the end of transaction and root."""
        return "\n</T_NEW_CATALOG>\n</BMECAT>\n"

    def render(self, frame: pl.DataFrame, setup: Setup) -> pl.DataFrame:
        """Return a PRODUCT each."""
        fields = setup.profile.fields
        listed = [one for one in fields if {"purpose", "reference"} & one.options.keys()]
        cells = frame.with_columns(_raw(one).alias(one.name) for one in listed).drop(FACTS, strict=False)
        if FACTS in frame.columns:
            cells = cells.hstack(_placed(frame[FACTS]))
        if KEYWORDS in frame.columns:
            cells = cells.with_columns(_keywords("KEYWORD", short=True), _keywords("KEYWORDS", short=False))
        text = xml_rows(cells, _elements(fields), root='PRODUCT mode="new"')
        return pl.DataFrame({"record": frame["key"], "text": text})


def _catalog(setup: Setup) -> Sequence[tuple[str, str]]:
    return (
        ("CATALOG_ID", setup.values.get("catalog_id", "")),
        ("CATALOG_VERSION", setup.values.get("catalog_version", "")),
        ("CATALOG_NAME", setup.values.get("catalog_name", "")),
        ("GENERATION_DATE", f"{setup.stamp:%Y-%m-%d}" if setup.stamp else ""),
        ("TERRITORY", setup.locale[3:5].upper()),
        ("CURRENCY", setup.currency),
        ("MIME_ROOT", setup.values.get("image_base", "")),
    )


def _elements(fields: Sequence[OutputField]) -> list[Element]:
    """Return the elements of a product in the order of fields, facts at the places the standard has for them."""
    with_facts = any(one.name == FACTS for one in fields)
    found: list[Element] = []
    for one in fields:
        above, _, last = one.name.rpartition("/")
        if one.name.startswith(AFTER) and with_facts:
            found += [Element(f"PRODUCT_FEATURES#etim/{RAW}ETIM", "ETIM")]
            found += [Element(f"PRODUCT_FEATURES#own/{RAW}FEATURE", "FEATURE")]
            with_facts = False
        if one.name == FACTS:
            found.append(Element(f"{above}/{RAW}REMARKS", "REMARKS"))
        elif one.name == KEYWORDS:
            found += [Element(f"{above}/{RAW}{place}", place) for place in ("KEYWORD", "KEYWORDS")]
        elif "purpose" in one.options or "reference" in one.options:
            found.append(Element(f"{above}/{RAW}{last}".lstrip("/"), one.name))
        else:
            found.append(Element(one.name, one.name))
    return found


def _placed(facts: pl.Series) -> pl.DataFrame:
    """Return for each product its facts as XML, by the place they stand at."""
    rows = pl.DataFrame({_ROW: pl.int_range(len(facts), eager=True), _FACTS: facts}).explode(_FACTS).drop_nulls(_FACTS)
    rows = rows.unnest(_FACTS).with_columns(pl.col("label").fill_null(pl.col("attribute")), place=_place())
    rows = rows.with_columns(text=_written())
    every = pl.DataFrame({_ROW: pl.int_range(len(facts), eager=True)})
    for place in _PLACES:
        own = rows.filter(pl.col("place") == place).group_by(_ROW, maintain_order=True).agg("text")
        joined = own.select(_ROW, pl.col("text").list.join("").alias(place))
        every = every.join(joined, on=_ROW, how="left", maintain_order="left")
    return every.drop(_ROW)


def _place() -> pl.Expr:
    attribute, value, unit = pl.col("attribute"), pl.col("value"), pl.col("unit").fill_null("")
    fits = (value.str.len_chars() <= VALUE_LENGTH) & (unit.str.len_chars() <= UNIT_LENGTH)
    named = pl.col("label").str.len_chars().is_between(1, NAME_LENGTH)
    etim = etim_code(attribute).str.contains(r"^EF\d{6}$") & fits
    return (
        pl.when(attribute == "notice").then(pl.lit("REMARKS"))
        .when(etim).then(pl.lit("ETIM")).when(fits & named).then(pl.lit("FEATURE")).otherwise(pl.lit("REMARKS"))
    )  # fmt: skip


def _written() -> pl.Expr:
    value, place = escaped(pl.col("value")), pl.col("place")
    kind = pl.col("attribute").str.replace_all(r"[\W_]", "")  # in an XSD no word character is an underscore
    unit = pl.concat_str(pl.lit("<FUNIT>"), escaped(pl.col("unit")), pl.lit("</FUNIT>")).fill_null("")
    name = escaped(pl.when(place == "ETIM").then(etim_code(pl.col("attribute"))).otherwise(pl.col("label")))
    feature = pl.concat_str(
        pl.lit("<FEATURE><FNAME>"), name, pl.lit("</FNAME><FVALUE>"), value, pl.lit("</FVALUE>"), unit,
        pl.lit("</FEATURE>"),
    )  # fmt: skip
    about = pl.when(kind == "notice").then(pl.lit("<REMARKS>")).otherwise(pl.format('<REMARKS type="{}">', kind))
    long = pl.concat_str(about, value, _unit_behind(), pl.lit("</REMARKS>"))
    return pl.when(place == "REMARKS").then(long).otherwise(feature)


def _unit_behind() -> pl.Expr:
    return pl.concat_str(pl.lit(" "), escaped(pl.col("unit"))).fill_null("")


def _keywords(name: str, *, short: bool) -> pl.Expr:
    word = pl.element()
    start, end = ("<KEYWORD>", "</KEYWORD>") if short else ('<REMARKS type="searchterms">', "</REMARKS>")
    fits = (word.str.len_chars() <= KEYWORD_LENGTH) == short
    one = pl.when(fits).then(pl.concat_str(pl.lit(start), escaped(word), pl.lit(end))).otherwise(pl.lit(""))
    return pl.col(KEYWORDS).list.eval(one).list.join("").alias(name)


def _raw(field: OutputField) -> pl.Expr:
    """Return the elements of a list of addresses or of keys of other products."""
    item = pl.element()
    if "reference" in field.options:
        start = f'<PRODUCT_REFERENCE type="{field.options["reference"]}"><PROD_ID_TO>'
        one = pl.concat_str(pl.lit(start), escaped(item), pl.lit("</PROD_ID_TO></PRODUCT_REFERENCE>"))
    else:
        one = _media(item, field)
    return pl.col(field.name).list.eval(one).list.join("")


def _media(source: pl.Expr, field: OutputField) -> pl.Expr:
    """Return a MIME element; its type is what the address's ending says, else the kind in the options."""
    ending = source.str.extract(r"\.(\w{2,5})(?:[?#].*)?$").str.to_lowercase()
    kind = ending.replace_strict(_TYPES, default=field.options.get("kind", "url"), return_dtype=pl.String)
    return pl.concat_str(
        pl.lit("<MIME><MIME_TYPE>"), kind, pl.lit("</MIME_TYPE><MIME_SOURCE>"), escaped(source),
        pl.lit(f"</MIME_SOURCE><MIME_PURPOSE>{field.options['purpose']}</MIME_PURPOSE></MIME>"),
    )  # fmt: skip
