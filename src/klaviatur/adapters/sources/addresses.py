"""Opens web addresses for every reader: http and https, within limits of time and size, if asked only public ones.

A name is looked up once, and what was checked is what is connected to: a name that stands for another machine the
second time reaches nothing. Each redirect goes the same way.
"""

import ipaddress
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2

from klaviatur.errors import KlaviaturError, SourceNotFound

_MAX_REDIRECTS = 5
_NOT_KEPT = httpx2.Limits(max_keepalive_connections=0)  # two names may stand for one machine, each has its certificate
_BEHIND = ipaddress.IPv6Network("64:ff9b::/96")  # IPv4 as IPv6 writes it (NAT64)
_IP = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Manner:
    """How one kind of thing is asked for, and what is said where it does not come."""

    what: str  # page, file
    instead: str  # the next step where the web does not help, as a sentence
    refusal: type[KlaviaturError]
    headers: Mapping[str, str]
    timeout_s: float  # for a single wait
    most_s: float  # for everything: a server that drips never runs into the time-out of a single wait
    most_bytes: int  # unpacked


class Answer:
    """What a server answered; its bytes come in blocks."""

    def __init__(self, response: httpx2.Response, asked: str, manner: Manner, ends: float) -> None:
        self._response, self._asked, self._manner, self._ends = response, asked, manner, ends
        self.url = str(response.url)  # where redirects led to
        self.unchanged = response.status_code == 304
        self.media_type: str = response.headers.get("content-type", "")
        self.charset = response.charset_encoding
        self.etag: str | None = response.headers.get("etag")
        self.last_modified: str | None = response.headers.get("last-modified")

    def blocks(self) -> Iterator[bytes]:
        """Yield the bytes as they come. Raises the manner's refusal once they are too many or take too long."""
        if _length(self._response) > self._manner.most_bytes:
            raise self._too_large()
        size = 0
        for block in self._response.iter_bytes():  # without a size: a block that waits to be full hides the clock
            size += len(block)
            if time.monotonic() > self._ends:
                raise self._too_slow()
            if size > self._manner.most_bytes:
                raise self._too_large()
            yield block

    def _too_large(self) -> KlaviaturError:
        said = f"{self._asked!r} is larger than {self._manner.most_bytes / 1e6:,.0f} MB."
        return self._manner.refusal(f"{said} {self._manner.instead}")

    def _too_slow(self) -> KlaviaturError:
        said = f"{self._asked!r} did not come to its end within {self._manner.most_s:,.0f} s."
        return self._manner.refusal(f"{said} {self._manner.instead}")


@contextmanager
def open_address(
    url: str, manner: Manner, *, conditions: Mapping[str, str] | None = None, public_only: bool = False
) -> Iterator[Answer]:
    """Open what lies at a web address; with `conditions` (headers), the answer may be that nothing changed.

    With `public_only`, private, loopback, link-local and multicast addresses are refused, whatever name or redirect
    leads there, and no proxy of the environment is used. Raises SourceNotFound or the manner's refusal.
    """
    if not is_address(url):
        raise manner.refusal(f"{url!r} is no web address. Give one that starts with http:// or https://, or a file.")
    ends = time.monotonic() + manner.most_s
    try:
        with _client(manner, public_only=public_only) as client, client.stream("GET", url, headers=conditions) as got:
            _check(got, url, manner, asked_whether=bool(conditions))
            yield Answer(got, url, manner, ends)
    except httpx2.TimeoutException as error:
        raise manner.refusal(
            f"{url!r} did not answer within {manner.timeout_s:.0f} s. Try again later. {manner.instead}"
        ) from error
    except httpx2.TooManyRedirects as error:
        raise manner.refusal(f"{url!r} redirects in circles. Give the address the browser ends at.") from error
    except httpx2.DecodingError as error:
        raise manner.refusal(f"{url!r} answered with broken compression. {manner.instead}") from error
    except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError, ValueError) as error:
        raise SourceNotFound(f"{url!r} cannot be reached: {error}. Check the address and the network.") from error


def is_address(place: str) -> bool:
    """Return whether this is how an address of the web begins."""
    return place.lower().startswith(("http://", "https://"))


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the open network, also where IPv6 only wraps one of IPv4."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    return all(one.is_global and not one.is_multicast for one in _meant(ip))


class _PublicOnly(httpx2.BaseTransport):
    """Sends to the very addresses that were checked; the name still stands in the request and in the certificate."""

    def __init__(self, manner: Manner) -> None:
        self._manner = manner
        self._sending = httpx2.HTTPTransport(limits=_NOT_KEPT)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        *others, last = self._addresses(request.url)
        for address in others:  # IPv6 may be told but not lead anywhere
            try:
                return self._sending.handle_request(_to(address, request))
            except (httpx2.ConnectError, httpx2.ConnectTimeout):
                continue
        return self._sending.handle_request(_to(last, request))

    def close(self) -> None:
        self._sending.close()

    def _addresses(self, url: httpx2.URL) -> list[str]:
        """Return all addresses a name stands for. Raises the refusal unless each of them is public."""
        host = url.raw_host.decode("ascii")
        try:
            found = socket.getaddrinfo(host, url.port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise SourceNotFound(f"{host!r} is no known address: {error}. Check the address.") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not all(map(is_public, addresses)):
            said = f"{host!r} is an address inside the own network, which is not read from here."
            raise self._manner.refusal(f"{said} {self._manner.instead}")
        return addresses


def _client(manner: Manner, *, public_only: bool) -> httpx2.Client:
    return httpx2.Client(
        timeout=manner.timeout_s,
        follow_redirects=True,
        max_redirects=_MAX_REDIRECTS,
        headers=dict(manner.headers),
        transport=_PublicOnly(manner) if public_only else None,
    )


def _to(address: str, request: httpx2.Request) -> httpx2.Request:
    """Return the same request, sent to an address instead of a name."""
    name = {"sni_hostname": request.url.raw_host.decode("ascii")}
    return httpx2.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, **name},
    )


def _meant(ip: _IP) -> list[_IP]:
    """Return an address and those of IPv4 that it wraps."""
    if isinstance(ip, ipaddress.IPv4Address):
        return [ip]
    wrapped = [ip.ipv4_mapped, ip.sixtofour, *([ipaddress.IPv4Address(int(ip) % 2**32)] if ip in _BEHIND else [])]
    return [ip, *(one for one in wrapped if one is not None)]


def _check(response: httpx2.Response, url: str, manner: Manner, *, asked_whether: bool) -> None:
    """Raise what a status means, unless it is an answer."""
    status = response.status_code
    if response.is_success or (status == 304 and asked_whether):
        return
    if status in {404, 410}:
        raise SourceNotFound(f"There is no {manner.what} at {url!r} (status {status}). Check the address.")
    if status in {401, 402, 403, 407, 451}:
        raise manner.refusal(f"{url!r} may not be read without a login (status {status}). {manner.instead}")
    raise manner.refusal(f"{url!r} answered with status {status}. Try again later. {manner.instead}")


def _length(response: httpx2.Response) -> int:
    said = response.headers.get("content-length", "")
    return int(said) if said.isdecimal() else 0
