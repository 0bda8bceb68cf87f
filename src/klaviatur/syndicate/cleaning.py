"""Texts as every platform can read them: without the signs that XML 1.0 forbids, and composed (Unicode NFC).

Whatever comes into an output from outside goes through here once: values, units and labels of facts, released
wordings, settings.
"""

import re
import unicodedata

import polars as pl

FORBIDDEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{fffe}\x{ffff}]"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# What may not be composed yet: marks, Korean letters, and signs that stand for others (ohm, kelvin, angstrom, ...)
_LOOSE = (
    r"[\p{M}\x{1100}-\x{11ff}\x{374}\x{37e}\x{387}\x{958}-\x{f69}\x{1f71}-\x{1ffd}\x{2000}\x{2001}\x{2126}\x{212a}\x{212b}"
    r"\x{2329}\x{232a}\x{2adc}\x{f900}-\x{faff}\x{fb1d}-\x{fb4e}\x{1d15e}-\x{1d1c0}\x{2f800}-\x{2fa1d}]"
)
_ODD = f"{FORBIDDEN}|{_LOOSE}"


def cleaned(said: pl.Series) -> pl.Series:
    """Return texts, or lists of texts, that every platform can read. A text of forbidden signs alone is none."""
    if said.dtype == pl.String:
        return pl.select(_clean(pl.lit(said))).to_series().rename(said.name) if _odd(said) else said
    if not _odd(said.explode()):
        return said
    kept = said.list.eval(_clean(pl.element())).list.drop_nulls()
    return pl.select(pl.when(kept.list.len() > 0).then(kept)).to_series().rename(said.name)


def cleaned_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame whose texts and lists of texts every platform can read."""
    said = [name for name, kind in frame.schema.items() if kind == pl.String]
    odd = frame.select(pl.col(said).str.contains(_ODD).any()).row(0) if said else ()
    strange = [name for name, found in zip(said, odd, strict=True) if found]
    lists = [name for name, kind in frame.schema.items() if kind == pl.List(pl.String)]
    told = [name for name in lists if frame[name].null_count() < frame.height]
    return frame.with_columns(cleaned(frame[name]) for name in (*strange, *told))


def clean_text(said: str) -> str:
    """Return one text that every platform can read."""
    return unicodedata.normalize("NFC", _FORBIDDEN.sub("", said))


def _odd(texts: pl.Series) -> bool:
    return bool(texts.str.contains(_ODD).any())


def _clean(said: pl.Expr) -> pl.Expr:
    plain = said.str.replace_all(FORBIDDEN, "").str.normalize("NFC")
    return pl.when(plain != "").then(plain)
