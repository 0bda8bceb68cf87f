"""BMEcat 2005, 2005.1 and ETIM BMEcat: elements in the order of the standard, and a place for every fact.

A fact that no element of the standard has is a FEATURE; one whose name or value is longer than a FEATURE may be stands
in REMARKS with its attribute as type, so that nothing is cut and nothing is lost. Lengths: BMEcat 2005 XSD.
"""

from collections.abc import Iterator, Sequence

import polars as pl

from klaviatur.records import OutputField
from klaviatur.syndicate.columns import silent_columns
from klaviatur.syndicate.formats.bmecat_facts import Spoken, in_language, placed
from klaviatur.syndicate.formats.bmecat_groups import GROUPS, group_system, grouped
from klaviatur.syndicate.formats.bmecat_header import catalog_name, header
from klaviatur.syndicate.formats.bmecat_lists import (
    KEYWORD_LENGTH,
    QUANTITIES,
    TAX,
    TIERS,
    listed,
    of_other_times,
    unlisted_countries,
)
from klaviatur.syndicate.formats.markup import DECLARATION, Xml
from klaviatur.syndicate.formats.writing import Setup
from klaviatur.syndicate.formats.xml_tree import RAW, Element, escaped, xml_rows
from klaviatur.syndicate.languages import code_of, further, language_of

FACTS = "PRODUCT_DETAILS/facts"  # the field that holds them
AFTER = "PRODUCT_ORDER_DETAILS/"  # features stand before the first field of these
KEYWORDS = "PRODUCT_DETAILS/keywords"  # a list; those that are too long stand in REMARKS
_SPOKEN = (FACTS, KEYWORDS, GROUPS)  # lists that come again in further languages, and join those in the own one
_ORIGINS, _GROUPS, _TIMES = "\x00origins", "\x00groups", "\x00times"
_DATED = "PRODUCT_PRICE_DETAILS/DATETIME"  # fields that say times as ETIM BMEcat does


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
        fields, silent = setup.profile.fields, silent_columns(frame)
        saying = [one for one in fields if one.name not in silent]
        made = {one.name: listed(one, frame, setup.currency) for one in saying}
        cells = frame.with_columns(made.alias(name) for name, made in made.items() if made is not None)
        if TIERS in frame.columns and frame[TIERS].null_count() < frame.height:
            dated = any(one.name.startswith(_DATED) for one in fields)
            cells = cells.with_columns(of_other_times(frame, setup.currency, dated=dated).alias(_TIMES))
        codes = [code_of(one) for one in further(setup.values)]
        lists = [f"{name}#{code}" for name in _SPOKEN for code in codes]
        cells = cells.drop(FACTS, TAX, QUANTITIES, GROUPS, *lists, strict=False).with_columns(
            pl.lit(one.options["type"]).alias(f"{one.name}/@type") for one in saying if "type" in one.options
        )
        own = code_of(setup.locale) if codes else ""
        if FACTS in frame.columns:
            spoken = Spoken(own, {code: frame[f"{FACTS}#{code}"] for code in codes}) if codes else None
            cells = cells.hstack(placed(frame[FACTS], setup.option("own"), spoken))
        if KEYWORDS in frame.columns:
            cells = cells.hstack(frame.select(*_keywords(own, codes)))
        origins = [frame.select(unlisted_countries(one)).to_series() for one in fields if "countries" in one.options]
        cells = cells.with_columns(one.alias(_ORIGINS) for one in origins)
        records = pl.DataFrame({"record": frame["key"]})
        if _maps(setup):
            groups = grouped(frame, codes)
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
    if one.name in {TAX, QUANTITIES, GROUPS} or (language_of(one) and one.name.rpartition("#")[0] in _SPOKEN):
        return []
    if one.name in several:
        return [Element(f"{above}/{RAW}{place}", place) for place in several[one.name]]
    if one.name == TIERS or {"purpose", "reference", "countries"} & one.options.keys():
        times = [Element(f"{RAW}{last}", _TIMES)] if one.name == TIERS else []
        return [Element(f"{above}/{RAW}{last}".lstrip("/"), one.name), *times]
    if "states" in one.options:
        restrictions = "INTERNATIONAL_RESTRICTIONS"
        return [Element(f"{above}/{RAW}{last}", one.name), Element(f"{above}/{RAW}{restrictions}", restrictions)]
    if "type" in one.options:
        return [Element(f"{one.name}/@type", f"{one.name}/@type"), Element(one.name, one.name)]
    return [Element(one.name, one.name)]


def _keywords(own: str, codes: Sequence[str]) -> Iterator[pl.Expr]:
    """Yield short words as KEYWORD, and the others as KEYWORDS; `own` is the language to be named of those without."""
    columns = {KEYWORDS: own, **{f"{KEYWORDS}#{code}": code for code in codes}}
    for name, kind in (("KEYWORD", "KEYWORD"), ("KEYWORDS", 'REMARKS type="searchterms"')):
        said = [_words(column, kind, code, short=name == "KEYWORD") for column, code in columns.items()]
        yield (pl.concat_str([one.fill_null("") for one in said]) if codes else said[0]).alias(name)


def _words(column: str, kind: str, code: str, *, short: bool) -> pl.Expr:
    word = pl.element()
    start, end = f"<{kind}{in_language(code)}>", f"</{kind.partition(' ')[0]}>"
    fits = (word.str.len_chars() <= KEYWORD_LENGTH) == short
    one = pl.when(fits).then(pl.concat_str(pl.lit(start), escaped(word), pl.lit(end))).otherwise(pl.lit(""))
    return pl.col(column).list.eval(one).list.join("")
