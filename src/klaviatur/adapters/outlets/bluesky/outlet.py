"""Posts released wordings to Bluesky."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import regex

from klaviatur.adapters.outlets.bluesky.facets import facets_of, handles_in
from klaviatur.adapters.outlets.bluesky.keys import record_key
from klaviatur.adapters.outlets.calling import LOG_IN_S, Answer, Caller, complaint
from klaviatur.adapters.outlets.given import Given
from klaviatur.adapters.outlets.posts import texts_of
from klaviatur.adapters.outlets.problems import problem, refuse_blocked
from klaviatur.adapters.outlets.saying import whole
from klaviatur.adapters.outlets.unwell import WrongKey, unwell
from klaviatur.errors import DeliveryError, InDoubt, NotNow, Refused
from klaviatur.ports import Clock
from klaviatur.records import Bilingual, Health, Outgoing, Prepared, Problem, Receipt, Severity

_POST = "app.bsky.feed.post"
_GRAPHEMES, _BYTES = 300, 3000
_WRONG = (400, 401)
_EXPIRED = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired"})


@dataclass(slots=True)
class BlueskyOutlet:
    """An account of a personal data server. A delivery's record key is always the same, so it exists once at most."""

    name: str
    caller: Caller
    handle: str
    password: str = field(repr=False)
    clock: Clock
    _session: dict[str, Any] = field(default_factory=dict, repr=False)

    def deliver(self, outgoing: Outgoing, *, key: str) -> Receipt:
        """Post a wording; several texts become a thread. The receipt's id is the first post's at:// address."""
        refuse_blocked(self.prepare(outgoing), self.name)
        dids = {handle: self._did_of(handle) for text in texts_of(outgoing) for handle in handles_in(text)}
        sent: list[dict[str, str]] = []
        try:
            for number, text in enumerate(texts_of(outgoing)):
                record = self._record(outgoing, text, dids, sent)
                sent.append(self._create(record, record_key(key, number, outgoing.published_at)))
        except Refused:
            for post in reversed(sent):  # half a thread is none
                self._delete(post["uri"])
            raise
        return Receipt(sent[0]["uri"], self._url(sent[0]["uri"]), tuple(("post", post["uri"]) for post in sent))

    def retract(self, receipt: Receipt, *, key: str) -> None:
        """Delete the post, of a thread the last one first."""
        del key
        for name, uri in reversed(receipt.details or (("post", receipt.id),)):
            if name == "post":
                self._delete(uri)

    def prepare(self, outgoing: Outgoing) -> Prepared:
        """Return the posts as text, a line between them; links and tags are listed beside them."""
        texts = texts_of(outgoing)
        body = "\n\n---\n\n".join(texts).encode("utf-8", "replace")
        facets = [facet["features"][0] for text in texts for facet in facets_of(whole(text), lambda handle: handle)]
        shown = tuple((str(one["$type"]).rpartition("#")[2], str(list(one.values())[1])) for one in facets)
        return Prepared("text/plain; charset=utf-8", body, shown, _problems(outgoing, texts))

    def health(self) -> Health:
        """Return whether the server takes name and app password."""
        now = self.clock.now()
        try:
            self._session = {}
            session = self._signed_in()
        except DeliveryError as error:
            return unwell("Bluesky", error, now)
        finally:
            self.close()
        name = session["handle"]
        said = Bilingual(f"Beiträge erscheinen als @{name}.", f"Posts appear as @{name}.")
        return Health(ok=True, message=said, at=now, details=(("account", f"@{name}"), ("did", session["did"])))

    def close(self) -> None:
        """End the connections; the session is kept."""
        self.caller.close()

    def _record(
        self, outgoing: Outgoing, text: str, dids: dict[str, str], before: Sequence[dict[str, str]]
    ) -> dict[str, Any]:
        at = self.clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        record: dict[str, Any] = {"$type": _POST, "text": text, "createdAt": at, "langs": [outgoing.language]}
        if facets := facets_of(text, lambda handle: dids.get(handle, "")):
            record["facets"] = facets
        if before:
            record["reply"] = {"root": before[0], "parent": before[-1]}
        return record

    def _create(self, record: dict[str, Any], rkey: str) -> dict[str, str]:
        """Return address and hash of a post: made now, or by an earlier try with the same key."""
        did = self._signed_in()["did"]
        body = {"repo": did, "collection": _POST, "rkey": rkey, "record": record}
        try:
            answer = self._call("com.atproto.repo.createRecord", body)
        except (InDoubt, Refused) as error:
            known = self._known(did, rkey)
            if known is not None:
                return known
            if isinstance(error, Refused):
                raise
            raise NotNow(f"{error} It is sent again with the same record key.") from error
        return _reference(answer) or self._must_be_there(did, rkey)

    def _known(self, did: str, rkey: str) -> dict[str, str] | None:
        """Return a post that is there already, None where there is none. Raises NotNow."""
        params = {"repo": did, "collection": _POST, "rkey": rkey}
        return _reference(self.caller.ask("/xrpc/com.atproto.repo.getRecord", params=params, expected=(400, 404)))

    def _must_be_there(self, did: str, rkey: str) -> dict[str, str]:
        known = self._known(did, rkey)
        if known is None:
            raise NotNow(f"{self.caller.who} did not say which post it made. It is sent again with the same key.")
        return known

    def _delete(self, uri: str) -> None:
        repo, collection, rkey = uri.removeprefix("at://").split("/")
        try:
            self._call("com.atproto.repo.deleteRecord", {"repo": repo, "collection": collection, "rkey": rkey})
        except InDoubt as error:
            raise NotNow(str(error)) from error

    def _call(self, name: str, body: dict[str, Any]) -> Answer:
        """Call a procedure as who is signed in; a session that has ended is opened anew once."""
        token = self._signed_in()["accessJwt"]
        answer = self._send(name, body, token)
        if answer.status in _WRONG and answer.table().get("error") in _EXPIRED:
            self._session = {}
            answer = self._send(name, body, self._signed_in()["accessJwt"])
        if answer.status in _WRONG:
            raise Refused(f"{self.caller.who} refused it: {complaint(answer)} Correct what it names, then send again.")
        return answer

    def _send(self, name: str, body: dict[str, Any], token: str) -> Answer:
        heads = {"Authorization": f"Bearer {token}"}
        return self.caller.call("POST", f"/xrpc/{name}", json=body, headers=heads, expected=_WRONG)

    def _signed_in(self) -> dict[str, Any]:
        """Return the session, opened where there is none. Raises NotNow."""
        if not self._session:
            body = {"identifier": self.handle, "password": self.password}
            try:
                answer = self.caller.call("POST", "/xrpc/com.atproto.server.createSession", json=body, expected=_WRONG)
            except InDoubt as error:
                raise NotNow(str(error)) from error
            session = answer.table()
            if answer.status in _WRONG or not all(session.get(name) for name in ("did", "accessJwt")):
                said = self.caller.hide(f"{self.caller.who} refused handle or app password: {complaint(answer)}")
                raise WrongKey(f"{said} Set both anew in the outlet.", retry_after_s=LOG_IN_S)
            self._session = {"handle": self.handle, **session}
        return self._session

    def _did_of(self, handle: str) -> str:
        """Return the DID of a handle, "" where nobody has it. Raises NotNow."""
        params = {"handle": handle}
        found = self.caller.ask("/xrpc/com.atproto.identity.resolveHandle", params=params, expected=_WRONG)
        return str(found.table().get("did") or "")

    def _url(self, uri: str) -> str:
        return f"https://bsky.app/profile/{self._session.get('handle', self.handle)}/post/{uri.rpartition('/')[2]}"


