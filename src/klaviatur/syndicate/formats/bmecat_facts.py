"""Facts of a BMEcat product: each a FEATURE, or REMARKS where its name or value is longer than a FEATURE may be.

In a file of several languages a FEATURE has a value for each of them, and its name in German and English.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import polars as pl

from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.syndicate.formats.bmecat_header import element
from klaviatur.syndicate.formats.features import etim_code
from klaviatur.syndicate.formats.xml_tree import escaped

NAME_LENGTH, VALUE_LENGTH, UNIT_LENGTH, TYPE_LENGTH = 60, 60, 20, 50
_NAMED = r"^(SPECIAL_TREATMENT_CLASS|INTERNATIONAL_RESTRICTIONS) ([\w.-]+)$"  # elements with a type of their own
_ELEMENTS = ("SPECIAL_TREATMENT_CLASS", "INTERNATIONAL_RESTRICTIONS")  # in one language alone
PLACES = ("REMARKS", "ETIM", "FEATURE", *_ELEMENTS)
_LABELLED = {"deu": "de", "eng": "en"}  # languages in which attributes of the vocabulary have a name
_ROW, _FACTS = "\x00row", "\x00facts"
_ALIKE = [_ROW, "attribute", "unit", "place", "at"]  # values of one FEATURE in several languages


@dataclass(frozen=True, slots=True)
class Spoken:
    """Facts in several languages: the code of the output's own, and lists of facts by the codes of the others."""

    own: str
    further: Mapping[str, pl.Series]


def placed(facts: pl.Series, group: str, spoken: Spoken | None = None) -> pl.DataFrame:
    """Return for each product its facts as XML, by the place they stand at; `group` is of those without a class."""
    rows = _rows(facts).with_columns(place=_place())
    rows = _in_languages(rows, spoken) if spoken else _together(rows).with_columns(text=_written())
    system, _, name = group.partition(" ")
    of_class = {
        "FEATURE": element("REFERENCE_FEATURE_SYSTEM_NAME", system) + element("REFERENCE_FEATURE_GROUP_ID", name)
    }
    every = pl.DataFrame({_ROW: pl.int_range(len(facts), eager=True)})
    for place in PLACES:
        here = rows.filter(pl.col("place") == place).group_by(_ROW, maintain_order=True).agg("text")
        texts = pl.concat_str(pl.lit(of_class.get(place, "")), pl.col("text").list.join(""))
        joined = here.select(_ROW, texts.alias(place))
        every = every.join(joined, on=_ROW, how="left", maintain_order="left")
    return every.drop(_ROW)


def _rows(facts: pl.Series) -> pl.DataFrame:
    rows = pl.DataFrame({_ROW: pl.int_range(len(facts), eager=True), _FACTS: facts}).explode(_FACTS).drop_nulls(_FACTS)
    return rows.unnest(_FACTS).with_columns(pl.col("label").fill_null(pl.col("attribute")))


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
    etim = etim_code(attribute).str.contains(r"^EF[0-9]{6}$") & fits
    own, kind = (pl.col("label").str.extract(_NAMED, at) for at in (1, 2))
    short = (value.str.len_chars() <= UNIT_LENGTH) & (kind.str.len_chars() <= TYPE_LENGTH)
    return (
        pl.when(attribute == "notice").then(pl.lit("REMARKS"))
        .when(own.is_not_null() & short).then(own)
        .when(etim).then(pl.lit("ETIM")).when(fits & named).then(pl.lit("FEATURE")).otherwise(pl.lit("REMARKS"))
    )  # fmt: skip


def _written() -> pl.Expr:
    value, place = pl.col("values"), pl.col("place")
    feature = pl.concat_str(
        pl.lit("<FEATURE><FNAME>"), _name(), pl.lit("</FNAME><FVALUE>"), value, pl.lit("</FVALUE>"), _unit(),
        pl.lit("</FEATURE>"),
    )  # fmt: skip
    return pl.when(place == "REMARKS").then(_remarks()).when(place.is_in(_ELEMENTS)).then(_own()).otherwise(feature)


def _name() -> pl.Expr:
    code = etim_code(pl.col("attribute"))
    return escaped(pl.when(pl.col("place") == "ETIM").then(code).otherwise(pl.col("label")))


def _unit() -> pl.Expr:
    return pl.concat_str(pl.lit("<FUNIT>"), escaped(pl.col("unit")), pl.lit("</FUNIT>")).fill_null("")


def _remarks(language: str = "") -> pl.Expr:
    """Return what is too long as remark; its type is the attribute."""
    kind = pl.col("attribute").str.replace_all(r"[\W_]", "")  # in an XSD no word character is an underscore
    about = pl.when(kind == "notice").then(pl.lit("<REMARKS")).otherwise(pl.format('<REMARKS type="{}"', kind))
    behind = pl.concat_str(pl.lit(" "), escaped(pl.col("unit"))).fill_null("")
    return pl.concat_str(about, pl.lit(f"{in_language(language)}>"), pl.col("values"), behind, pl.lit("</REMARKS>"))


