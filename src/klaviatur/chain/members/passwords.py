"""Signing in with a name and a password, and changing the password."""

from klaviatur.chain.members.naming import typed_name
from klaviatur.chain.members.sessions import Stay, begin_session, signed_in_person
from klaviatur.chain.members.tries import count_try, give_back, note_failure
from klaviatur.errors import NotReady, SettingError, SignInRefused
from klaviatur.ports import MemberStore, Passwords
from klaviatur.records import Actor, Entry, Member, SignedIn

WEAK = {
    "short": "A password needs at least 12 characters; a sentence of your own is easy to remember.",
    "long": "A password may have 1,000 characters at most.",
    "named": "This password is little more than your name. Take words that have nothing to do with you.",
    "common": "This password is among the first that are guessed. Take some words that nobody would put together.",
}


def sign_in(
    store: MemberStore,
    passwords: Passwords,
    name: str,
    password: str,
    *,
    address: str,
    stay: Stay,
    replacing: str = "",
) -> SignedIn:
    """Sign in. Raises SignInRefused, after the same time and with the same words whether the name exists or not."""
    name = typed_name(name)
    hashed = _check(store, passwords, name, password, address)
    newer = passwords.hashed(password) if passwords.outdated(hashed) else ""
    with store.admitting() as work:
        member = work.find(name)
        if member is None or not member.active or work.password(name) != hashed:
            raise _refused()
        give_back(work, name, address)
        if newer:
            work.keep_password(name, newer)
        return begin_session(work, member, "password", stay, replacing=replacing)


def change_password(
    store: MemberStore,
    passwords: Passwords,
    current: str,
    new: str,
    *,
    address: str,
    stay: Stay,
    by: Actor,
) -> SignedIn:
    """Change one's own password; all sessions end, and a new one begins here. Raises SignInRefused, SettingError."""
    signed_in_person(by)
    member = store.member(by.name)
    if not member.has_password:
        raise NotReady("You have no password yet. Ask an admin for a link to choose one.")
    checked_password(passwords, new, member)
    hashed = _check(store, passwords, by.name, current, address)
    kept = passwords.hashed(new)
    with store.admitting() as work:
        if work.password(by.name) != hashed:
            raise _refused()
        give_back(work, by.name, address)
        work.keep_password(by.name, kept)
        work.note(Entry("member.password_changed", f"member:{by.name}"), by)
        return begin_session(work, member, "password", stay, new_password=True)


def checked_password(passwords: Passwords, password: str, member: Member) -> None:
    """Raise SettingError for a password that is too easy to guess."""
    weak = passwords.weakness(password, (member.name, member.shown, member.email))
    if weak:
        raise SettingError(WEAK[weak])


def _check(store: MemberStore, passwords: Passwords, name: str, password: str, address: str) -> str:
    """Return the hash that a password fits. Raises SignInRefused."""
    with store.admitting() as work:
        count_try(work, name, address)
        member = work.find(name)
        hashed = work.password(name) if member and member.active else ""
    if passwords.fits(hashed, password):
        return hashed
    with store.admitting() as work:
        note_failure(work, name, address, "password", known=member is not None)
    raise _refused()


def _refused() -> SignInRefused:
    return SignInRefused("Name or password is wrong. Try again, or ask an admin for a link to choose a new password.")
