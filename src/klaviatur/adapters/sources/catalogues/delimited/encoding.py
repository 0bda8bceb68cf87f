"""Which characters the bytes of a text table stand for."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from klaviatur.adapters.sources.catalogues.stream import Stream

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_EIGHT_BIT = ("cp1252", "iso-8859-15", "cp850", "mac_roman", "cp1250", "cp1251")
_COMMON = frozenset("äöüßéè")
_LIKELY = frozenset("ÄÖÜáàâêëçñóòôõúùûíìîïåæøœšžčřęąłńśźżýěů°€®™©²³µ½¼¾Ø×±–—„“”‚‘’«»…§·•\u00a0")
_SAMPLE_BYTES = 60_000
MIXED = "mixed"  # lines of UTF-8 between lines of Windows-1252


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file is decoded."""

    name: str  # of the codec; MIXED: line by line
    marked: bool = False  # a byte order mark says so
    guessed: bool = False  # an 8-bit code was chosen by how its words look
    damaged: bool = False  # some bytes stand for nothing in it


def find_encoding(stream: Stream) -> Encoding:
    """Return the encoding of the whole file: its byte order mark, UTF-16 by its zeros, UTF-8 if all of it is valid."""
    for mark, name in _BOMS:
        if stream.head.startswith(mark):
            return Encoding(name, marked=True, damaged=not _valid(stream, name))
    wide = _wide(stream.head)
    if wide:
        return Encoding(wide, guessed=True, damaged=not _valid(stream, wide))
    if _valid(stream, "utf-8"):
        return Encoding("utf-8")
    return _eight_bit(stream)


def decoded(stream: Stream, encoding: Encoding, size: int) -> Iterator[bytes]:
    """Yield the file as UTF-8 in blocks of about `size` bytes, without a byte order mark."""
    blocks = stream.blocks(size)
    if encoding.name == MIXED:
        yield from (_mixed(block) for block in whole_lines(blocks))
    elif encoding.name == "utf-8" and not encoding.damaged:
        first = next(blocks, b"")
        yield from chain([first.removeprefix(codecs.BOM_UTF8)], blocks)
    else:
        decoder = codecs.getincrementaldecoder(encoding.name)(errors="replace")
        for block in chain(blocks, [b""]):
            text = decoder.decode(block, final=not block)
            yield text.removeprefix("\ufeff").encode("utf-8", errors="replace")


def whole_lines(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the same bytes cut after line ends; the last block may end without one."""
    rest = b""
    for block in blocks:
        data = rest + block
        cut = data.rfind(b"\n") + 1 or data.rfind(b"\r", 0, -1) + 1
        rest = data[cut:]
        if cut:
            yield data[:cut]
    if rest:
        yield rest


def _valid(stream: Stream, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        for block in stream.blocks():
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _wide(head: bytes) -> str | None:
    """Return the UTF-16 variant whose zeros stand on one side only."""
    sample = head[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if even + odd < len(sample) * 0.3 or min(even, odd) > max(even, odd) * 0.1:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _eight_bit(stream: Stream) -> Encoding:
    lines = _telling_lines(stream)
    wrong = [line for line in lines if not _is_utf8(line)]
    if len(wrong) <= len(lines) / 2:
        return Encoding(MIXED, guessed=True, damaged=True)
    best = max(_EIGHT_BIT, key=lambda name: _score(wrong, name))
    return Encoding(best, guessed=True, damaged=any(_undefined(line, best) for line in wrong))


def _telling_lines(stream: Stream) -> list[bytes]:
    """Return lines that hold more than ASCII, from wherever in the file they are."""
    found: list[bytes] = []
    size = 0
    for block in whole_lines(stream.blocks()):
        if block.isascii():
            continue
        fresh = [line for line in block.splitlines() if not line.isascii()]
        found += fresh
        size += sum(map(len, fresh))
        if size > _SAMPLE_BYTES:
            break
    return found


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _undefined(line: bytes, name: str) -> bool:
    return "\ufffd" in line.decode(name, errors="replace")


def _score(lines: list[bytes], name: str) -> float:
    """Return how much the words of an 8-bit code look like words."""
    total = 0.0
    for line in lines:
        text = line.decode(name, errors="replace")
        total += sum(_weigh(text, at) for at, sign in enumerate(text) if sign > "\x7f")
    return total


def _weigh(text: str, at: int) -> float:
    sign, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if sign == "\ufffd" or sign < "\xa0":
        return -3
    inside = before.isalpha() and after.isalpha()
    if "Ѐ" <= sign <= "ӿ":
        return 1 if (before > "\x7f" and after > "\x7f") or not inside else -2
    if inside and before > "\x7f" and after > "\x7f":
        return -1  # Latin words have their special letters one by one
    if inside and (not sign.isalpha() or (before.islower() and after.islower() and sign.isupper())):
        return -2
    return 3 if sign in _COMMON else 1 if sign in _LIKELY else -0.5


def _mixed(block: bytes) -> bytes:
    if block.startswith(codecs.BOM_UTF8):
        block = block.removeprefix(codecs.BOM_UTF8)
    return b"\n".join(_mixed_line(line) for line in block.split(b"\n"))


def _mixed_line(line: bytes) -> bytes:
    return line if line.isascii() or _is_utf8(line) else line.decode("cp1252", errors="replace").encode()
