"""Texts, addresses, days, and what platforms call things, many at a time."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Any
from urllib.parse import quote

import polars as pl

from klaviatur.syndicate.sharing import held
from klaviatur.syndicate.typed import Form, Ground, Typed, as_list, as_text, constant, some, text
from klaviatur.text.lexicon import read_table

_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_LETTERS = {
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
    "ß": "ss",
    "é": "e",
    "è": "e",
    "ê": "e",
    "á": "a",
    "à": "a",
    "ç": "c",
    "ñ": "n",
}
_ESCAPED = {
    " ": "%20",
    '"': "%22",
    "<": "%3C",
    ">": "%3E",
    "`": "%60",
    "{": "%7B",
    "}": "%7D",
    "|": "%7C",
    "\\": "%5C",
    "^": "%5E",
}
_APART = {
    "%": "%25",
    "#": "%23",
    "?": "%3F",
    "&": "%26",
    "+": "%2B",
}  # would part an address
_SIGNS = "%:/?#[]@!$&'()*+,;=~-._"  # may stand in an address as they are
_HEAD = r"^([\pL ]+?)\s*[-–—,;:(/]."  # what stands before a grade or a remark
_SOME = (  # of a stock
    r"^(?:>|≥|>=|über|mehr als|mind\.?|min\.?|more than|over)\s*[0-9]|^[1-9][0-9]*\s*(?:\+$|[-–]\s*[0-9]+$)"
)
_DAYS = (  # "2-4 Tage", "sofort lieferbar, 1-2 Werktage"
    r"^(?:(?:auf lager|lagernd|(?:sofort )?(?:lieferbar|verfügbar)|sofort|in stock|lieferzeit|lieferbar in"
    r"|versandfertig in|versandfertig|in|ca\.?)[:,;(–-]*\s*[(–-]?\s*)*"
    r"[0-9]{1,2}\s*(?:(?:-|–|bis|to)\s*[0-9]{1,2}\s*)?(?:werk|arbeits|working |business )?(?:tage?n?|days?)\)?$"
)
_DAY = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})"
_MOST_MET = 10_000  # texts of a thing that are kept with what they say in our words
_MET: dict[str, dict[str, str | None]] = {}
BLANKS = r"(?: \s|[^\S ])\s*"  # all but single spaces: most texts have nothing else
_NO_LINK = r"^[a-zA-Z][a-zA-Z0-9+.-]*:"


def plain(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return text in one paragraph."""
    return text(as_text(ground, given[0]).str.replace_all(BLANKS, " ").str.strip_chars())


