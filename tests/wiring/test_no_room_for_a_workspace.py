"""A disk that is full when a workspace is begun or read: it says so, and leaves no halves behind."""

import os
from errno import ENOSPC
from pathlib import Path
from sqlite3 import OperationalError
from typing import NamedTuple

import pytest
from sqlalchemy.exc import DBAPIError

from klaviatur.adapters.stores import database
from klaviatur.adapters.stores.database import open_database, reading
from klaviatur.errors import WorkspaceError
from klaviatur.wiring.audit_key import audit_key


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_a_key_that_cannot_be_written_for_want_of_room_is_not_said_to_be_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(ENOSPC, os.strerror(ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(WorkspaceError, match=r"No space left.*nothing was begun.*Make room") as told:
            audit_key(tmp_path)
    assert "backup" not in str(told.value)
    assert list(tmp_path.iterdir()) == []
    assert len(audit_key(tmp_path)) == 32


@pytest.mark.parametrize(("free", "said"), [(0, "has no room left.*Make room"), (1 << 30, "disk I/O error")])
def test_a_database_that_cannot_even_be_read_without_room_says_that_it_is_room(
    free: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "disk_usage", lambda _: Usage(1, 1, free))
    with pytest.raises(WorkspaceError, match=said), reading(open_database(tmp_path / "k.db")):
        raise DBAPIError("PRAGMA journal_mode=WAL", None, OperationalError("disk I/O error"))
