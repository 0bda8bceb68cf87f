"""What people decide about products: proposals, which source is right, which keys are one product."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection, delete, func, select, update

from klaviatur.adapters.stores.documents import as_text, proposal_of, proposal_values
from klaviatur.adapters.stores.same_gtins import bare
from klaviatur.adapters.stores.schema import choices, proposals, records, same_products, sources
from klaviatur.adapters.stores.upserting import add_missing, upsert
from klaviatur.errors import UnknownProduct, UnknownProposal, UnknownSource, WorkspaceError
from klaviatur.records import Proposal

_same = same_products.c
STATES = ("open", "accepted", "refused")


def keep_proposals(connection: Connection, given: Sequence[Proposal]) -> None:
    """Keep proposals; one that is there already stays as it is, with what a person decided."""
    rows = {proposal.id: proposal_values(proposal) for proposal in given}
    if rows:
        connection.execute(add_missing(connection, proposals), list(rows.values()))


def read_proposals(connection: Connection, *, state: str, product: str, what: str) -> Sequence[Proposal]:
    """Return proposals in the order of products; an empty condition is none."""
    c = proposals.c
    query = select(proposals).order_by(c.product, c.confidence.desc(), c.id)
    for column, wanted in ((c.state, state), (c.product, product), (c.what, what)):
        query = query.where(column == wanted) if wanted else query
    return [proposal_of(row) for row in connection.execute(query)]


def decide(connection: Connection, number: str, *, state: str, by: str, at: datetime) -> Proposal:
    """Note what a person decided. Raises WorkspaceError if there is no such proposal, or no such state."""
    if state not in STATES:
        raise WorkspaceError(f"A proposal can be {', '.join(STATES)}, not {state!r}.")
    c = proposals.c
    noted = update(proposals).where(c.id == number).values(state=state, decided_by=by, decided_at=as_text(at))
    row = connection.execute(noted.returning(*c)).one_or_none()
    if row is None:
        raise UnknownProposal(f"There is no proposal {number!r}. List them: klaviatur proposals")
    if row.what == "same_product":
        if state == "accepted":
            join_products(connection, row.value, row.product, by=by, at=at)
        else:
            part_product(connection, row.value)
    return proposal_of(row)


def choose(connection: Connection, key: str, attribute: str, source: str, *, by: str, at: datetime) -> None:
    """Note which source a person holds right for an attribute. Raises WorkspaceError for a source nobody knows."""
    number = connection.execute(select(sources.c.id).where(sources.c.name == source)).scalar()
    if number is None:
        known = connection.execute(select(sources.c.name).order_by(sources.c.name)).scalars().all()
        raise UnknownSource(f"There is no source {source!r}. Known: {', '.join(known) or 'none'}.")
    kept = upsert(connection, choices, ("key", "attribute"), ("source", "by", "at"))
    connection.execute(kept.values(key=key, attribute=attribute, source=number, by=by, at=as_text(at)))


def join_products(connection: Connection, key: str, main: str, *, by: str, at: datetime) -> None:
    """Note that `key` is the same product as `main`, under whose key both go on. Raises UnknownProduct."""
    for one in (key, main):
        if not connection.execute(select(records.c.id).where(records.c.key == one).limit(1)).scalar():
            raise UnknownProduct(f"No product has the key {one!r}, so it cannot be the same as another one.")
    root = connection.execute(select(_same.main).where(_same.key == main)).scalar() or main
    if root == key:
        raise WorkspaceError(f"{main!r} already goes on as {key!r}.")
    noted = {"main": root, "by": by, "at": as_text(at)}
    connection.execute(update(same_products).where(_same.main == key).values(**noted))
    connection.execute(upsert(connection, same_products, ("key",), ("main", "by", "at")).values(key=key, **noted))


def part_product(connection: Connection, key: str) -> str | None:
    """Take back that `key` is the same product as another one, and return which; None where it was not."""
    return connection.execute(delete(same_products).where(_same.key == key).returning(_same.main)).scalar()


def read_twins(connection: Connection) -> Sequence[tuple[str, ...]]:
    """Return keys of products that share a GTIN, however it is written, and are not joined yet, by GTIN."""
    key, number = func.coalesce(_same.main, records.c.key), bare(records.c.gtin)
    known = select(number.label("gtin"), key.label("key")).outerjoin(same_products, _same.key == records.c.key)
    keyed = known.where(records.c.gtin.is_not(None)).distinct().subquery()
    several = select(keyed.c.gtin).group_by(keyed.c.gtin).having(func.count() > 1)
    query = select(keyed.c.gtin, keyed.c.key).where(keyed.c.gtin.in_(several)).order_by(keyed.c.gtin, keyed.c.key)
    rows = connection.execute(query)
    return [tuple(key for _, key in group) for _, group in groupby(rows, itemgetter(0))]
