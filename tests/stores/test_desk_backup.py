"""A backup is a backup once it was restored: everything is there again, on either database, and nothing else is touched."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from klaviatur.adapters.stores import open_desk_store, open_store
from klaviatur.errors import AuditBroken, NotAllowed, WorkspaceError
from klaviatur.records import Actor, Comment, Entry, KeptVoice, MemberRole, Statement
from klaviatur.settings import Settings
from klaviatur.testing.desks import ANNA, BEGIN, bring_text, keep, release
from klaviatur.testing.rows import bring
from klaviatur.wiring.backups import back_up, restore_backup
from klaviatur.wiring.desk import open_desk

KEY = "of this workspace"


def settled(place: str, key: str = KEY) -> Settings:
    return Settings(database_url=place if "://" in place else "", audit_key=key)


def home_of(place: str, tmp_path: Path) -> Path:
    """Return the workspace's folder, its database in it where that is SQLite."""
    home = tmp_path / "work"
    home.mkdir()
    (home / "klaviatur.toml").write_text('voice = "warm"\n')
    (home / "mappings").mkdir()
    (home / "mappings" / "shop.toml").write_text('name = "shop"\n')
    return home


def filled(home: Path, settings: Settings) -> str:
    place = settings.database_url or str(home / "klaviatur.db")
    with open_store(place, audit_key=KEY.encode()) as products:
        bring(products, {"A-1": {"name": "Bohrer äöü €", "price": "19"}, "B-1": {"name": "Säge"}})
        bring(products, {"A-1": {"name": "Bohrer äöü €", "price": "21"}}, day=1)
    with open_desk_store(place, now=lambda: BEGIN, audit_key=KEY.encode()) as desk, desk.deciding() as deciding:
        source = bring_text(deciding, "A-1", "Bohrer " * 1000, kind="product")
        variant = keep(deciding, source, "x", "Er kostet 21 Euro.")
        deciding.state([Statement("A-1", "A-1/price///shop", "21", variant.wording, "x", "Er kostet 21 Euro.")])
        release(deciding, variant)
        deciding.keep_comment(Comment(0, variant.id, 1, "ben", BEGIN, "Gut."))
        deciding.keep_voice(KeptVoice("warm", 1, {"address": "du"}, BEGIN, "anna"))
    return variant.id


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
def test_what_was_backed_up_comes_back_whole_on_either_database(
    new_database: Callable[[], str], postgresql: Callable[[], str], tmp_path: Path, into: str
) -> None:
    settings = settled(new_database())
    home = home_of(settings.database_url, tmp_path)
    variant = filled(home, settings)
    done = back_up(home, tmp_path / "monday.zip", settings)
    assert (tmp_path / "monday.zip").stat().st_mode & 0o777 == 0o600
    again, other = tmp_path / "again", settled(postgresql() if into == "postgresql" else "")
    restored = restore_backup(tmp_path / "monday.zip", again, other)
    assert (restored.tables, restored.files) == (done.tables, done.files)
    assert (again / "mappings" / "shop.toml").read_text() == 'name = "shop"\n'
    before = settings.database_url or str(home / "klaviatur.db")
    after = other.database_url or str(again / "klaviatur.db")
    with open_desk_store(before, audit_key=KEY.encode()) as one, open_desk_store(after, audit_key=KEY.encode()) as two:
        assert two.opened(variant) == one.opened(variant)
        assert two.board() == one.board()
        assert two.audit() == one.audit()
        assert two.search("bohr") == one.search("bohr") != []
    with open_store(before) as one, open_store(after, audit_key=KEY.encode()) as two:
        assert two.product("A-1") == one.product("A-1")
        assert two.keys(search="bohrer") == ["A-1"]
        bring(two, {"A-1": {"name": "Bohrer", "price": "23"}, "N-1": {"name": "Neu"}}, day=2)  # numbers go on
        assert two.keys(search="neu") == ["N-1"]
    with open_desk_store(after, audit_key=KEY.encode()) as desk:
        assert desk.opened(variant).release is None
        with desk.deciding() as deciding:
            keep(deciding, bring_text(deciding, "new", "Neues"), "x", "Neu.")


