"""HTTP to a platform, and what its answers mean for a delivery.

A redirect is never followed: credentials stay with the host they were given for. Nothing is tried again here; who
sends tries again later.
"""

import math
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

import httpx2
import orjson

from klaviatur.adapters.outlets.unwell import Unreachable, Untrusted, WrongKey
from klaviatur.errors import DeliveryError, InDoubt, NotNow, Refused

MAX_ANSWER_BYTES = 4_000_000
LOG_IN_S = 900.0  # somebody has to set a new key first
_BUSY = frozenset({408, 409, 423, 425, 429, 503, 529})  # refused before anything was done
_BROKEN = frozenset({500, 502, 504, 520, 521, 522, 523, 524})  # nobody knows how far it got
_AGENT = "klaviatur (publishes released wordings; https://github.com/klaviatur/klaviatur)"


@dataclass(frozen=True, slots=True)
class Answer:
    """A platform's answer with a status of 200 to 299, or one that was expected."""

    status: int
    headers: httpx2.Headers
    content: bytes

    def json(self) -> Any:
        """Return its JSON, None where it holds none."""
        try:
            return orjson.loads(self.content)
        except orjson.JSONDecodeError:
            return None

    def table(self) -> dict[str, Any]:
        """Return its JSON object, an empty one for anything else."""
        found = self.json()
        return found if isinstance(found, dict) else {}


