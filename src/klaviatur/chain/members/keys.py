"""Secrets that are handed out once, and the keys under which they are known afterwards."""

import hashlib
from datetime import timedelta
from secrets import token_urlsafe

from klaviatur.ports import Admitting
from klaviatur.records import LinkUse, OneTimeLink

SECRET_BYTES = 32  # 256 bit: nobody guesses them, so a plain SHA-256 keeps them well
LINK_LASTS = timedelta(hours=24)


def new_secret() -> str:
    """Return a new secret of 256 bit, in letters that any address can hold."""
    return token_urlsafe(SECRET_BYTES)


def key_of(secret: str) -> str:
    """Return what is kept of a secret: 64 hex digits.

    Keys are looked up in an index; what an answer's time could tell of a hash helps nobody to find its secret.
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def csrf_of(secret: str) -> str:
    """Return what stands in the forms of a session: it follows from its secret, so it is kept nowhere."""
    return key_of(f"csrf:{secret}")


def new_link(work: Admitting, use: LinkUse, member: str, by: str) -> str:
    """Keep a new one-time link and return its secret; earlier links to the same member no longer work."""
    secret = new_secret()
    work.keep_link(key_of(secret), OneTimeLink(use, member, work.at, by, work.at + LINK_LASTS))
    return secret
