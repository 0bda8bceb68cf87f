"""BMEcat 2005, 2005.1 and ETIM BMEcat: elements in the order of the standard, and a place for every fact.

A fact that no element of the standard has is a FEATURE; one whose name or value is longer than a FEATURE may be stands
in REMARKS with its attribute as type, so that nothing is cut and nothing is lost. Lengths: BMEcat 2005 XSD.
"""

from collections.abc import Sequence

import polars as pl

from klaviatur.records import OutputField
from klaviatur.syndicate.formats.bmecat_groups import GROUPS, group_system, grouped
from klaviatur.syndicate.formats.bmecat_header import catalog_name, element, header
from klaviatur.syndicate.formats.bmecat_lists import KEYWORD_LENGTH, QUANTITIES, TAX, TIERS, listed, unlisted_countries
from klaviatur.syndicate.formats.features import etim_code
from klaviatur.syndicate.formats.markup import DECLARATION, Xml
from klaviatur.syndicate.formats.writing import Setup
from klaviatur.syndicate.formats.xml_tree import RAW, Element, escaped, xml_rows

NAME_LENGTH, VALUE_LENGTH, UNIT_LENGTH = 60, 60, 20
FACTS = "PRODUCT_DETAILS/facts"  # the field that holds them
AFTER = "PRODUCT_ORDER_DETAILS/"  # features stand before the first field of these
_ROW, _FACTS = "\x00row", "\x00facts"
KEYWORDS = "PRODUCT_DETAILS/keywords"  # a list; those that are too long stand in REMARKS
_PLACES = ("REMARKS", "ETIM", "FEATURE", "SPECIAL_TREATMENT_CLASS", "INTERNATIONAL_RESTRICTIONS")
_NAMED = r"^(SPECIAL_TREATMENT_CLASS|INTERNATIONAL_RESTRICTIONS) ([\w.-]{1,50})$"  # elements with a type of their own
_ORIGINS, _GROUPS = "\x00origins", "\x00groups"


class BmeCat(Xml):
    """A new catalogue. Options: version, namespace, etim (version of its guideline), own (class of facts without one).

    Settings: supplier, buyer, catalog_id, catalog_version, catalog_name, image_base.
    """

    def head(self, setup: Setup) -> str:
        """Return the root, the header and the beginning of the transaction."""
        root = f'<BMECAT version="{setup.option("version")}" xmlns="{setup.option("namespace")}">'
        begun = f"{DECLARATION}{root}\n{header(setup)}\n<T_NEW_CATALOG>\n"
        return begun + group_system(setup.declared, catalog_name(setup))

    def middles(self, setup: Setup) -> Sequence[str]:
        """Return what stands between products and the map of their groups."""
        return ("\n",) if _maps(setup) else ()

    def tail(self, setup: Setup) -> str:  # noqa: ARG002 - as all writers
        """Return the end of transaction and root."""
        return "\n</T_NEW_CATALOG>\n</BMECAT>\n"

    def render(self, frame: pl.DataFrame, setup: Setup) -> pl.DataFrame:
        """Return a PRODUCT each."""
        fields = setup.profile.fields
        made = {one.name: listed(one, frame, setup.currency) for one in fields}
        cells = frame.with_columns(made.alias(name) for name, made in made.items() if made is not None)
        cells = cells.drop(FACTS, TAX, QUANTITIES, GROUPS, strict=False).with_columns(
            pl.lit(one.options["type"]).alias(f"{one.name}/@type") for one in fields if "type" in one.options
        )
        if FACTS in frame.columns:
            cells = cells.hstack(_placed(frame[FACTS], setup.option("own")))
        if KEYWORDS in frame.columns:
            cells = cells.with_columns(_keywords("KEYWORD", short=True), _keywords("KEYWORDS", short=False))
        origins = [frame.select(unlisted_countries(one)).to_series() for one in fields if "countries" in one.options]
        cells = cells.with_columns(one.alias(_ORIGINS) for one in origins)
        records = pl.DataFrame({"record": frame["key"]})
        if _maps(setup):
            groups = grouped(frame)
            cells = cells.with_columns(groups["remarks"].alias(_GROUPS))
            records = records.hstack(groups.select("text1", "declared"))
        elements = [one for one in _elements(fields) if one.column in cells.columns]
        text = xml_rows(cells, elements, root='PRODUCT mode="new"')
        return records.insert_column(1, text.alias("text"))


def _maps(setup: Setup) -> bool:
    """Return whether products are in groups."""
    return any(one.name == GROUPS for one in setup.profile.fields)


def _elements(fields: Sequence[OutputField]) -> list[Element]:
    """Return the elements of a product in the order of fields, facts at the places the standard has for them."""
    found: list[Element] = []
    fields = _in_order(fields)
    after = next((one.name for one in fields if one.name.startswith(AFTER)), "")
    for one in fields:
        if one.name == after and any(each.name == FACTS for each in fields):
            found += [Element(f"PRODUCT_FEATURES#etim/{RAW}ETIM", "ETIM")]
            found += [Element(f"PRODUCT_FEATURES#own/{RAW}FEATURE", "FEATURE")]
        found += _elements_of(one)
    return found


def _in_order(fields: Sequence[OutputField]) -> list[OutputField]:
    """Return fields in the order of their elements; `before` says how the name begins that one goes before."""
    found = [one for one in fields if "before" not in one.options]
    for one in fields:
        if start := one.options.get("before"):
            at = next((at for at, other in enumerate(found) if other.name.startswith(start)), len(found))
            found.insert(at, one)
    return found


