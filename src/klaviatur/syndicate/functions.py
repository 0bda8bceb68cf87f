"""The functions that expressions of profiles can call: a fixed list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import polars as pl

from klaviatur.syndicate import families, gtins, money, phrases, sales, unit_codes
from klaviatur.syndicate.formats.features import etim_code, shown
from klaviatur.syndicate.typed import (
    Build,
    Form,
    Ground,
    Typed,
    as_list,
    as_number,
    as_text,
    as_truth,
    constant,
    some,
    text,
)

ANY = 99
Given = Sequence[Typed]


@dataclass(frozen=True, slots=True)
class Function:
    """One function: how it is written, what it promises, what of a product it reads by itself."""

    usage: str
    promise: str
    build: Build
    least: int
    most: int
    reads: tuple[str, ...] = ()


def _first(ground: Ground, given: Given) -> Typed:
    if all(one.literal for one in given):  # settings: what is known now stays a text that is written out
        return next((one for one in given if one.said is not None), given[0])
    lists = Form.LIST in {one.form for one in given}
    turned = [as_list(ground, one) if lists else as_text(ground, one) for one in given]
    return Typed(pl.coalesce(turned), Form.LIST if lists else Form.TEXT)


def _join(ground: Ground, given: Given) -> Typed:
    between = constant(ground, given[0], "what join() puts between")
    parts = [
        one.expr.list.drop_nulls().list.join(between) if one.form is Form.LIST else as_text(ground, one)
        for one in given[1:]
    ]
    said = [text(part).expr for part in parts]
    return text(pl.concat_str(said, separator=between, ignore_nulls=True))


def _list_of(ground: Ground, given: Given) -> Typed:
    empty = pl.lit(pl.Series([[]], dtype=pl.List(pl.String))).first()
    lists = [as_list(ground, one).cast(pl.List(pl.String)).fill_null(empty) for one in given]
    return some(pl.concat_list(lists).list.drop_nulls().list.unique(maintain_order=True))


def _item(ground: Ground, given: Given) -> Typed:
    return text(as_list(ground, given[0]).list.get(_whole(ground, given[1]), null_on_oob=True))


def _limit(ground: Ground, given: Given) -> Typed:
    return Typed(as_list(ground, given[0]).list.head(_whole(ground, given[1])), Form.LIST)


def _rest(ground: Ground, given: Given) -> Typed:
    return some(as_list(ground, given[0]).list.slice(_whole(ground, given[1]), None))


def _count(ground: Ground, given: Given) -> Typed:
    return Typed(as_list(ground, given[0]).list.len().fill_null(0).cast(pl.Float64), Form.NUMBER)


def _whole(ground: Ground, value: Typed) -> int:
    if not value.literal or not isinstance(value.said, int):
        ground.fail("a position has to be written as a whole number")
    return int(value.said)


def _setting(ground: Ground, given: Given) -> Typed:
    name = constant(ground, given[0], "the name of a setting")
    if name not in ground.needs and name not in {"locale", "currency"}:
        known = ", ".join(sorted(ground.needs)) or "none"
        ground.fail(f"this output has no setting {name!r} (it has: {known})", f"Write a table [needs.{name}].")
    own = {"locale": ground.locale, "currency": ground.currency}
    value = ground.values.get(name) or own.get(name) or None
    return Typed(pl.lit(value, dtype=pl.String), Form.TEXT, value, literal=True)


def _wording(ground: Ground, given: Given) -> Typed:
    return Typed(pl.col(_wording_column(ground, given[0])), Form.TEXT)


def _marking(ground: Ground, given: Given) -> Typed:
    parts = ("method", "machine_share", "reviewed_by", "reviewed_at", "writer", "label", "source_type")
    part = constant(ground, given[1], "the part of a marking")
    if part not in parts:
        ground.fail(f"a marking has no {part!r}", f"It has {', '.join(parts)}.")
    return Typed(pl.col(f"{_wording_column(ground, given[0])}.{part}"), Form.TEXT)


def _wording_column(ground: Ground, value: Typed) -> str:
    name = constant(ground, value, "the name of a wording")
    if name not in ground.wordings:
        known = ", ".join(sorted(ground.wordings)) or "none"
        ground.fail(
            f"no wording is called {name!r} (there are: {known})", f'Write {name} = "channel:part" in [wordings].'
        )
    return f"wording:{ground.wordings[name]}"


def _attribute(ground: Ground, given: Given) -> Typed:
    return Typed(pl.col(constant(ground, given[0], "the name of an attribute")), Form.TEXT)


def _attributes(ground: Ground, given: Given) -> Typed:
    return Typed(pl.col(constant(ground, given[0], "the name of an attribute")), Form.LIST)


def _features(ground: Ground, given: Given) -> Typed:
    return some(pl.col("features").list.eval(_other_features(ground, given)))


def _feature_part(part: str) -> Build:
    def build(ground: Ground, given: tuple[Typed, ...]) -> Typed:
        return some(pl.col("features").list.eval(_other_features(ground, given).struct.field(part)))

    return build


def _feature_lines(ground: Ground, given: Given) -> Typed:
    fact = pl.element()
    line = pl.concat_str(fact.struct.field("label"), pl.lit(": "), shown(fact, ground.language))
    return text(pl.col("features").list.eval(_other_features(ground, given)).list.eval(line).list.join("\n"))


def _other_features(ground: Ground, given: Given) -> pl.Expr:
    without = sorted({*ground.read, *(constant(ground, one, "the name of an attribute") for one in given)})
    return pl.element().filter(~pl.element().struct.field("attribute").is_in(without))


def _etim_features(ground: Ground, given: Given) -> Typed:  # noqa: ARG001 - as all functions
    coded = pl.element().filter(etim_code(pl.element().struct.field("attribute")).str.contains(r"^EF[0-9]{6}$"))
    return some(pl.col("features").list.eval(coded))


def _has(ground: Ground, given: Given) -> Typed:
    def says(one: Typed) -> pl.Expr:
        return as_truth(ground, one) if one.form is Form.LIST else one.expr.is_not_null()

    return Typed(reduce(lambda left, right: left & right, map(says, given)), Form.TRUTH)


def _number(ground: Ground, given: Given) -> Typed:
    return Typed(as_number(ground, given[0]), Form.NUMBER)


def _rounded(ground: Ground, given: Given) -> Typed:
    places = _whole(ground, given[1]) if len(given) > 1 else 0
    return Typed(as_number(ground, given[0]).round(places), Form.NUMBER)


FUNCTIONS: Mapping[str, Function] = {
    "first": Function("first(a, b, ...)", "the first that a product says", _first, 1, ANY),
    "join": Function(
        'join(", ", a, b, ...)', "texts and items of lists in a row, what is not said left out", _join, 2, ANY
    ),
    "list_of": Function("list_of(a, b, ...)", "one list of texts and lists, each text once", _list_of, 1, ANY),
    "item": Function("item(x, 0)", "one item of a list, counted from 0, -1 is the last", _item, 2, 2),
    "limit": Function("limit(x, 10)", "the first items of a list", _limit, 2, 2),
    "rest": Function("rest(x, 1)", "the items of a list from this one on", _rest, 2, 2),
    "count": Function("count(x)", "how many items a list has", _count, 1, 1),
    "feature_lines": Function(
        'feature_lines("a", ...)',
        "the same facts as text, one a line: label, value and unit",
        _feature_lines,
        0,
        ANY,
        ("features",),
    ),
    "features": Function(
        'features("a", ...)',
        "all facts that no field reads, without these: attribute, label, value, unit, kind of each",
        _features,
        0,
        ANY,
        ("features",),
    ),
    **{
        f"feature_{name}s": Function(
            f'feature_{name}s("a", ...)',
            f"the {name}s of those facts alone",
            _feature_part(part),
            0,
            ANY,
            ("features",),
        )
        for name, part in (
            ("id", "attribute"),
            ("name", "label"),
            ("value", "value"),
            ("unit", "unit"),
            ("kind", "kind"),
        )
    },
    "etim_features": Function(
        "etim_features()", "the facts whose attributes are ETIM features: EF000001", _etim_features, 0, 0, ("features",)
    ),
    "has": Function("has(a, b, ...)", "whether a product says all of these", _has, 1, ANY),
    "parent_says": Function(
        "parent_says(x)", "what its parent says, where that only groups its variants", families.parent_says, 1, 1
    ),
    "variants_say": Function(
        "variants_say(x)",
        "what variants say, each text once: of their parent that only groups them, and of each of them",
        families.variants_say,
        1,
        1,
    ),
    "varies": Function(
        "varies(x)", "whether each of those variants says this, and not all the same", families.varies, 1, 1
    ),
    "told_apart": Function(
        "told_apart(a, b, ...)",
        "whether no two of those variants say the same of what each of them says",
        families.told_apart,
        1,
        ANY,
    ),
    "choice": Function(
        "choice(x, a, b, ...)",
        "what there is to choose among variants that a, b, ... tell apart: of their parent all, of each its own where "
        "they differ in it; of other products what they say",
        families.choice,
        2,
        ANY,
    ),
    "number": Function("number(x)", "a number to reckon with", _number, 1, 1),
    "rounded": Function("rounded(x, 2)", "a number with so many decimals", _rounded, 1, 2),
    "setting": Function('setting("base_url")', "a setting of the output", _setting, 1, 1),
    "wording": Function('wording("title")', "the released wording of this name, if one stands", _wording, 1, 1),
    "marking": Function(
        'marking("title", "method")',
        "who wrote that wording: method (IPTC), source_type (schema.org), machine_share, reviewed_by, reviewed_at, "
        "writer, label (sentence for readers, where one is due)",
        _marking,
        2,
        2,
    ),
    "attribute": Function('attribute("eigenes_feld")', "an attribute outside the vocabulary", _attribute, 1, 1),
    "attributes": Function('attributes("eigene_liste")', "the same where it is a list", _attributes, 1, 1),
    "money": Function(
        "money(price)", 'a price as "12.90 EUR"; a second argument names its currency', money.money, 1, 2
    ),
    "amount": Function("amount(price)", 'a price as "12.90"; amount(price, ",") as "12,90"', money.amount, 1, 2),
    "minor_units": Function(
        "minor_units(price)", "a price in cents; None where it has fractions of one", money.minor, 1, 1
    ),
    "decimal": Function(
        'decimal(x, ",")', "a number with this decimal sign, without noughts at its end", money.decimal, 2, 2
    ),
    "unit_value": Function(
        'unit_value(weight, "g")', "a number in this unit; None where it is none of its kind", money.unit_value, 2, 2
    ),
    "with_unit": Function(
        'with_unit(weight, "kg")',
        'the same with the unit behind: "1.2 kg"; without one as it is said',
        money.with_unit,
        1,
        2,
    ),
    "unit_code": Function("unit_code(order_unit)", "the UN/ECE code of a unit: C62", unit_codes.unit_code, 1, 1),
    "gtin14": Function("gtin14(gtin)", "a GTIN with 14 digits", gtins.padded(14), 1, 1),
    "gtin13": Function("gtin13(gtin)", "a GTIN with 13 digits, longer ones as they are", gtins.padded(13), 1, 1),
    "valid_gtin": Function(
        "valid_gtin(gtin)", "whether a GTIN has 8, 12, 13 or 14 digits and the right last one", gtins.valid, 1, 1
    ),
    "text": Function("text(x)", "plain text in one paragraph", phrases.plain, 1, 1),
    "html": Function("html(x)", "text as HTML paragraphs", phrases.html, 1, 1),
    "lower": Function("lower(x)", "in small letters", phrases.lower, 1, 1),
    "upper": Function("upper(x)", "in capitals", phrases.upper, 1, 1),
    "strip": Function("strip(x)", "without blanks at its ends", phrases.strip, 1, 1),
    "replace": Function('replace(x, "a", "b")', "each a as b", phrases.replace, 3, 3),
    "head": Function(
        "head(x, 50)", "the first characters, for codes: texts are shortened by `cut`", phrases.head, 2, 2
    ),
    "length": Function("length(x)", "how many characters a text has", phrases.length, 1, 1),
    "matches": Function(
        'matches(x, "[A-Z]{2}")', "whether the whole text matches a regular expression", phrases.matches, 2, 2
    ),
    "starts": Function('starts(x, "https://")', "whether a text begins so", phrases.starts, 2, 2),
    "slug": Function("slug(x)", "a name for addresses: small letters, digits, hyphens", phrases.slug, 1, 1),
    "segment": Function("segment(x)", "a text as part of an address: # and ? are signs of it", phrases.segment, 1, 1),
    "url": Function("url(x)", "an address with its unusual signs escaped, None for what is none", phrases.url, 1, 1),
    "absolute": Function(
        "absolute(base, x)",
        "an address below another one; absolute ones as they are; also of a list",
        phrases.absolute,
        2,
        2,
    ),
    "date": Function("date(x)", "the day of a date or moment: 2026-11-22", phrases.date, 1, 1),
    "moment": Function("moment(x)", "a moment: 2026-11-22T09:00:00Z", phrases.moment, 1, 1),
    "period": Function(
        "period(sale_from, sale_until)",
        'a period in ISO 8601: 2026-11-20T00:00+0100/2026-12-01T00:00+0100; a third argument ":" parts the offset',
        sales.period,
        2,
        3,
    ),
    "map": Function(
        'map(x, {"a": "b"}, other)',
        "what a table says for a text; else the third argument, else None",
        phrases.map_,
        2,
        3,
    ),
    "word": Function(
        'word("condition", "google")',
        "what a platform calls what the product says (words.toml)",
        phrases.word,
        2,
        2,
        ("condition", "gender", "age_group"),
    ),
    "availability": Function(
        'availability("google")',
        "what a platform calls the availability: said, else found out by stock",
        phrases.availability,
        1,
        1,
        ("availability", "stock", "backorder", "discontinued", "availability_date"),
    ),
}
