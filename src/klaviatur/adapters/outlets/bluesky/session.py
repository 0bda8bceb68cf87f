"""Being signed in to Bluesky: once for each account of a process, gone on with as long as the server lets it.

A server lets an account sign in 300 times a day, 30 times in five minutes (docs.bsky.app, rate limits, read Nov 2026).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock

from klaviatur.adapters.outlets.calling import LOG_IN_S, Answer, Caller, complaint
from klaviatur.adapters.outlets.unwell import WrongKey
from klaviatur.errors import InDoubt, NotNow

EXPIRED = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired"})
_WRONG = (400, 401)
_KEPT = 64


@dataclass(slots=True)
class Session:
    """A session that the threads of a process share. Each method raises NotNow, WrongKey."""

    _known: Mapping[str, str] = field(default_factory=dict, repr=False)
    _turn: Lock = field(default_factory=Lock, repr=False)

    def known(self, caller: Caller, handle: str, password: str) -> Mapping[str, str]:
        """Return the session (did, handle, accessJwt, refreshJwt), opened where there is none."""
        with self._turn:
            return self._known or self._opened(caller, handle, password)

    def anew(self, caller: Caller, handle: str, password: str) -> Mapping[str, str]:
        """Sign in, whether or not there is a session."""
        with self._turn:
            self._known = {}
            return self._opened(caller, handle, password)

    def gone_on(self, caller: Caller, handle: str, password: str, *, after: str) -> Mapping[str, str]:
        """Return the session after one whose access token has ended: refreshed, else opened anew."""
        with self._turn:
            if self._known.get("accessJwt") != after and self._known:
                return self._known  # another thread was here before
            refresh = self._known.get("refreshJwt", "")
            self._known = self._refreshed(caller, refresh) if refresh else {}
            return self._known or self._opened(caller, handle, password)

    def _refreshed(self, caller: Caller, refresh: str) -> Mapping[str, str]:
        heads = {"Authorization": f"Bearer {refresh}"}
        return _session(_asked(caller, "refreshSession", None, heads), self._known.get("handle", ""))

    def _opened(self, caller: Caller, handle: str, password: str) -> Mapping[str, str]:
        answer = _asked(caller, "createSession", {"identifier": handle, "password": password}, {})
        self._known = _session(answer, handle)
        if not self._known and answer.status not in _WRONG:
            said = f"{caller.who} does not answer as a server of Bluesky does. Check its address."
            raise NotNow(said, retry_after_s=LOG_IN_S)
        if not self._known:
            said = caller.hide(f"{caller.who} refused handle or app password: {complaint(answer)}")
            raise WrongKey(f"{said} Set both anew in the outlet.", retry_after_s=LOG_IN_S)
        return self._known


@lru_cache(maxsize=_KEPT)
def session_of(service: str, handle: str, password: str) -> Session:
    """Return the one session of an account in this process; another password is another session."""
    del service, handle, password
    return Session()


def _asked(caller: Caller, name: str, body: Mapping[str, str] | None, heads: Mapping[str, str]) -> Answer:
    try:
        return caller.call("POST", f"/xrpc/com.atproto.server.{name}", json=body, headers=heads, expected=_WRONG)
    except InDoubt as error:
        raise NotNow(str(error)) from error


def _session(answer: Answer, handle: str) -> Mapping[str, str]:
    """Return the session that an answer opens, {} for one that opens none."""
    found = {name: str(value) for name, value in answer.table().items() if isinstance(value, str)}
    whole = answer.status not in _WRONG and found.get("did") and found.get("accessJwt")
    return {"handle": handle, **found} if whole else {}
