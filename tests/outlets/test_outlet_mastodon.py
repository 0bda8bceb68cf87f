"""A Mastodon server gets what its documentation asks for, and each post once."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape

import pytest
from tests.outlets.http_server import DROP, DROP_AFTERWARDS, HANG, Platform, Reply, Request, losing, running
from tests.outlets.making import a_picture, form_in, illustrated, making, png

from klaviatur.adapters.outlets import Placed
from klaviatur.errors import NotNow, Refused
from klaviatur.records import Marking, Method, Outgoing, Severity, VariantPart
from klaviatur.testing import check_outlet, sample_outgoing
from klaviatur.text.counting import count_mastodon

TOKEN = "geheim-4242"


class Mastodon:
    """What Mastodon 4 does (docs.joinmastodon.org, read Nov 2026)."""

    def __init__(self) -> None:
        self.statuses: dict[str, dict[str, object]] = {}
        self.keys: dict[str, str] = {}
        self.limit = 500
        self.made = 0
        self.media: dict[str, dict[str, bytes]] = {}
        self.working: dict[str, int] = {}  # how often an image is still being worked on
        self.slow = 0

    def __call__(self, request: Request) -> Reply:  # noqa: PLR0911 - one for each address
        if request.path == "/api/v2/instance":
            return Reply(200, {"configuration": self.configuration})
        if request.headers["Authorization"] != f"Bearer {TOKEN}":
            return Reply(401, {"error": "The access token is invalid"})
        if request.path == "/api/v1/accounts/verify_credentials":
            return Reply(200, {"id": "7", "acct": "ostheim", "url": "https://social.example/@ostheim"})
        if request.path == "/api/v1/accounts/7/statuses":
            return Reply(200, list(reversed(self.statuses.values()))[: int(request.query["limit"])])
        if request.method == "POST" and request.path == "/api/v1/statuses":
            return self.post(request)
        if "/media" in request.path:
            return self.upload(request) if request.method == "POST" else self.progress(request)
        found = re.fullmatch(r"/api/v1/statuses/(\d+)", request.path)
        if request.method == "DELETE" and found:
            gone = self.statuses.pop(found[1], None)
            return Reply(200, gone) if gone else Reply(404, {"error": "Record not found"})
        return Reply(404, {"error": "Record not found"})

    @property
    def configuration(self) -> dict[str, object]:
        statuses = {
            "max_characters": self.limit,
            "characters_reserved_per_url": 23,
            "max_media_attachments": 4,
        }
        types = ["image/jpeg", "image/png", "image/gif"]
        media = {"image_size_limit": 1_000_000, "description_limit": 1_500, "supported_mime_types": types}
        return {"statuses": statuses, "media_attachments": media}

    def upload(self, request: Request) -> Reply:
        assert request.path == "/api/v2/media"
        form = form_in(request.headers["Content-Type"], request.body)
        assert set(form) == {"file", "description"}
        if not form["file"].startswith(b"\x89PNG") or len(form["file"]) > 1_000_000:
            return Reply(422, {"error": "Validation failed: File content type is invalid"})
        id_ = str(len(self.media) + 1)
        self.media[id_], self.working[id_] = form, self.slow
        return Reply(202 if self.slow else 200, {"id": id_, "type": "image", "url": None if self.slow else "https://a"})

    def progress(self, request: Request) -> Reply:
        id_ = request.path.removeprefix("/api/v1/media/")
        self.working[id_] -= 1
        return Reply(206 if self.working[id_] > 0 else 200, {"id": id_})

    def post(self, request: Request) -> Reply:
        said = request.json()
        assert set(said) <= {"status", "visibility", "language", "spoiler_text", "in_reply_to_id", "media_ids"}
        if any(self.working.get(id_, 1) > 0 for id_ in said.get("media_ids", ())):
            return Reply(
                422, {"error": "Cannot attach files that have not finished processing. Try again in a moment!"}
            )
        assert said["visibility"] in {"public", "unlisted", "private"}
        assert re.fullmatch(r"[a-z]{2}", said["language"])
        key = request.headers["Idempotency-Key"]
        if key in self.keys:
            return Reply(200, self.statuses[self.keys[key]])
        if not said["status"].strip():
            return Reply(422, {"error": "Validation failed: Text can't be blank"})
        if count_mastodon(said["status"]) + count_mastodon(said.get("spoiler_text", "")) > self.limit:
            return Reply(422, {"error": f"Validation failed: Text character limit of {self.limit} exceeded"})
        if said.get("in_reply_to_id") and said["in_reply_to_id"] not in self.statuses:
            return Reply(404, {"error": "The post you are trying to reply to does not appear to exist."})
        self.made += 1
        id_ = str(self.made)
        content = "".join(f"<p>{escape(block)}</p>".replace("\n", "<br />") for block in said["status"].split("\n\n"))
        self.statuses[id_] = {
            "id": id_,
            "url": f"https://social.example/@ostheim/{id_}",
            "created_at": "2027-03-03T08:00:01.000Z",
            "content": content,
            "in_reply_to_id": said.get("in_reply_to_id"),
            "spoiler_text": said.get("spoiler_text", ""),
            "media_attachments": [{"id": id_} for id_ in said.get("media_ids", ())],
        }
        self.keys[key] = id_
        return Reply(200, self.statuses[id_])


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with running(Platform(Mastodon())) as platform:
        yield platform


@pytest.fixture
def server(platform: Platform) -> Mastodon:
    platform.answer = server = Mastodon()
    platform.faults.clear()
    platform.requests.clear()
    return server


def at(platform: Platform, **values: str) -> Placed:
    return making("mastodon", {"server": platform.url + "/", **values}, {"token": TOKEN})


@pytest.fixture
def outlet(platform: Platform, server: Mastodon) -> Iterator[Placed]:
    outlet = at(platform)
    yield outlet
    outlet.close()


def sent(outlet: Placed, outgoing: Outgoing) -> str:
    return outlet.deliver(outgoing, key=outgoing.delivery).id


def thread(*texts: str) -> Outgoing:
    return replace(sample_outgoing("x_thread"), parts=tuple(VariantPart("text", text) for text in texts))


def test_mastodon_keeps_every_promise_of_an_outlet(platform: Platform, server: Mastodon) -> None:
    check_outlet(
        lambda: making("mastodon", {"server": platform.url}, {"token": TOKEN}),
        sample_outgoing("mastodon"),
        idempotent=True,
        retractable=True,
        count=lambda: len(server.statuses),
    )


@pytest.mark.parametrize("fault", [DROP, DROP_AFTERWARDS, HANG, Reply(500), Reply(503)])
@pytest.mark.parametrize("forgotten", [False, True])
def test_a_lost_answer_makes_no_second_post(
    platform: Platform, server: Mastodon, outlet: Placed, fault: Reply | str, *, forgotten: bool
) -> None:
    outgoing = sample_outgoing("mastodon")
    raised = losing(platform, fault, lambda timeout_s: at(platform, timeout_s=timeout_s), outgoing)
    assert raised
    assert all(isinstance(error, NotNow) for error in raised)
    if forgotten:  # Mastodon keeps Idempotency-Keys for an hour
        server.keys.clear()
    sent(outlet, sample_outgoing("mastodon"))
    assert len(server.statuses) == 1


def test_several_texts_become_a_thread_that_is_taken_back_as_one(server: Mastodon, outlet: Placed) -> None:
    outgoing = thread("Eins 1/3", "Zwei 2/3", "Drei 3/3")
    receipt = outlet.deliver(outgoing, key=outgoing.delivery)
    assert [status["in_reply_to_id"] for status in server.statuses.values()] == [None, "1", "2"]
    assert receipt.url == "https://social.example/@ostheim/1"
    outlet.retract(receipt, key=outgoing.delivery)
    assert not server.statuses


def test_half_a_thread_goes_on_where_it_stopped_and_is_none_where_it_is_refused(
    platform: Platform, server: Mastodon, outlet: Placed
) -> None:
    outgoing = thread("Eins", "Zwei")
    ok = server.post
    server.post = lambda request: (
        Reply(429, {}, {"X-RateLimit-Reset": "2999-01-01T00:00:00Z"}) if server.made else ok(request)
    )  # type: ignore[method-assign]
    with pytest.raises(NotNow):
        sent(outlet, outgoing)
    assert len(server.statuses) == 1
    server.post = lambda request: Reply(422, {"error": "no"}) if request.json()["status"] == "Zwei" else ok(request)  # type: ignore[method-assign]
    with pytest.raises(Refused, match="no"):
        sent(outlet, outgoing)
    assert not server.statuses


def test_the_server_says_how_long_a_post_may_be(server: Mastodon, outlet: Placed, platform: Platform) -> None:
    outgoing = thread("x" * 600)
    with pytest.raises(Refused, match="600 characters, the server takes 500"):
        sent(outlet, outgoing)
    assert all(request.method == "GET" for request in platform.requests)
    server.limit = 5000
    other = making("mastodon", {"server": platform.url}, {"token": TOKEN})
    sent(other, outgoing)
    assert not other.prepare(outgoing).problems
    other.close()


def test_a_content_warning_counts_and_is_sent(server: Mastodon, outlet: Placed) -> None:
    outgoing = sample_outgoing("mastodon")
    parts = (*outgoing.parts, VariantPart("content_warning", "Spinnen"))
    sent(outlet, replace(outgoing, parts=parts))
    assert server.statuses["1"]["spoiler_text"] == "Spinnen"
    long = (VariantPart("text", "x" * 495), VariantPart("content_warning", "Spinnen"))
    assert [found.rule for found in outlet.prepare(replace(outgoing, parts=long)).problems] == ["mastodon.too_long"]


def test_readers_are_told_what_a_machine_wrote(server: Mastodon, outlet: Placed) -> None:
    outgoing = replace(sample_outgoing("mastodon", "en"), marking=Marking(Method.TRAINED, 1.0))
    sent(outlet, outgoing)
    assert "This text was made with AI." in str(server.statuses["1"]["content"])


def test_a_token_the_server_does_not_know_is_told_and_shown_nowhere(platform: Platform, server: Mastodon) -> None:
    outlet = making("mastodon", {"server": platform.url}, {"token": "wrong-777"})
    with pytest.raises(NotNow, match="Set a new key") as refused:
        sent(outlet, sample_outgoing("mastodon"))
    health = outlet.health()
    assert not health.ok
    assert "lehnt die Zugangsdaten ab. Setzen Sie sie im Ziel neu" in health.message.de
    assert "wrong-777" not in f"{refused.value} {health} {outlet}"
    outlet.close()


def test_health_names_account_and_limit(outlet: Placed, server: Mastodon) -> None:
    server.limit = 1000
    health = outlet.health()
    assert health.message.en == "Posts appear as @ostheim."
    assert dict(health.details)["max_characters"] == "1000"


def test_what_blocks_is_a_block(outlet: Placed, server: Mastodon) -> None:
    problems = outlet.prepare(thread("x" * 501)).problems
    assert [found.severity for found in problems] == [Severity.BLOCK]
    assert problems[0].message.de == "Der Beitrag hat 501 Zeichen, der Server nimmt 500."


@pytest.mark.parametrize("slow", [0, 1, 2])
def test_an_image_is_handed_over_described_and_waited_for(server: Mastodon, outlet: Placed, slow: int) -> None:
    server.slow = slow
    sent(outlet, replace(illustrated("x_thread"), parts=thread("Eins", "Zwei").parts))
    first, second = server.statuses.values()
    assert (first["media_attachments"], second["media_attachments"]) == ([{"id": "1"}], [])
    assert server.media == {"1": {"file": png(), "description": b"Ein Kind springt ins Wasser"}}


def test_the_servers_own_limits_for_images_hold(server: Mastodon, outlet: Placed) -> None:
    large = a_picture("gross.png", content=png() + b"\0" * 1_000_000)
    outgoing = illustrated("mastodon", large, a_picture(alt="x" * 1_501), a_picture(alt=" "), a_picture())
    outlet.health()
    rules = [one.rule for one in outlet.prepare(outgoing).problems]
    assert rules == ["image.too_large", "image.alt_long", "image.alt_missing"]
    sent(outlet, outgoing)
    assert len(server.media) == 1


def test_an_image_whose_answer_is_lost_leaves_no_doubt(platform: Platform, server: Mastodon, outlet: Placed) -> None:
    platform.faults.append(DROP_AFTERWARDS)
    with pytest.raises(NotNow):
        sent(outlet, illustrated("mastodon"))
    sent(outlet, illustrated("mastodon"))
    assert [status["media_attachments"] for status in server.statuses.values()] == [[{"id": "2"}]]


def test_an_image_that_the_server_refuses_is_told_in_its_words(platform: Platform, outlet: Placed) -> None:
    platform.faults.append(Reply(403, {"error": "This action is outside the authorized scopes"}))
    with pytest.raises(Refused, match="outside the authorized scopes"):
        sent(outlet, illustrated("mastodon"))
