"""How tests make outlets."""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import HTTP
from hashlib import sha256

from klaviatur.adapters.clock import SystemClock
from klaviatur.adapters.outlets import Placed, make_outlet
from klaviatur.records import KeptOutlet, Outgoing, Picture
from klaviatur.testing import sample_outgoing

NOW = datetime(2027, 3, 3, 8, 0, tzinfo=UTC)


def making(kind: str, values: Mapping[str, str], secrets: Mapping[str, str] | None = None, *, name: str = "") -> Placed:
    """Return an outlet of a kind with settings and secrets, at 8 o'clock on 3 March 2027."""
    kept = KeptOutlet(name or f"our-{kind}", kind, values, 1, NOW, "anna")
    return make_outlet(kept, secrets or {}, SystemClock(NOW))


def png(wide: int = 30, high: int = 20) -> bytes:
    """Return an image of one colour."""
    rows = b"".join(b"\0" + b"\x20\x60\x90" * wide for _ in range(high))
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    told = (struct.pack(">I", len(data)) + kind + data + struct.pack(">I", _crc(kind + data)) for kind, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(told)


def a_picture(
    name: str = "Bad im See.png", alt: str = "Ein Kind springt ins Wasser", content: bytes | None = None
) -> Picture:
    """Return an image that lay beside the text of a release."""
    content = png() if content is None else content
    kind = "image/png" if content[:4] == b"\x89PNG" else ""
    return Picture(name, alt, digest=sha256(content).hexdigest() if content else "", media_type=kind, content=content)


def illustrated(channel: str, *pictures: Picture) -> Outgoing:
    """Return a wording with images, one where none are named."""
    return replace(sample_outgoing(channel), pictures=pictures or (a_picture(),))


def form_in(kind: str, body: bytes) -> dict[str, bytes]:
    """Return the fields of a form with files in it, as a strict reader of MIME finds them."""
    whole = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body, policy=HTTP)
    assert not whole.defects
    parts = {str(part.get_param("name", header="Content-Disposition")): part for part in whole.iter_parts()}
    return {name: bytes(part.get_payload(decode=True)) for name, part in parts.items()}


def _crc(data: bytes) -> int:
    return zlib.crc32(data)
