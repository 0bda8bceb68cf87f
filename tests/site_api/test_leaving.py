"""What leaves by the API: only with the scope for it, only what is released, and never a secret."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from klaviatur.syndicate.delivering import begin
from klaviatur.wiring.deliveries import open_deliveries
from klaviatur.wiring.desk import Desk
from klaviatur.wiring.members import Members

SECRET = "ein sehr geheimes Wort"
MAIL = {"host": "127.0.0.1", "from_address": "presse@example.org", "from_name": "Presse", "user": "presse"}


@pytest.fixture
def shelf(client: TestClient, tmp_path: Path) -> str:
    """A folder as an outlet of this test's own."""
    name = tmp_path.name.lower()
    kept = client.put(f"/api/outlets/{name}", json={"kind": "folder", "values": {"path": str(tmp_path)}, "version": 1})
    assert kept.status_code == 200, kept.text
    return name


def variant_of(desk: Desk, channel: str) -> str:
    return next(v.id for v in desk.source("text", "bibliothek.md")[2] if v.channel == channel)


def test_only_a_released_wording_is_planned(client: TestClient, desk: Desk, shelf: str) -> None:
    variant = variant_of(desk, "linkedin")
    asked = {"variant": variant, "outlet": shelf, "at": "2099-03-07T06:00:00+01:00"}
    refused = client.post("/api/deliveries", json=asked)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:klaviatur:error:NotReleased")
    wording = client.get(f"/api/variants/{variant}").json()["variant"]["wording"]
    assert client.post(f"/api/variants/{variant}/release", json={"wording": wording}).status_code == 200
    (planned,) = client.post("/api/deliveries", json=asked).json()
    assert (planned["state"], planned["wording"]) == ("planned", wording)
    assert (
        "18.000" in client.get("/api/deliveries/prepare", params={"variant": variant, "outlet": shelf}).json()["body"]
    )
    moved = client.post(f"/api/deliveries/{planned['id']}/move", json={"at": "2099-03-08T06:00:00+01:00"})
    assert moved.json()["planned_at"] > planned["planned_at"]
    ended = client.post(f"/api/deliveries/{planned['id']}/cancel", json={"why": "Fällt aus."})
    assert ended.json()["state"] == "cancelled"


def test_what_goes_to_many_is_decided_for_one_or_for_all(client: TestClient, desk: Desk) -> None:
    told = {"unsubscribe_mail": "weg@example.org", "postal": "Kassel", "imprint_url": "https://example.org/i"}
    asked = {"kind": "mail", "values": MAIL | told, "secrets": {"password": SECRET}, "version": 1}
    kept = client.put("/api/outlets/viele", json=asked)
    assert kept.status_code == 200, kept.text
    variant = variant_of(desk, "newsletter")
    wording = client.get(f"/api/variants/{variant}").json()["variant"]["wording"]
    client.post(f"/api/variants/{variant}/release", json={"wording": wording})
    asked = {"variant": variant, "outlet": "viele", "at": "2099-03-07T06:00:00Z", "recipients": ["a@x.de", "b@x.de"]}
    planned = client.post("/api/deliveries", json=asked)
    assert planned.status_code == 201, planned.text
    first, second = planned.json()
    place = f"/api/deliveries/{second['id']}"
    moved = client.post(f"{place}/move", json={"at": "2099-03-08T06:00:00Z", "all_recipients": True}).json()
    assert (moved["id"], moved["planned_at"][:10]) == (second["id"], "2099-03-08")
    assert client.get(f"/api/deliveries/{first['id']}").json()["planned_at"][:10] == "2099-03-08"
    ended = client.post(f"{place}/cancel", json={"why": "Fällt aus.", "all_recipients": True}).json()
    assert (ended["id"], ended["state"]) == (second["id"], "cancelled")
    counts = {one["state"]: one["deliveries"] for one in client.get("/api/deliveries/counts?outlet=viele").json()}
    assert (counts["cancelled"], counts["planned"]) == (2, 0)
    again = client.post(f"{place}/again?all_recipients=true")
    assert (again.status_code, again.json()["state"]) == (200, "planned")
    assert client.get(f"/api/deliveries/{first['id']}").json()["state"] == "planned"


def test_somebody_who_called_is_unsubscribed_once_and_gets_nothing_more(client: TestClient) -> None:
    asked = {"kind": "mail", "values": MAIL, "secrets": {"password": SECRET}, "version": 1}
    assert client.put("/api/outlets/anrufe", json=asked).status_code == 200
    said = {"recipient": "Ada@x.de", "why": "Rief am Montag an."}
    answers = [client.post("/api/outlets/anrufe/unsubscribe", json=said).json() for _ in range(2)]
    assert answers == [{"outlet": "anrufe", "new": True}, {"outlet": "anrufe", "new": False}]
    wrong = client.post("/api/outlets/anrufe/unsubscribe", json=said | {"recipient": "niemand"})
    assert (wrong.status_code, wrong.json()["type"]) == (409, "urn:klaviatur:error:NotReady")
    assert "name@example.org" in wrong.json()["detail"]


def test_names_that_nobody_knows_are_told_from_empty_lists(client: TestClient, shelf: str) -> None:
    for place in ("/api/deliveries?outlet=nowhere", "/api/runs?output=nothing"):
        assert client.get(place).status_code == 404, place
    for place in (f"/api/deliveries?outlet={shelf}", "/api/runs?output=ucp"):
        assert client.get(place).json() == [], place


