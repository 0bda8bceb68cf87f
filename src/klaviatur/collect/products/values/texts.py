"""Texts: composed characters, no control characters, broken encodings repaired, one blank between words.

Text that holds HTML becomes plain text with its line breaks and list items.
"""

import html
import re
import unicodedata
from functools import partial

import nh3
import polars as pl

from klaviatur.catalogue.units import show_unit
from klaviatur.collect.products.values.cells import Column, Parsed, as_cells, read_odd
from klaviatur.text.lexicon import read_table

_ODD = (
    r"[\x00-\x1f\x7f-\x{a0}\x{ad}\x{1680}\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{2064}\x{3000}\x{feff}\x{fff9}-\x{fffd}"
    r"\p{M}\x{2126}\x{212a}\x{212b}\x{37e}\x{387}<&ÂÃ]|â[^a-z\s]|ï»¿|  |\\[nr]"
)
TIMED = frozenset({"delivery_time", "warranty"})  # texts whose column may say the unit of their figures
_GERMAN_TIMES = re.compile(r"(?i)tage|wochen|monat|jahr")  # in the name of a column
_SIDES = r"^[\d.,]+(?:\s*[x×X*]\s*[\d.,]+)+$"
_LIMIT = r"(?:(?i:ca|max|min|approx|circa|bis|ab|von|unter|über|mindestens|höchstens|up to|from|about|over)\.?\s+)?"
_BARE = r"[^\p{L}%°\"″′]*\d"
FIGURES = rf"^{_LIMIT}{_BARE}(?:\s*(?i:x|bis|to|und|and)\s*{_BARE})*$"  # sides, ranges and limits without a unit
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BLANKS = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x85]")
_EMPTY_LINES = re.compile(r"\n{3,}")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_ESCAPED_TAG = re.compile(
    r"&lt;/?(?:p|br|ul|ol|li|b|i|strong|em|div|span|h[1-6]|table|tr|td|a)\b[^<>]{0,200}?&gt;", re.IGNORECASE
)


def read_texts(text: pl.Series, column: Column) -> pl.DataFrame:
    """Return tidy texts; a cell nothing is wrong with stays as it is, one of figures only gets the column's unit."""
    odd = pl.col("text").str.contains(_ODD)
    cells = as_cells(text, value=pl.when(~odd).then(pl.col("text")))
    cells = read_odd(cells, text, _parse)
    if not column.map.unit:
        return cells
    language = column.locale or ("de" if _GERMAN_TIMES.search(column.map.column) else "")
    unit = pl.lit(show_unit(column.map.unit, language))
    return with_unit_behind(cells, unit, _SIDES if column.map.known and column.map.attribute not in TIMED else FIGURES)


def with_unit_behind(cells: pl.DataFrame, unit: pl.Expr, figures: str = FIGURES) -> pl.DataFrame:
    """Give texts of figures alone the unit of their column behind them; `unit` is null where there is none."""
    bare = pl.col("value").str.contains(figures) & unit.is_not_null()
    steps = pl.concat_str("steps", pl.when(bare).then(pl.lit("unit_of_header")), separator="|", ignore_nulls=True)
    value = pl.when(bare).then(pl.concat_str("value", pl.lit(" "), unit)).otherwise("value")
    return cells.with_columns(value=value, steps=pl.when(steps != "").then(steps))


def _parse(text: str) -> Parsed:
    tidied, steps, rules = tidy(text)
    return Parsed(tidied or None, steps=steps, rules=rules)


