"""Outputs in a database: what is on and how it is set, what ran, what is held now; and what they are made of."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import compress
from pathlib import Path
from typing import Any

import orjson
import polars as pl
from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, delete, exists, func, insert, select, update
from sqlalchemy.engine import URL

from klaviatur.adapters.stores.bulk import add_rows, listed
from klaviatur.adapters.stores.catalogue import StoredCatalogue, open_catalogue
from klaviatur.adapters.stores.database import reading, writing
from klaviatur.adapters.stores.desk.auditing import OpenAudit, take_turn
from klaviatur.adapters.stores.desk.following import Followed, Line, follow
from klaviatur.adapters.stores.desk.rows import moment, storable
from klaviatur.adapters.stores.documents import as_json, as_text
from klaviatur.adapters.stores.opening import Stored, ready_database
from klaviatur.adapters.stores.releasing import any_stated, ended_releases
from klaviatur.adapters.stores.schema_outputs import output_problems, output_runs, output_settings
from klaviatur.adapters.stores.upserting import upsert
from klaviatur.errors import UnknownOutput
from klaviatur.ports.outputs import Ended, Marks
from klaviatur.records import Actor, Entry, Run, RunKind

AT_ONCE = 20_000  # keys in one condition
LOST = "The process ended before the run did. The next run makes the output anew."
PROBLEM = ("key", "rule", "place", "value", "severity")
_p, _runs = output_problems.c, output_runs.c


def open_output_store(
    place: str | Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC), audit_key: bytes | None = None
) -> "StoredOutputs":
    """Open a database for outputs. Raises WorkspaceError where it cannot be used, SchemaOutdated where it is older."""
    return StoredOutputs(ready_database(place), now, audit_key or b"")


class StoredOutputs(Stored):
    """What is known of outputs; every change is noted in the audit, in the same transaction."""

    @contextmanager
    def catalogue(self) -> Iterator[StoredCatalogue]:
        """Open the catalogue as it is now."""
        with open_catalogue(self._engine, self._key) as catalogue:
            yield catalogue

    def ended_releases(self, channels: Iterable[str] | None, *, since: datetime) -> frozenset[int]:
        """Return the releases of products for channels, None for all, that ended at a moment or later."""
        with reading(self._engine) as connection:
            return frozenset(connection.execute(ended_releases(channels, as_text(since))).scalars())

    def followed(self, marks: Marks) -> Followed | None:
        """Return what the audit says since these marks, None where they are not of this audit.

        What was found before is not read again. Raises AuditBroken where a line is gone or was changed since then.
        """
        if not marks.audit:
            return None
        known = _known(self._engine.url, self._key, marks.audit)
        with reading(self._engine) as connection:
            found = follow(connection, self._key, marks.audit, known[-1] if known else None)
        if found is not None:
            known[:] = [found]
        return found

    def states_any(self, variants: Collection[str], marks: Marks, channels: Collection[str] | None) -> bool:
        """Return whether one of these variants is of a product that had a release at these marks, and of a channel."""
        if not variants:
            return False
        with reading(self._engine) as connection:
            return any_stated(connection, variants, {str(one[1]) for one in marks.releases}, channels)

    # --- settings ---------------------------------------------------------------------------------------------------
    def settings(self) -> Mapping[str, tuple[bool, Mapping[str, str]]]:
        """Return of every output that was ever switched whether it is on, and its settings."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(output_settings)).mappings()
            return {row["output"]: (bool(row["on"]), orjson.loads(row["values"])) for row in rows}

    def switch(self, output: str, *, on: bool, values: Mapping[str, str], by: Actor) -> None:
        """Keep whether an output is on, and its settings."""
        with self._noting(by) as (connection, audit, at):
            row: dict[str, Any] = {
                "output": output,
                "on": on,
                "values": as_json(values),
                "at": as_text(at),
                "by": by.name,
            }
            connection.execute(
                upsert(connection, output_settings, ("output",), ("on", "values", "at", "by")).values(**row)
            )
            told = tuple((name, value) for name, value in sorted(values.items()) if name != "feed_token")
            audit.note(Entry("output.switched", f"output:{output}", "on" if on else "off", told), by, at)

    # --- runs -------------------------------------------------------------------------------------------------------
    def begin(self, outputs: Mapping[str, RunKind], *, by: Actor) -> Sequence[Run]:
        """Keep that runs begin, with a line in the audit."""
        with self._noting(by) as (connection, audit, at):
            runs = _begun(
                connection,
                [Run(0, name, kind, at, by.name, items=0, delivered=0, held=0) for name, kind in outputs.items()],
            )
            said = tuple((run.output, run.kind.value) for run in runs)
            audit.note(Entry("outputs.run", "outputs", ", ".join(outputs), said), by, at)
        return runs

    def end(self, ended: Iterable[Ended]) -> list[Run]:
        """Keep how runs ended, and what is held now."""
        every = [replace(one, run=replace(one.run, ended_at=self._now())) for one in ended]
        if not every:
            return []
        with writing(self._engine) as connection:
            values = [{"number": one.run.id, **_run_values(one.run)} for one in every]
            connection.execute(update(output_runs).where(_runs.id == bindparam("number")), values)
            troubled = _troubled(connection, [one.run.output for one in every])
            for one in every:
                if one.problems is not None:
                    if one.run.output in troubled:
                        _forget(connection, one.run.output, one.keys)
                    _keep(connection, one.run.output, one.problems)
        return [one.run for one in every]

    def refuse(self, outputs: Mapping[str, str], *, by: Actor) -> list[Run]:
        """Keep runs of outputs that cannot even begin, with the reason of each."""
        if not outputs:
            return []
        begun = self.begin(dict.fromkeys(outputs, RunKind.FULL), by=by)
        return self.end(Ended(replace(run, state="failed", message=outputs[run.output])) for run in begun)

    def close_lost(self, outputs: Iterable[str]) -> None:
        """Note of runs of these outputs that have no end that they have failed. For who alone may run them."""
        lost = (_runs.state == "running", _runs.output.in_(list(outputs)))
        said = {"state": "failed", "message": LOST, "ended_at": as_text(self._now())}
        with writing(self._engine) as connection:
            connection.execute(update(output_runs).where(*lost).values(said))

    def runs(self, *, output: str = "", limit: int = 50) -> Sequence[Run]:
        """Return runs, the newest first."""
        query = select(output_runs).order_by(_runs.id.desc()).limit(limit)
        with reading(self._engine) as connection:
            return [_run(row) for row in connection.execute(query.where(_runs.output == output) if output else query)]

    def run_of(self, number: int) -> Run:
        """Return a run. Raises UnknownOutput."""
        run = self.find_run(number)
        if run is None:
            raise UnknownOutput(f"There is no run {number}. List them: klaviatur outputs runs")
        return run

    def find_run(self, number: int, output: str = "") -> Run | None:
        """Return a run, None where there is none of this number and, where it is named, of this output."""
        with reading(self._engine) as connection:
            row = connection.execute(select(output_runs).where(_runs.id == number)).one_or_none()
        return _run(row) if row and output in {"", row.output} else None

    def last_runs(self) -> Mapping[str, Run]:
        """Return the newest run of each output."""
        return self._newest(select(func.max(_runs.id)))

    def runs_done(self) -> Mapping[str, Run]:
        """Return the newest run of each output that was done: its result lies there."""
        return self._newest(select(func.max(_runs.id)).where(_runs.state == "done"))

    def _newest(self, numbers: Select[tuple[int]]) -> Mapping[str, Run]:
        with reading(self._engine) as connection:
            rows = connection.execute(select(output_runs).where(_runs.id.in_(numbers.group_by(_runs.output))))
            return {run.output: run for run in map(_run, rows)}

    # --- problems ---------------------------------------------------------------------------------------------------
    def problems(self, output: str, *, rule: str, search: str, after: str, limit: int) -> Sequence[Mapping[str, str]]:
        """Return problems of items in the order of keys; `after` is the key of the last one seen."""
        query = select(output_problems).where(_p.output == output).order_by(_p.key, _p.number).limit(limit)
        query = query.where(_p.rule == rule) if rule else query
        query = query.where(_p.key.contains(search, autoescape=True)) if search else query
        query = query.where(_p.key > after) if after else query
        with reading(self._engine) as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
            if rows and len(rows) == limit:  # the problems of one item are never parted
                same = (_p.output == output, _p.key == rows[-1]["key"], _p.number > rows[-1]["number"])
                rest = select(output_problems).where(*same).order_by(_p.number)
                rest = rest.where(_p.rule == rule) if rule else rest
                rows += [dict(row) for row in connection.execute(rest).mappings()]
            return rows

    def problems_of(self, key: str) -> Mapping[str, Sequence[Mapping[str, str]]]:
        """Return the problems of an item in each output."""
        query = select(output_problems).where(_p.key == key).order_by(_p.output, _p.number)
        found: dict[str, list[Mapping[str, str]]] = {}
        with reading(self._engine) as connection:
            for row in connection.execute(query).mappings():
                found.setdefault(row["output"], []).append(dict(row))
        return found

    def counts(self, output: str) -> Sequence[tuple[Mapping[str, str], int]]:
        """Return an example of each rule and how many items it speaks of, most first."""
        counted = select(_p.rule, _p.place, func.count(func.distinct(_p.key)), func.min(_p.key))
        query = counted.where(_p.output == output).group_by(_p.rule, _p.place)
        with reading(self._engine) as connection:
            found = connection.execute(query).all()
            named = _reordered(found)
            rows = [(self._example(connection, output, rule, place, key), items) for rule, place, key, items in named]
        return sorted(rows, key=lambda one: (-one[1], one[0]["rule"]))

    def _example(self, connection: Connection, output: str, rule: str, place: str, key: str) -> Mapping[str, str]:
        conditions = (_p.output == output, _p.rule == rule, _p.place == place, _p.key == key)
        return dict(connection.execute(select(output_problems).where(*conditions).limit(1)).mappings().one())

    # --- how it is done ---------------------------------------------------------------------------------------------
    @contextmanager
    def _noting(self, by: Actor) -> Iterator[tuple[Connection, OpenAudit, datetime]]:  # noqa: ARG002 - never without
        with writing(self._engine) as connection:
            take_turn(connection)
            audit = OpenAudit(connection, self._key)
            yield connection, audit, self._now()
            audit.close()


