"""Passkeys: adding them, signing in with them, and signing a release with them."""

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from secrets import token_bytes, token_hex

from klaviatur.chain.members.naming import checked_words
from klaviatur.chain.members.sessions import Stay, begin_session, own_or_admin, signed_in_person
from klaviatur.chain.members.tries import count_try, give_back, note_failure
from klaviatur.errors import NotReady, SignInRefused
from klaviatur.ports import Admitting, MemberStore, PasskeyReader
from klaviatur.records import Actor, Challenge, ChallengeUse, Entry, Member, Passkey, SignedIn, Site

LASTS = timedelta(minutes=5)
MOST = 20  # of one member


# --- a member's own -----------------------------------------------------------------------------------------------
def ask_new_passkey(store: MemberStore, reader: PasskeyReader, site: Site, *, by: Actor) -> str:
    """Return the JSON with which a browser makes a passkey. Raises NotAllowed, NotReady."""
    signed_in_person(by)
    challenge = token_bytes(32)
    with store.admitting() as work:
        member = _active(work, by.name)
        known = [passkey.id for passkey in work.passkeys(by.name)]
        if len(known) >= MOST:
            raise NotReady(f"You have {MOST} passkeys. Remove one you no longer use first.")
        work.keep_challenge(_named(challenge), Challenge("passkey.add", by.name, site.origin, work.at + LASTS))
        handle = work.handle(by.name)
    return reader.ask_new(site, member, handle, known, challenge)


def add_passkey(store: MemberStore, reader: PasskeyReader, site: Site, answer: str, name: str, *, by: Actor) -> Passkey:
    """Keep a new passkey of one's own. Raises SignInRefused where the answer does not hold, Conflict, SettingError."""
    signed_in_person(by)
    words = checked_words(name or "Passkey", "The passkey's name")
    challenge = _taken(store, reader, answer, "passkey.add", by.name)[0]
    number, public_key, count = reader.read_new(site, answer, challenge)
    with store.admitting() as work:
        _active(work, by.name)
        passkey = Passkey(number, by.name, words, public_key, count, work.at)
        if work.passkey(number):
            raise NotReady("This passkey is yours already. Use it, or remove it first.")
        work.keep_passkey(passkey)
        details = (("passkey", number), ("name", words), ("public_key", urlsafe_b64encode(public_key).decode()))
        work.note(Entry("passkey.added", f"member:{by.name}", details=details), by)
    return passkey


def remove_passkey(store: MemberStore, number: str, *, by: Actor) -> None:
    """Forget a passkey of one's own, or as an admin somebody's. Raises NotAllowed, NotReady."""
    with store.admitting() as work:
        passkey = work.passkey(number)
        if passkey is None:
            raise NotReady("This passkey is not there any more. Nothing was changed.")
        own_or_admin(by, passkey.member)
        work.remove_passkey(number)
        details = (("passkey", number), ("name", passkey.name))
        work.note(Entry("passkey.removed", f"member:{passkey.member}", details=details), by)


# --- signing in ---------------------------------------------------------------------------------------------------
def ask_sign_in(store: MemberStore, reader: PasskeyReader, site: Site) -> str:
    """Return the JSON with which a browser signs in by a passkey that it knows itself."""
    challenge = token_bytes(32)
    with store.admitting() as work:
        work.keep_challenge(_named(challenge), Challenge("passkey.sign_in", "", site.origin, work.at + LASTS))
    return reader.ask(site, (), challenge)


def sign_in_with_passkey(
    store: MemberStore,
    reader: PasskeyReader,
    site: Site,
    answer: str,
    *,
    address: str,
    stay: Stay,
    replacing: str = "",
) -> SignedIn:
    """Sign in with a passkey; guesses under a name do not lock it out. Raises SignInRefused."""
    with store.admitting() as work:
        count_try(work, "", address)
    try:
        challenge, _ = _taken(store, reader, answer, "passkey.sign_in", "")
        passkey = _read(store, reader, site, answer, challenge)
    except SignInRefused:
        with store.admitting() as work:
            note_failure(work, "", address, "passkey", known=False)
        raise
    with store.admitting() as work:
        give_back(work, "", address)
        member = _used(work, passkey)
        return begin_session(work, member, "passkey", stay, replacing=replacing)


