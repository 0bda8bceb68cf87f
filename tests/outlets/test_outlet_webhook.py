"""A webhook is signed as its specification says, and known again by its id."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from tests.outlets.http_server import DROP, DROP_AFTERWARDS, HANG, Platform, Reply, Request, losing, running
from tests.outlets.making import NOW, a_picture, making

from klaviatur.adapters.outlets import Placed
from klaviatur.errors import NotNow, NotRetractable, Refused, SettingError
from klaviatur.records import VariantPart
from klaviatur.testing import check_outlet, sample_outgoing

SECRET = b"x" * 32
KEY = "whsec_" + base64.b64encode(SECRET).decode()


class Receiver:
    """Takes what is signed, and each id once."""

    def __init__(self) -> None:
        self.seen: dict[str, dict[str, object]] = {}

    def __call__(self, request: Request) -> Reply:
        heads = request.headers
        id_, at = heads["webhook-id"], heads["webhook-timestamp"]
        signed = hmac.new(SECRET, f"{id_}.{at}.".encode() + request.body, hashlib.sha256).digest()
        if heads["webhook-signature"] != f"v1,{base64.b64encode(signed).decode()}":
            return Reply(401, {"error": "signature"})
        if abs(int(at) - NOW.timestamp()) > 300:
            return Reply(400, {"error": "too old"})
        said = request.json()
        assert set(said) == {"type", "timestamp", "data"}
        assert datetime.fromisoformat(said["timestamp"]).tzinfo
        if said["type"] == "delivery.retracted":
            self.seen.pop(said["data"]["delivery"], None)
        elif said["type"] == "delivery.sent":
            self.seen[id_] = said["data"]
        return Reply(204)


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with running(Platform(Receiver())) as platform:
        yield platform


def at(platform: Platform, **values: str) -> Placed:
    return making("webhook", {"url": platform.url, **values}, {"secret": KEY})


@pytest.fixture
def outlet(platform: Platform) -> Iterator[Placed]:
    outlet = at(platform)
    yield outlet
    platform.faults.clear()
    outlet.close()


def test_a_webhook_keeps_every_promise_of_an_outlet(platform: Platform) -> None:
    receiver = platform.answer
    assert isinstance(receiver, Receiver)
    check_outlet(
        lambda: making("webhook", {"url": platform.url}, {"secret": KEY}),
        sample_outgoing("press_release"),
        idempotent=True,
        retractable=True,
        count=lambda: len(receiver.seen),
    )


@pytest.mark.parametrize("fault", [DROP, DROP_AFTERWARDS, HANG, Reply(500), Reply(502)])
def test_what_was_not_answered_is_sent_again_and_is_there_once(
    platform: Platform, outlet: Placed, fault: Reply | str
) -> None:
    receiver = platform.answer
    assert isinstance(receiver, Receiver)
    receiver.seen.clear()
    outgoing = sample_outgoing("press_release")
    raised = losing(platform, fault, lambda timeout_s: at(platform, timeout_s=timeout_s), outgoing)
    assert all(isinstance(error, NotNow) and "same webhook-id" in str(error) for error in raised)
    outlet.deliver(outgoing, key=outgoing.delivery)
    assert list(receiver.seen) == [outgoing.delivery]


def test_the_same_delivery_is_the_same_bytes(platform: Platform, outlet: Placed) -> None:
    outgoing = sample_outgoing("press_release")
    for _ in range(2):
        outlet.deliver(outgoing, key=outgoing.delivery)
    assert platform.requests[-1].body == platform.requests[-2].body
    assert platform.requests[-1].json()["data"]["format"] == "klaviatur-delivery/1"


@pytest.mark.parametrize(
    ("reply", "error", "wait"),
    [
        (Reply(429, {}, {"Retry-After": "17"}), NotNow, 17),
        (Reply(503, {}, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}), NotNow, 0),
        (Reply(401), NotNow, 900),
        (Reply(302, None, {"Location": "http://127.0.0.1:1/"}), NotNow, None),
        (Reply(404), Refused, None),
        (Reply(410), Refused, None),
        (Reply(422, {"error": "no\u0000 such\nthing", "message": "x" * 9000}), Refused, None),
    ],
)
def test_an_answer_is_what_a_delivery_becomes(
    platform: Platform, outlet: Placed, reply: Reply, error: type[Exception], wait: float | None
) -> None:
    outgoing = sample_outgoing("press_release")
    platform.faults.append(reply)
    with pytest.raises(error) as raised:
        outlet.deliver(outgoing, key=outgoing.delivery)
    assert getattr(raised.value, "retry_after_s", None) == wait
    assert str(raised.value).isprintable()
    assert len(str(raised.value)) < 500


def test_a_receiver_that_is_not_there_has_got_nothing() -> None:
    outlet = making("webhook", {"url": "http://127.0.0.1:9"}, {"secret": KEY})
    outgoing = sample_outgoing("press_release")
    with pytest.raises(NotNow, match="cannot be reached"):
        outlet.deliver(outgoing, key=outgoing.delivery)
    health = outlet.health()
    assert not health.ok
    assert "Prüfnachricht" in health.message.de


def test_a_receiver_that_knows_no_retractions_is_not_told_of_one(platform: Platform) -> None:
    outlet = making("webhook", {"url": platform.url, "retract": "off"}, {"secret": KEY})
    outgoing = sample_outgoing("press_release")
    receipt = outlet.deliver(outgoing, key=outgoing.delivery)
    with pytest.raises(NotRetractable, match="retract"):
        outlet.retract(receipt, key=outgoing.delivery)
    outlet.close()


def test_half_a_letter_is_refused(outlet: Placed) -> None:
    outgoing = replace(sample_outgoing("press_release"), parts=(VariantPart("body", "half \ud83d"),))
    with pytest.raises(Refused, match="half a letter"):
        outlet.deliver(outgoing, key=outgoing.delivery)


@pytest.mark.parametrize(
    "secret", ["whsec_", "whsec_abc", "geheim", "whsec_" + base64.b64encode(b"short").decode(), "x y"]
)
def test_a_key_that_is_none_is_named_with_how_to_make_one(secret: str) -> None:
    with pytest.raises(SettingError, match=r"whsec_|is missing"):
        making("webhook", {"url": "https://a.example"}, {"secret": secret})


def test_embargo_and_images_are_told(platform: Platform, outlet: Placed) -> None:
    outgoing = replace(sample_outgoing("press_release"), embargo=NOW, pictures=(a_picture(),))
    outlet.deliver(outgoing, key=outgoing.delivery)
    data = platform.requests[-1].json()["data"]
    assert data["embargo"] == "2027-03-03T08:00:00+00:00"
    (image,) = data["images"]
    assert (image["url"], image["alt"]) == ("Bad im See.png", "Ein Kind springt ins Wasser")
    assert image["sha256"] == a_picture().digest
