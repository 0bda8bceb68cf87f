"""How wide and high an image is, read from its first bytes: posts are drawn with room for it before it has come."""

import re
import struct

_TURNED = re.compile(  # Exif: shown on its side, so that width is height (orientation 5 to 8, big and little endian)
    rb"\x01\x12\x00\x03\x00\x00\x00\x01\x00[\x05-\x08]|\x12\x01\x03\x00\x01\x00\x00\x00[\x05-\x08]\x00"
)
_NO_FRAME = frozenset({0xC4, 0xC8, 0xCC})  # of the markers 0xC0 to 0xCF of a JPEG, those that begin none
_HEAD = 65_536  # bytes in which Exif says how an image was held


def size_of(content: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels as they are shown, None where the bytes do not say."""
    try:
        wide, high = _read(content)
    except (struct.error, IndexError):
        return None
    return (wide, high) if wide > 0 and high > 0 else None


def _read(content: bytes) -> tuple[int, int]:
    if content.startswith(b"\x89PNG"):
        return _two(">II", content, 16)
    if content.startswith(b"GIF8"):
        return _two("<HH", content, 6)
    if content.startswith(b"RIFF"):
        return _webp(content)
    return _jpeg(content) if content.startswith(b"\xff\xd8") else (0, 0)


def _webp(content: bytes) -> tuple[int, int]:
    kind = content[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    wide, high = _two("<HH", content, 26)
    return wide & 0x3FFF, high & 0x3FFF


def _jpeg(content: bytes) -> tuple[int, int]:
    """Go from segment to segment up to the one that begins a frame."""
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            high, wide = _two(">HH", content, at + 5)
            return (high, wide) if _TURNED.search(content, 0, _HEAD) else (wide, high)
        at += 2 + int.from_bytes(content[at + 2 : at + 4]) if marker != 0xFF else 1
    return 0, 0


def _two(form: str, content: bytes, at: int) -> tuple[int, int]:
    first, second = struct.unpack_from(form, content, at)
    return int(first), int(second)
