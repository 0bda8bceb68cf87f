"""HTTP to a chat server: time outs that hold, retries that wait as long as they are told, a key nobody sees."""

import random
import ssl
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2

from klaviatur.adapters.writers.budget import Budget
from klaviatur.adapters.writers.dialect import SHAPE
from klaviatur.adapters.writers.reply import Reply, ReplyBroken, ReplyReader
from klaviatur.errors import SettingError, WriterUnavailable

LONGEST_WAIT_S = 30.0
FIRST_WAIT_S = 0.5
LONGEST_CONNECT_S = 10.0
MAX_ERROR_BYTES = 20_000
PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})
REFUSED = frozenset({401, 403})
CRASH = 500  # some servers crash over a schema they cannot follow, and will again


class Rejected(WriterUnavailable):
    """The server does not accept the request as it is; `complaint` is what it said, without the key."""

    def __init__(self, message: str, *, complaint: str) -> None:
        super().__init__(message)
        self.complaint = complaint


class Passing(WriterUnavailable):
    """A failure that may pass; `wait_s` is how long the server asks to wait, None if it does not say."""

    def __init__(self, message: str, *, wait_s: float | None = None) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class Secret:
    """A key that shows itself to nobody who prints it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value.strip()
        if not self._value.isascii() or not self._value.isprintable():
            raise SettingError("The key of the writer holds characters no key has. Copy it again, without line breaks.")

    def __repr__(self) -> str:
        return "Secret(***)" if self._value else "Secret()"

    def headers(self) -> dict[str, str]:
        """Return the header that carries the key, none without a key."""
        return {"Authorization": f"Bearer {self._value}"} if self._value else {}

    def hide(self, text: str) -> str:
        """Return text without the key."""
        return text.replace(self._value, "***") if self._value else text


def completions_url(base_url: str) -> httpx2.URL:
    """Return the address of /chat/completions below `base_url`; raise SettingError if it is no usable address."""
    try:
        url = httpx2.URL(base_url.strip())
    except (httpx2.InvalidURL, UnicodeError) as error:
        raise SettingError("The base URL of the writer is no valid address. It looks like https://HOST/v1.") from error
    if url.scheme not in {"http", "https"} or not url.host:
        raise SettingError("The base URL of the writer must begin with http:// or https:// and name a host.")
    if url.userinfo:
        raise SettingError("The base URL of the writer holds a name or password. Put the key into its own setting.")
    path = url.path.rstrip("/").removesuffix("/chat/completions")
    return url.copy_with(path=path + "/chat/completions", fragment=None)


@dataclass(slots=True)
class Transport:
    """Sends one request and gives one reply, within `timeout_s` for each attempt. `client` is for your own proxies."""

    url: httpx2.URL
    secret: Secret
    budget: Budget
    timeout_s: float = 60.0
    retries: int = 2
    client: httpx2.Client | None = None
    pause: Callable[[float], object] = time.sleep
    random: Callable[[], float] = random.random
    _context: ssl.SSLContext | None = field(default=None, repr=False)

    @property
    def shown(self) -> str:
        """Return the address as it may be shown: scheme, host, port and path."""
        return str(self.url.copy_with(query=None))

    def send(self, body: dict[str, Any]) -> Reply:
        """Return the server's reply to a request, after up to `retries` repeats; raise a WriterError otherwise."""
        attempt = 0
        while True:
            self.budget.begin()
            try:
                return self._once(body)
            except Passing as failure:
                wait = self._wait(attempt, failure)
                attempt += 1
                self.pause(wait)

    def _wait(self, attempt: int, failure: Passing) -> float:
        """Return the seconds to wait before asking again; raise the failure if that makes no sense."""
        if attempt >= self.retries:
            raise failure
        backoff = FIRST_WAIT_S * 2**attempt * (1 + self.random())
        wait = min(backoff, LONGEST_WAIT_S) if failure.wait_s is None else failure.wait_s
        left = self.budget.seconds_left
        longest = LONGEST_WAIT_S if left is None else min(LONGEST_WAIT_S, left)
        if wait > longest:
            raise WriterUnavailable(
                f"The model's server {self.shown} asks to wait {wait:.0f} seconds; at most {longest:.0f} are waited. "
                "Play again later."
            )
        return wait

    def _once(self, body: dict[str, Any]) -> Reply:
        left = self.budget.seconds_left
        limit = self.timeout_s if left is None else max(0.01, min(self.timeout_s, left))
        attempt = _Attempt(self, body, limit)
        pool = ThreadPoolExecutor(1, thread_name_prefix="writer")
        answer = pool.submit(attempt.run)
        try:
            return answer.result(timeout=limit)
        except NotInTime:
            raise Passing(f"The model's server {self.shown} did not finish within {limit:g} seconds.") from None
        finally:
            if not answer.done():  # out of time, or a person pressed Ctrl-C
                attempt.give_up()
            pool.shutdown(wait=False, cancel_futures=True)

    def fresh_client(self, limit: float) -> httpx2.Client:
        """Return a client of our own for one attempt; it follows no redirect, so that the key stays with its host."""
        if self._context is None and self.url.scheme == "https":
            self._context = httpx2.create_ssl_context()
        return httpx2.Client(
            verify=self._context or True, timeout=httpx2.Timeout(limit, connect=min(limit, LONGEST_CONNECT_S))
        )