def test_a_token_without_the_scope_delivers_nothing_and_runs_nothing(
    client: TestClient, members: Members, desk: Desk
) -> None:
    token = members.make_token("anna", ("read", "write", "release"), by=members.actor("anna"))[1]
    mine = {"Authorization": f"Bearer {token}"}
    asked = {"variant": variant_of(desk, "linkedin"), "outlet": "nowhere"}
    assert client.post("/api/deliveries", json=asked, headers=mine).status_code == 403
    assert client.post("/api/outputs/run", json={}, headers=mine).status_code == 403
    assert client.put("/api/pause", json={"why": "nur so"}, headers=mine).status_code == 403
    assert client.put("/api/outputs/meta_catalog", json={"on": True}, headers=mine).status_code == 403
    assert client.get("/api/outputs", headers=mine).status_code == 200


def test_a_secret_goes_in_and_never_comes_out(client: TestClient) -> None:
    asked = {"kind": "mail", "values": MAIL, "secrets": {"password": SECRET}, "version": 1}
    kept = client.put("/api/outlets/liste", json=asked)
    assert kept.status_code == 200, kept.text
    said = kept.text + client.get("/api/outlets").text + client.get("/api/outlets/liste").text
    assert SECRET not in said + client.get("/api/audit").text
    clear = client.put(
        "/api/outlets/zweite", json={"kind": "mail", "values": MAIL | {"password": SECRET}, "version": 1}
    )
    assert clear.status_code == 422


def test_an_output_is_switched_on_and_a_run_is_ordered_as_work(client: TestClient) -> None:
    asked = {"on": True, "values": {"base_url": "https://shop.example"}, "feed": "token"}
    kept = client.put("/api/outputs/google_merchant", json=asked)
    assert kept.status_code == 200, kept.text
    assert "/feeds/google_merchant?token=" in kept.json()["feed"]
    work = client.post("/api/outputs/run", json={"outputs": ["google_merchant"]})
    assert (work.status_code, work.json()["what"]) == (202, "syndicate")
    client.post(f"/api/works/{work.json()['id']}/stop")
    assert client.get("/api/outputs/nichts/held").status_code == 404
    client.put("/api/outputs/google_merchant", json={"on": False})


def test_a_whole_output_is_put_to_an_outlet_and_outputs_are_compared_a_part_at_a_time(
    client: TestClient, desk: Desk, shelf: str, tmp_path: Path
) -> None:
    refused = client.post("/api/outputs/json_ld/publish", json={"outlet": shelf})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:klaviatur:error:NotReady")
    assert client.post("/api/outputs/json_ld/publish", json={"outlet": "nirgends"}).status_code == 404
    assert client.post("/api/outputs/json_ld/publish", json={}).status_code == 422
    assert not list(tmp_path.rglob("*.json*"))
    assert client.post("/api/outputs/json_ld/publish", json={"outlet": shelf, "keep": True}).status_code == 409
    assert client.get("/api/outputs/json_ld/copies").json() == []
    assert client.get("/api/outputs/nichts/copies").status_code == 404
    assert client.delete(f"/api/outputs/json_ld/copies/{shelf}").json() == {"ended": False}
    compared = client.get("/api/outputs/parity", params={"limit": 1}).json()
    assert set(compared) == {"products", "last", "more", "differences"}
    assert compared["differences"] == []


def test_products_are_checked_by_the_rules_of_platforms_before_anything_runs(client: TestClient, desk: Desk) -> None:
    client.put("/api/outputs/json_ld", json={"on": True, "values": {"base_url": "https://shop.example"}})
    keys = desk.products.keys(limit=3)
    first = client.get("/api/outputs/check", params={"limit": 1, "output": "json_ld"}).json()
    assert (first["products"], first["last"], first["more"]) == (1, keys[0], len(keys) > 1)
    whole = client.get("/api/outputs/check", params={"output": "json_ld"}).json()["problems"]
    assert {one["key"] for one in whole} <= set(desk.products.keys())
    assert all(one["rule"] and one["proposal"]["de"] and one["proposal"]["en"] for one in whole)
    assert {one["rule"] for one in whole} >= {"json_ld.offers.availability_missing"}
    assert client.get("/api/runs", params={"output": "json_ld"}).json() == []
    assert client.get("/api/outputs/check", params={"output": "nichts"}).status_code == 404


def test_a_pause_says_how_much_is_still_on_its_way(client: TestClient, desk: Desk, shelf: str) -> None:
    variant = variant_of(desk, "x_post")
    wording = client.get(f"/api/variants/{variant}").json()["variant"]["wording"]
    client.post(f"/api/variants/{variant}/release", json={"wording": wording})
    assert client.put("/api/pause", json={"why": "Erst nachsehen."}).json()["on_their_way"] == 0
    client.delete("/api/pause")
    (planned,) = client.post("/api/deliveries", json={"variant": variant, "outlet": shelf}).json()
    with open_deliveries(desk=desk) as deliveries, deliveries.store.delivering() as open_:
        open_.keep_delivery(begin(deliveries.delivery(planned["id"]), "somebody", open_.at))
    told = client.get("/api/pause").json()
    assert (told["pause"], told["on_their_way"]) == (None, 1)