def html(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return text as paragraphs of HTML; single line breaks are <br>."""
    said = as_text(ground, given[0]).str.strip_chars().str.replace_many(_HTML)
    said = said.str.replace_all(r"[^\S\n]*\n\s*\n\s*", "</p><p>").str.replace_all("\n", "<br>", literal=True)
    return Typed(pl.concat_str(pl.lit("<p>"), text(said).expr, pl.lit("</p>")), Form.TEXT)


def lower(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return text in small letters."""
    return Typed(as_text(ground, given[0]).str.to_lowercase(), Form.TEXT)


def upper(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return text in capitals."""
    return Typed(as_text(ground, given[0]).str.to_uppercase(), Form.TEXT)


def strip(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return text without blanks at its ends."""
    return text(as_text(ground, given[0]).str.strip_chars())


def replace(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return text with each occurrence of some words replaced."""
    old, new = constant(ground, given[1], "what is replaced"), constant(ground, given[2], "what replaces it")
    return text(as_text(ground, given[0]).str.replace_all(old, new, literal=True))


def head(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return the first characters."""
    return text(as_text(ground, given[0]).str.head(int(constant(ground, given[1], "how many characters"))))


def length(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return how many characters a text has."""
    return Typed(as_text(ground, given[0]).str.len_chars().cast(pl.Float64), Form.NUMBER)


def matches(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return whether the whole text matches a regular expression."""
    pattern = checked_pattern(ground, constant(ground, given[1], "a regular expression"))
    return Typed(as_text(ground, given[0]).str.contains(f"^(?:{pattern})$").fill_null(value=False), Form.TRUTH)


def checked_pattern(ground: Ground, pattern: str) -> str:
    """Return a regular expression that can be used. Raises ProfileError."""
    try:
        re.compile(pattern)
        pl.Series(["x"]).str.contains(f"^(?:{pattern})$")
    except (re.error, pl.exceptions.PolarsError) as error:
        ground.fail(f"{pattern!r} is no regular expression that can be used: {str(error).splitlines()[0]}")
    return pattern


def starts(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return whether a text begins with some words."""
    begun = as_text(ground, given[0]).str.starts_with(constant(ground, given[1], "how it begins"))
    return Typed(begun.fill_null(value=False), Form.TRUTH)


def slug(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return a name for addresses."""
    said = as_text(ground, given[0]).str.to_lowercase().str.replace_many(_LETTERS)
    return text(said.str.replace_all(r"[^a-z0-9]+", "-").str.strip_chars("-"))


def segment(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return texts as parts of addresses: what would begin a fragment or a query there is a sign of the text."""
    return Typed(as_text(ground, given[0]).str.replace_many(_APART), Form.TEXT)


def url(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return addresses of the web alone, unusual signs escaped."""
    if given[0].form is Form.LIST:
        return some(_listed_addresses(given[0].expr))
    return Typed(_address(as_text(ground, given[0])), Form.TEXT)


def absolute(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return addresses below another one."""
    base = as_text(ground, given[0])
    if given[1].form is Form.LIST:
        fixed = constant(ground, given[0], "the address that a list of addresses stands below") if given[0].said else ""
        joined = as_list(ground, given[1]).list.eval(_below(pl.lit(fixed), pl.element()))
        return some(_listed_addresses(joined))
    return Typed(_address(_below(base, as_text(ground, given[1]))), Form.TEXT)


def _below(base: pl.Expr, said: pl.Expr) -> pl.Expr:
    whole = pl.concat_str(base.fill_null("").str.strip_chars_end("/"), pl.lit("/"), said.str.strip_chars_start("/"))
    schemeless = pl.concat_str(pl.lit("https:"), said)
    named = pl.concat_str(pl.lit("https://"), said)  # "www.shop.example/lamp": an address without its beginning
    own = pl.when(said.str.contains(_NO_LINK)).then(said)
    bare = said.str.starts_with("www.") | said.str.starts_with(base.str.extract(r"^https?://([^/]+)") + "/")
    return own.when(said.str.starts_with("//")).then(schemeless).when(bare).then(named).otherwise(whole)


def _address(said: pl.Expr) -> pl.Expr:
    plain = said.str.replace_many(_ESCAPED).map_batches(_encoded, return_dtype=pl.String)
    return pl.when(said.str.contains(r"^https?://[^/\s]+")).then(plain)


def _listed_addresses(said: pl.Expr) -> pl.Expr:
    """Return the same of the items of lists; none for one in letters that are not Latin, Greek or Cyrillic.

    An item of a list cannot be looked at in Python without looking at each list alone.
    """
    item = pl.element()
    linked = said.list.eval(pl.when(item.str.contains(r"^https?://[^/\s]+")).then(item)).list.drop_nulls()
    plain = linked.list.eval(item.str.replace_many(_letters()))
    return plain.list.eval(pl.when(~item.str.contains(r"[^\x21-\x7e]")).then(item)).list.drop_nulls()


@cache
def _letters() -> Mapping[str, str]:
    """Return signs and letters as URIs write them."""
    codes = [*range(0xA0, 0x530), *range(0x1E00, 0x2070), *range(0x20A0, 0x20C1), 0x2122]
    return {**_ESCAPED, **{chr(code): quote(chr(code)) for code in codes}}


def _encoded(addresses: pl.Series) -> pl.Series:
    """Return addresses with what is no ASCII written in per cent, as URIs have it (RFC 3986); most need nothing."""
    odd = addresses.str.contains(r"[^\x21-\x7e]").fill_null(value=False)
    if not odd.any():
        return addresses
    told = zip(addresses, odd, strict=True)
    return pl.Series([quote(one, safe=_SIGNS) if strange else one for one, strange in told], dtype=pl.String)


def date(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return the day of dates and moments."""
    return Typed(as_text(ground, given[0]).str.extract(_DAY), Form.TEXT)


def moment(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return moments to the second, in UTC as they are kept; a day is its beginning."""
    said = as_text(ground, given[0])
    day, time = said.str.extract(_DAY), said.str.extract(r"[T ]([0-9]{2}:[0-9]{2}:[0-9]{2})")
    return Typed(pl.concat_str(day, pl.lit("T"), time.fill_null("00:00:00"), pl.lit("Z")), Form.TEXT)


def map_(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return what a table of the profile says for a text."""
    if given[1].form is not Form.TABLE:
        ground.fail("the second argument of map() is a table", 'Write map(x, {"a": "b"}).')
    table: Mapping[str, str | None] = given[1].said
    found = as_text(ground, given[0]).replace_strict(table, default=None, return_dtype=pl.String)
    return text(pl.coalesce(found, as_text(ground, given[2])) if len(given) > 2 else found)


# --- what platforms call things --------------------------------------------------------------------------------------
def words() -> Mapping[str, Any]:
    """Return what is said of products, and what platforms call it."""
    return read_table("klaviatur.syndicate", "words.toml")


def word(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return what a platform calls what a product says of a thing: its condition, gender, age group."""
    thing = constant(ground, given[0], "what is named")
    table = words().get(thing)
    if table is None:
        ground.fail(f"there are no words for {thing!r}", f"There are some for {', '.join(words())}.")
    return _called(ground, thing, held(ground, thing, canonical(pl.col(thing), thing)), given[1])


def availability(ground: Ground, given: Sequence[Typed]) -> Typed:
    """Return what a platform calls the availability of products."""
    return _called(ground, "availability", held(ground, "available", available()), given[0])


def available() -> pl.Expr:
    """Return the availability of products in our words: as they say it, else found out by what is in stock."""
    stock = pl.col("stock").cast(pl.Float64, strict=False)
    gone = pl.when(pl.col("backorder") == "true").then(pl.lit("backorder")).otherwise(pl.lit("out_of_stock"))
    told = pl.col("stock").map_batches(_stock_in_words, return_dtype=pl.String, is_elementwise=True)
    counted = pl.when(stock > 0).then(pl.lit("in_stock")).when(stock <= 0).then(gone).otherwise(told)
    said = pl.coalesce(canonical(pl.col("availability"), "availability"), counted)
    left = said.ne_missing("in_stock")  # what runs out is for sale as long as there is some of it
    return pl.when((pl.col("discontinued") == "true") & left).then(pl.lit("discontinued")).otherwise(said)


def _stock_in_words(stock: pl.Series) -> pl.Series:
    """Return the availability that a stock in words speaks of (">10", "nicht vorrätig"); figures are counted."""
    figures = stock.cast(pl.Float64, strict=False)
    if figures.null_count() == stock.null_count():
        return stock.clear(len(stock)).cast(pl.String)
    odd = stock.is_not_null() & figures.is_null()
    words = pl.when(odd).then(pl.col("stock").str.to_lowercase().str.strip_chars())
    frame = pl.DataFrame({"stock": stock, "odd": odd}).select(words=words)
    some = pl.when(pl.col("words").str.contains(_SOME)).then(pl.lit("in_stock"))
    return frame.select(pl.coalesce(canonical(pl.col("words"), "availability"), some)).to_series()


def canonical(said: pl.Expr, thing: str) -> pl.Expr:
    """Return what texts say of a thing in our words, null for what nobody knows."""
    return said.map_batches(partial(_canonical, thing=thing), return_dtype=pl.String, is_elementwise=True)


def _canonical(said: pl.Series, thing: str) -> pl.Series:
    """Return the same of many texts, each different one looked at once: a catalogue has few words for a thing."""
    said = said.cast(pl.String)  # a column in which nothing is said has no kind
    if said.null_count() == len(said):
        return said
    different = said.drop_nulls().unique()
    known = _MET.get(thing, {})
    if new := [one for one in different if one not in known]:
        if len(known) > _MOST_MET:
            known, new = {}, different.to_list()
        ours = pl.DataFrame({"said": new}).select(_known(pl.col("said"), thing)).to_series()
        known = _MET[thing] = {**known, **dict(zip(new, ours, strict=True))}  # another one: others may be reading it
    found = pl.Series([known[one] for one in different], dtype=pl.String)
    return said.replace_strict(different, found, default=None, return_dtype=pl.String)


def _known(said: pl.Expr, thing: str) -> pl.Expr:
    known = {name: ours for ours, names in words()[thing]["said"].items() for name in (ours, *names)}
    folded = said.str.to_lowercase().str.strip_chars().str.replace(r"^https?://schema\.org/", "")
    found = folded.replace_strict(known, default=None, return_dtype=pl.String)
    head = folded.str.extract(_HEAD).replace_strict(known, default=None, return_dtype=pl.String)
    if thing == "availability":
        gone = pl.when(head.is_in(["out_of_stock", "discontinued"])).then(head)  # "vergriffen, Neuauflage unbestimmt"
        return pl.coalesce(found, pl.when(folded.str.contains(_DAYS)).then(pl.lit("in_stock")), gone)
    if thing == "condition":  # "refurbished - sehr gut"; "neu - geöffnet" is not new
        return found.fill_null(pl.when(head.is_in(["refurbished", "used"])).then(head))
    return found


def called(thing: str, platform: str) -> Mapping[str, str]:
    """Return what a platform calls our words for a thing."""
    table: Mapping[str, str] = words()[thing].get(platform, {})
    return table


def _called(ground: Ground, thing: str, ours: pl.Expr, platform: Typed) -> Typed:
    name = constant(ground, platform, "the name of a platform")
    table = called(thing, name)
    if not table:
        known = ", ".join(sorted(words()[thing].keys() - {"said"}))
        ground.fail(f"it is not known what {name!r} calls {thing}", f"It is of {known}.")
    return Typed(ours.replace_strict(table, default=None, return_dtype=pl.String), Form.TEXT)
