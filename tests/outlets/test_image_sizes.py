"""The first bytes of an image say how large it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.outlets.making import png

from klaviatur.adapters.outlets.sizes import size_of

FRAME = b"\xff\xc2\x00\x11\x08\x01\x2c\x02\x58\x03"  # progressive, 300 high, 600 wide
TABLE = b"\xff\xc4\x00\x04\x00\x00"
EXIF = b"\xff\xe1\x00\x22Exif\x00\x00"
UPRIGHT = EXIF + b"MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00"
TURNED = EXIF + b"II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00"


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (png(30, 20), (30, 20)),
        (b"GIF89a\x2c\x01\x10\x00", (300, 16)),
        (b"\xff\xd8" + TABLE + FRAME, (600, 300)),
        (b"\xff\xd8" + UPRIGHT + TABLE + FRAME, (600, 300)),
        (b"\xff\xd8" + TURNED + b"\xff" + FRAME, (300, 600)),  # held on its side; markers may be filled up
        (b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x57\x02\0\x2b\x01\0", (600, 300)),
        (b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x57\xc2\x4a\0", (600, 300)),
        (b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x58\x02\x2c\x01", (600, 300)),
        (b"%PDF", None),
        (b"", None),
    ],
)
def test_width_and_height_are_read_as_they_are_shown(content: bytes, size: tuple[int, int] | None) -> None:
    assert size_of(content) == size


@given(st.sampled_from([b"\x89PNG", b"GIF8", b"RIFF", b"\xff\xd8", b"\xff\xd8\xff"]), st.binary(max_size=60))
def test_broken_bytes_say_nothing_wrong(head: bytes, rest: bytes) -> None:
    size = size_of(head + rest)
    assert size is None or min(size) > 0
