"""Both databases keep every promise of the port; a store that breaks one is named."""

from collections.abc import Callable, Sequence

import pytest

from klaviatur.adapters.stores import StoredProducts
from klaviatur.records import Statement
from klaviatur.testing import check_store


def test_the_store_keeps_the_promises_of_the_port(new_store: Callable[[], StoredProducts]) -> None:
    check_store(new_store)


def test_a_store_that_forgets_what_is_stale_is_named(
    new_store: Callable[[], StoredProducts], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Forgetful(StoredProducts):
        def statements(self, *, stale: bool | None = None, product: str = "") -> Sequence[Statement]:
            return [] if stale else super().statements(stale=stale, product=product)

    def forgetful() -> StoredProducts:
        store = new_store()
        return Forgetful(store._engine, store._now)

    with pytest.raises(AssertionError, match="makes the sentences stale that state it"):
        check_store(forgetful)
