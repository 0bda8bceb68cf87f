"""What cannot be played is refused in one sentence with the next step; nothing is written, nothing is torn."""

import io
import os
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import dirty
import docx
import pytest
from click.testing import CliRunner, Result
from pypdf import PdfWriter

from klaviatur.adapters.sources import web
from klaviatur.doors.cli import cli

CHANCE = random.Random(7)  # noqa: S311 - noise of a file, not a secret
NEXT_STEP = re.compile(
    r"\b(?:Put|Give|Check|Name|Save|Open|Export|Try|Unpack|Run|run|Ask|Correct|Cut|Rename|Choose|choose|Known|Remove)\b"
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KLAVIATUR_DEBUG", raising=False)
    return tmp_path


def play(*arguments: str, data: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["play", *arguments], input=data)


def assert_refused(result: Result, *named: str, folder: Path) -> None:
    """One sentence or two on standard error, code 2, no traceback, and nothing left on disk."""
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    message = result.stderr.strip()
    assert message, "no word of what is wrong"
    assert "\n" not in message, message
    assert len(message) < 900, message
    assert NEXT_STEP.search(message), message
    for name in named:
        assert name in message
    assert not (folder / "klaviatur-out").exists()


def locked_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("geheim", algorithm="RC4-128")
    return written(writer.write)


def scanned_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    return written(writer.write)


def written(write: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    write(out)
    return out.getvalue()


def word_file(*paragraphs: str) -> bytes:
    word = docx.Document()
    for words in paragraphs:
        word.add_paragraph(words)
    return written(word.save)


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


REFUSED: dict[str, bytes] = {
    "empty.txt": b"",
    "empty.md": b"",
    "empty.docx": b"",
    "blank.txt": b" \n\t \r\n\n",
    "blank.html": b"<html><body> &nbsp; <p></p></body></html>",
    "only_front_matter.md": b"---\ntitle:\n---\n\n",
    "one_word.txt": b"x",
    "one_word.md": "Nahwärmenetz".encode(),
    "one_heading.md": b"# Titel\n",
    "figures.txt": b"12 34 56\n78 90",
    "marks.txt": b"--- !!! ??? \n\n***",
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "random.txt": CHANCE.randbytes(5_000),
    "random.docx": CHANCE.randbytes(5_000),
    "random.pdf": CHANCE.randbytes(5_000),
    "program": b"\x7fELF\x02\x01\x01" + bytes(500),
    "sound.mp3": b"ID3\x04\x00" + bytes(range(256)) * 8,
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "letter.rtf": b"{\\rtf1\\ansi Hallo}",
    "table.xlsx": zipped(xl__workbook=b"<x/>"),
    "half.docx": word_file("Die Stadt baut.", "Sie baut viel.")[:900],
    "hollow.docx": zipped(word__document=b"<w:document/>"),
    "blank.docx": word_file("", "  "),
    "text.docx": b"Nur Text, kein Word.",
    "half.pdf": scanned_pdf()[:120],
    "broken.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
    "text.pdf": b"Nur Text, kein PDF.",
    "locked.pdf": locked_pdf(),
    "scanned.pdf": scanned_pdf(),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_text_is_refused_by_its_name(name: str, here: Path) -> None:
    (here / name).write_bytes(REFUSED[name])
    assert_refused(play(name), name, folder=here)


def test_a_file_of_50_megabytes_is_refused_before_it_is_read(here: Path) -> None:
    with (here / "huge.txt").open("wb") as file:
        file.truncate(50_000_000)
    assert_refused(play("huge.txt"), "huge.txt", "50.0 MB", folder=here)


def test_a_text_of_book_length_is_refused_with_its_length(here: Path) -> None:
    (here / "book.txt").write_text("Die Stadt baut ein Haus. " * 120_000, encoding="utf-8")
    assert_refused(play("book.txt"), "book.txt", folder=here)


def test_standard_input_without_a_text_is_refused(here: Path) -> None:
    assert_refused(play("-", data=b""), "stdin", folder=here)
    assert_refused(play("-", data=b"  \n"), "stdin", folder=here)


def test_what_is_not_there_is_named(here: Path) -> None:
    assert_refused(play("missing.md"), "missing.md", folder=here)
    assert_refused(play("texts/*.md"), "texts/*.md", folder=here)
    assert_refused(play("[odd].md"), "[odd].md", folder=here)
    assert_refused(play("ftp://127.0.0.1/a.txt"), "ftp://127.0.0.1/a.txt", folder=here)
    assert_refused(play("a" * 4_000 + ".md"), ".md", folder=here)


def test_a_folder_without_texts_is_named(here: Path) -> None:
    (here / "texts").mkdir()
    (here / "texts" / "a.png").write_bytes(b"\x89PNG")
    assert_refused(play("texts"), "texts", folder=here)


@pytest.mark.skipif(os.name == "nt", reason="there is no such device")
def test_a_device_that_never_ends_is_not_read_to_its_end(here: Path) -> None:
    assert_refused(play("/dev/zero"), "/dev/zero", folder=here)


# --- voices, channels, writers, folders ---------------------------------------------------------------------------


@pytest.fixture
def text(here: Path) -> str:
    (here / "text.txt").write_text(dirty.GERMAN, encoding="utf-8")
    return "text.txt"


@pytest.mark.parametrize(
    "content",
    [
        b"address = ",
        b'address = "Ihr"',
        b'tone = "warm"',
        b"\x89PNG\r\n\x00",
        b'address = "du"\nemoji = "ja"',
        b"[[voice]]\n",
    ],
)
def test_a_broken_voice_file_is_named(content: bytes, text: str, here: Path) -> None:
    (here / "voice.toml").write_bytes(content)
    assert_refused(play(text, "--voice", "voice.toml"), "voice.toml", folder=here)


@pytest.mark.parametrize("voice", ["missing.toml", "."])
def test_a_voice_that_is_no_file_is_named(voice: str, text: str, here: Path) -> None:
    assert_refused(play(text, "--voice", voice), voice, folder=here)


@pytest.mark.parametrize(
    "content",
    [b"", b"name = ", b'name = "x"', b'extends = "nowhere"\nname = "x"', b"\xff\xfe\x00", b"[[parts]]\nname = 3"],
)
def test_a_broken_channel_file_is_named(content: bytes, text: str, here: Path) -> None:
    (here / "own.toml").write_bytes(content)
    assert_refused(play(text, "--channels", "own.toml"), "own.toml", folder=here)


@pytest.mark.parametrize("channels", ["myspace", "sms,myspace", "missing.toml", "SMS"])
def test_an_unknown_channel_is_named(channels: str, text: str, here: Path) -> None:
    assert_refused(play(text, "--channels", channels), channels.rsplit(",", maxsplit=1)[-1], folder=here)


def test_channels_that_name_none_are_refused(text: str, here: Path) -> None:
    assert_refused(play(text, "--channels", " , "), "--channels", folder=here)


def test_an_unknown_writer_is_named(text: str, here: Path) -> None:
    assert_refused(play(text, "--writer", "shakespeare"), "shakespeare", folder=here)


def test_a_folder_that_cannot_be_written_is_named(text: str, here: Path) -> None:
    (here / "taken").write_text("a file", encoding="utf-8")
    result = play(text, "--channels", "sms", "--out", "taken")
    assert result.exit_code == 2
    assert "taken" in result.stderr
    assert "--out" in result.stderr
    assert (here / "taken").read_text(encoding="utf-8") == "a file"


def test_a_folder_that_cannot_be_written_is_said_before_a_model_is_asked(text: str, here: Path) -> None:
    (here / "taken").write_text("a file", encoding="utf-8")
    result = play(text, "--channels", "sms", "--out", "taken")
    assert "SMS" not in result.stdout


def test_one_bad_source_of_three_is_named_and_the_others_are_played(text: str, here: Path) -> None:
    (here / "bad.pdf").write_bytes(b"%PDF-1.7")
    (here / "good.md").write_text(dirty.ENGLISH, encoding="utf-8")
    result = play(text, "bad.pdf", "good.md", "--channels", "sms")
    assert result.exit_code == 2
    assert result.stderr.count("bad.pdf") >= 1
    assert (here / "klaviatur-out" / "text" / "sms.txt").is_file()
    assert (here / "klaviatur-out" / "good" / "sms.txt").is_file()


# --- the web ------------------------------------------------------------------------------------------------------


class Pages(BaseHTTPRequestHandler):
    """A web server of all things that go wrong."""

    def do_GET(self) -> None:
        name = self.path.strip("/")
        if name == "circle":
            self._answer(302, b"", Location="/circle")
        elif name == "elsewhere":
            self._answer(302, b"", Location="file:///etc/hosts")
        elif name == "drip":
            self._drip()
        elif name == "silent":
            self.server.stopped.wait(5)  # type: ignore[attr-defined]
        elif name == "huge":
            self._answer(200, b"<p>Viel Text.</p>" * 2_000_000)
        elif name == "garbled":
            self._answer(200, b"no gzip", **{"Content-Encoding": "gzip"})
        elif name.isdigit():
            self._answer(int(name), b"<p>So nicht.</p>")
        else:
            self._answer(200, PAGES[name])

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for key, value in {"Content-Type": "text/html", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def _drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while not self.server.stopped.wait(0.05):  # type: ignore[attr-defined]
                self.wfile.write(b" ")
        except OSError:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


PAGES = {
    "empty": b"",
    "frame": b"<html><head><title>News</title></head><body><nav>Start Kontakt</nav><script>load()</script></body></html>",
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(64),
}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    from threading import Event

    pages = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    pages.daemon_threads = True
    pages.stopped = Event()  # type: ignore[attr-defined]
    thread = Thread(target=pages.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{pages.server_address[1]}"
    pages.stopped.set()  # type: ignore[attr-defined]
    pages.shutdown()
    pages.server_close()


@pytest.mark.parametrize(
    "page", ["404", "403", "500", "circle", "elsewhere", "huge", "garbled", "empty", "frame", "picture"]
)
def test_a_page_that_cannot_be_read_is_named(page: str, server: str, here: Path) -> None:
    assert_refused(play(f"{server}/{page}"), f"127.0.0.1:{server.rpartition(':')[2]}", folder=here)


def test_a_page_that_never_ends_is_given_up(server: str, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "_MAX_PAGE_S", 0.4)
    assert_refused(play(f"{server}/drip"), "/drip", folder=here)


def test_a_server_that_never_answers_is_given_up(server: str, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "_TIMEOUT_S", 0.3)
    assert_refused(play(f"{server}/silent"), "/silent", folder=here)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/", "http://", "http://[", "http://127.0.0.1:99999/", "http://a b/"]
)
def test_an_address_without_a_server_is_named(address: str, here: Path) -> None:
    assert_refused(play(address), address.rstrip("/"), folder=here)
