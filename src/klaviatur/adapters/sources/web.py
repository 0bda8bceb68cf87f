"""Pages of the web as texts."""

from klaviatur.adapters.sources.addresses import Manner, open_address
from klaviatur.errors import SourceUnreadable

_TIMEOUT_S = 15.0
_MAX_PAGE_S = 60.0
_IMAGE_TIMEOUT_S, _MAX_IMAGE_S = 4.0, 10.0
_HEADERS = {
    "User-Agent": "klaviatur (reads one page for its author)",
    "Accept": "text/html,application/xhtml+xml,text/markdown,text/plain,application/pdf;q=0.9,*/*;q=0.1",
}


def fetch(url: str, *, max_bytes: int, public_only: bool = False) -> tuple[bytes, str, str | None, str]:
    """Return body, media type, charset (None if not said) and the address a URL led to. Raises SourceError.

    With `public_only`, addresses inside the own network are refused, also behind a redirect or a changing name.
    """
    with open_address(url, _manner(max_bytes), public_only=public_only) as answer:
        return b"".join(answer.blocks()), answer.media_type, answer.charset, answer.url


def fetch_image(url: str, *, max_bytes: int, public_only: bool = False) -> bytes:
    """Return the bytes of an image of a page. Raises SourceError."""
    heads = {**_HEADERS, "Accept": "image/*"}
    manner = Manner("file", "", SourceUnreadable, heads, _IMAGE_TIMEOUT_S, _MAX_IMAGE_S, max_bytes)
    with open_address(url, manner, public_only=public_only) as answer:
        return b"".join(answer.blocks())


def _manner(most_bytes: int) -> Manner:
    instead = "Save the page, or the text in it that is meant, and give that."
    return Manner("page", instead, SourceUnreadable, _HEADERS, _TIMEOUT_S, _MAX_PAGE_S, most_bytes)
