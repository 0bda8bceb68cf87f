"""Product files of the web: straight to a temporary file, and only if there is a newer version."""

import ipaddress
import socket
import time
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import httpx2

from klaviatur.adapters.sources.catalogues.stream import Stream, Validators, spool_blocks
from klaviatur.errors import SourceNotFound, TableUnreadable

_TIMEOUT_S = 30.0
_MAX_DOWNLOAD_S = 1_800.0  # for the whole file: a server that drips never runs into the time-out of a single read
_MAX_REDIRECTS = 5
_BLOCK_BYTES = 262_144
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
    if not url.lower().startswith(("http://", "https://")):
        raise TableUnreadable(f"{url!r} is no web address. Give one that starts with http:// or https://, or a file.")
    try:
        return _download(url, max_bytes, conditional, public_only=public_only)
    except httpx2.TimeoutException as error:
        raise TableUnreadable(
            f"{url!r} did not answer within {_TIMEOUT_S:.0f} s. Try again later or save the file."
        ) from error
    except httpx2.TooManyRedirects as error:
        raise TableUnreadable(f"{url!r} redirects in circles. Give the address the browser ends at.") from error
    except httpx2.DecodingError as error:
        raise TableUnreadable(f"{url!r} answered with broken compression. Save the file and give it.") from error
    except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError, ValueError) as error:
        raise SourceNotFound(f"{url!r} cannot be reached: {error}. Check the address and the network.") from error


def _download(
    url: str, max_bytes: int, conditional: Validators | None, *, public_only: bool
) -> tuple[Stream, Validators] | None:
    hooks = {"request": [_refuse_private]} if public_only else {}
    with (
        httpx2.Client(
            timeout=_TIMEOUT_S, follow_redirects=True, max_redirects=_MAX_REDIRECTS, headers=_HEADERS, event_hooks=hooks
        ) as client,
        client.stream("GET", url, headers=_asking(conditional)) as response,
    ):
        if public_only:
            _refuse_private_peer(response)
        if response.status_code == 304 and conditional:
            return None
        _check(response, url)
        said = Validators(response.headers.get("etag"), response.headers.get("last-modified"))
        if conditional and _same(said, conditional):
            return None
        return _spooled(response, url, max_bytes), said


def _asking(conditional: Validators | None) -> dict[str, str]:
    if conditional is None:
        return {}
    told = {"If-None-Match": conditional.etag, "If-Modified-Since": conditional.last_modified}
    return {name: value for name, value in told.items() if value}


def _same(said: Validators, known: Validators) -> bool:
    """Whether a server that does not answer conditions still says that its version is the known one."""
    return said.etag is not None and said.etag == known.etag and not said.etag.startswith("W/")


def _check(response: httpx2.Response, url: str) -> None:
    status = response.status_code
    if status in {404, 410}:
        raise SourceNotFound(f"There is no file at {url!r} (status {status}). Check the address.")
    if status in {401, 402, 403, 407, 451}:
        raise TableUnreadable(f"{url!r} may not be read without a login (status {status}). Save the file and give it.")
    if not response.is_success:
        raise TableUnreadable(f"{url!r} answered with status {status}. Try again later or save the file.")


def _spooled(response: httpx2.Response, url: str, max_bytes: int) -> Stream:
    name = PurePosixPath(unquote(urlsplit(str(response.url)).path)).name or url
    media_type = response.headers.get("content-type", "")
    return spool_blocks(
        _in_time(response, url),
        name=name,
        max_bytes=max_bytes,
        media_type=media_type,
        charset=response.charset_encoding,
    )


def _in_time(response: httpx2.Response, url: str) -> Iterator[bytes]:
    begun = time.monotonic()
    for block in response.iter_bytes(_BLOCK_BYTES):
        if time.monotonic() - begun > _MAX_DOWNLOAD_S:
            raise TableUnreadable(
                f"{url!r} did not come to its end within {_MAX_DOWNLOAD_S / 60:.0f} min. Save the file and give it."
            )
        yield block


def _refuse_private(request: httpx2.Request) -> None:
    """Look at every address a name stands for before anything is sent there."""
    host = request.url.host
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, request.url.port, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise SourceNotFound(f"{host!r} is no known address: {error}. Check the address and the network.") from error
    if not all(map(_is_public, found)):
        raise TableUnreadable(_private(host))


def _refuse_private_peer(response: httpx2.Response) -> None:
    """Look at the address that really answered: a name may stand for another one the second time."""
    network = response.extensions.get("network_stream")
    peer = network.get_extra_info("server_addr") if network is not None else None
    if peer and not _is_public(str(peer[0])):
        raise TableUnreadable(_private(response.url.host))


def _is_public(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_global


def _private(host: str) -> str:
    return f"{host!r} is an address inside the own network, which is not read from here. Save the file and give it."
