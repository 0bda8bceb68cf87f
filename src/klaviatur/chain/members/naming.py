"""What members may be called: names that cannot be mistaken for each other, and words without hidden signs."""

import re
import unicodedata
from collections.abc import Collection, Iterable

from klaviatur.errors import SettingError
from klaviatur.records import MemberRole

NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s.]{2,}")
TAKEN = {"klaviatur", "system", "embedded", "local", "model"}  # names of ours and of writers
LONGEST_WORDS, LONGEST_EMAIL = 80, 254


def checked_name(name: str) -> str:
    """Return a name that a new member may have. Raises SettingError.

    Only plain letters: names that look alike in other alphabets are refused, so that nobody can pose as somebody else.
    """
    if not NAME.fullmatch(name):
        raise SettingError(
            f"{name!r} cannot be a member's name. Take 2 to 40 of a-z, 0-9, dot, underscore and hyphen, with a letter "
            "or figure at both ends."
        )
    if name in TAKEN:
        raise SettingError(f"{name!r} is a name of Klaviatur's own. Take another one.")
    return name


def typed_name(name: str) -> str:
    """Return the name somebody means who types it at the sign-in; "" for what cannot be one."""
    plain = name.strip()
    lowered = plain.lower() if plain.isascii() else ""
    return lowered if NAME.fullmatch(lowered) else ""


def checked_words(words: str, what: str) -> str:
    """Return a name for people to read, without hidden signs. Raises SettingError."""
    visible = "".join(c for c in unicodedata.normalize("NFC", words) if unicodedata.category(c)[0] != "C")
    plain = " ".join(visible.split())
    if not plain or len(plain) > LONGEST_WORDS:
        raise SettingError(f"{what} must have 1 to {LONGEST_WORDS} characters. Correct it and send it again.")
    return plain


def checked_email(email: str) -> str:
    """Return an e-mail address in lower case, "" for none. Raises SettingError."""
    plain = email.strip().lower()
    if plain and (len(plain) > LONGEST_EMAIL or not plain.isprintable() or not EMAIL.fullmatch(plain)):
        raise SettingError(f"{email!r} is no e-mail address. Correct it, or leave it empty.")
    return plain


def checked_roles(roles: Iterable[str]) -> frozenset[MemberRole]:
    """Return roles. Raises SettingError where there is none, or one that nobody knows."""
    given = frozenset(roles)
    known = {role.value for role in MemberRole}
    if not given or given - known:
        raise SettingError(f"A member needs some of these roles: {', '.join(sorted(known))}. Choose at least one.")
    return frozenset(MemberRole(role) for role in given)


def free_name(wanted: str, taken: Collection[str]) -> str:
    """Return a name that nobody has, as near to `wanted` as can be: "anna", "anna2"."""
    decomposed = unicodedata.normalize("NFKD", wanted.lower())
    plain = re.sub(r"[^a-z0-9._-]+", "", decomposed.encode("ascii", "ignore").decode()).strip("._-")[:36]
    base = plain if NAME.fullmatch(plain) else "member"
    names = [base, *(f"{base}{number}" for number in range(2, len(taken) + len(TAKEN) + 3))]
    return next(name for name in names if name not in taken and name not in TAKEN)
