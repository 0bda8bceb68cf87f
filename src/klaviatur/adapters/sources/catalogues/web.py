"""Product files of the web: straight to a temporary file, and only if there is a newer version."""

from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from klaviatur.adapters.sources.addresses import Answer, Manner, open_address
from klaviatur.adapters.sources.catalogues.stream import Stream, Validators, spool_blocks
from klaviatur.errors import TableUnreadable

_TIMEOUT_S = 30.0
_MAX_DOWNLOAD_S = 1_800.0
_HEADERS = {
    "User-Agent": "klaviatur (reads product data for its owner)",
    "Accept": "text/csv,application/json,application/xml;q=0.9,*/*;q=0.5",
}


def download(
    url: str, *, max_bytes: int, conditional: Validators | None = None, public_only: bool = False
) -> tuple[Stream, Validators] | None:
    """Return the file at a web address and what to ask with next time, None if it is still the version asked with.

    With `public_only`, addresses inside the own network are refused, also behind a redirect or a changing name.
    Raises SourceNotFound or TableUnreadable.
    """
    with open_address(url, _manner(max_bytes), conditions=_asking(conditional), public_only=public_only) as answer:
        said = Validators(answer.etag, answer.last_modified)
        if answer.unchanged or (conditional and _same(said, conditional)):
            return None
        return _spooled(answer, url, max_bytes), said


def _manner(most_bytes: int) -> Manner:
    instead = "Save the file and give it, in parts if it is very large."
    return Manner("file", instead, TableUnreadable, _HEADERS, _TIMEOUT_S, _MAX_DOWNLOAD_S, most_bytes)


def _asking(conditional: Validators | None) -> dict[str, str]:
    if conditional is None:
        return {}
    told = {"If-None-Match": conditional.etag, "If-Modified-Since": conditional.last_modified}
    return {name: value for name, value in told.items() if value}


def _same(said: Validators, known: Validators) -> bool:
    """Whether a server that does not answer conditions still says that its version is the known one."""
    return said.etag is not None and said.etag == known.etag and not said.etag.startswith("W/")


def _spooled(answer: Answer, url: str, max_bytes: int) -> Stream:
    name = PurePosixPath(unquote(urlsplit(answer.url).path)).name or url
    return spool_blocks(
        answer.blocks(), name=name, max_bytes=max_bytes, media_type=answer.media_type, charset=answer.charset
    )
