"""The story of a table on one page: rows become products, and nothing is lost.

    read -> map (once per kind of table) -> for each chunk: fingerprint -> leave out what is unchanged -> prepare
    (normalise, check) -> write -> at the end fold rows that share a product -> report: rows = written + unchanged +
    rejected

All of one table is kept, or nothing: an error on the way leaves nothing behind.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import polars as pl

from klaviatur.catalogue.packing import Field, packed_facts, value_of
from klaviatur.chain.before import Before
from klaviatur.collect.products.findings import gather
from klaviatur.collect.products.fingerprint import Fingerprints, fingerprint
from klaviatur.collect.products.folding import fold
from klaviatur.collect.products.preparing import Prepared, prepare
from klaviatur.ports import Engine, Importing
from klaviatur.records import Chunk, ColumnMapping, Imported, Rejected, Table, TableFinding

KEPT_REJECTIONS = 100  # in the report; the store keeps them all
WORTHWHILE = 4_000  # rows; fewer, of a chunk that is nearly as it was, wait for those of the next chunks
NAMED = {"gtin": "gtin", "title": "name", "brand": "brand", "family": "family", "parent": "parent"}  # column: attribute

Rows = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Work:
    """What an engine does with one chunk, here or on another machine."""

    mapping: ColumnMapping

    def __call__(self, task: "Task") -> Prepared:
        """Return the chunk's chosen rows, normalised and checked."""
        return prepare(task.chunk, self.mapping, task.marks["row"], prints=Fingerprints(task.marks))


@dataclass(frozen=True, slots=True)
class Task:
    """Rows of a chunk that have to be prepared, with their marks: row, key, hash."""

    chunk: Chunk
    marks: pl.DataFrame


@dataclass(slots=True)
class Tally:
    """What one import has counted and kept so far."""

    rows: int = 0
    written: int = 0
    unchanged: int = 0
    rejected: int = 0
    findings: list[TableFinding] = field(default_factory=list)
    rejections: list[Rejected] = field(default_factory=list)

    def reject(self, rejected: Sequence[Rejected]) -> None:
        """Keep the first rows that became no product."""
        self.rejections += rejected[: KEPT_REJECTIONS - len(self.rejections)]


def collect(
    table: Table, mapping: ColumnMapping, importing: Importing, *, engine: Engine, progress: Rows | None = None
) -> Imported:
    """Bring one table into an open import and return its report, in which no row is missing."""
    begun = time.perf_counter()
    run = _Run(mapping, importing, Tally(findings=list(table.findings)))
    for prepared in engine.map(Work(mapping), _worthwhile(run.tasks(table.chunks, progress))):
        run.write(prepared)
    run.write_shared(engine)
    tally = run.tally
    report = Imported(
        origin=table.origin,
        format=table.format,
        sheet=table.sheet,
        rows=tally.rows,
        written=tally.written,
        unchanged=tally.unchanged,
        rejected=tally.rejected,
        details=table.details,
        mapping=mapping,
        findings=tuple(gather(tally.findings)),
        rejections=tuple(tally.rejections),
    )
    return replace(importing.finish(report), duration_s=time.perf_counter() - begun)


