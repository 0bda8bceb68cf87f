"""A workspace whose outputs are kept up to date at an outlet that stands in memory, on either database."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from tests.deliveries.house import ADA, HandClock
from tests.syndicate.catalogues import ANNA, bring, row, switch_on, write_profiles

import klaviatur
from klaviatur import Syndication
from klaviatur.records import AuditLine, OutputCopy, Receipt, Run
from klaviatur.settings import Settings
from klaviatur.syndicate.delivering import Patience
from klaviatur.testing.platforms import FakeOutlet, FakePlatform, fake_passport
from klaviatur.wiring.deliveries import Deliveries
from klaviatur.wiring.outlets import Kinds

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MAP = 'name = "map"\nlike = "sitemap"\nfile = "map.xml"\n[options]\nmost = "2"\n'


@dataclass
class Bucket(FakePlatform):
    """Files at an outlet, what was done with them in order, and how it answers next."""

    done: list[str] = field(default_factory=list)
    failing: list[BaseException | None] = field(default_factory=list)  # of the next files, each used once
    looking: Callable[[], object] = lambda: None  # done while a file is put


class BucketOutlet(FakeOutlet):
    """A bucket as outlet."""

    bucket: Bucket

    def put(self, name: str, media_type: str, chunks: Iterable[bytes]) -> Receipt:
        self.bucket.looking()
        chunks = list(chunks)
        if self.bucket.failing and (error := self.bucket.failing.pop(0)):
            raise error
        self.bucket.done.append(name)
        return super().put(name, media_type, chunks)

    def drop(self, name: str) -> None:
        self.bucket.done.append(f"-{name}")
        super().drop(name)


@dataclass
class Shop:
    """Products, outputs called "rows" and "map", a bucket and another outlet."""

    folder: Path
    place: str
    clock: HandClock = field(default_factory=lambda: HandClock(NOW))
    bucket: Bucket = field(default_factory=Bucket)

    def __post_init__(self) -> None:
        profiles = write_profiles(self.folder.parent / "profiles", rows="csv")
        (profiles / "map.toml").write_text(MAP, encoding="utf-8")
        database = self.place if "://" in self.place else ""
        self.settings = Settings(outputs_folder=str(profiles), database_url=database)

    def fill(self) -> None:
        """Bring two products, run both outputs, set the outlets up."""
        self.sell(row(1), row(2))
        with self.syndication() as syndication:
            switch_on(syndication, "rows", "map", missing="hold")
        self.run()
        with self.opened() as deliveries:
            for name in ("bucket", "other"):
                deliveries.keep_outlet(name, "bucket", {}, version=1, by=ADA)

    def sell(self, *rows: dict[str, str]) -> None:
        """Have these products in the shop."""
        with klaviatur.open_workspace(self.folder, settings=self.settings) as workspace:
            bring(workspace, rows)

    def run(self, *outputs: str) -> list[Run]:
        """Run outputs, all where none is named, as another process would."""
        with self.syndication() as syndication:
            return list(syndication.run(outputs, by=ANNA))

    def syndication(self) -> Syndication:
        """Open the outputs."""
        return klaviatur.open_syndication(self.folder, settings=self.settings, clock=self.clock)

    def opened(self) -> Deliveries:
        """Open the deliveries, which others may have open."""

        def make(kept: object, _: object, __: object) -> FakeOutlet:
            made = BucketOutlet(kept.name, self.bucket)  # type: ignore[attr-defined]
            made.bucket = self.bucket
            return made

        passport = replace(fake_passport("bucket"), files=True)
        kinds = Kinds([passport, fake_passport("wall")], make)
        return klaviatur.open_deliveries(
            self.folder, settings=self.settings, clock=self.clock, kinds=kinds, patience=Patience(tries=2)
        )

    def lines(self, what: str) -> list[AuditLine]:
        """Return lines of the audit in their order."""
        with klaviatur.open_desk(self.folder, settings=self.settings) as desk:
            assert desk.verify_audit().whole
            return [line for line in desk.audit(limit=1_000) if line.entry.what == what]

    def text(self, name: str = "rows.csv") -> str:
        """Return a file at the bucket."""
        return self.bucket.files[name][1].decode()

    def wanted(self, output: str = "rows") -> str:
        """Return what an output says now."""
        with self.syndication() as syndication:
            return b"".join(syndication.feed(output).bytes).decode()


def renewed(deliveries: Deliveries) -> list[bool]:
    """Do what a worker does at each look: put what is due."""
    return [deliveries.copies.renew(copy) for copy in deliveries.copies.due()]


def only(deliveries: Deliveries, output: str = "") -> OutputCopy:
    """Return the only copy."""
    (copy,) = deliveries.copies.all(output)
    return copy


def a_shop(tmp_path: Path, place: str) -> Iterator[Shop]:
    """Give a filled shop."""
    shop = Shop(tmp_path / "workspace", place)
    shop.fill()
    yield shop
