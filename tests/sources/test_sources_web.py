"""Pages are fetched from a loopback server: types, sizes, redirects and refusals."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from klaviatur.adapters.sources import read_source
from klaviatur.errors import SourceNotFound, SourceUnreadable

ANSWERS: dict[str, tuple[int, str, bytes]] = {
    "/page": (200, "text/html; charset=iso-8859-1", "<p>Für alle gebaut.</p>".encode("latin-1")),
    "/text": (200, "text/plain; charset=utf-8", "Für alle gebaut.".encode()),
    "/image": (200, "image/png", b"\x89PNG\r\n\x1a\n" + bytes(99)),
    "/locked": (403, "text/html", b"no"),
    "/broken": (500, "text/html", b"no"),
    "/large": (200, "text/plain", b"a" * 200_000),
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path in {"/moved", "/circle"}:
            self.send_response(302)
            self.send_header("Location", "/text" if self.path == "/moved" else "/circle")
            self.end_headers()
            return
        status, kind, body = ANSWERS.get(self.path, (404, "text/html", b"gone"))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        return


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("path", ["/page", "/text", "/moved"])
def test_a_page_is_read_in_the_charset_it_names(site: str, path: str) -> None:
    assert read_source(site + path).blocks[0].text == "Für alle gebaut."


def test_the_origin_is_where_the_redirect_led(site: str) -> None:
    assert read_source(site + "/moved").origin == site + "/text"


@pytest.mark.parametrize(
    ("path", "said"), [("/locked", "login"), ("/broken", "500"), ("/circle", "circles"), ("/image", "an image")]
)
def test_a_page_that_cannot_be_read_says_why(site: str, path: str, said: str) -> None:
    with pytest.raises(SourceUnreadable, match=said):
        read_source(site + path)


def test_a_page_over_the_limit_is_given_up(site: str) -> None:
    with pytest.raises(SourceUnreadable, match="larger than"):
        read_source(site + "/large", max_bytes=100_000)


def test_a_missing_page_and_a_silent_host_are_not_found(site: str) -> None:
    for place in (site + "/nothing", "http://127.0.0.1:9/x"):
        with pytest.raises(SourceNotFound):
            read_source(place)
