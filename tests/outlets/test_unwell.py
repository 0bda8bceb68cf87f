"""An outlet that is not well says why in German and in English; what its server said is quoted."""

import os
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import suppress
from errno import ENOSPC
from pathlib import Path
from threading import Thread

import pytest
from tests.outlets.certificates import own_certificate
from tests.outlets.http_server import Platform, Reply, running
from tests.outlets.making import making

from klaviatur.adapters.outlets import write_whole
from klaviatur.doors.site.telling import tell, tell_health
from klaviatur.errors import NotNow

NOBODY = "http://127.0.0.1:9"
PLACES: Mapping[str, tuple[str, Mapping[str, str], Mapping[str, str]]] = {
    "wordpress": ("url", {"user": "redaktion"}, {"password": "abcd EFGH"}),
    "mastodon": ("server", {}, {"token": "a-token-of-ours"}),
    "bluesky": ("service", {"handle": "haus.example"}, {"password": "abcd-efgh"}),
    "linkedin": ("api", {"author": "urn:li:organization:1"}, {"token": "a-token-of-ours"}),
    "webhook": ("url", {}, {"secret": "whsec_" + "A" * 43 + "="}),
    "s3": ("endpoint", {"bucket": "presse", "access_key": "key-of-ours"}, {"secret_key": "secret-of-ours"}),
}
MAIL = {"port": "9", "security": "none", "from_address": "a@b.example", "from_name": "Presse", "timeout_s": "5"}


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with running(Platform(lambda _: Reply(200, {}))) as platform:
        yield platform


def told(kind: str, values: Mapping[str, str], secrets: Mapping[str, str] | None = None) -> tuple[str, str]:
    outlet = making(kind, values, secrets)
    health = outlet.health()
    outlet.close()
    assert not health.ok
    return str(tell_health("de", health)), health.message.en


@pytest.mark.parametrize("kind", PLACES)
@pytest.mark.parametrize("status", [401, 404, 429, 500, 301])
def test_what_a_platform_answers_is_told_in_german_and_quoted_as_it_said_it(
    platform: Platform, kind: str, status: int
) -> None:
    place, values, secrets = PLACES[kind]
    platform.answer = lambda _: Reply(status, {"message": "Computer says no"})
    german, english = told(kind, {**values, place: platform.url}, secrets)
    assert 'lang="en"' not in german
    assert " it " not in f"{german} "
    assert " refused " not in german
    if "Computer" in english:
        assert re.search("„[^“]*Computer says no[^“]*“", german)
        assert re.search('".*Computer says no.*"', english)


@pytest.mark.parametrize("kind", PLACES)
def test_a_platform_that_does_not_answer_is_told_in_german(kind: str) -> None:
    place, values, secrets = PLACES[kind]
    german, _ = told(kind, {**values, place: NOBODY}, secrets)
    assert 'lang="en"' not in german


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[int]:
    """A server whose certificate nobody signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*own_certificate(tmp_path, "localhost"))
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            with suppress(OSError):
                while True:
                    known, _ = server.accept()
                    with known, suppress(OSError), context.wrap_socket(known, server_side=True) as talk:
                        talk.recv(1)

        Thread(target=greet, daemon=True).start()
        yield server.getsockname()[1]


@pytest.mark.parametrize("kind", [kind for kind in PLACES if kind != "s3"])
def test_a_platform_whose_certificate_cannot_be_trusted_is_told_from_one_that_is_not_there(
    stranger: int, kind: str
) -> None:
    place, values, secrets = PLACES[kind]
    german, english = told(kind, {**values, place: f"https://localhost:{stranger}"}, secrets)
    assert "ist nicht zu trauen" in german
    assert 'lang="en"' not in german
    assert re.search(r"cannot be trusted \(.*certificate.*\). Check its address and its certificate.", english)
    assert "whether it runs" not in english


def test_a_mail_server_whose_certificate_cannot_be_trusted_is_told_in_german(stranger: int) -> None:
    german, english = told("mail", MAIL | {"host": "localhost", "port": str(stranger), "security": "tls"})
    assert "ist nicht zu trauen" in german
    assert 'lang="en"' not in german
    assert "cannot be trusted or does not encrypt" in english


def test_a_platform_that_gives_no_reason_is_not_quoted(platform: Platform) -> None:
    platform.answer = lambda _: Reply(403)
    place, values, secrets = PLACES["wordpress"]
    german, english = told("wordpress", {**values, place: platform.url}, secrets)
    assert "antwortete 403: (ohne Begründung)." in german
    assert "answered 403: (no reason given)." in english


def test_a_mail_server_that_is_not_there_is_told_in_german() -> None:
    german, english = told("mail", MAIL | {"host": "127.0.0.1"})
    assert "(dort nimmt nichts Verbindungen an). Prüfen, ob Name und Port stimmen" in german
    assert "(nothing takes connections there)" in english
    assert "diesen Namen kennt niemand" in told("mail", MAIL | {"host": "nowhere.invalid"})[0]


@pytest.mark.parametrize("kind", ["folder", "press_kit", "feed"])
def test_a_folder_that_cannot_be_written_to_says_why(kind: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    more = {"sender": "Haus", "title": "Neues", "home": "https://a.example"}
    known = {"folder": (), "press_kit": ("sender",), "feed": ("title", "home")}[kind]
    values = {"path": str(tmp_path / "file" / "inside"), **{name: more[name] for name in known}}
    german, english = told(kind, values)
    assert "wo ein Ordner sein müsste, steht eine Datei" in german or "Datei und ein Ordner gleich" in german
    assert 'lang="en"' not in german
    assert "[Errno" not in german + english


def test_a_disk_without_room_is_told_in_german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(ENOSPC, os.strerror(ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotNow, match="there is no room left") as refused:
        write_whole(tmp_path / "post.txt", [b"words"])
    assert "dort ist kein Platz mehr" in tell("de", str(refused.value))
    assert not [place for place in tmp_path.rglob("*") if place.is_file()]
