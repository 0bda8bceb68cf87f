"""Both databases keep every promise of the desk's port; a store that breaks one is named."""

from collections.abc import Callable, Sequence

import pytest

from klaviatur.adapters.stores import StoredDesk, open_desk_store
from klaviatur.records import KeptVariant, Release
from klaviatur.testing import check_desk_store

KEY = b"of this workspace"


def test_the_store_keeps_the_promises_of_the_desk(new_database: Callable[[], str]) -> None:
    check_desk_store(lambda: open_desk_store(new_database(), audit_key=KEY))


def test_a_store_that_forgets_what_is_released_is_named(new_database: Callable[[], str]) -> None:
    class Forgetful(StoredDesk):
        def released(self, *, after: str = "", limit: int = 500) -> Sequence[tuple[KeptVariant, Release]]:
            return []

    def forgetful() -> StoredDesk:
        store = open_desk_store(new_database(), audit_key=KEY)
        store.__class__ = Forgetful
        return store

    with pytest.raises(AssertionError, match="A release stands until something ends it"):
        check_desk_store(forgetful)
