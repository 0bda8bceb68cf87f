"""Product files of the web, from a server on this machine."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from klaviatur.adapters.sources.catalogues import Validators, read_tables, validators_of
from klaviatur.errors import SourceNotFound, TableUnreadable

CSV = b"sku;name\n1;Hammer\n2;Zange\n"
ETAG, CHANGED = '"v7"', "Sun, 01 Mar 2026 10:00:00 GMT"


class _Shop(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, headers, body = self.answer()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        told = {"ETag": ETAG, "Last-Modified": CHANGED, "Content-Type": "text/csv"}
        if self.path == "/feed.csv":
            known = self.headers.get("If-None-Match") == ETAG or self.headers.get("If-Modified-Since") == CHANGED
            return (304, told, b"") if known else (200, told, CSV)
        answers: dict[str, tuple[int, dict[str, str], bytes]] = {
            "/stubborn.csv": (200, told, CSV),
            "/moved": (302, {"Location": "/feed.csv"}, b""),
            "/circle": (302, {"Location": "/circle"}, b""),
            "/login": (401, {}, b""),
            "/broken": (500, {}, b""),
            "/lines": (200, {"Content-Type": "application/x-ndjson"}, b'{"sku": "1"}\n'),
            "/gzip": (200, {"Content-Encoding": "gzip"}, b"no gzip"),
        }
        return answers.get(self.path, (404, {}, b""))

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Shop)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_feed_is_read_and_its_version_remembered(shop: str) -> None:
    (table,) = read_tables(f"{shop}/feed.csv")
    assert [chunk.frame["sku"].to_list() for chunk in table.chunks] == [["1", "2"]]
    assert table.origin == f"{shop}/feed.csv"
    assert validators_of(table) == Validators(ETAG, CHANGED)


@pytest.mark.parametrize("known", [Validators(ETAG, CHANGED), Validators(etag=ETAG), Validators(last_modified=CHANGED)])
def test_a_feed_that_is_not_new_gives_nothing(shop: str, known: Validators) -> None:
    assert list(read_tables(f"{shop}/feed.csv", conditional=known)) == []


def test_a_feed_that_changed_is_read_again(shop: str) -> None:
    assert (
        len(list(read_tables(f"{shop}/feed.csv", conditional=Validators('"v6"', "Sun, 01 Feb 2026 10:00:00 GMT")))) == 1
    )


def test_a_server_that_ignores_conditions_is_still_not_new(shop: str) -> None:
    assert list(read_tables(f"{shop}/stubborn.csv", conditional=Validators(etag=ETAG))) == []


def test_redirects_are_followed_but_not_in_circles(shop: str) -> None:
    assert len(list(read_tables(f"{shop}/moved"))) == 1
    with pytest.raises(TableUnreadable, match="circles"):
        list(read_tables(f"{shop}/circle"))


def test_the_media_type_helps_where_a_name_does_not(shop: str) -> None:
    (table,) = read_tables(f"{shop}/lines")
    assert table.format == "jsonl"


@pytest.mark.parametrize(
    ("path", "error", "words"),
    [
        ("/fehlt", SourceNotFound, "no file"),
        ("/login", TableUnreadable, "login"),
        ("/broken", TableUnreadable, "status 500"),
        ("/gzip", TableUnreadable, "compression"),
    ],
)
def test_what_a_server_refuses_is_said_in_one_sentence(
    shop: str, path: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        list(read_tables(shop + path))


def test_more_than_the_limit_is_not_downloaded(shop: str) -> None:
    with pytest.raises(TableUnreadable, match="larger than"):
        list(read_tables(f"{shop}/feed.csv", max_bytes=10))


def test_addresses_of_the_own_network_can_be_refused(shop: str) -> None:
    with pytest.raises(TableUnreadable, match="own network"):
        list(read_tables(f"{shop}/feed.csv", public_only=True))
    with pytest.raises(TableUnreadable, match="own network"):
        list(read_tables(shop.replace("127.0.0.1", "localhost") + "/feed.csv", public_only=True))


def test_a_server_that_is_not_there_is_not_found() -> None:
    with pytest.raises(SourceNotFound, match="cannot be reached"):
        list(read_tables("http://127.0.0.1:9/feed.csv"))