@dataclass(slots=True)
class Caller:
    """Calls one platform; connections are kept until `close`."""

    base: str  # without a slash at its end
    who: str  # "Mastodon https://social.example"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    timeout_s: float = 30.0
    _client: httpx2.Client | None = field(default=None, repr=False)

    def ask(self, path: str, *, params: Mapping[str, str] | None = None, expected: tuple[int, ...] = ()) -> Answer:
        """GET something; nothing changes by it. Raises NotNow, Refused."""
        try:
            return self.call("GET", path, params=params, expected=expected)
        except InDoubt as error:
            raise NotNow(str(error)) from error

    def call(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        content: bytes | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        expected: tuple[int, ...] = (),
    ) -> Answer:
        """Send a request and return the answer: of 200 to 299, or of a status that is `expected`.

        A `path` that is a whole address goes there, with the same heads: who calls has to trust it.

        Raises Refused, NotNow (nothing has changed there), or InDoubt where it may have been done.
        """
        body, kind = (dumped(json), {"Content-Type": "application/json"}) if json is not None else (content, {})
        request = self._opened().build_request(
            method,
            path if "://" in path else self.base + path,
            content=body,
            params=params,
            headers={**kind, **(headers or {})},
        )
        answer = self._exchange(request)
        if 200 <= answer.status < 300 or answer.status in expected:
            return answer
        raise self._failure(answer)

    def close(self) -> None:
        """End the connections."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def hide(self, text: str) -> str:
        """Return text without any secret in it."""
        for secret in self.secrets:
            text = text.replace(secret, "***") if secret else text
        return text

    def _opened(self) -> httpx2.Client:
        if self._client is None:
            timeout = httpx2.Timeout(self.timeout_s, connect=min(self.timeout_s, 10.0))
            agent = {"User-Agent": _AGENT, "Accept": "application/json", "Accept-Encoding": "identity"}
            heads = {**agent, **self.headers}
            self._client = httpx2.Client(verify=_context(), timeout=timeout, headers=heads, follow_redirects=False)
        return self._client

    def _exchange(self, request: httpx2.Request) -> Answer:
        ends = time.monotonic() + 2 * self.timeout_s
        try:
            response = self._opened().send(request, stream=True)
            try:
                return Answer(response.status_code, response.headers, self._read(response, ends))
            finally:
                response.close()
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol) as error:
            self.close()
            if why := _distrust(error):
                said = f"{self.who} cannot be trusted ({why}). Check its address and its certificate."
                raise Untrusted(said, retry_after_s=LOG_IN_S) from None
            said = f"{self.who} cannot be reached ({type(error).__name__}). Check its address and whether it runs."
            raise Unreachable(said) from None
        except (httpx2.HTTPError, httpx2.StreamError, OSError) as error:
            self.close()
            said = f"{self.who} did not answer to the end ({type(error).__name__}). Look there whether it was done."
            raise InDoubt(said) from None

    def _read(self, response: httpx2.Response, ends: float) -> bytes:
        """Return the body. Raises InDoubt where it drips on for ever or is no answer any more."""
        body = b""
        for block in response.iter_bytes():
            body += block
            if len(body) > MAX_ANSWER_BYTES or time.monotonic() > ends:
                raise InDoubt(f"{self.who} answers without an end. Look there whether it was done.")
        return body

    def _failure(self, answer: Answer) -> DeliveryError:
        status, wait = answer.status, wait_of(answer.headers, datetime.now(UTC))
        said = self.hide(f"{self.who} answered {status}: {complaint(answer)}")
        if 300 <= status < 400:
            return NotNow(f"{self.who} sends us elsewhere ({status}). Correct its address in the outlet.")
        if status == 401:
            return WrongKey(f"{said} Set a new key or password in the outlet.", retry_after_s=LOG_IN_S)
        if status in _BUSY:
            return NotNow(f"{said} It will be tried again.", retry_after_s=wait)
        if status in _BROKEN:
            return InDoubt(f"{said} Look there whether it was done.")
        return Refused(f"{said} Correct what it names, then send again.")


def dumped(json: Any) -> bytes:
    """Return JSON. Raises Refused for a text that is none."""
    try:
        return orjson.dumps(json)
    except TypeError:  # half of a letter that takes two places in UTF-16
        raise Refused("The wording holds half a letter, which no platform takes. Write that place again.") from None


@cache
def _context() -> ssl.SSLContext:
    """Return what certificates are checked with: read once, because reading takes longer than most requests."""
    return httpx2.create_ssl_context()


def complaint(answer: Answer) -> str:
    """Return what a platform says is wrong, in quotation marks and in one line that can be shown."""
    found = answer.json()
    words = _words(found) if isinstance(found, dict) else answer.content[:2000].decode("utf-8", "replace")
    shown = "".join(sign if sign.isprintable() else " " for sign in words)
    told = " ".join(shown.split())[:300].rstrip(".")
    return f'"{told}."' if told else "(no reason given)."


def _words(found: Mapping[str, Any]) -> str:
    names = ("error", "code", "message", "error_description", "details")
    return ": ".join(str(found[name]) for name in names if isinstance(found.get(name), str | int) and found[name])


def _distrust(error: BaseException | None) -> str:
    """Return why a connection is not trusted or not encrypted, "" where it broke for another reason."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return str(getattr(error, "verify_message", "") or error.reason or error)
        error = error.__cause__ or error.__context__
    return ""


def wait_of(headers: httpx2.Headers, now: datetime) -> float | None:
    """Return the seconds a platform asks to wait, None if it asks nothing.

    Retry-After (RFC 9110, 10.2.3: seconds or a date), else when its limit is reset: RateLimit-Reset in seconds since
    1970 (Bluesky) or as a date (Mastodon's X-RateLimit-Reset).
    """
    for name in ("retry-after", "ratelimit-reset", "x-ratelimit-reset"):
        found = _seconds(headers.get(name, "").strip(), now)
        if found is not None:
            return found
    return None


def _seconds(raw: str, now: datetime) -> float | None:
    try:
        seconds = _until(raw, now)
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, seconds) if math.isfinite(seconds) and seconds < 10**7 else None


def _until(raw: str, now: datetime) -> float:
    if raw.isascii() and raw.replace(".", "", 1).isdigit():
        seconds = float(raw)
        return seconds - now.timestamp() if seconds > 10**9 else seconds
    moment = datetime.fromisoformat(raw) if raw[:4].isdigit() else parsedate_to_datetime(raw)
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds()
