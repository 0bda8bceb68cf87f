"""How many columns of labelled files find the right attribute, locale, unit and currency without help."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process, utils

from bench._common import ROOT, verdict
from bench._mapping_gold import Labelled, foreign, invented, is_right
from klaviatur.adapters.embedders import UseEmbedder
from klaviatur.catalogue.vocabulary import vocabulary
from klaviatur.collect.products.mapping import propose
from klaviatur.records import ColumnMap, ColumnMapping, Kind

GOAL = 0.90  # on each file of others, without help
_CUT = 80.0  # score at which the peer maps a column; best of 70, 80, 90 on the files we may tune on
_BINS = 10

Mapper = Callable[[Labelled], Sequence[ColumnMap]]


def main() -> int:
    embedder = UseEmbedder()
    mappers: dict[str, Mapper] = {
        "klaviatur": lambda file: ours(file, None).columns,
        "with embedder": lambda file: ours(file, embedder).columns,
        "rapidfuzz best match": peer,
    }
    data = Path(os.environ.get("KLAVIATUR_TEST_DATA", ROOT.parent / "shared" / "data"))
    files, others = invented(), foreign(data)
    groups = {
        "written for tuning": [file for file in files if not file.held_out],
        "held out": [file for file in files if file.held_out],
        "files of others": others,
    }
    for name, group in groups.items():
        print_group(name, group, mappers)
    print_errors([*files, *others], mappers["klaviatur"], verbose="-v" in sys.argv)
    print_calibration(files, mappers["klaviatur"])
    print_speed(embedder)
    missed = [file.name for file in others if accuracy([file], mappers["klaviatur"]) < GOAL]
    print(f"each file of others at least {GOAL:.0%} right: {verdict(holds=not missed)} {' '.join(missed)}")
    return bool(missed)


def ours(file: Labelled, embedder: UseEmbedder | None) -> ColumnMapping:
    return propose(file.table, file.frame, embedder)


def peer(file: Labelled) -> Sequence[ColumnMap]:
    """Return what the best string match of a header with all names gives, one after the other."""
    names = {name: a for a in vocabulary().values() for name in a.names}
    found = []
    for label in file.labels:
        match = process.extractOne(
            label.column, list(names), scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=_CUT
        )
        attribute = names[match[0]].name if match else "-"
        found.append(ColumnMap(label.column, attribute, Kind.TEXT, known=match is not None))
    return found


def accuracy(files: Sequence[Labelled], mapper: Mapper) -> float:
    right = [is_right(label, column) for file in files for label, column in zip(file.labels, mapper(file), strict=True)]
    return sum(right) / max(1, len(right))


def print_group(name: str, files: Sequence[Labelled], mappers: dict[str, Mapper]) -> None:
    columns = sum(len(file.labels) for file in files)
    print(f"\n{name}: {len(files)} files, {columns} columns")
    for title, mapper in mappers.items():
        print(f"  {title:<22} {accuracy(files, mapper):6.1%}")
    for file in sorted(files, key=lambda file: accuracy([file], mappers["klaviatur"]))[:8]:
        print(f"    {file.name:<20} {accuracy([file], mappers['klaviatur']):6.1%}  {file.kind}")


def print_errors(files: Sequence[Labelled], mapper: Mapper, *, verbose: bool) -> None:
    wrong = missed = other = 0
    for file in files:
        for label, column in zip(file.labels, mapper(file), strict=True):
            if is_right(label, column):
                continue
            if column.known and column.attribute != label.attribute:
                wrong += 1
            elif not column.known and label.attribute != "-":
                missed += 1
            else:
                other += 1
            if verbose and not file.held_out:
                got = f"{column.attribute if column.known else '-'} {column.locale or ''} {column.channel or ''} {column.unit or ''} {column.currency or ''} {column.unit_of or ''}"
                print(
                    f"    {file.name:<16} {label.column:<34} {label.attribute} {dict(label.said) or ''} <- {got} {column.confidence}"
                )
    print(
        f"\nof what is not right: {wrong} mapped to another attribute, {missed} kept under their own name, {other} else"
    )


def print_calibration(files: Sequence[Labelled], mapper: Mapper) -> None:
    """Print the expected calibration error of mapped columns: how far confidence is from how often it is right."""
    pairs = [
        (column.confidence, column.attribute == label.attribute)
        for file in files
        for label, column in zip(file.labels, mapper(file), strict=True)
        if column.known
    ]
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for pair in pairs:
        bins[min(_BINS - 1, int(pair[0] * _BINS))].append(pair)
    gaps = [abs(sum(c for c, _ in each) - sum(r for _, r in each)) for each in bins if each]
    print(f"expected calibration error of {len(pairs)} mapped columns: {sum(gaps) / len(pairs):.3f}")
    for number, each in enumerate(bins):
        if each:
            print(f"    {number / _BINS:.1f}: {len(each):4} mapped, {sum(r for _, r in each) / len(each):6.1%} right")


def print_speed(embedder: UseEmbedder) -> None:
    """Print how long a table of about 150 columns takes; the embedder is loaded by then."""
    files = invented()
    while sum(len(file.labels) for file in files[1:]) >= 150:
        files = files[1:]
    for title, used in (("without", None), ("with", embedder)):
        start = time.perf_counter()
        for file in files:
            ours(file, used)
        print(
            f"{sum(len(file.labels) for file in files)} columns {title} embedder: {time.perf_counter() - start:.2f} s"
        )


if __name__ == "__main__":
    sys.exit(main())
