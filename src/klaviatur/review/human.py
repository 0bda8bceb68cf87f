"""How much of a wording a person wrote, and where it differs from the machine's draft."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import regex
from rapidfuzz.distance import Indel

from klaviatur.records import VariantPart

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:[.,:/'’\-][\p{L}\p{M}\p{N}]+)*")
_TOKEN = regex.compile(rf"(?:{_WORD.pattern}|[^\s])\s*|\s+")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that both wordings have, only the newer one (insert), or only the older one (delete)."""

    kind: Literal["equal", "insert", "delete"]
    text: str


@dataclass(frozen=True, slots=True)
class PartDifference:
    """How one part differs; `part` is its index in the newer wording, None where it has gone."""

    name: str
    part: int | None
    runs: tuple[Run, ...]

    @property
    def changed(self) -> bool:
        """Return whether anything is not the same."""
        return any(run.kind != "equal" for run in self.runs)


def human_share(machine: Sequence[VariantPart] | None, parts: Sequence[VariantPart]) -> float:
    """Return which share of a wording's words the machine's draft does not have, weighted by their letters: 0-1.

    0.0 for an untouched draft, 1.0 without a draft (None) or where no word of it is left. It is a lower bound: a word
    of the draft counts as the machine's wherever it stands now, as often as the draft has it, capitals aside. What was
    deleted, and signs between words, count neither way: a draft that was only shortened stays the machine's. A fix that
    a person took over counts as the person's.
    """
    if machine is None:
        return 1.0
    theirs, now = _words(machine), _words(parts)
    whole = sum(len(word) * times for word, times in now.items())
    own = sum(len(word) * times for word, times in (now - theirs).items())
    return own / whole if whole else 0.0


def differences(machine: Sequence[VariantPart], parts: Sequence[VariantPart]) -> tuple[PartDifference, ...]:
    """Return word by word how a wording differs from an older one, part by part; parts that have gone come last.

    The n-th part of a name is laid beside the n-th of that name. Equal and inserted runs join to the newer text
    exactly, equal and deleted ones to the older.
    """
    older: dict[str, list[str]] = defaultdict(list)
    for part in machine:
        older[part.name].append(part.text)
    found = []
    for number, part in enumerate(parts):
        before = older[part.name].pop(0) if older[part.name] else ""
        found.append(PartDifference(part.name, number, _runs(before, part.text)))
    gone = ((name, text) for name, texts in older.items() for text in texts)
    return (*found, *(PartDifference(name, None, _runs(text, "")) for name, text in gone))


def _words(parts: Sequence[VariantPart]) -> Counter[str]:
    return Counter(word.casefold() for part in parts for word in _WORD.findall(part.text))


def _runs(before: str, now: str) -> tuple[Run, ...]:
    """Return the runs of a text; tokens are words or single signs, each with the space behind it."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(now)
    runs: list[Run] = []
    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            runs.append(Run("equal", "".join(new[step.dest_start : step.dest_end])))
        elif step.tag == "delete":
            runs.append(Run("delete", "".join(old[step.src_start : step.src_end])))
        else:
            runs.append(Run("insert", "".join(new[step.dest_start : step.dest_end])))
    return tuple(runs)


def in_common(before: str, now: str) -> list[tuple[int, int, int]]:
    """Return the stretches two texts have in common, in their order: (start before, start now, length)."""
    old = new = 0
    common = []
    for run in _runs(before, now):
        if run.kind == "equal":
            common.append((old, new, len(run.text)))
        old += len(run.text) * (run.kind != "insert")
        new += len(run.text) * (run.kind != "delete")
    return common
