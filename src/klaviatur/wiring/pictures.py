"""The images of texts, kept in the workspace by their digest, so that what leaves is what was there when it came in."""

import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from klaviatur.adapters.outlets import write_whole
from klaviatur.adapters.sources.pictures import Place, picture_type, read_picture
from klaviatur.errors import Refused
from klaviatur.records import Image, Picture, Source

FOLDER = "images"
MOST = 12  # images of one text that are kept


def keep_pictures(
    folder: Path,
    text: Source,
    given: bytes | str | Path,
    along: Mapping[str, bytes] | None = None,
    *,
    public_only: bool = False,
) -> Source:
    """Keep the bytes of the images of a text; return the text with their digests.

    They lie beside its file, on its page, or came `along` with its bytes, by their file names. The text's id takes
    them in: the same words with another image are another version.
    """
    place: Place = along or {} if isinstance(given, bytes) else given
    images = tuple(
        _kept(folder, one, place, public_only=public_only) if number < MOST else one
        for number, one in enumerate(text.images)
    )
    digests = [(one.url, one.digest) for one in images if one.digest]
    if not digests:
        return text
    return replace(text, id=sha256(json.dumps([text.id, digests]).encode()).hexdigest(), images=images)


def picture_with_bytes(folder: Path, picture: Picture) -> Picture:
    """Return an image with its bytes, where they are kept. Raises Refused where they are not what they were."""
    if not picture.digest:
        return picture
    try:
        content = (folder / FOLDER / picture.digest).read_bytes()
    except OSError:
        content = b""
    if sha256(content).hexdigest() != picture.digest:
        raise Refused(
            f"The image {picture.name!r} is not kept any more as it was when its text was brought in, so nothing left. "
            "Bring the text in again and release it anew."
        )
    return replace(picture, content=content, media_type=picture_type(content))


def _kept(folder: Path, image: Image, place: Place, *, public_only: bool) -> Image:
    content = read_picture(image.url, place, public_only=public_only)
    if content is None:
        return image
    digest = sha256(content).hexdigest()
    kept = folder / FOLDER / digest
    if not kept.is_file():
        write_whole(kept, [content])
    return replace(image, digest=digest)
