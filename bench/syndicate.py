"""A catalogue to all platforms: 1,000,000 products in full, then one in a hundred changed, held against plain writing.

Goals: in full <= 120 s and <= 2 GB on two cores, the delta <= 3 s, no difference between outputs; one changed product of
5,000 in all outputs that ship <= 1 s. Others rebuild such feeds each night, in hours. Fewer products with
KLAVIATUR_BENCH_PRODUCTS.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Self

from bench._common import verdict
from bench._products import change, fill
from klaviatur.adapters.stores import open_desk_store, open_store
from klaviatur.records import Actor, MemberRole, Run
from klaviatur.settings import Settings
from klaviatur.testing.desks import bring_text, keep, release
from klaviatur.wiring.audit_key import audit_key
from klaviatur.wiring.syndication import Syndication, open_syndication
from klaviatur.wiring.workspace import DATABASE

PRODUCTS = int(os.environ.get("KLAVIATUR_BENCH_PRODUCTS", "1000000"))
OUTPUTS = (
    "google_merchant", "google_merchant_tsv", "meta_catalog", "acp", "json_ld", "bmecat_2005", "shopify", "woocommerce",
    "rss_products",
)  # fmt: skip
FULL_S, DELTA_S, MOST_MB = 120.0, 3.0, 2_000
FEW, TIMES, ONE_S = 5_000, 5, 1.0  # products, how often one of them changes, and how soon that is everywhere
CHANNELS = ("shopping_title", "marketplace")  # for which each of them has a released wording, the second time
GOAL = 1_000_000  # products the goals speak of
SHARE = 100  # one product in so many is changed
BY = Actor("bench", frozenset(MemberRole))
BLOCK = 1 << 20
_REVISIONS = count(1)


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_store(folder / DATABASE) as store:
            fill(store, PRODUCTS)
        with open_syndication(folder, settings=Settings(workspace=name)) as syndication:
            _switch_on(syndication, OUTPUTS)
            with _Memory() as memory:
                full_s, full_cpu, runs = _timed(syndication, full=True)
            plain_mb_s = _plain(folder, sum(run.bytes for run in runs))
            _print(runs, full_s, full_cpu, plain_mb_s, memory.mb)
            with open_store(folder / DATABASE) as store:
                changed = change(store, PRODUCTS, SHARE)
            delta_s, delta_cpu, deltas = _timed(syndication, full=False)
            told = _digests(syndication)
            again = {run.output: run.digest for run in _timed(syndication, full=True)[2]}
    share = f"{changed:,} changed, all outputs"
    print(f"{share:34}{delta_s:>9.2f} s  {_goal(delta_s, DELTA_S, 's')}, {delta_cpu:.1f} s of processor time")
    same = told == again
    print(f"{'delta is what a full run gives':34}{'':>9}    {verdict(holds=same)}")
    stopped = [run.output for run in (*runs, *deltas) if run.state != "done"]
    print(f"{'differences between outputs':34}{len(stopped):>9}    {verdict(holds=not stopped)} {', '.join(stopped)}")
    _one_changed()
    return 0 if same and not stopped else 1


def _one_changed() -> None:
    """Print after how long one changed product is in all outputs that ship and can leave, without and with releases."""
    with tempfile.TemporaryDirectory() as name:
        with open_store(Path(name) / DATABASE) as store:
            fill(store, FEW)
        with open_syndication(Path(name), settings=Settings(workspace=name)) as syndication:
            _switch_on(syndication, [output.name for output in syndication.outputs()])
            for released in (0, _release(Path(name))):
                done = [run.output for run in _timed(syndication, full=True)[2] if run.state == "done"]
                taken = [_change_one(Path(name), syndication) for _ in range(TIMES)]
                said = f"one changed of {FEW:,}, {len(done)} outputs"
                told = f"goal {ONE_S:.0f} s {verdict(holds=max(taken) <= ONE_S)}, the longest of {TIMES}"
                wordings = f"; {released:,} wordings released" if released else ""
                print(f"{said:34}{max(taken):>9.2f} s  {told}; the shortest {min(taken):.2f}{wordings}")


def _change_one(folder: Path, syndication: Syndication) -> float:
    with open_store(folder / DATABASE) as store:
        change(store, FEW, FEW, next(_REVISIONS))
    return _timed(syndication, full=False)[0]


def _release(folder: Path) -> int:
    """Release a wording of each product for each of some channels; return how many."""
    with (
        open_store(folder / DATABASE) as store,
        open_desk_store(folder / DATABASE, audit_key=audit_key(folder)) as desk,
    ):
        keys = store.keys()
        with desk.deciding() as open_:
            for key in keys:
                source = bring_text(open_, key, f"Produkt {key}", kind="product")
                for channel in CHANNELS:
                    words = f"Leuchte {key}\n\nEin Wort zu {key}."
                    release(open_, keep(open_, source, channel, words, locale="de_DE", names=("title", "description")))
    return len(keys) * len(CHANNELS)


def _switch_on(syndication: Syndication, names: Iterable[str]) -> None:
    for name in names:
        needs = syndication.output(name).needs
        values = {need.name: "Probe" for need in needs if need.required}
        if any(need.name == "base_url" for need in needs):
            values["base_url"] = "https://shop.example"
        syndication.switch(name, on=True, values=values, by=BY)


def _timed(syndication: Syndication, *, full: bool) -> tuple[float, float, list[Run]]:
    begun, cpu = time.perf_counter(), _cpu()
    runs = list(syndication.run(full=full, by=BY))
    return time.perf_counter() - begun, _cpu() - cpu, runs


def _cpu() -> float:
    """Return the processor time of this process and of those that it started."""
    return time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


class _Memory:
    """What this process and those it started hold together, at most; shared pages are counted once (Linux)."""

    def __init__(self) -> None:
        self.mb = 0.0
        self._over = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.5):
            self.mb = max(self.mb, sum(map(_held_mb, [os.getpid(), *_children()])))


def _children() -> list[int]:
    threads = Path("/proc/self/task").glob("*/children")
    return [int(number) for place in threads for number in place.read_text().split()]


def _held_mb(process: int) -> float:
    try:
        said = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:  # it has ended
        return 0.0
    return sum(int(line.split()[1]) for line in said.splitlines() if line.startswith("Pss:")) / 1024


def _digests(syndication: Syndication) -> dict[str, str]:
    return {output.name: output.last.digest for output in syndication.outputs() if output.on and output.last}


def _plain(folder: Path, size: int) -> float:
    """Return how many MB a second a file takes here that is written and brought to the disk."""
    size = min(size, 2_000_000_000)
    block = os.urandom(BLOCK)
    begun = time.perf_counter()
    with (folder / "plain").open("wb") as file:
        for _ in range(size // BLOCK):
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return size / 1e6 / (time.perf_counter() - begun)


def _print(runs: list[Run], full_s: float, full_cpu: float, plain_mb_s: float, peak: float) -> None:
    whole = sum(run.bytes for run in runs) / 1e6
    print(f"{PRODUCTS:,} products with 20 facts to {len(runs)} outputs")
    for run in runs:
        print(f"{run.output:34}{run.bytes / 1e6:>9.0f} MB {run.delivered:>10,} delivered {run.held:>9,} held")
    print(f"{'all in full':34}{full_s:>9.1f} s  {_goal(full_s, FULL_S, 's')}, {full_cpu:.0f} s of processor time")
    print(f"{'written, MB/s':34}{whole / full_s:>9.0f}    a plain file here: {plain_mb_s:.0f}")
    print(f"{'memory of all processes, MB':34}{peak:>9.0f}    {_goal(peak, MOST_MB, 'MB')}")


def _goal(figure: float, most: float, unit: str) -> str:
    """Return the goal, and whether it is met where as many products were taken as it speaks of."""
    said = f"goal {most:.0f} {unit}"
    return f"{said} {verdict(holds=figure <= most)}" if PRODUCTS >= GOAL else f"{said} for {GOAL:,}"


if __name__ == "__main__":
    sys.exit(main())
