"""The keys of products, all of them in order or those that answer a question."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from klaviatur.adapters.stores.schema import no_group, records, same_products
from klaviatur.adapters.stores.words import answers

_key, _same = records.c.key, same_products.c


def read_keys(connection: Connection, *, search: str, family: str, after: str, limit: int | None) -> Sequence[str]:
    """Return keys in order; a key that goes on under another one is found under that. Groups only by their family."""
    query = select(_key).where(_key.not_in(select(_same.key)))
    if search or family:
        query = select(func.coalesce(_same.main, _key).label("key")).outerjoin(same_products, _same.key == _key)
    if search:
        query = query.where(answers(connection, search))
    query = query.where(records.c.family == family if family else no_group(_key))
    key = query.selected_columns[0]
    if after:
        query = query.where(key > after)
    return connection.execute(query.distinct().order_by(key).limit(limit)).scalars().all()
