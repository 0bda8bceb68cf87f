"""Labelled column lists: what each column of a file is, with some invented cells or with the file they stand in."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from klaviatur.records import ColumnMap, Table

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "mapping"
ROWS = 300


@dataclass(frozen=True, slots=True)
class Label:
    column: str
    attribute: str  # "-": keeps its own name
    said: tuple[tuple[str, str], ...]  # locale, channel, unit, currency, unit_of


@dataclass(frozen=True, slots=True)
class Labelled:
    name: str
    kind: str
    held_out: bool
    labels: tuple[Label, ...]
    frame: pl.DataFrame

    @property
    def table(self) -> Table:
        return Table(self.name, "csv", tuple(label.column for label in self.labels), iter(()))


def invented() -> list[Labelled]:
    """Return the files whose cells stand beside the labels."""
    return [_invented(path) for path in sorted((FOLDER / "gold").glob("*.toml"))]


def foreign(data: Path) -> list[Labelled]:
    """Return the labelled files of others, those that are there."""
    found = [
        (path, tomllib.loads(path.read_text(encoding="utf-8"))) for path in sorted((FOLDER / "foreign").glob("*.toml"))
    ]
    return [_foreign(path.stem, entry, data) for path, entry in found if (data / entry["file"]).exists()]


def is_right(label: Label, column: ColumnMap) -> bool:
    """Return whether attribute, locale, channel, unit and currency are those of the label."""
    same = column.attribute == label.attribute if label.attribute != "-" else not column.known
    said = dict(label.said)
    if not column.known:
        said.setdefault("unit", column.unit or "")
        said.setdefault("currency", column.currency or "")
    return same and all((getattr(column, name) or "") == said.get(name, "") for name in _TOLD)


_TOLD = ("locale", "channel", "unit", "currency", "unit_of")


def _invented(path: Path) -> Labelled:
    entry = tomllib.loads(path.read_text(encoding="utf-8"))
    lines = [line.split(" | ") for line in entry["columns"].strip().splitlines()]
    cells = {column.strip(): rest.split(" ; ") for column, _, rest in lines}
    longest = max(map(len, cells.values()))
    frame = pl.DataFrame({name: each + [None] * (longest - len(each)) for name, each in cells.items()})
    labels = tuple(_label(column, label) for column, label, _ in lines)
    return Labelled(path.stem, entry["kind"], entry["held_out"], labels, frame)


def _foreign(name: str, entry: dict[str, str], data: Path) -> Labelled:
    frame = pl.read_csv(data / entry["file"], separator=entry["separator"], infer_schema=False, n_rows=ROWS)
    labels = tuple(_label(*line.split(" | ")) for line in entry["columns"].strip().splitlines())
    return Labelled(name, entry["kind"], False, labels, frame)


def _label(column: str, label: str) -> Label:
    attribute, *said = label.split(maxsplit=1)
    words = said[0].replace("% vol", "%_vol").split() if said else []
    pairs = tuple((name, value.replace("%_vol", "% vol")) for name, _, value in (word.partition("=") for word in words))
    return Label(column.strip(), attribute, pairs)