# --- signing a release --------------------------------------------------------------------------------------------
def signature_of(wordings: Sequence[str]) -> str:
    """Return the hash of what is released together, whatever the order of the wordings' hashes."""
    return hashlib.sha256("\n".join(["klaviatur release", *sorted(wordings)]).encode()).hexdigest()


def ask_signature(store: MemberStore, reader: PasskeyReader, site: Site, wordings: Sequence[str], *, by: Actor) -> str:
    """Return the JSON with which a browser signs exactly these wordings (hashes). Raises NotReady without passkeys.

    The challenge is the SHA-256 of the hash of these wordings and a nonce; both are in the audit with the signature.
    """
    signed_in_person(by)
    about, nonce = signature_of(wordings), token_hex(16)
    challenge = _challenge(about, nonce)
    with store.admitting() as work:
        _active(work, by.name)
        known = [passkey.id for passkey in work.passkeys(by.name)]
        if not known:
            raise NotReady("You have no passkey yet. Add one to your account, then sign with it.")
        kept = Challenge("passkey.release", by.name, f"{about} {nonce}", work.at + LASTS)
        work.keep_challenge(_named(challenge), kept)
    return reader.ask(site, known, challenge)


def sign(
    store: MemberStore, reader: PasskeyReader, site: Site, answer: str, wordings: Sequence[str], *, by: Actor
) -> Actor:
    """Return the actor as one who has signed exactly these wordings with a passkey. Raises SignInRefused."""
    signed_in_person(by)
    challenge, about = _taken(store, reader, answer, "passkey.release", by.name)
    wanted, nonce = about.split()
    if wanted != signature_of(wordings) or challenge != _challenge(wanted, nonce):
        raise SignInRefused("The passkey signed another wording. Look at the newest one and sign that.")
    passkey = _read(store, reader, site, answer, challenge)
    if passkey.member != by.name:
        raise SignInRefused("This passkey belongs to somebody else. Sign with one of your own.")
    with store.admitting() as work:
        _used(work, passkey)
        signed = json.dumps(json.loads(answer).get("response"), separators=(",", ":"))
        details = (("signature_of", wanted), ("nonce", nonce), ("passkey", passkey.id), ("response", signed))
        work.note(Entry("passkey.signed", f"member:{by.name}", details=details), by)
    return replace(by, strong=True)


def _challenge(about: str, nonce: str) -> bytes:
    return hashlib.sha256(f"{about} {nonce}".encode()).digest()


# --- how it is done -----------------------------------------------------------------------------------------------
def _taken(store: MemberStore, reader: PasskeyReader, answer: str, use: ChallengeUse, member: str) -> tuple[bytes, str]:
    """Use up the challenge an answer speaks of, and return it with what it was about. Raises SignInRefused."""
    challenge = reader.challenge_of(answer)
    with store.admitting() as work:
        known = work.take_challenge(_named(challenge))
    if known is None or known.use != use or known.member != member:
        raise SignInRefused("That took too long, or was answered before. Try the passkey once more.")
    return challenge, known.about


def _read(store: MemberStore, reader: PasskeyReader, site: Site, answer: str, challenge: bytes) -> Passkey:
    """Return the passkey that signed, with its new count. Raises SignInRefused."""
    with store.admitting() as work:
        known = work.passkey(reader.id_of(answer))
    if known is None:
        raise SignInRefused("Nobody here has this passkey. Sign in with your password, and add the passkey again.")
    return replace(known, sign_count=reader.read(site, answer, challenge, known))


def _used(work: Admitting, passkey: Passkey) -> Member:
    """Keep that a passkey was used, and return whose it is. Raises SignInRefused where it was removed meanwhile."""
    known = work.passkey(passkey.id)
    if known is None or 0 < passkey.sign_count <= known.sign_count:
        raise SignInRefused("This passkey was used or removed meanwhile. Try once more.")
    work.keep_passkey(replace(passkey, used_at=work.at))
    return _active(work, passkey.member)


def _active(work: Admitting, name: str) -> Member:
    member = work.find(name)
    if member is None or not member.active:
        raise SignInRefused("This account is not active. Ask an admin.")
    return member


def _named(challenge: bytes) -> str:
    return hashlib.sha256(challenge).hexdigest()
