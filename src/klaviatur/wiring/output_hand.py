"""One of several processes that write a run of outputs: `python -m klaviatur.wiring.output_hand`.

It is given products by the process that reads the catalogue, writes them into parts of its own, and says where they
stand. It ends at once when that process does.
"""

import gc
import os
import pickle
import sys
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, BinaryIO

import polars as pl

from klaviatur.adapters.outputs.writing import FullWriting
from klaviatur.chain.syndicating import Made, Stretch, write_stretch
from klaviatur.errors import KlaviaturError
from klaviatur.records import OutputProfile
from klaviatur.syndicate.formats import Setup
from klaviatur.syndicate.planning import at_moment, make_plan
from klaviatur.wiring.nowhere import Nowhere

# What goes wrong with products, and is told to the process that asked.
TOLD = (KlaviaturError, OSError, ArithmeticError, LookupError, TypeError, ValueError, pl.exceptions.PolarsError)


@dataclass(frozen=True, slots=True)
class Ordered:
    """One output as it is to be written."""

    profile: OutputProfile
    setup: Setup
    folder: Path | None = None  # None: it is only compared with the others
    generation: int = 0
    run: int = 0

    def made(self, part: int) -> Made:
        """Return the output, a part of which is written here."""
        plan = at_moment(make_plan(self.profile, self.setup.values), self.setup.stamp, self.setup.moment)
        if self.folder is None:
            return Made(plan, Nowhere())
        return Made(plan, FullWriting(self.folder, self.generation, self.run, part))


def main() -> None:
    """Write what is asked for on standard input, until there is nothing more."""
    gc.disable()  # rows make no circles of objects
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whoever prints does not stand between the answers
    asked: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_listen, args=(sys.stdin.buffer, asked), daemon=True).start()
    try:
        orders, part = asked.get()
        made = [one.made(part) for one in orders]
        while isinstance(stretch := asked.get(), Stretch):
            say(answers, write_stretch(made, stretch))
        for one in made:
            one.writing.close()
        say(answers, None)
    except TOLD as error:
        say(answers, error)


def say(stream: BinaryIO, what: object) -> None:
    """Hand something to another process."""
    pickle.dump(what, stream, protocol=5)
    stream.flush()


def _listen(stream: BinaryIO, asked: SimpleQueue[Any]) -> None:
    """Put what comes into a queue; who asked is gone when nothing comes any more."""
    try:
        while True:
            asked.put(pickle.load(stream))  # noqa: S301 - from the process that started this one
    except (EOFError, OSError, pickle.UnpicklingError):
        os._exit(1)


if __name__ == "__main__":
    main()