def make(given: Given, clock: Clock) -> BlueskyOutlet:
    """Return the outlet of these settings. Raises SettingError."""
    service, password = given.url("service"), given.line("password")
    caller = Caller(service, f"Bluesky server {service}", {}, (password,), given.number("timeout_s", 1, 120))
    return BlueskyOutlet(given.name, caller, given.line("handle").lstrip("@"), password, clock)


def _reference(answer: Answer) -> dict[str, str] | None:
    found = answer.table()
    uri, cid = found.get("uri"), found.get("cid")
    return {"uri": uri, "cid": cid} if isinstance(uri, str) and isinstance(cid, str) else None


def _problems(outgoing: Outgoing, texts: Sequence[str]) -> tuple[Problem, ...]:
    found = []
    if not texts:
        said = ("Der Beitrag hat keinen Text.", "The post has no text.")
        found.append(problem(outgoing, "bluesky.empty", said, ("Schreiben Sie einen Text.", "Write a text.")))
    for text in texts:
        graphemes, size = len(regex.findall(r"\X", text)), len(text.encode("utf-8", "replace"))
        if graphemes > _GRAPHEMES or size > _BYTES:
            said = (
                f"Der Beitrag hat {graphemes} Zeichen und {size:,} Bytes; erlaubt sind 300 und 3.000.",
                f"The post has {graphemes} graphemes and {size:,} bytes; 300 and 3,000 are allowed.",
            )
            shorter = ("Kürzen Sie ihn, oder teilen Sie ihn.", "Shorten it, or part it.")
            id_ = "InvalidRequest"
            found.append(problem(outgoing, "bluesky.too_long", said, shorter, place="text", platform_id=id_))
        if whole(text) != text:
            said = ("Der Beitrag hat ein halbes Zeichen.", "The post has half a letter in it.")
            again = ("Schreiben Sie die Stelle neu.", "Write that place again.")
            found.append(problem(outgoing, "bluesky.surrogate", said, again, severity=Severity.BLOCK))
    return tuple(found)