class _Attempt:
    """One request in a thread of its own, so that neither a name look-up nor a dripping server outlasts the limit."""

    def __init__(self, transport: Transport, body: dict[str, Any], limit: float) -> None:
        self._transport = transport
        self._body = body
        self._limit = limit
        self._stopped = threading.Event()
        self._client: httpx2.Client | None = None

    def give_up(self) -> None:
        """Let the thread end with its next byte."""
        self._stopped.set()
        if self._client is not None:
            self._client.close()

    def run(self) -> Reply:
        """Return the reply or raise a WriterError; the original exception is not chained, it may hold the key."""
        try:
            return self._run()
        except httpx2.TimeoutException:
            raise Passing(f"The model's server {self._transport.shown} did not answer in time.") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError, RuntimeError) as error:
            raise Passing(
                f"The model's server {self._transport.shown} cannot be reached ({type(error).__name__}). Is it running?"
            ) from None
        except ReplyBroken as error:
            raise Passing(str(error)) from None

    def _run(self) -> Reply:
        if self._transport.client is not None:
            return self._exchange(self._transport.client)
        with self._transport.fresh_client(self._limit) as self._client:
            return self._exchange(self._client)

    def _exchange(self, client: httpx2.Client) -> Reply:
        headers = self._transport.secret.headers() | {"Accept": "text/event-stream, application/json"}
        request = client.build_request("POST", self._transport.url, json=self._body, headers=headers)
        response = client.send(request, stream=True, follow_redirects=False)
        try:
            if not response.is_success:
                raise self._failure(response)
            return self._read(response)
        finally:
            response.close()

    def _read(self, response: httpx2.Response) -> Reply:
        reader = ReplyReader()
        for chunk in response.iter_bytes():
            if reader.feed(chunk) or self._stopped.is_set():
                break
        return reader.result()

    def _failure(self, response: httpx2.Response) -> WriterUnavailable:
        status, shown = response.status_code, self._transport.shown
        if response.is_redirect or response.is_informational:
            return WriterUnavailable(f"The model's server {shown} sends us elsewhere ({status}). Correct the base URL.")
        if status in REFUSED:
            return WriterUnavailable(f"The model's server {shown} refused the key ({status}). Set the writer's key.")
        complaint = self._transport.secret.hide(_complaint(response))
        if status in PASSING and not (status == CRASH and SHAPE.search(complaint)):
            wait = retry_after(response.headers, datetime.now(UTC))
            return Passing(f"The model's server {shown} is busy or broken ({status}).", wait_s=wait)
        hint = "Check the base URL and the model's name." if status == 404 else "Look into its log."
        return Rejected(f"The model's server {shown} rejected the request ({status}). {hint}", complaint=complaint)


def _complaint(response: httpx2.Response) -> str:
    body = b""
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MAX_ERROR_BYTES:
            break
    return body[:MAX_ERROR_BYTES].decode("utf-8", "replace")


def retry_after(headers: httpx2.Headers, now: datetime) -> float | None:
    """Return the seconds a server asks to wait (RFC 9110, 10.2.3: seconds or a date), None if it asks nothing."""
    raw = headers.get("retry-after", "").strip()
    try:
        seconds = float(raw) if raw and raw[0].isdigit() else (_aware(raw) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, seconds) if seconds < 10**9 else None


def _aware(raw: str) -> datetime:
    moment = parsedate_to_datetime(raw)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
