"""The API does what the pages do, and says what is wrong as RFC 9457 has it."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from klaviatur.doors.site.sessions import COOKIE
from klaviatur.wiring.desk import Desk
from klaviatur.wiring.members import Members

PROBLEM = "application/problem+json"


def test_a_text_goes_from_typing_to_a_release_by_the_api_alone(client: TestClient) -> None:
    text = (
        "Der Verein lädt am 12. Mai 2027 zum Sommerfest ein. Es beginnt um 15 Uhr im Stadtpark. Der Eintritt ist frei."
    )
    added = client.post("/api/texts", json={"text": text, "title": "Sommerfest im Stadtpark"})
    assert added.status_code == 201, added.text
    key = added.json()["key"]
    (variant,) = client.post(f"/api/play/text/{key}", json={"channels": ["linkedin"]}).json()
    opened = client.get(f"/api/variants/{variant['id']}").json()
    assert opened["revision"]["checked"]["evidence"]
    released = client.post(f"/api/variants/{variant['id']}/release", json={"wording": variant["wording"]})
    assert released.status_code == 200, released.text
    assert released.json()["by"] == "anna"
    (out,) = client.get("/api/released", params={"variant": variant["id"]}).json()
    assert out["wording"] == variant["wording"]
    assert out["released_by"] == "anna"


def test_a_wording_nobody_saw_is_a_conflict_and_not_released(client: TestClient) -> None:
    (variant,) = client.post("/api/play/text/bibliothek.md", json={"channels": ["x_post"]}).json()
    refused = client.post(f"/api/variants/{variant['id']}/release", json={"wording": "0" * 64})
    assert (refused.status_code, refused.headers["content-type"]) == (409, PROBLEM)
    problem = refused.json()
    assert problem["type"] == "urn:klaviatur:error:Conflict"
    assert problem["status"] == 409
    assert client.get(f"/api/variants/{variant['id']}").json()["releases"] == []


def test_versions_and_the_newest_lines_of_the_audit_can_be_read(client: TestClient) -> None:
    for text in ("Der Markt ist am Samstag auf dem Platz.", "Der Markt ist am Sonntag auf dem Platz."):
        added = client.post("/api/texts/files", files={"file": ("markt/plan.md", text.encode())})
        assert added.status_code == 201, added.text
    versions = client.get(f"/api/texts/{added.json()['key']}/versions").json()
    assert [(one["version"], one["by"]) for one in versions] == [(2, "anna"), (1, "anna")]
    assert client.get("/api/texts/nichts/versions").status_code == 404
    for version in (1, 2):
        client.put("/api/voices/nah", json={"values": {"address": "du"}, "version": version})
    assert [one["version"] for one in client.get("/api/voices/nah/versions").json()] == [2, 1]
    newest = client.get("/api/audit", params={"before": 2**31 - 1, "limit": 2}).json()
    assert newest[0]["number"] == newest[1]["number"] + 1
    assert newest[0]["entry"]["what"] == "voice.kept"


def test_the_images_that_a_text_names_come_along_with_it(client: TestClient, desk: Desk) -> None:
    pictures = {"see.png": b"\x89PNG\r\n\x1a\nlake", "steg.jpg": b"\xff\xd8\xffpier", "note.txt": b"no image"}
    text = "# Am See\n\nDer Steg ist neu.\n\n![Der See](bilder/see.png)\n\n![Der Steg](steg.jpg)\n\n![Eine Notiz](note.txt)"
    sent = [("file", ("see.md", text)), *(("images", (f"bilder/{name}", data)) for name, data in pictures.items())]
    added = client.post("/api/texts/files", files=sent)
    assert added.status_code == 201, added.text
    named = client.get("/api/sources/text/see.md").json()["text"]["images"]
    assert [(one["alt"], bool(one["digest"])) for one in named] == [
        ("Der See", True),
        ("Der Steg", True),
        ("Eine Notiz", False),
    ]
    assert (desk.folder / "images" / named[1]["digest"]).read_bytes() == pictures["steg.jpg"]
    alone = client.post("/api/texts/files", files={"file": ("see.md", text)})
    assert alone.json()["version"] == 2  # the same words without their images are another version


def test_an_edit_on_an_old_revision_is_a_conflict(client: TestClient) -> None:
    (variant,) = client.post("/api/play/text/bibliothek.md", json={"channels": ["newsletter"]}).json()
    parts = [part["text"] for part in _parts(client, variant["id"])]
    first = client.put(f"/api/variants/{variant['id']}/wording", json={"parts": [*parts[:-1], "Neu."], "base": 1})
    assert first.status_code == 200, first.text
    second = client.put(f"/api/variants/{variant['id']}/wording", json={"parts": parts, "base": 1})
    assert second.status_code == 409


@pytest.mark.parametrize("path", ["/api/board", "/api/variants/0000000000000000", "/api/audit", "/api/me"])
def test_nobody_reads_without_a_token(app: FastAPI, path: str) -> None:
    with TestClient(app) as anybody:
        refused = anybody.get(path)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert refused.headers["content-type"] == PROBLEM


def test_a_token_reaches_no_further_than_its_scopes(app: FastAPI, members: Members) -> None:
    _, secret = members.make_token("anna", ("write",), by=members.actor("anna"))
    with TestClient(app, headers={"Authorization": f"Bearer {secret}"}) as client:
        assert client.get("/api/board").status_code == 403
        assert client.post("/api/releases", json={"wordings": {"0" * 16: "0" * 64}}).status_code == 403
        assert client.get("/api/settings").status_code == 403


def test_a_cookie_without_its_csrf_token_changes_nothing(app: FastAPI, members: Members) -> None:
    signed = members.sign_in("anna", "ein langes Wort im Wind")
    with TestClient(app) as client:
        client.cookies.set(COOKIE, signed.secret)
        assert client.get("/api/me").json()["name"] == "anna"
        body = {"text": "Ein Satz, der nie hereinkommt. Noch einer dazu."}
        assert client.post("/api/texts", json=body).status_code == 403
        headers = {"X-CSRF-Token": signed.session.csrf}
        assert client.post("/api/texts", json=body, headers=headers).status_code == 201


def test_what_cannot_be_taken_is_named_with_its_place(client: TestClient) -> None:
    refused = client.get("/api/board", params={"limit": 0, "state": "lost"})
    assert refused.status_code == 422
    assert {wrong["place"] for wrong in refused.json()["errors"]} == {"query.limit", "query.state.0"}


def test_unknown_addresses_and_methods_are_problems_too(client: TestClient) -> None:
    assert client.get("/api/nothing").json()["status"] == 404
    refused = client.delete("/api/board")
    assert (refused.status_code, refused.headers["content-type"]) == (405, PROBLEM)
    assert "GET" in refused.headers["allow"]


def test_products_are_brought_in_as_work_that_can_be_watched(client: TestClient) -> None:
    table = b"Artikelnummer;Produktname\nB-1;Zange\n"
    ordered = client.post("/api/works/collect", files={"file": ("zangen.csv", table, "text/csv")})
    assert ordered.status_code == 202, ordered.text
    work = ordered.json()
    assert work["state"] == "waiting"
    client.app.state.works.advance(work["id"])  # type: ignore[attr-defined]
    known = {one["id"]: one for one in client.get("/api/works").json()}
    assert (known[work["id"]]["state"], known[work["id"]]["done"]) == ("done", 1)
    assert client.get(f"/api/works/{work['id']}").json() == known[work["id"]]
    assert client.get("/api/works/none").json()["type"] == "urn:klaviatur:error:UnknownWork"
    assert client.get("/api/products/B-1").json()["key"] == "B-1"


def _parts(client: TestClient, variant: str) -> list[dict[str, str]]:
    parts: list[dict[str, str]] = client.get(f"/api/variants/{variant}").json()["revision"]["checked"]["variant"][
        "parts"
    ]
    return parts


def test_two_keys_are_joined_to_one_product_and_parted_again(client: TestClient) -> None:
    joined = client.post("/api/same", json={"key": "A-2", "main": "A-1"})
    assert joined.status_code == 200, joined.text
    assert joined.json()["key"] == "A-1"
    assert client.get("/api/products/A-2").json()["key"] == "A-1"
    parted = client.post("/api/part", json={"key": "A-2"})
    assert parted.json()["key"] == "A-2"
    assert client.post("/api/same", json={"key": "nichts", "main": "A-1"}).status_code == 404


def test_only_who_may_decide_joins_products(app: FastAPI, members: Members) -> None:
    _, link = members.invite("cora", "Cora", ("analyst",), by=members.actor("anna"))
    members.redeem(link, "ein anderes Wort im Wind")
    _, secret = members.make_token("leser", ("read", "write"), by=members.actor("cora"))
    with TestClient(app, headers={"Authorization": f"Bearer {secret}"}) as reader:
        assert reader.post("/api/same", json={"key": "A-2", "main": "A-1"}).status_code == 403
