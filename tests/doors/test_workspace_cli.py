"""A workspace from the command line: begun, filled, reviewed, released, handed out, checked, backed up and restored."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from klaviatur.doors.cli import cli
from klaviatur.records import Actor, MemberRole
from klaviatur.wiring.desk import open_desk
from klaviatur.wiring.work import PlayOrder, Works

TEXT = """# Bibliothek öffnet am Sonntag

Kassel, 3. März 2027

Die Stadtteilbibliothek öffnet ab dem 4. April 2027 auch sonntags von 13 bis 17 Uhr. Das hat die Stadt am Mittwoch
mitgeteilt. Im ersten Jahr kostet das 18.000 Euro.
"""
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KLAVIATUR_WORKSPACE", "team")
    monkeypatch.setenv("KLAVIATUR_INTERFACE_LANGUAGE", "de")

    def call(*words: str) -> Result:
        return CliRunner().invoke(cli, list(words))

    return call


def data(result: Result) -> Any:
    assert result.exit_code in {0, 1}, result.output
    return json.loads(result.stdout)


@pytest.fixture
def variant(run: Run, tmp_path: Path) -> dict[str, Any]:
    assert "team" in run("init", "--admin", "anna").output
    (tmp_path / "bibliothek.md").write_text(TEXT, encoding="utf-8")
    (source,) = data(run("desk", "add", "bibliothek.md", "--by", "anna", "--json"))
    (kept,) = data(run("desk", "play", source["key"], "--channels", "linkedin", "--by", "anna", "--json"))
    return dict(kept)


def test_a_text_goes_from_a_file_to_a_released_wording_in_a_file(run: Run, variant: dict[str, Any]) -> None:
    released = run("desk", "release", variant["id"], "--wording", variant["wording"][:8], "--by", "anna")
    assert released.exit_code == 0, released.output
    assert "Freigegeben von anna" in released.stdout
    out = data(run("desk", "export", "--out", "fertig", "--by", "anna", "--json"))
    text, record = (Path(place) for place in out)
    told = json.loads(record.read_text(encoding="utf-8"))
    assert (told["wording"], told["released_by"]) == (variant["wording"], "anna")
    assert text.read_text(encoding="utf-8").startswith(told["parts"][0]["text"])


def test_nothing_unreleased_is_handed_out(run: Run, variant: dict[str, Any]) -> None:
    assert data(run("desk", "export", "--out", "fertig", "--by", "anna", "--json")) == []
    assert list(Path("fertig").iterdir()) == []


def test_another_wording_than_the_one_seen_is_not_released(run: Run, variant: dict[str, Any]) -> None:
    refused = run("desk", "release", variant["id"], "--wording", "0" * 8, "--by", "anna")
    assert refused.exit_code == 2
    assert "klaviatur desk show" in refused.output
    assert data(run("desk", "show", variant["id"], "--json"))["releases"] == []


def test_an_edit_ends_the_release_and_is_checked(run: Run, variant: dict[str, Any]) -> None:
    run("desk", "release", variant["id"], "--wording", variant["wording"], "--by", "anna")
    parts = data(run("desk", "show", variant["id"], "--json"))["revision"]["checked"]["variant"]["parts"]
    texts = [argument for part in parts for argument in ("--part", part["text"].replace("18.000", "80.000"))]
    edited = run("desk", "edit", variant["id"], *texts, "--by", "anna")
    shown = data(run("desk", "show", variant["id"], "--json"))
    assert shown["variant"]["state"] == "draft"
    assert shown["releases"][0]["ended_at"]
    changed = any("80.000" in text for text in texts)
    assert edited.exit_code == (1 if changed else 0)
    assert (shown["variant"]["blocks"] > 0) is changed


def test_a_variant_is_sent_given_back_and_commented(run: Run, variant: dict[str, Any]) -> None:
    number = variant["id"]
    assert "in Prüfung" in run("desk", "submit", number, "--by", "anna").stdout
    assert (
        "Änderung gewünscht" in run("desk", "request-changes", number, "--why", "Der Ort fehlt.", "--by", "anna").stdout
    )
    assert "Klingt gut." in run("desk", "comment", number, "Klingt gut.", "--by", "anna").stdout
    assert "Klingt gut." in run("desk", "show", number).stdout
    assert number in run("desk", "board", "--state", "needs_changes").stdout


def test_who_is_not_a_member_does_nothing(run: Run, variant: dict[str, Any]) -> None:
    refused = run("desk", "submit", variant["id"], "--by", "niemand")
    assert refused.exit_code == 2
    assert "niemand" in refused.stderr


def test_members_are_invited_changed_and_let_go(run: Run, variant: dict[str, Any]) -> None:
    invited = run("member", "invite", "berta", "--shown", "Berta Berg", "--role", "analyst", "--by", "anna")
    assert "/link/" in invited.stdout
    refused = run("desk", "submit", variant["id"], "--by", "berta")
    assert refused.exit_code == 2
    assert "Auswertung" in refused.stderr
    run("member", "roles", "berta", "--role", "author", "--by", "anna")
    assert run("desk", "submit", variant["id"], "--by", "berta").exit_code == 0
    run("member", "deactivate", "berta", "--by", "anna")
    assert run("desk", "comment", variant["id"], "Noch etwas.", "--by", "berta").exit_code == 2
    assert "nicht mehr dabei" in run("member", "list").stdout


def test_the_audit_says_who_did_what_and_that_it_is_whole(run: Run, variant: dict[str, Any]) -> None:
    run("desk", "submit", variant["id"], "--by", "anna")
    assert "variant.submitted" in run("audit", "show", "--thing", f"variant:{variant['id']}").stdout
    shown = [int(line.split()[0].rstrip(".:")) for line in run("audit", "show", "--limit", "3").stdout.splitlines()]
    assert shown == sorted(shown, reverse=True)
    assert f"{shown[-1] - 1}" in run("audit", "show", "--before", str(shown[-1]), "--limit", "1").stdout
    assert "variant.submitted" not in run("audit", "show", "--after", "0", "--limit", "1").stdout
    verified = run("audit", "verify")
    assert (verified.exit_code, "unversehrt" in verified.stdout) == (0, True)
    lines = [json.loads(line) for line in run("audit", "export").stdout.splitlines()]
    assert [line["number"] for line in lines] == list(range(1, len(lines) + 1))
    head = f"{len(lines)}:{lines[-1]['hash']}"
    assert run("audit", "verify", "--head", head).exit_code == 0
    assert run("audit", "verify", "--head", f"{len(lines)}:{'0' * 64}").exit_code == 1


def test_a_backup_comes_back_whole_in_another_folder(run: Run, variant: dict[str, Any]) -> None:
    run("desk", "submit", variant["id"], "--by", "anna")
    assert run("backup", "team.backup").exit_code == 0
    restored = run("restore", "team.backup", "--workspace", "elsewhere")
    assert restored.exit_code == 0, restored.output
    assert "in Prüfung" in run("desk", "show", variant["id"], "--workspace", "elsewhere").stdout
    assert run("restore", "team.backup", "--workspace", "elsewhere").exit_code == 2


def test_a_worker_does_what_was_ordered_and_ends(run: Run, variant: dict[str, Any]) -> None:
    anna = Actor("anna", frozenset(MemberRole))
    with open_desk("team") as desk:
        order = PlayOrder((("text", "bibliothek.md"),), channels=("x_post", "newsletter"))
        work = Works(desk).order_play(order, by=anna)
    assert run("worker", "--until-done").exit_code == 0
    known = {one["id"]: one for one in data(run("desk", "work", "--json"))}
    assert (known[work.id]["state"], known[work.id]["done"]) == ("done", 1)
    assert "fertig" in run("desk", "work").stdout


def test_there_is_no_desk_where_there_is_no_workspace(run: Run) -> None:
    refused = run("desk", "board")
    assert refused.exit_code == 2
    assert "team" in refused.stderr
    assert not Path("team").exists()


def test_inside_its_folder_a_workspace_is_the_one_that_is_used(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KLAVIATUR_WORKSPACE")
    assert run("init", "ours").exit_code == 0
    monkeypatch.chdir(tmp_path / "ours")
    (tmp_path / "werkzeug.csv").write_text("sku;name\nA1;Feile\n", encoding="utf-8")
    assert run("collect", "../werkzeug.csv").exit_code == 0
    assert run("product", "A1", "--workspace", str(tmp_path / "ours")).exit_code == 0
    assert not (tmp_path / "ours" / "klaviatur-workspace").exists()
