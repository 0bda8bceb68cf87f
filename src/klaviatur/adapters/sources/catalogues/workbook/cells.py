"""Cells of a sheet as the strings a person would read."""

import polars as pl

_MIDNIGHT = r"^(\d{4}-\d\d-\d\d) 00:00:00(?:\.0+)?$"
_TIME_ONLY = r"^(?:1899-12-3[01]|1900-01-00) (\d\d:\d\d:\d\d)(?:\.0+)?$"


def readable(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the cells with dates in ISO, and null where only "" is."""
    if not frame.width:
        return frame
    frame = frame.select(pl.all().cast(pl.String))
    for pattern, telling in ((_MIDNIGHT, " 00:00:00"), (_TIME_ONLY, "1899-12-3"), (_TIME_ONLY, "1900-01-00")):
        told = frame.select(pl.all().str.contains(telling, literal=True).any()).row(0)
        named = [name for name, has in zip(frame.columns, told, strict=True) if has]
        frame = frame.with_columns(pl.col(named).str.replace(pattern, "$1")) if named else frame
    return frame.select(pl.when(pl.all() != "").then(pl.all()))