def _elements_of(one: OutputField) -> list[Element]:
    above, _, last = one.name.rpartition("/")
    several = {FACTS: ("REMARKS", _ORIGINS, _GROUPS), KEYWORDS: ("SPECIAL_TREATMENT_CLASS", "KEYWORD", "KEYWORDS")}
    if one.name in {TAX, QUANTITIES, GROUPS}:
        return []
    if one.name in several:
        return [Element(f"{above}/{RAW}{place}", place) for place in several[one.name]]
    if one.name == TIERS or {"purpose", "reference", "countries"} & one.options.keys():
        return [Element(f"{above}/{RAW}{last}".lstrip("/"), one.name)]
    if "states" in one.options:
        restrictions = "INTERNATIONAL_RESTRICTIONS"
        return [Element(f"{above}/{RAW}{last}", one.name), Element(f"{above}/{RAW}{restrictions}", restrictions)]
    if "type" in one.options:
        return [Element(f"{one.name}/@type", f"{one.name}/@type"), Element(one.name, one.name)]
    return [Element(one.name, one.name)]


def _placed(facts: pl.Series, own: str) -> pl.DataFrame:
    """Return for each product its facts as XML, by the place they stand at; `own` is the class of those without one."""
    rows = pl.DataFrame({_ROW: pl.int_range(len(facts), eager=True), _FACTS: facts}).explode(_FACTS).drop_nulls(_FACTS)
    rows = rows.unnest(_FACTS).with_columns(pl.col("label").fill_null(pl.col("attribute")), place=_place())
    rows = _together(rows).with_columns(text=_written())
    system, _, group = own.partition(" ")
    of_class = {
        "FEATURE": element("REFERENCE_FEATURE_SYSTEM_NAME", system) + element("REFERENCE_FEATURE_GROUP_ID", group)
    }
    every = pl.DataFrame({_ROW: pl.int_range(len(facts), eager=True)})
    for place in _PLACES:
        here = rows.filter(pl.col("place") == place).group_by(_ROW, maintain_order=True).agg("text")
        texts = pl.concat_str(pl.lit(of_class.get(place, "")), pl.col("text").list.join(""))
        joined = here.select(_ROW, texts.alias(place))
        every = every.join(joined, on=_ROW, how="left", maintain_order="left")
    return every.drop(_ROW)


def _together(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows in which all values of an ETIM feature are one: a range has two."""
    etim = pl.col("place") == "ETIM"
    alike = rows.filter(etim)
    if alike.is_empty():
        return rows.with_columns(values=escaped(pl.col("value")))
    joined = alike.group_by(_ROW, "attribute", "unit", maintain_order=True).agg(
        pl.all().exclude("value").first(), values=escaped(pl.col("value")).str.join("</FVALUE><FVALUE>")
    )
    return pl.concat([rows.filter(~etim).with_columns(values=escaped(pl.col("value"))), joined], how="diagonal")


def _place() -> pl.Expr:
    attribute, value, unit = pl.col("attribute"), pl.col("value"), pl.col("unit").fill_null("")
    fits = (value.str.len_chars() <= VALUE_LENGTH) & (unit.str.len_chars() <= UNIT_LENGTH)
    named = pl.col("label").str.len_chars().is_between(1, NAME_LENGTH)
    etim = etim_code(attribute).str.contains(r"^EF\d{6}$") & fits
    element = pl.col("label").str.extract(_NAMED)
    return (
        pl.when(attribute == "notice").then(pl.lit("REMARKS"))
        .when(element.is_not_null() & (value.str.len_chars() <= UNIT_LENGTH)).then(element)
        .when(etim).then(pl.lit("ETIM")).when(fits & named).then(pl.lit("FEATURE")).otherwise(pl.lit("REMARKS"))
    )  # fmt: skip


def _written() -> pl.Expr:
    value, place = pl.col("values"), pl.col("place")
    kind = pl.col("attribute").str.replace_all(r"[\W_]", "")  # in an XSD no word character is an underscore
    unit = pl.concat_str(pl.lit("<FUNIT>"), escaped(pl.col("unit")), pl.lit("</FUNIT>")).fill_null("")
    name = escaped(pl.when(place == "ETIM").then(etim_code(pl.col("attribute"))).otherwise(pl.col("label")))
    feature = pl.concat_str(
        pl.lit("<FEATURE><FNAME>"), name, pl.lit("</FNAME><FVALUE>"), value, pl.lit("</FVALUE>"), unit,
        pl.lit("</FEATURE>"),
    )  # fmt: skip
    about = pl.when(kind == "notice").then(pl.lit("<REMARKS>")).otherwise(pl.format('<REMARKS type="{}">', kind))
    long = pl.concat_str(about, value, _unit_behind(), pl.lit("</REMARKS>"))
    own = pl.concat_str(
        pl.format('<{} type="{}">', place, pl.col("label").str.extract(_NAMED, 2)), value, pl.format("</{}>", place)
    )
    named = place.is_in(["SPECIAL_TREATMENT_CLASS", "INTERNATIONAL_RESTRICTIONS"])
    return pl.when(place == "REMARKS").then(long).when(named).then(own).otherwise(feature)


def _unit_behind() -> pl.Expr:
    return pl.concat_str(pl.lit(" "), escaped(pl.col("unit"))).fill_null("")


def _keywords(name: str, *, short: bool) -> pl.Expr:
    word = pl.element()
    start, end = ("<KEYWORD>", "</KEYWORD>") if short else ('<REMARKS type="searchterms">', "</REMARKS>")
    fits = (word.str.len_chars() <= KEYWORD_LENGTH) == short
    one = pl.when(fits).then(pl.concat_str(pl.lit(start), escaped(word), pl.lit(end))).otherwise(pl.lit(""))
    return pl.col(KEYWORDS).list.eval(one).list.join("").alias(name)
