"""The rows of a table as people read them: each cell under the name of its column."""

import csv

from klaviatur.records import OutputProfile, Prepared
from klaviatur.syndicate.formats.delimited import NAMED


def cells_of(profile: OutputProfile, prepared: Prepared) -> list[list[tuple[str, str]]]:
    """Return the filled cells of each row of an item; none where the output is no table of rows."""
    if profile.format != "csv":
        return []
    named = profile.options.get("delimiter", "comma")
    columns = [one.options.get("column", one.name) for one in profile.fields]
    rows = csv.reader(
        prepared.body.decode("utf-8", "replace").splitlines(keepends=True), delimiter=NAMED.get(named, named)
    )
    return [[pair for pair in zip(columns, row, strict=False) if pair[1]] for row in rows]
