"""Mails to a real server that fails, hangs and drops, by a process that is killed with -9: none is lost, none comes twice.

The server writes down what it took before it answers, so at the end both are held against each other. Doubts are
resolved as a person would: by looking into the server's log.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

from bench._common import ROOT, verdict
from klaviatur.records import Actor, DeliveryState, MemberRole
from klaviatur.settings import Settings
from klaviatur.testing.desks import bring_text, keep, release
from klaviatur.wiring.deliveries import Deliveries, open_deliveries
from klaviatur.wiring.desk import open_desk

MESSAGES = int(os.environ.get("KLAVIATUR_BENCH_MAILS", "10000"))
KILLS = 25
EACH = 50  # one address in so many does not exist
SEED = 20261122
EVERYBODY = Actor("pia", frozenset(MemberRole))
WORDS = "Solarpark liefert Strom\n\n" + "Der Solarpark Lindhof liefert seit heute Strom für 1.850 Haushalte. " * 12


@dataclass(frozen=True, slots=True)
class Outcome:
    """What both sides say at the end."""

    messages: int
    delivered: int  # by the server's answer, or by what a person found out
    refused: int
    lost: int  # delivered for us, never taken by the server; or left behind
    twice: int  # taken more than once
    doubts: int
    doubts_that_arrived: int
    doubts_unlisted: int  # taken without an answer we kept, and not listed as doubtful
    kills: int
    seconds: float

    @property
    def holds(self) -> bool:
        """Return whether nothing was lost, nothing came twice, and every doubt was listed."""
        return not (self.lost or self.twice or self.doubts_unlisted) and self.delivered + self.refused == self.messages


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(Path(folder), messages=MESSAGES, kills=KILLS, seed=SEED)
    print(f"{outcome.messages:,} mails, 1 in {EACH} to nobody; sender killed with -9 {outcome.kills} times")
    print(f"  delivered {outcome.delivered:,}, refused by the server {outcome.refused:,}")
    print(
        f"  lost {outcome.lost}, twice {outcome.twice} (goal 0 and 0) {verdict(holds=not outcome.lost + outcome.twice)}"
    )
    found = f"{outcome.doubts_that_arrived} of them had arrived, by the server's log"
    print(f"  in doubt {outcome.doubts}, all listed: {'yes' if not outcome.doubts_unlisted else 'NO'}; {found}")
    print(f"  {outcome.seconds:.0f} s, {outcome.messages / outcome.seconds:,.0f} mails/s with faults and kills")
    return not outcome.holds


def run(folder: Path, *, messages: int, kills: int, seed: int, every_s: tuple[float, float] = (0.3, 2.0)) -> Outcome:
    """Send so many mails while the sender is killed so often, resolve the doubts, and hold both sides together."""
    log, home = folder / "taken.log", folder / "workspace"
    log.touch()
    began, luck, seen = time.perf_counter(), random.Random(seed), Doubts()
    with serving(log, seed) as port, sending(home) as senders:
        prepare(home, port, messages)
        killed = senders.drain(kills, luck, every_s)
        while listed := doubts(home):
            seen.add(listed, states(home), set(taken(log)))
            resolve(home, set(taken(log)))
            senders.drain(0, luck, every_s)
    at_the_end, arrived = states(home), taken(log)
    delivered = {to for to, state in at_the_end.items() if state == "delivered"}
    refused = {to for to, state in at_the_end.items() if state == "failed"}
    lost = (delivered - arrived.keys()) | (at_the_end.keys() - delivered - refused)
    return Outcome(
        messages=len(at_the_end),
        delivered=len(delivered),
        refused=len(refused),
        lost=len(lost),
        twice=sum(times > 1 for times in arrived.values()),
        doubts=seen.listed,
        doubts_that_arrived=seen.arrived,
        doubts_unlisted=seen.unlisted + len(arrived.keys() - delivered),
        kills=killed,
        seconds=time.perf_counter() - began,
    )


@dataclass(slots=True)
class Doubts:
    """What was listed as doubtful, and what the server says of it."""

    listed: int = 0
    arrived: int = 0
    unlisted: int = 0

    def add(self, listed: set[str], now: Mapping[str, str], arrived: set[str]) -> None:
        self.listed += len(listed)
        self.arrived += len(listed & arrived)
        self.unlisted += sum(now[to] != "delivered" and to not in listed for to in arrived)


# --- the workspace --------------------------------------------------------------------------------------------------
def prepare(home: Path, port: int, messages: int) -> None:
    """Release a text and plan it for everybody."""
    with open_desk(home, settings=Settings()) as desk, desk.store.deciding() as open_:
        source = bring_text(open_, "solar", "Solarpark")
        variant = keep(open_, source, "press_release", WORDS)
        release(open_, variant)
    values = {"host": "127.0.0.1", "port": str(port), "security": "none", "rate": "1000000/1"}
    values |= {"from_address": "press@example.org", "from_name": "Lindhof", "timeout_s": "5", "answer_timeout_s": "1"}
    to = [f"{'unknown' if n % EACH == EACH - 1 else 'reader'}{n}@example.org" for n in range(messages)]
    with opened(home) as deliveries:
        deliveries.keep_outlet("press", "mail", values, version=1, by=EVERYBODY)
        deliveries.plan(variant.id, "press", recipients=to, by=EVERYBODY)


def opened(home: Path) -> Deliveries:
    return open_deliveries(home, settings=Settings())


def states(home: Path) -> dict[str, str]:
    """Return the state of each recipient's delivery."""
    with opened(home) as deliveries:
        return {one.recipient: one.state.value for one in deliveries.deliveries(limit=10_000_000)}


