"""Findings of many cells, gathered: all are counted, the first ones are shown with their place.

Of one rule and column the first `SHOWN` cells have a finding of their own; one more, without row, counts the others.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from klaviatur.records import Bilingual, Severity, TableFinding
from klaviatur.text.lexicon import read_table

SHOWN = 20


def finding(
    rule: str, *, row: int | None = None, column: str | None = None, words: str = "", count: int = 1, place: str = ""
) -> TableFinding:
    """Return the finding of a rule with its words in both languages.

    A row below zero is one that was made from the row of that number; a person is told the number in the file.
    """
    entry = read_table("klaviatur.collect.products", "findings.toml")[rule]
    message = Bilingual(str(entry["de"]), str(entry["en"]))
    shown = None if row is None else abs(row)
    return TableFinding(rule, Severity(entry["severity"]), message, shown, column, words[:200], count, place)


def gather_rows(
    rule: str, column: str | None, rows: pl.Series, words: pl.Series, places: pl.Series | None = None
) -> tuple[TableFinding, ...]:
    """Return the findings of a rule in some rows of a column."""
    where = places.head(SHOWN) if places is not None else [""] * min(SHOWN, len(rows))
    shown = [
        finding(rule, row=row, column=column, words=said or "", place=place or "")
        for row, said, place in zip(rows.head(SHOWN), words.head(SHOWN), where, strict=True)
    ]
    more = len(rows) - len(shown)
    return (*shown, finding(rule, column=column, count=more)) if more else tuple(shown)


def gather(findings: Iterable[TableFinding]) -> tuple[TableFinding, ...]:
    """Return the findings of all chunks of a table as if it had been one chunk; what was counted stays counted."""
    kinds: dict[tuple[str, str | None], list[TableFinding]] = defaultdict(list)
    for each in findings:
        kinds[each.rule, each.column].append(each)
    return tuple(each for several in kinds.values() for each in _gathered(several))


def _gathered(several: Sequence[TableFinding]) -> list[TableFinding]:
    single = [each for each in several if each.row is not None or each.place]
    shown = single[:SHOWN]
    more = sum(each.count for each in several) - sum(each.count for each in shown)
    if not more:
        return shown
    rest = next((each for each in several if each not in shown), several[0])
    return [*shown, replace(rest, row=None, words="", place="", count=more)]
