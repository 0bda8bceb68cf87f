"""Sessions: begun at a sign-in with a new secret, ended by time, by hand, and with the member."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from klaviatur.chain.members.keys import csrf_of, key_of, new_secret
from klaviatur.errors import NotAllowed, NotSignedIn
from klaviatur.ports import Admitting, MemberStore
from klaviatur.records import Actor, Entry, Member, MemberRole, Session, SignedBy, SignedIn
from klaviatur.review import allow

SEEN_EVERY = timedelta(minutes=5)  # a read needs no write of its own


@dataclass(frozen=True, slots=True)
class Stay:
    """How long a session lasts."""

    idle: timedelta = timedelta(hours=12)
    longest: timedelta = timedelta(days=14)


def begin_session(
    work: Admitting, member: Member, signed_by: SignedBy, stay: Stay, *, replacing: str = "", new_password: bool = False
) -> SignedIn:
    """Begin a session with a new secret; the one that `replacing` is the secret of ends, a new password ends all."""
    ended = work.end_sessions(member.name) if new_password else 0
    if replacing:
        work.end_session(key_of(replacing))
    secret = new_secret()
    key = key_of(secret)
    session = Session(key[:16], member.name, signed_by, work.at, work.at, work.at + stay.longest, csrf_of(secret))
    work.begin_session(key, session)
    details = (("how", signed_by), *([("ended", str(ended))] if ended else ()))
    work.note(Entry("signin.done", f"member:{member.name}", details=details), actor_of(member))
    return SignedIn(member, session, secret)


def find_session(store: MemberStore, secret: str, stay: Stay) -> SignedIn:
    """Return whose session this is. Raises NotSignedIn where it has ended, or its member may no longer work here."""
    key = key_of(secret)
    found = store.session(key)
    now = store.now()
    if found is None or not found[0].active or not _awake(found[1], now, stay):
        raise NotSignedIn("The session has ended, or there is none. Sign in to go on.")
    member, session = found
    if now - session.seen_at >= SEEN_EVERY:
        store.see_session(key, now)
    return SignedIn(member, replace(session, csrf=csrf_of(secret)), secret)


def sign_out(store: MemberStore, secret: str) -> None:
    """End a session; nothing happens where it has ended already."""
    with store.admitting() as work:
        name = work.end_session(key_of(secret))
        member = work.find(name) if name else None
        if member:
            work.note(Entry("signin.ended", f"member:{name}"), actor_of(member))


def sign_out_everywhere(store: MemberStore, name: str, *, by: Actor) -> int:
    """End all sessions of a member, one's own or as an admin, and return how many there were. Raises NotAllowed."""
    own_or_admin(by, name)
    with store.admitting() as work:
        count = work.end_sessions(name)
        work.note(Entry("signin.ended_everywhere", f"member:{name}", details=(("ended", str(count)),)), by)
    return count


def own_or_admin(by: Actor, name: str) -> None:
    """Raise NotAllowed where somebody changes what another member signs in with, and is no admin."""
    if by.name != name or by.scopes is not None:
        allow(by, "members")


def signed_in_person(by: Actor) -> None:
    """Raise NotAllowed for tokens: what one signs in with is changed by people who have signed in."""
    if by.scopes is not None:
        raise NotAllowed(f"A token of {by.name!r} cannot do this. Sign in and do it in your own account.")


def actor_of(member: Member, *, strong: bool = False) -> Actor:
    """Return a member as who acts in the pages."""
    return Actor(member.name, member.roles, via="page", strong=strong)


def is_admin(member: Member) -> bool:
    """Return whether a member can look after the others now."""
    return member.active and member.joined is not None and MemberRole.ADMIN in member.roles


def _awake(session: Session, now: datetime, stay: Stay) -> bool:
    """Return whether a session was used lately; a limit that was shortened holds for older sessions too."""
    return now - session.seen_at < stay.idle + SEEN_EVERY and now - session.begun_at < stay.longest
