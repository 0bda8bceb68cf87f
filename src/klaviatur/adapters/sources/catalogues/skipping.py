"""What was passed over is told beside what was read."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from klaviatur.records import Table, TableFinding


def with_skipped(found: Iterable[Table | TableFinding]) -> Iterator[Table]:
    """Yield the tables; a finding between them goes to the table before it, or to the first one.

    Holds one table back. Yields nothing if there are only findings.
    """
    held: Table | None = None
    skipped: list[TableFinding] = []
    for one in found:
        if isinstance(one, TableFinding):
            skipped.append(one)
            continue
        if held is not None:
            yield replace(held, findings=(*held.findings, *skipped))
            skipped = []
        held = one
    if held is not None:
        yield replace(held, findings=(*held.findings, *skipped))