@lru_cache(maxsize=256)
def _known(place: URL, key: bytes, since: Line) -> list[Followed]:  # noqa: ARG001 - all of it tells audits apart
    """Return what was found of an audit since one of its lines, kept for this process: none or one."""
    return []


def _reordered(rows: Sequence[Any]) -> list[tuple[str, str, str, int]]:
    return [(row[0], row[1], row[3], int(row[2])) for row in rows]


def _begun(connection: Connection, runs: Sequence[Run]) -> list[Run]:
    new = insert(output_runs).returning(_runs.id, sort_by_parameter_order=True)
    numbers = connection.execute(new, [_run_values(run) for run in runs]).scalars() if runs else ()
    return [replace(run, id=int(number)) for run, number in zip(runs, numbers, strict=True)]


def _run_values(run: Run) -> dict[str, Any]:
    values = asdict(run)
    del values["id"]
    ended = as_text(run.ended_at) if run.ended_at else None
    return values | {"kind": run.kind.value, "at": as_text(run.at), "ended_at": ended, "message": storable(run.message)}


def _run(row: Row[Any]) -> Run:
    said = {field.name: getattr(row, field.name) for field in fields(Run)}
    times = {"at": datetime.fromisoformat(row.at), "ended_at": moment(row.ended_at)}
    return Run(**said | times | {"kind": RunKind(row.kind)})


def _troubled(connection: Connection, outputs: Sequence[str]) -> frozenset[str]:
    """Return the outputs of which any problem is kept: most have none, and nothing is looked up key by key there."""
    asked = (exists().where(_p.output == output) for output in outputs)
    return frozenset(compress(outputs, connection.execute(select(*asked)).one()))


def _forget(connection: Connection, output: str, keys: Sequence[str] | None) -> None:
    conditions: list[ColumnElement[bool]] = [_p.output == output]
    if keys is None:
        connection.execute(delete(output_problems).where(*conditions))
        return
    for start in range(0, len(keys), AT_ONCE):
        part = pl.Series(keys[start : start + AT_ONCE], dtype=pl.String)
        connection.execute(delete(output_problems).where(*conditions, _p.key.in_(listed(connection, part))))


def _keep(connection: Connection, output: str, found: Sequence[pl.DataFrame]) -> None:
    problems = pl.concat(found) if found else pl.DataFrame()
    if problems.is_empty():
        return
    numbered = problems.select(
        *PROBLEM, output=pl.lit(output), number=pl.int_range(pl.len()).over("key").cast(pl.Int64)
    )
    add_rows(connection, output_problems, numbered.select("output", "key", "number", *PROBLEM[1:]))
