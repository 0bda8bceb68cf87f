"""Opening a desk: a folder, a database, a key that only its owner reads."""

import stat
from pathlib import Path

import pytest
from tests.review.samples import ANNA, TEXT

import klaviatur
from klaviatur.errors import AuditBroken, KlaviaturError, WorkspaceError
from klaviatur.settings import Settings
from klaviatur.wiring.audit_key import audit_key


def test_a_folder_becomes_a_workspace_and_keeps_what_lies_on_the_desk(tmp_path: Path) -> None:
    with klaviatur.open_desk(tmp_path / "ws") as desk:
        source = desk.add_typed(TEXT, by=ANNA)
    with klaviatur.open_desk(tmp_path / "ws", create=False) as again:
        assert again.source("text", source.key)[0] == source
        assert again.verify_audit().whole


def test_looking_makes_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="no workspace"):
        klaviatur.open_desk(tmp_path / "ws", create=False)
    assert not (tmp_path / "ws").exists()


def test_only_its_owner_reads_the_key_of_the_audit(tmp_path: Path) -> None:
    with klaviatur.open_desk(tmp_path / "ws"):
        key = tmp_path / "ws" / "audit.key"
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        assert audit_key(tmp_path / "ws") == audit_key(tmp_path / "ws")
    assert len(audit_key(tmp_path / "ws")) == 32
    assert [place.name for place in key.parent.glob("tmp*")] == []


def test_a_key_that_is_damaged_is_said(tmp_path: Path) -> None:
    klaviatur.open_desk(tmp_path / "ws").close()
    (tmp_path / "ws" / "audit.key").write_text("no key", encoding="ascii")
    with pytest.raises(WorkspaceError, match="Bring the file back from a backup"):
        klaviatur.open_desk(tmp_path / "ws")


def test_with_another_key_nothing_more_is_written(tmp_path: Path) -> None:
    with klaviatur.open_desk(tmp_path / "ws", settings=Settings(audit_key="one")) as desk:
        desk.add_typed(TEXT, by=ANNA)
    with klaviatur.open_desk(tmp_path / "ws", settings=Settings(audit_key="two")) as other:
        assert other.verify_audit().broken == 1
        with pytest.raises(AuditBroken):
            other.add_typed(TEXT + "\nUnd noch ein Satz steht hier.", by=ANNA)


def test_an_exported_head_is_found_again(tmp_path: Path) -> None:
    with klaviatur.open_desk(tmp_path / "ws") as desk:
        desk.add_typed(TEXT, by=ANNA)
        head = desk.verify_audit()
        desk.play("text", desk.sources()[0].key, channels=["sms"], by=ANNA)
        assert desk.verify_audit({head.lines: head.head}).whole
        assert desk.verify_audit({head.lines: "0" * 64}).broken == head.lines
        assert "cut" in desk.verify_audit({99: head.head}).why


def test_settings_of_the_workspace_hold_for_its_desk(tmp_path: Path) -> None:
    (tmp_path / "klaviatur.toml").write_text("four_eyes = true\n", encoding="utf-8")
    with klaviatur.open_desk(tmp_path) as desk:
        assert desk.settings.four_eyes


def test_a_product_is_played_in_german_and_english_alone(tmp_path: Path) -> None:
    shop = tmp_path / "shop.csv"
    shop.write_text("sku;name;weight\nB-18;Akkuschrauber B 18;1,2 kg\n", encoding="utf-8")
    with klaviatur.open_desk(tmp_path / "ws") as desk:
        desk.products.collect([shop])
        with pytest.raises(KlaviaturError, match="fr_FR"):
            desk.play("product", "B-18", channels=["facebook"], locale="fr_FR", by=ANNA)
        (english,) = desk.play("product", "B-18", channels=["facebook"], locale="en_GB", by=ANNA)
        (german,) = desk.play("product", "B-18", channels=["facebook"], by=ANNA)
        assert (english.locale, german.locale, english.id != german.id) == ("en_GB", "de_DE", True)
