"""Bluesky gets records as its lexicons say, links and tags where their bytes are, and each post once."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.outlets.http_server import DROP, DROP_AFTERWARDS, HANG, Platform, Reply, Request, losing, running
from tests.outlets.making import a_picture, illustrated, making, png

from klaviatur.adapters.outlets import Placed
from klaviatur.adapters.outlets.bluesky.facets import facets_of
from klaviatur.adapters.outlets.bluesky.keys import record_key
from klaviatur.adapters.outlets.bluesky.session import session_of
from klaviatur.errors import NotNow, Refused
from klaviatur.records import Marking, Method, Outgoing, Severity, VariantPart
from klaviatur.testing import check_outlet, sample_outgoing

PASSWORD = "abcd-efgh"
DID = "did:plc:ostheim2345"
BEGIN, END = datetime(2020, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001 - hypothesis adds no zone
TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")  # atproto.com/specs/tid
AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


class Bluesky:
    """What a personal data server does (lexicons of com.atproto, read Nov 2026)."""

    def __init__(self) -> None:
        self.records: dict[str, dict[str, object]] = {}
        self.token = "jwt-1"
        self.refresh = "refresh-1"
        self.sessions = self.refreshed = 0
        self.blobs: dict[str, bytes] = {}

    def __call__(self, request: Request) -> Reply:
        name = request.path.removeprefix("/xrpc/").rpartition(".")[2]
        signed = name in {"createRecord", "deleteRecord", "uploadBlob"}
        if signed and request.headers["Authorization"] != f"Bearer {self.token}":
            return Reply(400, {"error": "ExpiredToken", "message": "Token has expired"})
        answers = {
            "createSession": self.session,
            "refreshSession": self.refresh_session,
            "uploadBlob": self.upload,
            "createRecord": self.create,
            "deleteRecord": self.delete,
            "getRecord": self.get,
            "resolveHandle": self.resolve,
        }
        return answers[name](request)

    def session(self, request: Request) -> Reply:
        self.sessions += 1
        if request.json() != {"identifier": "presse.ostheim.example", "password": PASSWORD}:
            return Reply(401, {"error": "AuthenticationRequired", "message": "Invalid identifier or password"})
        return self.opened()

    def opened(self) -> Reply:
        tokens = {"accessJwt": self.token, "refreshJwt": self.refresh}
        return Reply(200, {"did": DID, "handle": "presse.ostheim.example", **tokens})

    def refresh_session(self, request: Request) -> Reply:
        assert not request.body
        if request.headers["Authorization"] != f"Bearer {self.refresh}":
            return Reply(400, {"error": "ExpiredToken", "message": "Token has been revoked"})
        self.refreshed += 1
        self.refresh += "+"
        return self.opened()

    def upload(self, request: Request) -> Reply:
        assert request.headers["Content-Type"].startswith("image/")
        assert int(request.headers["Content-Length"]) == len(request.body)
        link = "bafkrei" + sha256(request.body).hexdigest()
        self.blobs[link] = request.body
        kind, size = request.headers["Content-Type"], len(request.body)
        return Reply(200, {"blob": {"$type": "blob", "ref": {"$link": link}, "mimeType": kind, "size": size}})

    def resolve(self, request: Request) -> Reply:
        if request.query["handle"] == "baeder.example":
            return Reply(200, {"did": "did:plc:baeder"})
        return Reply(400, {"error": "InvalidRequest", "message": "Unable to resolve handle"})

    def get(self, request: Request) -> Reply:
        uri = f"at://{request.query['repo']}/{request.query['collection']}/{request.query['rkey']}"
        if uri not in self.records:
            return Reply(400, {"error": "RecordNotFound", "message": f"Could not locate record: {uri}"})
        return Reply(200, {"uri": uri, "cid": self.records[uri]["cid"], "value": self.records[uri]["value"]})

    def create(self, request: Request) -> Reply:
        said = request.json()
        record, uri = said["record"], f"at://{said['repo']}/{said['collection']}/{said['rkey']}"
        wrong = self.wrong(record, said["rkey"]) or (uri in self.records and "Record already exists")
        if wrong:
            return Reply(400, {"error": "InvalidRequest", "message": wrong})
        cid = "bafy" + sha256(repr(record).encode()).hexdigest()
        self.records[uri] = {"cid": cid, "value": record}
        return Reply(200, {"uri": uri, "cid": cid})

    def wrong(self, record: dict[str, object], rkey: str) -> str:
        text = str(record["text"])
        fields = {"$type", "text", "createdAt", "langs", "facets", "embed", "reply"}
        dated = AT.fullmatch(str(record["createdAt"])) and TID.fullmatch(rkey)
        if record["$type"] != "app.bsky.feed.post" or not dated or set(record) - fields:
            return "Invalid app.bsky.feed.post record"
        if len(regex.findall(r"\X", text)) > 300 or len(text.encode()) > 3000:
            return "Record/text must not be longer than 300 graphemes"
        embed = record.get("embed")
        if embed is not None and not self.embeds(embed):
            return "Invalid app.bsky.feed.post record: Record/embed"
        facets = record.get("facets", [])
        assert isinstance(facets, list)
        assert all(self.stands(facet, len(text.encode())) for facet in facets)
        reply = record.get("reply")
        if reply is not None:
            assert isinstance(reply, dict)
            for one in reply.values():
                if self.records.get(one["uri"], {}).get("cid") != one["cid"]:
                    return "Record/reply is no strong reference"
        return ""

    def stands(self, facet: dict[str, dict[str, int]], size: int) -> bool:
        """Say whether a facet is one (app.bsky.richtext.facet): bytes of the text, one feature with what it asks."""
        kinds = {"mention": "did", "link": "uri", "tag": "tag"}
        (feature,) = facet["features"]
        kind = str(feature["$type"]).removeprefix("app.bsky.richtext.facet#")  # type: ignore[index]
        inside = 0 <= facet["index"]["byteStart"] < facet["index"]["byteEnd"] <= size
        return inside and set(feature) == {"$type", kinds[kind]}  # type: ignore[arg-type]

    def embeds(self, embed: object) -> bool:
        """Say whether images are embedded as the lexicon of app.bsky.embed.images asks, of blobs that are there."""
        assert isinstance(embed, dict)
        images = embed["images"]
        return embed["$type"] == "app.bsky.embed.images" and len(images) <= 4 and all(map(self.shows, images))

    def shows(self, image: dict[str, object]) -> bool:
        blob = image["image"]
        assert isinstance(blob, dict)
        there = self.blobs.get(blob["ref"]["$link"])
        fits = there is not None and blob["size"] == len(there) <= 2_000_000 and blob["mimeType"].startswith("image/")
        return fits and isinstance(image["alt"], str) and set(image) <= {"image", "alt", "aspectRatio"}

    def delete(self, request: Request) -> Reply:
        said = request.json()
        self.records.pop(f"at://{said['repo']}/{said['collection']}/{said['rkey']}", None)
        return Reply(200, {})

    @property
    def posts(self) -> list[dict[str, object]]:
        return [record["value"] for record in self.records.values() if isinstance(record["value"], dict)]


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with running(Platform(Bluesky())) as platform:
        yield platform


@pytest.fixture
def server(platform: Platform) -> Bluesky:
    platform.answer = server = Bluesky()
    platform.faults.clear()
    session_of.cache_clear()
    return server


def at(platform: Platform, password: str = PASSWORD, **given: str) -> Placed:
    values = {"service": platform.url, "handle": "@presse.ostheim.example", **given}
    return making("bluesky", values, {"password": password})


@pytest.fixture
def outlet(platform: Platform, server: Bluesky) -> Iterator[Placed]:
    outlet = at(platform)
    yield outlet
    outlet.close()


def sent(outlet: Placed, outgoing: Outgoing) -> str:
    return outlet.deliver(outgoing, key=outgoing.delivery).id


def post(*texts: str) -> Outgoing:
    return replace(sample_outgoing("bluesky"), parts=tuple(VariantPart("text", text) for text in texts))


def test_bluesky_keeps_every_promise_of_an_outlet(platform: Platform, server: Bluesky) -> None:
    check_outlet(
        lambda: at(platform),
        sample_outgoing("bluesky"),
        idempotent=True,
        retractable=True,
        count=lambda: len(server.records),
    )


@pytest.mark.parametrize("fault", [DROP, DROP_AFTERWARDS, HANG, Reply(500), Reply(502)])
def test_a_lost_answer_makes_no_second_post(
    platform: Platform, server: Bluesky, outlet: Placed, fault: Reply | str
) -> None:
    outgoing = sample_outgoing("bluesky")

    def make(timeout_s: str) -> Placed:
        made = at(platform, timeout_s=timeout_s)
        assert any(made.health().ok for _ in range(20))  # signs in, so that the fault meets the post
        return made

    raised = losing(platform, fault, make, outgoing)
    assert all(isinstance(error, NotNow) for error in raised)
    sent(outlet, outgoing)
    assert len(server.records) == 1


def test_a_session_that_ended_is_gone_on_with_and_opened_again_where_it_cannot_be(
    server: Bluesky, outlet: Placed
) -> None:
    sent(outlet, post("eins"))
    server.token = "jwt-2"
    sent(outlet, replace(post("zwei"), delivery="f" * 32))
    assert (len(server.records), server.sessions, server.refreshed) == (2, 1, 1)
    server.token, server.refresh = "jwt-3", "another"
    sent(outlet, replace(post("drei"), delivery="e" * 32))
    assert (len(server.records), server.sessions, server.refreshed) == (3, 2, 1)


def test_all_outlets_of_an_account_sign_in_once(platform: Platform, server: Bluesky) -> None:
    outlets = [at(platform) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        posts = [replace(post("eins"), delivery=f"{number:032x}") for number in range(8)]
        assert len(set(pool.map(sent, outlets, posts))) == 8
    later = at(platform)
    sent(later, replace(post("zwei"), delivery="9" * 32))
    for outlet in (*outlets, later):
        outlet.close()
    assert server.sessions == 1


def test_images_go_with_the_first_post_and_with_what_is_seen_on_them(server: Bluesky, outlet: Placed) -> None:
    outgoing = replace(illustrated("bluesky"), parts=post("Eins", "Zwei").parts)
    sent(outlet, outgoing)
    first, second = server.posts
    assert isinstance(first["embed"], dict)
    (image,) = first["embed"]["images"]
    assert image["alt"] == "Ein Kind springt ins Wasser"
    assert image["aspectRatio"] == {"width": 30, "height": 20}
    assert server.blobs[image["image"]["ref"]["$link"]] == png()
    assert "embed" not in second


def test_an_image_stays_here_that_bluesky_does_not_take_and_it_is_told(server: Bluesky, outlet: Placed) -> None:
    large = a_picture("gross.png", content=png() + b"\0" * 2_000_000)
    outgoing = illustrated("bluesky", a_picture(alt=""), a_picture(content=b""), large, *[a_picture()] * 5)
    rules = [one.rule for one in outlet.prepare(outgoing).problems]
    assert rules == ["image.alt_missing", "image.not_kept", "image.too_large", "image.too_many"]
    assert {one.severity for one in outlet.prepare(outgoing).problems} == {Severity.WARN}
    sent(outlet, outgoing)
    embed = server.posts[0]["embed"]
    assert isinstance(embed, dict)
    assert len(embed["images"]) == 4


def test_a_lost_answer_to_an_image_is_no_doubt(platform: Platform, server: Bluesky, outlet: Placed) -> None:
    outlet.health()
    platform.faults.append(DROP_AFTERWARDS)
    with pytest.raises(NotNow):
        sent(outlet, illustrated("bluesky"))
    assert not server.records
    sent(outlet, illustrated("bluesky"))
    assert len(server.records) == 1


def test_a_limit_is_waited_for(platform: Platform, server: Bluesky, outlet: Placed) -> None:
    outlet.health()
    reset = (datetime.now(UTC) + timedelta(seconds=1000)).timestamp()
    platform.faults.append(Reply(429, {"error": "RateLimitExceeded"}, {"ratelimit-reset": str(int(reset))}))
    with pytest.raises(NotNow) as refused:
        sent(outlet, sample_outgoing("bluesky"))
    assert refused.value.retry_after_s is not None
    assert 500 < refused.value.retry_after_s <= 1000


def test_links_tags_and_mentions_stand_where_their_bytes_are(server: Bluesky, outlet: Placed) -> None:
    text = "Grüße 👩‍👩‍👧 an @baeder.example und @nobody.example: https://bad.example/ä?x=1. #Öffnung, mail@bad.example"
    sent(outlet, post(text))
    facets = server.posts[0]["facets"]
    assert isinstance(facets, list)
    raw = text.encode()
    told = [(raw[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode(), f["features"][0]) for f in facets]
    kind = "app.bsky.richtext.facet"
    assert told == [
        ("@baeder.example", {"$type": f"{kind}#mention", "did": "did:plc:baeder"}),
        ("https://bad.example/ä?x=1", {"$type": f"{kind}#link", "uri": "https://bad.example/ä?x=1"}),
        ("#Öffnung", {"$type": f"{kind}#tag", "tag": "Öffnung"}),
    ]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Mehr: ostheim.de/bad, oder (www.ostheim.de).", ["https://ostheim.de/bad", "https://www.ostheim.de"]),
        ("https://de.wikipedia.org/wiki/Bad_(Ort) z.B. 3.5 Uhr", ["https://de.wikipedia.org/wiki/Bad_(Ort)"]),
        ("An jürgenü@ostheim.de und anna@ostheim.de", []),
        ("@anna.ostheim.de badet", []),
    ],
)
def test_an_address_without_protocol_is_a_link_as_in_the_app(text: str, links: list[str]) -> None:
    features = [one["features"][0] for one in facets_of(text, lambda handle: "did:plc:x" if "anna" in handle else "")]
    assert [one["uri"] for one in features if "uri" in one] == links
    assert any("did" in one for one in features) is text.startswith("@")


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(["#Bad", "👩‍👩‍👧", "ä", " ", "https://a.example/b", "@x.example", "\n", "."]), max_size=20)
)
def test_facets_are_in_order_and_inside_the_text(words: list[str]) -> None:
    text = "".join(words)
    raw, before = text.encode(), 0
    for facet in facets_of(text, lambda handle: "did:plc:x"):
        start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        assert before <= start < end <= len(raw)
        assert raw[start:end].decode()
        before = end


def test_several_texts_become_a_thread_that_is_taken_back_as_one(server: Bluesky, outlet: Placed) -> None:
    outgoing = post("Eins 1/3", "Zwei 2/3", "Drei 3/3")
    receipt = outlet.deliver(outgoing, key=outgoing.delivery)
    root, parent = receipt.details[0][1], receipt.details[1][1]
    reply = server.posts[2]["reply"]
    assert isinstance(reply, dict)
    assert (reply["root"]["uri"], reply["parent"]["uri"]) == (root, parent)
    outlet.retract(receipt, key=outgoing.delivery)
    assert not server.records


def test_half_a_thread_that_is_refused_is_none(server: Bluesky, outlet: Placed) -> None:
    wrong = server.wrong
    server.wrong = lambda record, rkey: "no" if record["text"] == "Zwei" else wrong(record, rkey)  # type: ignore[method-assign]
    with pytest.raises(Refused, match="no"):
        sent(outlet, post("Eins", "Zwei"))
    assert not server.records


def test_a_post_is_counted_as_bluesky_counts(server: Bluesky, outlet: Placed) -> None:
    sent(outlet, post("👍🏽" * 299 + "x"))
    for text in ("x" * 301, "👩‍👩‍👧‍👦" * 150, "half \ud83d"):
        with pytest.raises(Refused):
            sent(outlet, post(text))
    assert len(server.records) == 1


def test_a_wrong_app_password_is_told_and_shown_nowhere(platform: Platform, server: Bluesky) -> None:
    outlet = at(platform, "wrong-777")
    with pytest.raises(NotNow, match="handle or app password") as refused:
        sent(outlet, sample_outgoing("bluesky"))
    health = outlet.health()
    assert not health.ok
    assert "lehnt die Zugangsdaten ab. Setzen Sie sie im Ziel neu" in health.message.de
    assert "wrong-777" not in f"{refused.value} {health} {outlet}"
    outlet.close()


def test_readers_are_told_what_a_machine_wrote(server: Bluesky, outlet: Placed) -> None:
    sent(outlet, replace(post("Eins", "Zwei"), marking=Marking(Method.COMPOSITE, 0.5)))
    assert [str(record["text"]).endswith("mit KI erstellt.") for record in server.posts] == [False, True]


@settings(max_examples=200, deadline=None)
@given(st.binary(min_size=16, max_size=16), st.datetimes(BEGIN, END), st.integers(0, 24))
def test_a_record_key_is_a_tid_of_the_second_it_was_released_in(key: bytes, moment: datetime, number: int) -> None:
    moment = moment.replace(tzinfo=UTC)
    made = record_key(key.hex(), number, moment)
    assert TID.fullmatch(made)
    value = 0
    for letter in made:
        value = value * 32 + "234567abcdefghijklmnopqrstuvwxyz".index(letter)
    assert abs(value // 1024 / 1e6 - int(moment.timestamp())) <= 1.1
    assert record_key(key.hex(), number + 1, moment) > made