def doubts(home: Path) -> set[str]:
    """Return the recipients of what is in doubt, as a person is shown them."""
    with opened(home) as deliveries:
        return {one.delivery.recipient for one in deliveries.proposals(limit=10_000_000) if one.do == "resolve"}


def resolve(home: Path, arrived: set[str]) -> None:
    """Resolve each doubt by the server's log."""
    with opened(home) as deliveries:
        for one in deliveries.deliveries(states=[DeliveryState.IN_DOUBT], limit=10_000_000):
            deliveries.resolve(one.id, arrived=one.recipient in arrived, why="the server's log says so", by=EVERYBODY)


def taken(log: Path) -> Counter[str]:
    """Return how often the server took a mail to each recipient."""
    return Counter(line.split()[0] for line in log.read_text(encoding="utf-8").splitlines())


# --- the processes --------------------------------------------------------------------------------------------------
@contextmanager
def serving(log: Path, seed: int) -> Iterator[int]:
    """Run the server in a process of its own; gives its port."""
    command = [sys.executable, "-m", "bench._mail_server", str(log), str(seed)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.kill()


@contextmanager
def sending(home: Path) -> Iterator["Senders"]:
    """Run the process whose children send."""
    command = [sys.executable, "-m", "bench._mail_sender", str(home)]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        said: Queue[str] = Queue()
        Thread(target=lambda: [said.put(line) for line in parent.stdout or ()], daemon=True).start()
        yield Senders(parent, said)
        print("end", file=parent.stdin, flush=True)


@dataclass(frozen=True, slots=True)
class Senders:
    """A process that forks senders, and what they say."""

    parent: "subprocess.Popen[str]"
    said: "Queue[str]"

    def drain(self, kills: int, luck: random.Random, every_s: tuple[float, float]) -> int:
        """Send until nothing is left, killed so often in the middle of it; return how often it was."""
        killed = 0
        while True:
            print("run", file=self.parent.stdin, flush=True)
            child = int(self.said.get().split()[1])
            if self._drained(luck.uniform(*every_s) if killed < kills else None):
                return killed
            os.kill(child, signal.SIGKILL)
            killed += 1

    def _drained(self, within_s: float | None) -> bool:
        try:
            return self.said.get(timeout=within_s).startswith("drained")
        except Empty:
            return False


if __name__ == "__main__":
    sys.exit(main())