@dataclass(slots=True)
class _Run:
    """One table on its way: which keys came, and which rows have to wait for others of the same product."""

    mapping: ColumnMapping
    importing: Importing
    tally: Tally
    before: Before = field(init=False)
    marks: list[pl.DataFrame] = field(default_factory=list)  # of all chunks by now: row, key, hash
    waiting: list[Task] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.before = Before.of(self.importing.known())

    def tasks(self, chunks: Iterable[Chunk], progress: Rows | None) -> Iterator[Task]:
        """Yield what has to be prepared; rows that are as they were, and rows of shared products, are set aside."""
        for chunk, marked in _marked(chunks, self.mapping):
            marks = self._mark(chunk, marked)
            self.marks.append(marks)
            met = self.before.meet(marks)
            if met["shared"].any():
                self.waiting.append(_task(chunk, marks.filter(met["shared"])))
            news = self._news(met.filter(~met["shared"]))
            if progress:
                progress(self.tally.rows)
            if news.height:
                yield _task(chunk, news)

    def _mark(self, chunk: Chunk, marked: Fingerprints) -> pl.DataFrame:
        """Count a chunk's rows and return row, key and hash of those that can become products."""
        rejected = (*chunk.rejected, *marked.rejected)
        rows, good = _of_file(chunk.rows), _of_file(marked.frame["row"])
        self.tally.rows += rows + len(chunk.rejected)
        self.tally.rejected += rows - good + len(chunk.rejected)
        self.tally.findings += (*chunk.findings, *marked.findings)
        self._reject(rejected)
        return marked.frame.select("row", "key", "hash")

    def _news(self, met: pl.DataFrame) -> pl.DataFrame:
        """Return the rows that are not as they were."""
        same = _as_before(met)
        self.importing.touch(met["key"].filter(same))
        self.tally.unchanged += _of_file(met["row"].filter(same))
        return met.filter(~same).select("row", "key", "hash")

    def write(self, prepared: Prepared) -> None:
        """Write prepared rows, one product each."""
        self._reject(prepared.rejected)
        self.tally.findings += prepared.findings
        self.tally.written += _of_file(prepared.frame["row"])
        self._store(prepared.frame)

    def write_shared(self, engine: Engine) -> None:
        """Fold the rows that wait for others of their product, and write those products that are not as they were."""
        if not self.waiting:
            return
        waiting = pl.concat([task.marks for task in self.waiting])
        rows = pl.concat(self.marks).join(waiting, on="key", how="semi").sort(pl.col("row").abs())
        products = rows.group_by("key", maintain_order=True).agg(pl.col("row").first(), pl.col("hash").str.join(","))
        keys = products["key"].filter(_as_before(self.before.beside(products)))
        same = waiting["key"].is_in(keys.implode())
        self.importing.touch(keys)
        self.tally.unchanged += _of_file(waiting["row"].filter(same))
        prepared = self._prepare(engine, waiting.filter(~same))
        if prepared.height:
            self._store(self._fold(prepared, products))

    def _prepare(self, engine: Engine, marks: pl.DataFrame) -> pl.DataFrame:
        tasks = [replace(task, marks=task.marks.join(marks, on="row", how="semi")) for task in self.waiting]
        frames = [marks.clear()]
        for prepared in engine.map(Work(self.mapping), [task for task in tasks if task.marks.height]):
            self._reject(prepared.rejected)
            self.tally.findings += prepared.findings
            self.tally.written += _of_file(prepared.frame["row"])
            frames.append(prepared.frame)
        return pl.concat(frames, how="diagonal")

    def _fold(self, prepared: pl.DataFrame, products: pl.DataFrame) -> pl.DataFrame:
        """Return one row a product: its rows' facts united, with the first row already written where there is one."""
        prepared = prepared.sort(pl.col("row").abs())
        first = prepared.unique("key", keep="first", maintain_order=True)
        early = products.join(first, on=["key", "row"], how="anti").join(first, on="key", how="semi")
        begun = dict(zip(early["key"], early["row"], strict=True))
        rows = {key: [(abs(begun[key]), facts)] for key, facts in self.importing.packed(list(begun)).items()}
        for key, row, facts in prepared.select("key", "row", "facts").iter_rows():
            rows.setdefault(key, []).append((abs(row), facts))
        folded = {key: fold(parts) for key, parts in rows.items()}
        self.tally.findings += [finding for _, findings in folded.values() for finding in findings]
        facts = [folded[key][0] for key in first["key"]]
        named = pl.DataFrame([_named(text) for text in facts], dict.fromkeys(NAMED, pl.String))
        united = first.drop("hash").with_columns(*named, facts=pl.Series(facts, dtype=pl.String))
        return united.join(products.select("key", "hash"), on="key", how="left")

    def _store(self, frame: pl.DataFrame) -> None:
        if frame.height:
            self.importing.write(frame.with_columns(pl.col("row").abs()))

    def _reject(self, rejected: Sequence[Rejected]) -> None:
        if rejected:
            self.tally.reject(rejected)
            self.importing.reject(rejected)


def _as_before(met: pl.DataFrame) -> pl.Series:
    return (met["hash"] == met["before"]).fill_null(value=False)


def _of_file(rows: pl.Series) -> int:
    """Return how many rows a file has there: one that a reader made of another (its number is below zero) is none."""
    return int((rows >= 0).sum())


def _marked(chunks: Iterable[Chunk], mapping: ColumnMapping) -> Iterator[tuple[Chunk, Fingerprints]]:
    """Yield every chunk with its fingerprints, taken while the next chunk is read."""
    waiting: deque[tuple[Chunk, Future[Fingerprints]]] = deque()
    with ThreadPoolExecutor(1) as pool:
        for chunk in chunks:
            waiting.append((chunk, pool.submit(fingerprint, chunk, mapping)))
            if len(waiting) > 1:
                before, marks = waiting.popleft()
                yield before, marks.result()
        yield from ((chunk, marks.result()) for chunk, marks in waiting)


def _worthwhile(tasks: Iterable[Task]) -> Iterator[Task]:
    """Yield the same rows in fewer tasks: preparing a few rows takes as long as preparing some thousand."""
    held: list[Task] = []
    for task in tasks:
        held.append(task)
        if sum(one.marks.height for one in held) >= WORTHWHILE:
            yield _joined(held)
            held = []
    if held:
        yield _joined(held)


def _joined(tasks: Sequence[Task]) -> Task:
    if len(tasks) == 1:
        return tasks[0]
    chunks = [task.chunk for task in tasks]
    places = [chunk.places for chunk in chunks if chunk.places is not None]
    frame = pl.concat([chunk.frame for chunk in chunks], how="diagonal")
    joined = Chunk(frame, pl.concat([chunk.rows for chunk in chunks]), pl.concat(places) if places else None)
    return Task(joined, pl.concat([task.marks for task in tasks]))


def _task(chunk: Chunk, marks: pl.DataFrame) -> Task:
    """Return a task that carries the marked rows alone."""
    wanted = chunk.rows.is_in(marks["row"].implode())
    if wanted.all():
        return Task(chunk, marks)
    places = None if chunk.places is None else chunk.places.filter(wanted)
    return Task(Chunk(chunk.frame.filter(wanted), chunk.rows.filter(wanted), places), marks)


def _named(facts: str) -> dict[str, str | None]:
    """Return the values of packed facts that products are looked up by."""
    values = {fact[Field.ATTRIBUTE]: value_of(fact) for fact in reversed(packed_facts(facts))}
    return {column: values.get(attribute) for column, attribute in NAMED.items()}
