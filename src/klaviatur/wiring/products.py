"""Picks the adapters for products, and is the library's way to them: `klaviatur.open_workspace()`."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import datetime
from importlib import import_module
from itertools import chain as joined
from pathlib import Path, PurePath
from types import TracebackType
from typing import BinaryIO, Self
from urllib.parse import urlsplit

import polars as pl

from klaviatur import chain
from klaviatur.adapters.clock import SystemClock
from klaviatur.adapters.engines import LocalEngine
from klaviatur.adapters.mappings import load_mapping, save_mapping
from klaviatur.adapters.sources.catalogues import Validators, read_tables, read_tables_from, validators_of
from klaviatur.adapters.stores import StoredProducts, migrate, open_store
from klaviatur.chain.enriching import Enriched, enrich
from klaviatur.chain.products import collect
from klaviatur.chain.stating import stated
from klaviatur.collect.products.completeness import completeness, summary
from klaviatur.collect.products.enriching.known import known_products
from klaviatur.collect.products.mapping import propose, refit
from klaviatur.collect.products.matching import MATCHED
from klaviatur.collect.products.requirements import own_requirements, read_requirements
from klaviatur.collect.products.sheet import product_sheet
from klaviatur.errors import KlaviaturError, MappingError, SchemaOutdated, SettingError, UnknownProduct, WorkspaceError
from klaviatur.ports import Engine, Extractor, Writer
from klaviatur.records import (
    Change,
    Collected,
    ColumnMapping,
    Imported,
    Played,
    Product,
    Proposal,
    Statement,
    Table,
    Voice,
)
from klaviatur.settings import Settings, read_settings
from klaviatur.wiring.enriching import categories, extractor, kinds
from klaviatur.wiring.texts import embedder, play

SAMPLE_ROWS = 2_000  # what a mapping is proposed from
LOCALE = re.compile(r"(?:de|en)(?:[_-][A-Z]{2})?")
SHOWN = 3  # values of a column that stand in the mapping file
DATABASE = "klaviatur.db"
MAPPINGS = "mappings"
REQUIREMENTS = "requirements.toml"

Rows = Callable[[str, int], None]  # origin of the table, rows so far


class _DryRun(Exception):
    """Takes back all that an import has done."""


class Workspace:
    """A folder with one database: products with every version of their facts, mappings, proposals.

    Closes its database at the end of a `with` block. Made by `open_workspace`.
    """

    def __init__(self, folder: Path, store: StoredProducts, settings: Settings) -> None:
        self.folder = folder
        self.store = store
        self.settings = settings
        self._clock = SystemClock(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()

    # --- products in ------------------------------------------------------------------------------------------------
    def collect(
        self,
        places: Iterable[str | Path],
        *,
        mapping: str | Path | ColumnMapping | None = None,
        source: str | None = None,
        sheet: str | None = None,
        record: str | None = None,
        dry_run: bool = False,
        engine: str | Engine = "local",
        progress: Rows | None = None,
    ) -> Collected:
        """Bring product files, folders or addresses in; a row is written, unchanged or rejected with its reason.

        `mapping` is a file or a ColumnMapping; None takes the workspace's own for this source, or proposes one and
        keeps it in the folder `mappings`. `source` names what comes again and again under changing file names.
        A place that cannot be read is in `failures` and stops nothing else. Raises MappingError and SettingError.
        """
        given = load_mapping(Path(mapping)) if isinstance(mapping, str | Path) else mapping
        imports: list[Imported] = []
        failures: list[tuple[str, str]] = []
        with _engine(engine) as runs:
            for place in places:
                try:
                    tables = self._tables(place, source, sheet=sheet, record=record)
                    came = [self._bring(t, given, source, runs, progress, dry_run=dry_run) for t in tables]
                    imports += came or [_not_modified(str(place))]
                except MappingError:
                    raise
                except KlaviaturError as error:
                    failures.append((str(place), str(error)))
        return Collected(tuple(imports), tuple(failures))

    def collect_from(
        self,
        data: BinaryIO,
        *,
        name: str = "stdin",
        mapping: str | Path | ColumnMapping | None = None,
        source: str | None = None,
        dry_run: bool = False,
        engine: str | Engine = "local",
        progress: Rows | None = None,
    ) -> Collected:
        """Bring in what a pipe or an upload holds; the ending of `name` helps to tell its kind. Raises TableError."""
        given = load_mapping(Path(mapping)) if isinstance(mapping, str | Path) else mapping
        tables = read_tables_from(data, name=name, max_bytes=self.settings.table_max_bytes)
        with _engine(engine) as runs:
            return Collected(tuple(self._bring(t, given, source, runs, progress, dry_run=dry_run) for t in tables))

    def propose_mapping(self, place: str | Path, *, sheet: str | None = None) -> tuple[ColumnMapping, Path]:
        """Return how the first table of a place would be read, and the file that a person may correct."""
        table = next(iter(read_tables(place, max_bytes=self.settings.table_max_bytes, sheet=sheet)))
        table, sample = _sampled(table)
        mapping = self._mapping(source_name(table.origin, table.sheet), table, sample)
        return mapping, self._keep(mapping, sample)

    # --- products out -----------------------------------------------------------------------------------------------
    def product(self, key: str) -> Product:
        """Return a product with all its facts and where each comes from. Raises UnknownProduct."""
        return self.store.product(key)

    def keys(self, search: str = "", *, family: str = "", after: str = "", limit: int | None = None) -> Sequence[str]:
        """Return the keys of products in order, those that answer the search."""
        return self.store.keys(search=search, family=family, after=after, limit=limit)

    def changes(self, since: datetime | int) -> Sequence[Change]:
        """Return what changed since a time, or since an import's number, oldest first."""
        return self.store.changes(since)

    def statements(self, *, stale: bool | None = None, product: str = "") -> Sequence[Statement]:
        """Return which sentences state which facts; with stale=True those whose fact has changed since."""
        return self.store.statements(stale=stale, product=product)

    def play(
        self,
        key: str,
        *,
        channels: Sequence[str] | None = None,
        locale: str = "de_DE",
        voice: str | Path | Voice | None = None,
        writer: str | Writer = "embedded",
        progress: chain.Progress | None = None,
    ) -> Played:
        """Play a product: a variant for each channel from its facts, and note which sentence states which fact."""
        if not LOCALE.fullmatch(locale):
            raise SettingError(
                f"Products are played in German and English, not {locale!r}. Examples: de_DE, de_AT, en_GB."
            )
        product = self.store.product(key)
        parent = self._parent(product)
        sheet = product_sheet(product, locale=locale, parent=parent)
        played = play(
            sheet,
            voice=voice,
            channels=channels,
            writer=writer,
            progress=progress,
            now=self._clock.now(),
            settings=self.settings,
        )
        self.store.state(stated(key, played, locale))
        return played

    # --- how good it is ---------------------------------------------------------------------------------------------
    def completeness(
        self,
        *,
        family: str = "",
        channels: Sequence[str] = (),
        locales: Sequence[str] = (),
        keys: Sequence[str] | None = None,
    ) -> pl.DataFrame:
        """Return how complete products are for channels and locales, and exactly which facts they lack.

        What is required stands in the workspace's requirements.toml, else in ours. Columns: see
        `collect.products.completeness`; `summary` sums them up.
        """
        own = self.folder / REQUIREMENTS
        wanted = read_requirements(own.read_text(encoding="utf-8"), str(own)) if own.is_file() else own_requirements()
        known = {one.channel for one in wanted}
        for channel in channels:
            if channel not in known:
                raise WorkspaceError(
                    f"Nothing is required for a channel {channel!r}. Known: {', '.join(sorted(known))}."
                )
        for key in keys or ():
            self.store.product(key)
        return completeness(self.store, wanted, family=family, channels=channels, locales=locales, keys=keys)

    def summary(self, judged: pl.DataFrame) -> pl.DataFrame:
        """Return what `completeness` gave, summed up by channel, locale and family."""
        return summary(judged)

    # --- what could be said of them ---------------------------------------------------------------------------------
    def enrich(
        self,
        keys: Sequence[str] | None = None,
        *,
        reviews: Sequence[str | Path] = (),
        taxonomies: Sequence[str] = (),
        writer: str | Extractor = "embedded",
        only: Sequence[str] = (),
    ) -> Enriched:
        """Propose categories, audiences and uses, values out of texts, what people ask for, and duplicates.

        `reviews` are tables that name a product and hold a text; `only` some of these kinds: categories, contexts,
        values, missing, duplicates. Nothing is a fact before somebody accepts it. Raises SettingError, TableError,
        MappingError for reviews that name no product, UnknownProduct, and WriterError where a model does not answer.
        """
        wanted = kinds(only)
        products = known_products(self.store.packed(), MATCHED if set(wanted) == {"duplicates"} else None)
        found = enrich(
            products,
            (table for place in reviews for table in read_tables(place, max_bytes=self.settings.table_max_bytes)),
            only=wanted,
            categories=lambda: categories(taxonomies, self.settings),
            embedder=embedder() if "categories" in wanted else None,
            extractor=extractor(writer, self.settings) if isinstance(writer, str) else writer,
            wanted=frozenset(self.store.product(key).key for key in keys) if keys else None,
        )
        self.store.propose(found.proposals)
        return found

    def duplicates(self) -> Sequence[Proposal]:
        """Propose which products are the same under several keys, and return what is open. Nothing is joined."""
        self.enrich(only=("duplicates",))
        return self.proposals(what="same_product")

    def same(self, key: str, main: str, *, by: str) -> Product:
        """Note that two keys are one product, which goes on under `main`. Raises UnknownProduct, WorkspaceError."""
        self.store.join(key, main, by=by)
        return self.store.product(main)

    def asked(self, *, product: str = "") -> Sequence[Proposal]:
        """Return the attributes that people asked for and no fact says, those of a product together."""
        return self.proposals(what="missing", product=product)

    # --- what people decide -----------------------------------------------------------------------------------------
    def proposals(self, *, state: str = "open", product: str = "", what: str = "") -> Sequence[Proposal]:
        """Return what machines found and people have not decided yet; state "" gives the decided ones too."""
        return self.store.proposals(state=state, product=product, what=what)

    def accept(self, proposal: str, *, by: str) -> Proposal:
        """Note that somebody holds a proposal right; it becomes a fact with their name. Raises WorkspaceError."""
        return self.store.decide(proposal, state="accepted", by=by)

    def refuse(self, proposal: str, *, by: str) -> Proposal:
        """Note that somebody holds a proposal wrong; it does not come again. Raises WorkspaceError."""
        return self.store.decide(proposal, state="refused", by=by)

    def choose(self, key: str, attribute: str, source: str, *, by: str) -> Product:
        """Note which source somebody holds right for an attribute, and return the product. Raises WorkspaceError."""
        self.store.choose(key, attribute, source, by=by)
        return self.store.product(key)

    # --- how it is done ---------------------------------------------------------------------------------------------
    def _parent(self, product: Product) -> Product | None:
        """Return a variant's parent; None where no file has brought it."""
        with suppress(UnknownProduct):
            return self.store.product(product.parent) if product.parent else None
        return None

    def _tables(
        self, place: str | Path, source: str | None, *, sheet: str | None, record: str | None
    ) -> Iterator[Table]:
        """Yield the tables of a place; none where a server says that nothing is new since the last import."""
        told = self.store.source_details(source or source_name(str(place), None)) if _is_address(place) else {}
        conditional = Validators(told.get("etag"), told.get("last_modified")) if told else None
        limit = self.settings.table_max_bytes
        return read_tables(place, max_bytes=limit, sheet=sheet, record=record, conditional=conditional)

    def _bring(
        self,
        table: Table,
        given: ColumnMapping | None,
        source: str | None,
        engine: Engine,
        progress: Rows | None,
        *,
        dry_run: bool,
    ) -> Imported:
        table, sample = _sampled(table)
        name = source or source_name(table.origin, table.sheet)
        mapping = given or self._mapping(name, table, sample)
        if not given and not dry_run:
            self._keep(mapping, sample)
        passed = (lambda rows: progress(table.origin, rows)) if progress else None
        report: Imported | None = None
        told = validators_of(table)
        details = {k: v for k, v in asdict(told).items() if v} if told else {}
        now = self._clock.now()
        with suppress(_DryRun), self.store.importing(name, table, mapping, now, details=details) as importing:
            report = collect(table, mapping, importing, engine=engine, progress=passed)
            if dry_run:
                raise _DryRun
        assert report is not None  # noqa: S101 - the block above either set it or raised
        return replace(report, id=None) if dry_run else report

    def _mapping(self, name: str, table: Table, sample: pl.DataFrame) -> ColumnMapping:
        """Return the workspace's mapping of this source with the table's new columns, else a proposal."""
        file = self._mapping_file(name)
        kept = load_mapping(file) if file.is_file() else None
        if kept and {column.column for column in kept.columns} >= set(table.columns):
            return kept
        proposed = replace(propose(table, sample, embedder()), name=name)
        if kept is None:
            return proposed
        fitted = refit(kept, proposed)
        return replace(fitted.mapping, columns=(*fitted.mapping.columns, *fitted.vanished))

    def _keep(self, mapping: ColumnMapping, sample: pl.DataFrame) -> Path:
        file = self._mapping_file(mapping.name)
        file.parent.mkdir(parents=True, exist_ok=True)
        shown = {
            name: sample[name].drop_nulls().unique(maintain_order=True).head(SHOWN).to_list() for name in sample.columns
        }
        save_mapping(mapping, file, samples=shown)
        return file

    def _mapping_file(self, name: str) -> Path:
        return self.folder / MAPPINGS / f"{name}.toml"


