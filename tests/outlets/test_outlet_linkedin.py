"""LinkedIn gets posts as its documents say; what it did not answer to is in doubt."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.outlets.http_server import DROP, DROP_AFTERWARDS, HANG, Platform, Reply, Request, losing, running
from tests.outlets.making import a_picture, illustrated, making, png

from klaviatur.adapters.outlets import Placed
from klaviatur.adapters.outlets.linkedin.outlet import little_text
from klaviatur.errors import InDoubt, NotNow, Refused, SettingError
from klaviatur.records import Marking, Method, Outgoing, VariantPart
from klaviatur.testing import check_outlet, sample_outgoing

TOKEN = "AQX-geheim"
AUTHOR = "urn:li:organization:4242"


class LinkedIn:
    """What the Posts API does (learn.microsoft.com/linkedin, read Nov 2026)."""

    def __init__(self) -> None:
        self.posts: dict[str, dict[str, object]] = {}
        self.images: dict[str, bytes] = {}
        self.url = ""
        self.made = 0

    def __call__(self, request: Request) -> Reply:
        heads = request.headers
        if heads["Authorization"] != f"Bearer {TOKEN}":
            return Reply(401, {"status": 401, "code": "REVOKED_ACCESS_TOKEN", "message": "The token was revoked"})
        if request.path == "/v2/userinfo":
            return Reply(200, {"sub": "AbC", "name": "Anna Bauer"})
        if heads["LinkedIn-Version"] != "202607":
            return Reply(
                426, {"status": 426, "code": "NONEXISTENT_VERSION", "message": "Requested version is not active"}
            )
        assert heads["X-Restli-Protocol-Version"] == "2.0.0"
        if request.method == "GET":
            assert request.query["q"] == "author"
            return Reply(403, {"status": 403, "code": "ACCESS_DENIED", "message": "Not enough permissions"})
        if "image" in request.path:
            return self.image(request)
        return self.delete(request) if request.method == "DELETE" else self.post(request)

    def image(self, request: Request) -> Reply:
        if request.method == "PUT":
            self.images[request.query["urn"]] = request.body
            return Reply(201)
        assert request.query == {"action": "initializeUpload"}
        assert request.json() == {"initializeUploadRequest": {"owner": AUTHOR}}
        urn = f"urn:li:image:C4E{len(self.images)}"
        self.images[urn] = b""
        place = f"{self.url}/dms-uploads/image?urn={urn}"
        return Reply(200, {"value": {"uploadUrlExpiresAt": 1650567510704, "uploadUrl": place, "image": urn}})

    def post(self, request: Request) -> Reply:
        said = request.json()
        content = said.pop("content", {})
        shown = content["multiImage"]["images"] if "multiImage" in content else [*content.values()]
        assert not content or len(shown) == 1 or 2 <= len(shown) <= 20
        assert all(self.images[one["id"]] and len(one["altText"]) <= 4_086 for one in shown)
        assert set(said) == {
            "author",
            "commentary",
            "visibility",
            "distribution",
            "lifecycleState",
            "isReshareDisabledByAuthor",
        }
        if said["author"] != AUTHOR:
            return Reply(403, {"status": 403, "code": "ACCESS_DENIED", "message": "Not an administrator"})
        if len(read_back(said["commentary"])) > 3000:
            return Reply(422, {"status": 422, "code": "FIELD_LENGTH_TOO_LONG", "message": "commentary"})
        self.made += 1
        urn = f"urn:li:share:{self.made}"
        self.posts[urn] = said | {"images": shown}
        return Reply(201, None, {"x-restli-id": urn})

    def delete(self, request: Request) -> Reply:
        assert request.headers["X-RestLi-Method"] == "DELETE"
        return Reply(204) if self.posts.pop(request.path.removeprefix("/rest/posts/"), None) else Reply(404)


def read_back(commentary: str) -> str:
    """Read little text as LinkedIn does: reserved signs stand only where they are escaped or make a hashtag."""
    plain = re.sub(r"\{hashtag\|\\#\|((?:[^\\|{}@\[\]()<>#*_~]|\\.)+)\}", r"\\#\1", commentary, flags=re.DOTALL)
    unescaped = re.sub(r"\\.", "", plain, flags=re.DOTALL)
    assert not re.search(r"[|{}@\[\]()<>#\\*_~]", unescaped), unescaped
    return re.sub(r"\\(.)", r"\1", plain, flags=re.DOTALL)


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with running(Platform(LinkedIn())) as platform:
        yield platform


@pytest.fixture
def server(platform: Platform) -> LinkedIn:
    platform.answer = server = LinkedIn()
    server.url = platform.url
    platform.faults.clear()
    return server


def at(platform: Platform, token: str = TOKEN, **values: str) -> Placed:
    return making("linkedin", {"api": platform.url, "author": AUTHOR, **values}, {"token": token})


@pytest.fixture
def outlet(platform: Platform, server: LinkedIn) -> Iterator[Placed]:
    outlet = at(platform)
    yield outlet
    outlet.close()


def sent(outlet: Placed, outgoing: Outgoing) -> str:
    return outlet.deliver(outgoing, key=outgoing.delivery).id


def test_linkedin_keeps_every_promise_of_an_outlet(platform: Platform, server: LinkedIn) -> None:
    check_outlet(
        lambda: at(platform),
        sample_outgoing("linkedin"),
        idempotent=False,
        retractable=True,
        count=lambda: len(server.posts),
    )


@pytest.mark.parametrize("fault", [DROP, DROP_AFTERWARDS, HANG, Reply(500), Reply(504)])
def test_a_lost_answer_is_in_doubt(platform: Platform, server: LinkedIn, fault: Reply | str) -> None:
    (raised,) = losing(
        platform, fault, lambda timeout_s: at(platform, timeout_s=timeout_s), sample_outgoing("linkedin")
    )
    assert isinstance(raised, InDoubt)
    assert "whether it was done" in str(raised)


def test_a_server_that_is_busy_has_taken_nothing(platform: Platform, outlet: Placed) -> None:
    platform.faults.append(Reply(429, {"status": 429, "message": "throttled"}, {"Retry-After": "60"}))
    with pytest.raises(NotNow) as refused:
        sent(outlet, sample_outgoing("linkedin"))
    assert refused.value.retry_after_s == 60


def test_a_delivery_can_be_found_and_taken_back(server: LinkedIn, outlet: Placed) -> None:
    outgoing = sample_outgoing("linkedin")
    receipt = outlet.deliver(outgoing, key=outgoing.delivery)
    assert receipt.url == "https://www.linkedin.com/feed/update/urn:li:share:1"
    assert quote(receipt.id, safe="") == "urn%3Ali%3Ashare%3A1"
    outlet.retract(receipt, key=outgoing.delivery)
    assert not server.posts


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("ab1 \n|{}@[]()<>#\\*_~.:/äß#"), max_size=40))
def test_every_sign_of_a_text_is_shown(text: str) -> None:
    assert read_back(little_text(text)) == text


def test_hashtags_stay_hashtags() -> None:
    assert little_text("Neu (heute) #Bad_Ostheim!") == "Neu \\(heute\\) {hashtag|\\#|Bad\\_Ostheim}!"


@pytest.mark.parametrize(
    ("values", "error", "said"),
    [
        ({"author": "urn:li:organization:1"}, Refused, "Not an administrator"),
        ({"version": "202001"}, Refused, "NONEXISTENT_VERSION"),
    ],
)
def test_what_linkedin_refuses_is_said_in_its_words(
    platform: Platform, server: LinkedIn, values: dict[str, str], error: type[Exception], said: str
) -> None:
    outlet = at(platform, **values)
    with pytest.raises(error, match=said):
        sent(outlet, sample_outgoing("linkedin"))
    outlet.close()


def test_a_token_that_has_ended_is_told_and_shown_nowhere(platform: Platform, server: LinkedIn) -> None:
    outlet = at(platform, "AQX-old-777")
    with pytest.raises(NotNow, match="Set a new key") as refused:
        sent(outlet, sample_outgoing("linkedin"))
    assert "AQX-old-777" not in f"{refused.value} {outlet.health()} {outlet}"
    outlet.close()


def test_a_post_that_is_too_long_does_not_leave(server: LinkedIn, outlet: Placed) -> None:
    for text, fits in [
        ("x" * 3000, True),
        ("x" * 3001, False),
        ("(" * 3000, True),
        ("🎹" * 1500, True),
        ("🎹" * 1501, False),
    ]:
        outgoing = replace(sample_outgoing("linkedin"), parts=(VariantPart("text", text),))
        assert (not outlet.prepare(outgoing).problems) is fits
    with pytest.raises(Refused, match="3,000"):
        sent(outlet, replace(sample_outgoing("linkedin"), parts=(VariantPart("text", "x" * 3001),)))
    assert not server.posts


def test_readers_are_told_what_a_machine_wrote(server: LinkedIn, outlet: Placed) -> None:
    sent(outlet, replace(sample_outgoing("linkedin"), marking=Marking(Method.TRAINED, 1.0)))
    assert str(server.posts["urn:li:share:1"]["commentary"]).endswith("Dieser Text wurde mit KI erstellt.")


@pytest.mark.parametrize(
    ("name", "value"), [("author", "4242"), ("version", "2026"), ("visibility", "ALL"), ("api", "x")]
)
def test_a_wrong_setting_of_linkedin_is_named(platform: Platform, name: str, value: str) -> None:
    with pytest.raises(SettingError, match="our-linkedin"):
        at(platform, **{name: value})


@pytest.mark.parametrize("many", [1, 2])
def test_images_go_along_with_what_is_seen_on_them(server: LinkedIn, outlet: Placed, many: int) -> None:
    outgoing = illustrated("linkedin", *[a_picture()] * many)
    outlet.deliver(outgoing, key=outgoing.delivery)
    (made,) = server.posts.values()
    said = {"altText": "Ein Kind springt ins Wasser"}
    assert made["images"] == [{"id": f"urn:li:image:C4E{number}", **said} for number in range(many)]
    assert list(server.images.values()) == [png()] * many


def test_no_image_is_handed_to_another_host(server: LinkedIn, outlet: Placed) -> None:
    server.url = "http://elsewhere.example"
    with pytest.raises(Refused, match=r"elsewhere\.example"):
        outlet.deliver(illustrated("linkedin"), key="k")
    assert not server.posts


def test_an_image_whose_answer_is_lost_leaves_no_doubt(platform: Platform, server: LinkedIn, outlet: Placed) -> None:
    for fault in (DROP, DROP_AFTERWARDS):
        platform.faults.append(fault)
        with pytest.raises(NotNow):
            outlet.deliver(illustrated("linkedin"), key="k")
    assert not server.posts


def test_a_version_that_linkedin_does_not_take_is_told_by_the_check(platform: Platform, server: LinkedIn) -> None:
    outlet = at(platform, version="202401")
    health = outlet.health()
    assert not health.ok
    assert "Requested version is not active" in health.message.en
    outlet.close()
