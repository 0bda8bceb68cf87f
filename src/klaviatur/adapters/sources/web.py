"""Pages of the web: http and https only, with a time-out, a size cap and few redirects."""

import time

import httpx2

from klaviatur.errors import SourceNotFound, SourceUnreadable

_TIMEOUT_S = 15.0
_MAX_PAGE_S = 60.0  # for the whole page: a server that drips never runs into the time-out of a single read
_MAX_REDIRECTS = 5
_HEADERS = {
    "User-Agent": "klaviatur (reads one page for its author)",
    "Accept": "text/html,application/xhtml+xml,text/markdown,text/plain,application/pdf;q=0.9,*/*;q=0.1",
}


def fetch(url: str, *, max_bytes: int) -> tuple[bytes, str, str | None, str]:
    """Return body, media type, charset (None if not said) and the address a URL led to. Raises SourceError."""
    if not url.lower().startswith(("http://", "https://")):
        raise SourceUnreadable(
            f"{url!r} is not a web address. Give one that starts with http:// or https://, or a file."
        )
    try:
        with (
            httpx2.Client(
                timeout=_TIMEOUT_S, follow_redirects=True, max_redirects=_MAX_REDIRECTS, headers=_HEADERS
            ) as client,
            client.stream("GET", url) as response,
        ):
            _check(response, url)
            return (
                _body(response, url, max_bytes),
                response.headers.get("content-type", ""),
                response.charset_encoding,
                str(response.url),
            )
    except httpx2.TimeoutException as error:
        raise SourceUnreadable(
            f"{url!r} did not answer within {_TIMEOUT_S:.0f} s. Try again later or save the page."
        ) from error
    except httpx2.TooManyRedirects as error:
        raise SourceUnreadable(f"{url!r} redirects in circles. Give the address the browser ends at.") from error
    except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError, ValueError) as error:
        raise SourceNotFound(f"{url!r} cannot be reached: {error}. Check the address and the network.") from error


def _check(response: httpx2.Response, url: str) -> None:
    if response.status_code in {404, 410}:
        raise SourceNotFound(f"There is no page at {url!r} (status {response.status_code}). Check the address.")
    if response.status_code in {401, 402, 403, 407, 451}:
        raise SourceUnreadable(
            f"{url!r} may not be read without a login (status {response.status_code}). Save its text and give that."
        )
    if not response.is_success:
        raise SourceUnreadable(
            f"{url!r} answered with status {response.status_code}. Try again later or save the page."
        )


def _body(response: httpx2.Response, url: str, max_bytes: int) -> bytes:
    body, begun = bytearray(), time.monotonic()
    for chunk in response.iter_bytes():
        body += chunk
        if time.monotonic() - begun > _MAX_PAGE_S:
            raise SourceUnreadable(
                f"{url!r} did not come to its end within {_MAX_PAGE_S:.0f} s. Save the page and give the file."
            )
        if len(body) > max_bytes:
            raise SourceUnreadable(
                f"{url!r} is larger than {max_bytes / 1e6:.0f} MB. Save the text that is meant and give that."
            )
    return bytes(body)