def open_workspace(
    folder: str | Path | None = None, *, create: bool = True, settings: Settings | None = None
) -> Workspace:
    """Open a workspace; a folder that is none yet becomes one. Default: the setting `workspace`.

    Raises WorkspaceError where that is not possible, or with create=False where there is none, and SchemaOutdated with
    the command to run.
    """
    settings = settings or read_settings()
    place = Path(folder or settings.workspace)
    if not create and not settings.database_url and not has_workspace(place):
        raise WorkspaceError(f"There is no workspace in {str(place)!r} yet. Bring products in: klaviatur collect FILE")
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(
            f"{str(place)!r} cannot be a workspace: {error.strerror}. Name a folder to write in: --workspace DIR"
        ) from error
    return Workspace(place, open_store(settings.database_url or place / DATABASE), settings)


def has_workspace(folder: Path) -> bool:
    """Return whether a folder holds a workspace on SQLite."""
    return (folder / DATABASE).is_file()


def migrate_workspace(folder: str | Path | None = None, *, check: bool = False) -> bool:
    """Bring a workspace's database to this version's schema; return whether there was anything to do.

    With `check` nothing is changed. Raises SchemaOutdated where something would be to do.
    """
    settings = read_settings()
    home = Path(folder or settings.workspace)
    if not settings.database_url and not has_workspace(home):
        raise WorkspaceError(
            f"There is no workspace in {str(home)!r}, so there is nothing to migrate. Name it: --workspace DIR"
        )
    place = settings.database_url or home / DATABASE
    outdated = migrate(place, check=check)
    if check and outdated:
        raise SchemaOutdated("The database has another schema than this version needs. Run: klaviatur migrate")
    return outdated