def tidy(text: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return a text as people read it, the steps done to it and the rules it broke."""
    steps: list[str] = []
    rules: list[str] = []
    for code, rule, change in _CHANGES:
        changed = change(text)
        if changed != text:
            steps.append(code)
            rules.extend([rule] if rule else [])
            text = changed
    if "\ufffd" in text:
        rules.append("text.lost_characters")
    return text, tuple(steps), tuple(rules)


# --- Broken encodings -------------------------------------------------------------------------------------------------
_CP1252 = {bytes([n]).decode("cp1252", errors="ignore") or chr(n): n for n in range(0x80, 0x100)}
_BYTES = {**{chr(n): n for n in range(0x80, 0x100)}, **_CP1252}
_TAIL = "[" + re.escape("".join(char for char, n in _BYTES.items() if n < 0xC0)) + "]"
_MOJIBAKE = re.compile(rf"[ÂÃ]{_TAIL}|â{_TAIL}{{2}}|ï»¿")
_MOST_LAYERS = 3  # some exports were broken more than once


def repair_encoding(text: str) -> str:
    """Return a text whose UTF-8 was read as Windows-1252 ("fÃ¼r") as it was meant ("für")."""
    for _ in range(_MOST_LAYERS):
        repaired = _MOJIBAKE.sub(_decoded, text)
        if repaired == text:
            break
        text = repaired
    return text


def _decoded(match: re.Match[str]) -> str:
    try:
        return bytes(_BYTES[char] for char in match.group()).decode()
    except UnicodeDecodeError:
        return match.group()


# --- Line breaks written out ------------------------------------------------------------------------------------------
_WRITTEN = re.compile(r"(?:\\r)?\\n")
_DRIVE = re.compile(r"\b[A-Za-z]:\\")
_WRITTEN_BREAK = re.compile(r"[\s.!?:;,)>\]\"”“](?:\\r)?\\n|(?<!:)(?:\\r)?\\n(?=[^a-z]|\Z)(?=.*\s)", re.DOTALL)


# --- HTML -------------------------------------------------------------------------------------------------------------
_ELEMENTS = read_table(__package__ or "", "elements.toml")
_KEPT = set(_ELEMENTS["blocks"])
_DROPPED = {"script", "style", "iframe", "object", "noscript", "template", "svg", "form"}
_CLEANER = nh3.Cleaner(tags=_KEPT, attributes={}, clean_content_tags=_DROPPED, strip_comments=True)
_DROPPED_ELEMENT = re.compile(rf"<({'|'.join(sorted(_DROPPED))})\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_LAYOUT = re.compile(rf"<(?:{'|'.join(sorted(_KEPT))})\b", re.IGNORECASE)
_ITEM = re.compile(r"\s*<li>\s*")
_CELL = re.compile(r"\s*</t[dh]>\s*<t[dh]>\s*")
_BREAK = re.compile(rf"\s*(?:</?(?:{'|'.join(sorted(_KEPT - {'li', 'td', 'th'}))}|tbody|thead)>|</li>|</?t[dh]>)\s*")
_NAMES = frozenset([*_ELEMENTS["blocks"], *_ELEMENTS["inline"]])
_TAG = re.compile(r"</?(?P<name>[a-zA-Z][\w:-]*)(?P<rest>\s[^<>]*)?/?(?:>|\Z)|<!--|<!DOCTYPE\b|<\?xml|<")
_ATTRIBUTE = re.compile(r"[\w:-]+\s*=")
_CLOSED = re.compile(r"</([a-zA-Z][\w:-]*)\s*>")


def without_html(text: str) -> str:
    """Return the plain text of HTML: blocks and breaks as lines, list items with "• ", table cells parted by " | ".

    What stands between angle brackets and is no element ("<Gabel>", "<5 mm>") stays.
    """
    if "<![CDATA[" in text:
        text = text.replace("<![CDATA[", "").replace("]]>", "")
    closed = frozenset(_CLOSED.findall(text))
    if not any(_is_markup(match, closed) for match in _TAG.finditer(text)):
        return text
    text = _TAG.sub(lambda match: match[0] if _is_markup(match, closed) else f"&lt;{match[0][1:]}", text)
    if _LAYOUT.search(text):
        text = re.sub(r"\s+", " ", text)
    clean = _CLEANER.clean(text)
    clean = _BREAK.sub("\n", _CELL.sub(" | ", _ITEM.sub("\n• ", clean)))
    return re.sub(r"\n{2,}", "\n", html.unescape(clean)).strip()


def _is_markup(match: re.Match[str], closed: frozenset[str]) -> bool:
    """Return whether this is HTML: a word with attributes, one that is closed, or an element in one case ("<BR>")."""
    name = match["name"]
    if name is None:
        return len(match[0]) > 1
    if name in closed:
        return True
    if (match["rest"] or "").strip():
        return _ATTRIBUTE.search(match["rest"]) is not None
    known = name.lower() in _NAMES and (name in {name.lower(), name.upper()} or len(name) < 3)
    return match[0].endswith(">") and (known or ":" in name)


def _line_breaks(text: str) -> str:
    r"""Return a text with the line breaks some exports write out as "\n"; one with other backslashes stays: a path."""
    if not _WRITTEN_BREAK.search(text) or _DRIVE.search(text) or "\\" in _WRITTEN.sub("", text):
        return text
    return _WRITTEN.sub("\n", text)


def _unescaped_tags(text: str) -> str:
    """Return HTML that was escaped once too often as HTML."""
    return html.unescape(text) if _ESCAPED_TAG.search(text) else text


def _without_scripts(text: str) -> str:
    """Return a text without elements that hold no text for readers."""
    return _DROPPED_ELEMENT.sub(" ", text) if "<" in text else text


def _entities(text: str) -> str:
    """Return a text with its entities resolved, also those resolved only halfway ("&amp;amp;")."""
    for _ in range(_MOST_LAYERS):
        if not _ENTITY.search(text):
            break
        text = _ENTITY.sub(lambda match: html.unescape(match.group()), text)
    return text


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in _BREAKS.sub("\n", text).split("\n"))


_CHANGES = (
    ("encoding_repaired", "text.mojibake", repair_encoding),
    ("line_breaks", None, _line_breaks),
    ("html_unescaped", None, _unescaped_tags),
    ("scripts_removed", "text.script", _without_scripts),
    ("html_removed", None, without_html),
    ("entities_resolved", None, _entities),
    ("invisible_removed", None, partial(_INVISIBLE.sub, "")),
    ("line_ends", None, partial(_BREAKS.sub, "\n")),
    ("control_characters_removed", "text.control_characters", partial(_CONTROL.sub, "")),
    ("characters_composed", None, partial(unicodedata.normalize, "NFC")),
    ("blanks_tidied", None, lambda text: _EMPTY_LINES.sub("\n\n", _lines(_BLANKS.sub(" ", text))).strip()),
)
