"""Slows down whoever guesses: every try is counted before it is looked at, per name and per address.

Counting first makes it hold for many tries at once and over several processes; who was right is given the count back.
After some tries each further one waits longer, and until then even the right password is refused.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from math import ceil

from klaviatur.errors import SignInRefused
from klaviatur.ports import Admitting, MemberStore
from klaviatur.records import SYSTEM, Entry, Tries

FREE = {"name": 5, "address": 25}  # tries before the first wait; behind one address sits a whole office
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
FORGOTTEN = timedelta(hours=24)


def keys_of(name: str, address: str) -> tuple[str, ...]:
    """Return under which keys a try is counted; IPv6 by its network, as one customer has all of it."""
    return (*([f"name:{name}"] if name else ()), *([f"address:{_source(address)}"] if address else ()))


def count_try(work: Admitting, name: str, address: str) -> None:
    """Count a try before it is looked at. Raises SignInRefused where one has to wait first."""
    keys = keys_of(name, address)
    known = [_known(work, key) for key in keys]
    wait = max((_left(tries, work.at) for tries in known), default=0)
    if wait:
        raise SignInRefused(f"There were too many tries. Wait {told(wait)}, then try again; until then nothing helps.")
    work.forget_tries(work.at - FORGOTTEN)
    for key, tries in zip(keys, known, strict=True):
        work.keep_tries(key, _one_more(key, tries, work.at))


def give_back(work: Admitting, name: str, address: str) -> None:
    """Take a try back that was right: the name starts anew, the address has one less."""
    for key in keys_of(name, address):
        tries = work.tries(key)
        fewer = replace(tries, count=tries.count - 1, until=None) if tries and tries.count > 1 else None
        work.keep_tries(key, None if key.startswith("name:") else fewer)


def note_failure(work: Admitting, name: str, address: str, how: str, *, known: bool) -> None:
    """Write a failure into the audit: the 1st, 2nd, 4th, 8th ... in a row, and the one that brings the first wait.

    So guessing cannot flood it. What was typed as a name nobody has is left out: people type their passwords there.
    """
    counts = [tries.count for key in keys_of(name if known else "", address) if (tries := work.tries(key))]
    number = counts[0] if counts else 1
    if number & (number - 1) and number not in FREE.values():
        return
    details = (("how", how), ("tries", str(number)), ("from", _network(address)))
    work.note(Entry("signin.failed", f"member:{name if known else '?'}", details=details), SYSTEM)


def wait_left(store: MemberStore, name: str, address: str) -> int:
    """Return for how many seconds nobody gets in under this name or from this address."""
    found = [store.tries(key) for key in keys_of(name, address)]
    return max((_left(tries, store.now()) for tries in found if tries), default=0)


def told(seconds: int) -> str:
    """Return a wait in words."""
    return f"{seconds} seconds" if seconds < 60 else f"{ceil(seconds / 60)} minutes"


def _known(work: Admitting, key: str) -> Tries:
    tries = work.tries(key)
    return tries if tries and work.at - tries.last_at < FORGOTTEN else Tries(0, work.at)


def _left(tries: Tries, at: datetime) -> int:
    return ceil((tries.until - at).total_seconds()) if tries.until and tries.until > at else 0


def _one_more(key: str, tries: Tries, at: datetime) -> Tries:
    count = tries.count + 1
    beyond = count - FREE[key.partition(":")[0]]
    wait = min(FIRST_WAIT * 2 ** min(beyond, 10), LONGEST_WAIT)
    return Tries(count, at, at + wait if beyond >= 0 else None)


def _source(address: str) -> str:
    return _network(address, (32, 64))


def _network(address: str, lengths: Sequence[int] = (24, 48)) -> str:
    """Return the network of an address: the audit lasts for ever and needs no more of a person than that."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    return str(ip_network(f"{known}/{lengths[known.version == 6]}", strict=False))