def source_name(origin: str, sheet: str | None) -> str:
    """Return the name of a source nobody named: its file's without endings, and the sheet's."""
    path = urlsplit(origin).path if _is_address(origin) else origin
    stem = PurePath(path.rstrip("/")).name.partition(".")[0] or urlsplit(origin).hostname or "products"
    text = f"{stem}-{sheet}" if sheet else stem
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in text).strip("-")[:80] or "products"


def _is_address(place: str | Path) -> bool:
    return str(place).lower().startswith(("http://", "https://"))


def _not_modified(place: str) -> Imported:
    return Imported(place, "", 0, 0, 0, 0, skipped="not modified since the last import")


@contextmanager
def _engine(engine: str | Engine) -> Iterator[Engine]:
    """Give the engine of a name; one that was started here is ended here."""
    if not isinstance(engine, str):
        yield engine
    elif engine == "local":
        yield LocalEngine()
    elif engine == "ray" or engine.startswith("ray://"):
        yield from _ray(engine)
    else:
        raise SettingError(f"There is no engine {engine!r}. Known: local, ray, ray://HOST:PORT.")


def _ray(engine: str) -> Iterator[Engine]:
    try:
        module = import_module("klaviatur.adapters.engines.ray")
    except ImportError as error:
        raise SettingError(
            f"The engine 'ray' needs {error.name!r}, which is not installed. Install it: pip install 'klaviatur[ray]'"
        ) from error
    runs = module.RayEngine(engine if "://" in engine else None)
    try:
        yield runs
    finally:
        runs.close()


def _sampled(table: Table) -> tuple[Table, pl.DataFrame]:
    """Return the table, still whole, and its first rows."""
    chunks = iter(table.chunks)
    first = next(chunks, None)
    if first is None:
        return table, pl.DataFrame(schema=dict.fromkeys(table.columns, pl.String))
    return replace(table, chunks=joined([first], chunks)), first.frame.head(SAMPLE_ROWS)
