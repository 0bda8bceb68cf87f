"""Passwords by argon2id, the memory-hard function of RFC 9106; and which passwords are too easy to guess."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from klaviatur.adapters.signing_in.guessing import easy_to_guess, is_named

SHORTEST, LONGEST = 12, 1000  # characters; a long one could keep the processor busy
AT_ONCE = 4  # each takes its memory: guessing must not take all of it
_turns = BoundedSemaphore(AT_ONCE)


class Argon2Passwords:
    """See `ports.Passwords`. The cost is RFC 9106's second choice (64 MiB, 3 rounds, 4 lanes; read 2026-11-22)."""

    def __init__(self, *, memory_kib: int = 65_536, rounds: int = 3, lanes: int = 4) -> None:
        self._hasher = PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=lanes)

    def hashed(self, password: str) -> str:
        """Return the hash that is kept, with its cost and a salt of its own."""
        with _turns:
            return self._hasher.hash(_stable(password))

    def fits(self, hashed: str, password: str) -> bool:
        """Return whether this is the password; with "" as hash it takes as long and says no."""
        if len(password) > LONGEST:
            return False
        with _turns:
            try:
                return self._hasher.verify(hashed or _decoy(self._hasher), _stable(password)) and bool(hashed)
            except (VerificationError, InvalidHashError):
                return False

    def outdated(self, hashed: str) -> bool:
        """Return whether it was hashed with another cost than passwords are now."""
        return self._hasher.check_needs_rehash(hashed)

    def weakness(self, password: str, names: Sequence[str]) -> str:
        """Return why a new password cannot be taken, "" where it can: long is what counts, as NIST SP 800-63B says.

        "short" under 12 characters, "long" over 1,000, "named" where it is little more than its member's name,
        "common" where it is made of what is guessed first.
        """
        stable = _stable(password)
        if len(stable) < SHORTEST:
            return "short"
        if len(stable) > LONGEST:
            return "long"
        if is_named(stable, names):
            return "named"
        return "common" if easy_to_guess(stable) else ""


@cache
def _decoy(hasher: PasswordHasher) -> str:
    """Return a hash that no password is asked for, of the same cost as all."""
    return hasher.hash("nobody's password")


def _stable(password: str) -> bytes:
    """Return the bytes of a password: the same for each way a keyboard may put its characters together (NFKC)."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
