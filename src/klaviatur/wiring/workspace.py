"""The library's way to products: `klaviatur.open_workspace()`."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Self

import polars as pl

from klaviatur import wiring
from klaviatur.adapters.clock import SystemClock
from klaviatur.adapters.sources.catalogues import read_tables, read_tables_from
from klaviatur.adapters.stores import StoredProducts, migrate, open_store
from klaviatur.collect.products.completeness import summary
from klaviatur.errors import SchemaOutdated, WorkspaceError
from klaviatur.ports import Engine, Extractor, Writer
from klaviatur.records import Change, Collected, ColumnMapping, Played, Product, Proposal, Statement, Via, Voice
from klaviatur.settings import Settings, settings_of
from klaviatur.wiring.audit_key import audit_key
from klaviatur.wiring.completeness import judge_products
from klaviatur.wiring.engines import running
from klaviatur.wiring.importing import Bringing, Reading, Rows, sampled, source_name, with_all_marks
from klaviatur.wiring.mappings import Mappings, given_mapping

if TYPE_CHECKING:
    from klaviatur.chain import Progress
    from klaviatur.chain.enriching import Enriched

DATABASE = "klaviatur.db"
MAPPINGS = "mappings"
REQUIREMENTS = "requirements.toml"


class Workspace:
    """A folder with one database: products with every version of their facts, mappings, proposals.

    Closes its database at the end of a `with` block. Made by `open_workspace`.
    """

    def __init__(self, folder: Path, store: StoredProducts, settings: Settings) -> None:
        self.folder = folder
        self.store = store
        self.settings = settings
        self._clock = SystemClock(None)
        self._mappings = Mappings(folder / MAPPINGS)

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
        work: str = "",
        by: str = "",
        via: Via = "library",
    ) -> Collected:
        """Bring product files, folders or addresses in; a row is written, unchanged or rejected with its reason.

        `mapping` is a file or a ColumnMapping; None takes the workspace's own for this source, or proposes one and
        keeps it in the folder `mappings`. `source` names what comes again and again under changing file names.
        `work` names the piece of durable work this is: a table it has brought in already is not brought in again.
        `by` is who does it, for the audit, which gets a line for each table.
        A place that cannot be read is in `failures` and stops nothing else. Raises MappingError and SettingError.
        """
        reading = Reading(self.settings.table_max_bytes, sheet, record)
        behind = {"work": work, "by": by, "via": via}
        with self._bringing(mapping, source, engine, progress, dry_run=dry_run, **behind) as bringing:
            return bringing.bring_places(places, reading)

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
        by: str = "",
        via: Via = "library",
    ) -> Collected:
        """Bring in what a pipe or an upload holds; the ending of `name` helps to tell its kind. Raises TableError."""
        tables = read_tables_from(data, name=name, max_bytes=self.settings.table_max_bytes)
        with self._bringing(mapping, source, engine, progress, dry_run=dry_run, by=by, via=via) as bringing:
            return Collected(tuple(bringing.bring(table) for table in tables))

    def propose_mapping(self, place: str | Path, *, sheet: str | None = None) -> tuple[ColumnMapping, Path]:
        """Return how the first table of a place would be read, and the file that a person may correct."""
        table = next(iter(read_tables(place, max_bytes=self.settings.table_max_bytes, sheet=sheet)))
        table, sample = sampled(table)
        _, mapping = with_all_marks(table, self._mappings.of(source_name(table.origin, table.sheet), table, sample))
        return mapping, self._mappings.keep(mapping, sample)

    # --- products out -----------------------------------------------------------------------------------------------
    def product(self, key: str) -> Product:
        """Return a product with all its facts and where each comes from. Raises UnknownProduct."""
        return self.store.product(key)

    def keys(self, search: str = "", *, family: str = "", after: str = "", limit: int | None = None) -> Sequence[str]:
        """Return the keys of products in order, those that answer the search."""
        return self.store.keys(search=search, family=family, after=after, limit=limit)

    def products(self, keys: Sequence[str]) -> Sequence[Product]:
        """Return the products of these keys that there are, in their order."""
        return self.store.products(keys)

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
        progress: "Progress | None" = None,
    ) -> Played:
        """Play a product: a variant for each channel from its facts, and note which sentence states which fact."""
        return wiring.play_product(
            self.store,
            key,
            channels=channels,
            locale=locale,
            voice=voice,
            writer=writer,
            progress=progress,
            now=self._clock.now(),
            settings=self.settings,
        )

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
        required = self.folder / REQUIREMENTS
        return judge_products(self.store, required, family=family, channels=channels, locales=locales, keys=keys)

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
    ) -> "Enriched":
        """Propose categories, audiences and uses, values out of texts, what people ask for, and duplicates.

        `reviews` are tables that name a product and hold a text; `only` some of these kinds: categories, contexts,
        values, missing, duplicates. Nothing is a fact before somebody accepts it. Raises SettingError, TableError,
        MappingError for reviews that name no product, UnknownProduct, and WriterError where a model does not answer.
        """
        return wiring.enrich_products(
            self.store, self.settings, keys, reviews=reviews, taxonomies=taxonomies, writer=writer, only=only
        )

    def duplicates(self) -> Sequence[Proposal]:
        """Propose which products are the same under several keys, and return what is open. Nothing is joined."""
        self.enrich(only=("duplicates",))
        return self.proposals(what="same_product")

    def same(self, key: str, main: str, *, by: str, via: Via = "library") -> Product:
        """Note that two keys are one product, which goes on under `main`. Raises UnknownProduct, WorkspaceError."""
        self.store.join(key, main, by=by, via=via)
        return self.store.product(main)

    def part(self, key: str, *, by: str, via: Via = "library") -> Product:
        """Take back that a key is the same product as another one, and return its product. Raises UnknownProduct."""
        self.store.part(key, by=by, via=via)
        return self.store.product(key)

    def asked(self, *, product: str = "") -> Sequence[Proposal]:
        """Return the attributes that people asked for and no fact says, those of a product together."""
        return self.proposals(what="missing", product=product)

    # --- what people decide -----------------------------------------------------------------------------------------
    def proposals(self, *, state: str = "open", product: str = "", what: str = "") -> Sequence[Proposal]:
        """Return what machines found and people have not decided yet; state "" gives the decided ones too."""
        return self.store.proposals(state=state, product=product, what=what)

    def accept(self, proposal: str, *, by: str, via: Via = "library") -> Proposal:
        """Note that somebody holds a proposal right; it becomes a fact with their name. Raises WorkspaceError."""
        return self.store.decide(proposal, state="accepted", by=by, via=via)

    def refuse(self, proposal: str, *, by: str, via: Via = "library") -> Proposal:
        """Note that somebody holds a proposal wrong; it does not come again. Raises WorkspaceError."""
        return self.store.decide(proposal, state="refused", by=by, via=via)

    def choose(self, key: str, attribute: str, source: str, *, by: str, via: Via = "library") -> Product:
        """Note which source somebody holds right for an attribute, and return the product. Raises WorkspaceError."""
        self.store.choose(key, attribute, source, by=by, via=via)
        return self.store.product(key)

    # --- how it is done ---------------------------------------------------------------------------------------------
    @contextmanager
    def _bringing(
        self,
        mapping: str | Path | ColumnMapping | None,
        source: str | None,
        engine: str | Engine,
        progress: Rows | None,
        *,
        dry_run: bool,
        **behind: Any,
    ) -> Iterator[Bringing]:
        """Give what brings tables in, with its engine started."""
        given = given_mapping(mapping)
        with running(engine) as runs:
            yield Bringing(self.store, self._mappings, self._clock, runs, given, source, progress, dry_run, **behind)


def open_workspace(
    folder: str | Path | None = None, *, create: bool = True, settings: Settings | None = None
) -> Workspace:
    """Open a workspace; a folder that is none yet becomes one. Default: the setting `workspace`.

    Raises WorkspaceError where that is not possible, or with create=False where there is none, and SchemaOutdated with
    the command to run.
    """
    place, settings = settings_of(folder, settings)
    make_place(place, settings, create=create)
    key = audit_key(place, settings.audit_key)  # what an import makes stale stands in the audit
    return Workspace(place, open_store(settings.database_url or place / DATABASE, audit_key=key), settings)


def make_place(place: Path, settings: Settings, *, create: bool = True) -> None:
    """Make the folder of a workspace. Raises WorkspaceError, with create=False also where there is none yet."""
    if not create and not settings.database_url and not has_workspace(place):
        raise WorkspaceError(f"There is no workspace in {str(place)!r} yet. Bring products in: klaviatur collect FILE")
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(
            f"{str(place)!r} cannot be a workspace: {error.strerror}. Name a folder to write in: --workspace DIR"
        ) from error


def has_workspace(folder: Path) -> bool:
    """Return whether a folder holds a workspace on SQLite."""
    return (folder / DATABASE).is_file()


def migrate_workspace(folder: str | Path | None = None, *, check: bool = False) -> bool:
    """Bring a workspace's database to this version's schema; return whether there was anything to do.

    With `check` nothing is changed. Raises SchemaOutdated where something would be to do.
    """
    home, settings = settings_of(folder)
    if not settings.database_url and not has_workspace(home):
        raise WorkspaceError(
            f"There is no workspace in {str(home)!r}, so there is nothing to migrate. Name it: --workspace DIR"
        )
    place = settings.database_url or home / DATABASE
    outdated = migrate(place, check=check)
    if check and outdated:
        raise SchemaOutdated("The database has another schema than this version needs. Run: klaviatur migrate")
    return outdated