def test_a_backup_overwrites_nothing(tmp_path: Path) -> None:
    home = home_of("", tmp_path)
    filled(home, settled(""))
    target = tmp_path / "monday.zip"
    target.write_text("something else")
    with pytest.raises(WorkspaceError, match="overwrites nothing"):
        back_up(home, target, settled(""))
    assert target.read_text() == "something else"
    target.unlink()
    back_up(home, target, settled(""))
    with pytest.raises(WorkspaceError, match="holds a workspace already"):
        restore_backup(target, home, settled(""))
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "klaviatur.toml").write_text("mine")
    with pytest.raises(WorkspaceError, match="is there already"):
        restore_backup(target, tmp_path / "other", settled(""))
    assert sorted(path.name for path in (tmp_path / "other").iterdir()) == ["klaviatur.toml"]
    with pytest.raises(WorkspaceError, match="no workspace in"):
        back_up(tmp_path / "nowhere", tmp_path / "b.zip", settled(""))


def test_a_database_with_rows_takes_no_backup(new_database: Callable[[], str], tmp_path: Path) -> None:
    settings = settled(new_database())
    home = home_of("", tmp_path)
    filled(home, settings)
    back_up(home, tmp_path / "a.zip", settings)
    if settings.database_url:
        with pytest.raises(WorkspaceError, match="is not empty") as raised:
            restore_backup(tmp_path / "a.zip", tmp_path / "b", settings)
        assert settings.database_url not in str(raised.value)


def changed(archive: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Return a copy of a backup with one member changed."""
    other = archive.with_name("changed.zip")
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(other, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, change(data) if info.filename == name else data)
        if name not in old.namelist():
            new.writestr(name, change(b""))
    return other


@pytest.mark.parametrize(
    ("name", "change", "error", "said"),
    [
        ("tables/audit.jsonl", lambda data: data.replace(b"anna", b"otto"), AuditBroken, "was changed"),
        ("tables/comments.jsonl", lambda _: b"", WorkspaceError, "0 of 1 rows of 'comments'"),
        ("manifest.json", lambda _: b"{}", WorkspaceError, "no manifest"),
        (
            "manifest.json",
            lambda data: json.dumps(json.loads(data) | {"schema": "old"}).encode(),
            WorkspaceError,
            "has schema 'old'",
        ),
        ("files/../../evil.toml", lambda _: b"x", WorkspaceError, "no file of a workspace"),
        ("files/evil.sh", lambda _: b"x", WorkspaceError, "no file of a workspace"),
    ],
)
def test_a_backup_that_is_not_whole_leaves_nothing_behind(
    tmp_path: Path, name: str, change: Callable[[bytes], bytes], error: type[Exception], said: str
) -> None:
    home = home_of("", tmp_path)
    filled(home, settled(""))
    back_up(home, tmp_path / "a.zip", settled(""))
    with pytest.raises(error, match=said):
        restore_backup(changed(tmp_path / "a.zip", name, change), tmp_path / "b", settled(""))
    assert not list((tmp_path / "b").glob("*"))
    assert not (tmp_path / "evil.toml").exists()


def test_a_file_that_is_no_backup_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "notes.zip").write_text("Milch, Brot")
    with pytest.raises(WorkspaceError, match="cannot be restored"):
        restore_backup(tmp_path / "notes.zip", tmp_path / "b", settled(""))


def test_the_key_of_the_audit_comes_back_for_its_owner_alone(tmp_path: Path) -> None:
    home = home_of("", tmp_path)
    (home / "audit.key").write_text("ab" * 32)
    settings = replace(settled(""), audit_key="")
    with (
        open_desk_store(home / "klaviatur.db", audit_key=bytes.fromhex("ab" * 32)) as desk,
        desk.deciding() as deciding,
    ):
        deciding.note(Entry("voice.kept", "voice:warm"), ANNA)
    back_up(home, tmp_path / "a.zip", settings)
    restore_backup(tmp_path / "a.zip", tmp_path / "b", settings)
    assert (tmp_path / "b" / "audit.key").read_text() == "ab" * 32
    assert (tmp_path / "b" / "audit.key").stat().st_mode & 0o777 == 0o600


def test_an_admin_makes_a_backup_from_the_desk_and_nobody_else(tmp_path: Path) -> None:
    with open_desk(tmp_path / "team") as desk:
        with pytest.raises(NotAllowed, match="may not make backups"):
            desk.back_up(tmp_path / "no.backup", by=Actor("cleo", frozenset({MemberRole.ANALYST})))
        made = desk.back_up(tmp_path / "team.backup", by=Actor("anna", frozenset({MemberRole.ADMIN})))
    assert made.place.is_file()
    assert not (tmp_path / "no.backup").exists()
