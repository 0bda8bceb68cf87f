"""Stores to try, each on a database of its own."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from klaviatur.adapters.stores import StoredProducts, open_store

NOW = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def new_store(new_database: Callable[[], str]) -> Iterator[Callable[[], StoredProducts]]:
    opened: list[StoredProducts] = []

    def new() -> StoredProducts:
        opened.append(open_store(new_database(), now=lambda: NOW))
        return opened[-1]

    yield new
    for store in opened:
        store.close()


@pytest.fixture
def store(new_store: Callable[[], StoredProducts]) -> StoredProducts:
    return new_store()
