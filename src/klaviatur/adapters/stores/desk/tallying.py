"""What is kept in step with variants, so that lists need not look at all of them."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, update

from klaviatur.adapters.stores.documents import as_text
from klaviatur.adapters.stores.schema_desk import desk_sources, state_counts


def add_to_counts(connection: Connection, changed: Counter[str]) -> None:
    """Add to how many variants are in each state."""
    rows = [{"named": str(state), "more": more} for state, more in changed.items() if more]
    if not rows:
        return
    c = state_counts.c
    for row in rows:
        more = update(state_counts).where(c.state == row["named"]).values(variants=c.variants + row["more"])
        if not connection.execute(more).rowcount:
            connection.execute(insert(state_counts).values(state=row["named"], variants=row["more"]))


def touch_sources(connection: Connection, sources: Collection[int], at: datetime) -> None:
    """Note that something about these sources changed: boards show them first."""
    if sources:
        touched = update(desk_sources).where(desk_sources.c.id == bindparam("number")).values(changed_at=as_text(at))
        connection.execute(touched, [{"number": number} for number in sorted(sources)])