def _own() -> pl.Expr:
    place = pl.col("place")
    start = pl.format('<{} type="{}">', place, pl.col("label").str.extract(_NAMED, 2))
    return pl.concat_str(start, pl.col("values"), pl.format("</{}>", place))


def in_language(code: str) -> str:
    """Return the attribute that names a language, "" for none."""
    return f' lang="{code}"' if code else ""


# --- several languages ------------------------------------------------------------------------------------------------
def _in_languages(rows: pl.DataFrame, spoken: Spoken) -> pl.DataFrame:
    """Return place and text of facts in several languages: values of one fact side by side in one FEATURE.

    Those of a list belong together by their places in it; what is said in a further language alone comes last.
    """
    own = _numbered(_together(rows))
    theirs = [_further(code, facts, spoken) for code, facts in spoken.further.items()]
    remarks = [_remarked(one, code) for one, code in ((own, spoken.own), *zip(theirs, spoken.further, strict=True))]
    said = pl.concat([one.filter(pl.col("place").is_in(["FEATURE", "ETIM"])) for one in theirs], how="diagonal")
    said = said.group_by(_ALIKE, maintain_order=True).agg(pl.col("label").first(), pl.col("further").str.join(""))
    features = own.filter(pl.col("place").is_in(["FEATURE", "ETIM"]))
    both = features.join(said.drop("label"), on=_ALIKE, how="left", nulls_equal=True, maintain_order="left")
    alone = said.join(features.select(_ALIKE), on=_ALIKE, how="anti", nulls_equal=True, maintain_order="left")
    whole = pl.concat([both, alone], how="diagonal").with_columns(text=_feature(spoken))
    others = own.filter(pl.col("place").is_in(_ELEMENTS)).with_columns(text=_own())
    return pl.concat([one.select(_ROW, "place", "text") for one in (*remarks, whole, others)])


def _further(code: str, facts: pl.Series, spoken: Spoken) -> pl.DataFrame:
    """Return facts in a further language, named as they are in the output's own."""
    rows = _rows(facts).with_columns(label=_label(spoken.own).fill_null(pl.col("label")))
    rows = rows.with_columns(place=_place()).filter(~pl.col("place").is_in(_ELEMENTS))
    rows = _numbered(rows.with_columns(values=escaped(pl.col("value"))))
    value = pl.concat_str(pl.lit(f"<FVALUE{in_language(code)}>"), pl.col("values"), pl.lit("</FVALUE>"))
    return rows.with_columns(further=value)


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with the place of each value among those of its attribute; those of an ETIM feature are one."""
    at = pl.int_range(pl.len()).over(_ROW, "attribute", "unit", "place")
    return rows.with_columns(at=pl.when(pl.col("place") == "ETIM").then(0).otherwise(at))


def _remarked(rows: pl.DataFrame, code: str) -> pl.DataFrame:
    return rows.filter(pl.col("place") == "REMARKS").with_columns(text=_remarks(code))


def _feature(spoken: Spoken) -> pl.Expr:
    """Return a FEATURE; a value bears a language where there are others, all else is the same in every language."""
    mine, further = pl.col("values"), pl.col("further")
    marked = pl.format(
        f"<FVALUE{in_language(spoken.own)}>{{}}</FVALUE>",
        mine.str.replace_all("<FVALUE>", f"<FVALUE{in_language(spoken.own)}>", literal=True),
    )
    plain = pl.concat_str(pl.lit("<FVALUE>"), mine, pl.lit("</FVALUE>"))
    values = pl.concat_str(
        pl.when(further.is_null()).then(plain).otherwise(marked).fill_null(""), further.fill_null("")
    )
    return pl.concat_str(pl.lit("<FEATURE>"), _names(spoken), values, _unit(), pl.lit("</FEATURE>"))


def _names(spoken: Spoken) -> pl.Expr:
    """Return the names of a FEATURE: in each language in which it has another one than in the output's own."""
    label, named = _name(), pl.col("place") == "FEATURE"
    others = []
    for code in spoken.further:
        other = _label(code)
        differs = named & other.is_not_null() & (other != pl.col("label")) & (other.str.len_chars() <= NAME_LENGTH)
        others.append(pl.when(differs).then(pl.format(f"<FNAME{in_language(code)}>{{}}</FNAME>", escaped(other))))
    several = pl.any_horizontal(one.is_not_null() for one in others)
    start = pl.when(several).then(pl.lit(f"<FNAME{in_language(spoken.own)}>")).otherwise(pl.lit("<FNAME>"))
    return pl.concat_str(start, label, pl.lit("</FNAME>"), *(one.fill_null("") for one in others))


def _label(code: str) -> pl.Expr:
    """Return what attributes of the vocabulary are called in a language, null for all others."""
    return pl.col("attribute").replace_strict(_labels(_LABELLED.get(code, "")), default=None, return_dtype=pl.String)


@cache
def _labels(language: str) -> dict[str, str]:
    known = vocabulary().items() if language else ()
    return {name: one.label.en if language == "en" else one.label.de for name, one in known}
