"""Whatever anybody does in whatever order: a release stands for exactly the wording a person with the right released."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.review.samples import ANNA, BEN, CLEO, PEOPLE, TEXT, texts

from klaviatur.errors import AccessError, WorkspaceError
from klaviatur.records import Actor, KeptVariant, State, Vouched, wording_of
from klaviatur.review import may, to_answer
from klaviatur.wiring.desk import Desk, open_desk

WHY = "Am Telefon mit der Technik geklärt."
VERSIONS = (TEXT, TEXT.replace("14 Kilowattstunden", "16 Kilowattstunden"), TEXT.replace("Geschäftsführerin", "Chefin"))
CHANGES = (("14", "15"), ("15", "14"), ("Lindhof", "Die Firma"), ("zahlen", "bezahlen"), (".", "!"), ("Der ", "Ein "))
people = st.sampled_from((*PEOPLE, BEN, CLEO, CLEO, CLEO))  # mostly those who may
some = st.integers(0, 1)


@cache
def begun() -> Path:
    """A workspace with two variants, made once and copied for each run."""
    folder = Path(mkdtemp(prefix="klaviatur-machine-")) / "begun"
    with open_desk(folder) as desk:
        desk.add_text(TEXT.encode(), name="tonda.md", by=ANNA)
        desk.play("text", "tonda.md", channels=["x_post", "web_teaser"], by=ANNA)
    return folder


class AtTheDesk(RuleBasedStateMachine):
    """People with and without rights do what the page, the CLI and the API offer them."""

    desk: Desk
    seen: dict[str, set[str]]

    @initialize()
    def open(self) -> None:
        self.folder = Path(mkdtemp(prefix="klaviatur-machine-"))
        shutil.copytree(begun(), self.folder, dirs_exist_ok=True)
        self.desk = open_desk(self.folder)
        self.seen = {}

    def teardown(self) -> None:
        self.desk.close()
        shutil.rmtree(self.folder)

    def pick(self, number: int) -> KeptVariant:
        return sorted(self.desk.source("text", "tonda.md")[2], key=lambda variant: variant.id)[number]

    @contextmanager
    def attempt(self, by: Actor, action: str) -> Iterator[None]:
        """Do something that may be refused; without the right it must be, and then nothing has changed."""
        before = len(self.desk.audit(limit=100_000))
        try:
            yield
        except AccessError:
            assert not may(by, action)
        except WorkspaceError:
            pass
        else:
            assert may(by, action)
            return
        assert len(self.desk.audit(limit=100_000)) == before

    @rule(by=people, number=some, change=st.sampled_from(CHANGES), late=st.booleans())
    def edit(self, by: Actor, number: int, change: tuple[str, str], late: bool) -> None:
        opened = self.desk.opened(self.pick(number).id)
        sent = [text.replace(*change, 1) for text in texts(opened.revision)]
        with self.attempt(by, "edit"):
            self.desk.edit(opened.variant.id, sent, base=opened.variant.revision - late, by=by)

    @rule(by=people, number=some, finding=st.integers(0, 3))
    def fix(self, by: Actor, number: int, finding: int) -> None:
        variant = self.pick(number)
        with self.attempt(by, "edit"):
            self.desk.fix(variant.id, finding, base=variant.revision, by=by)

    @rule(by=people, number=some, revision=st.integers(1, 4))
    def restore(self, by: Actor, number: int, revision: int) -> None:
        variant = self.pick(number)
        with self.attempt(by, "edit"):
            self.desk.restore(variant.id, revision, base=variant.revision, by=by)

    @rule(by=people, number=some)
    def submit(self, by: Actor, number: int) -> None:
        with self.attempt(by, "submit"):
            self.desk.submit(self.pick(number).id, to="ben", by=by)

    @rule(by=people, number=some)
    def request_changes(self, by: Actor, number: int) -> None:
        with self.attempt(by, "request_changes"):
            self.desk.request_changes(self.pick(number).id, "Bitte anders.", by=by)

    @rule(by=people, number=some)
    def assign(self, by: Actor, number: int) -> None:
        with self.attempt(by, "assign"):
            self.desk.assign(self.pick(number).id, "cleo", by=by)

    @rule(by=people, number=some, vouch=st.booleans(), old=st.sampled_from((False, False, True)))
    def release(self, by: Actor, number: int, vouch: bool, old: bool) -> None:
        opened = self.desk.opened(self.pick(number).id)
        variant = opened.variant.id
        told = self.seen.setdefault(variant, set())
        wording = min(told) if told and old else opened.variant.wording
        told.add(opened.variant.wording)
        asked = to_answer(opened.revision.checked) if vouch else ()
        vouched = [Vouched(one.rule, one.words, WHY) for one in asked]
        with self.attempt(by, "release"):
            self.desk.release(variant, wording=wording, vouched=vouched, by=by)

    @rule(by=people)
    def release_many(self, by: Actor) -> None:
        asked = {variant.id: variant.wording for variant in map(self.pick, (0, 1))}
        with suppress(AccessError):
            self.desk.release_many(asked, by=by)
            assert may(by, "release")

    @rule(by=people, number=some)
    def withdraw(self, by: Actor, number: int) -> None:
        with self.attempt(by, "withdraw"):
            self.desk.withdraw(self.pick(number).id, "Der Termin ist verschoben.", by=by)

    @rule(by=people, number=some)
    def retire(self, by: Actor, number: int) -> None:
        with self.attempt(by, "retire"):
            self.desk.retire(self.pick(number).id, "Der Kanal ist zu.", by=by)

    @rule(by=people, text=st.sampled_from(VERSIONS))
    def bring_a_version(self, by: Actor, text: str) -> None:
        before = self.desk.source("text", "tonda.md")[0].version
        with suppress(AccessError):
            self.desk.add_text(text.encode(), name="tonda.md", by=by)
            assert may(by, "add")
            return
        assert self.desk.source("text", "tonda.md")[0].version == before

    @rule(by=people, again=st.booleans())
    def play(self, by: Actor, again: bool) -> None:
        with self.attempt(by, "play"):
            self.desk.play("text", "tonda.md", channels=["x_post", "web_teaser"], again=again, by=by)

    @invariant()
    def a_release_stands_for_exactly_its_wording(self) -> None:
        standing = {variant.id: release for variant, release in self.desk.store.released()}
        event(f"{len(standing)} releases stand")
        said = {
            line.entry.thing: line for line in self.desk.audit(limit=100_000) if line.entry.what == "variant.released"
        }
        for variant in map(self.pick, (0, 1)):
            opened = self.desk.opened(variant.id)
            assert wording_of(opened.revision.checked.variant.parts) == variant.wording
            assert (variant.state is State.RELEASED) == (variant.id in standing)
            if release := standing.get(variant.id):
                line = said[f"variant:{variant.id}"]
                assert release.wording == variant.wording == dict(line.entry.details)["wording"]
                assert any(actor.name == line.who == release.by and may(actor, "release") for actor in PEOPLE)
                blocking = {(one.rule, one.words) for one in to_answer(opened.revision.checked)}
                assert {(one.rule, one.words) for one in release.vouched} == blocking

    @invariant()
    def the_audit_is_whole(self) -> None:
        report = self.desk.verify_audit()
        assert report.whole, report.why


AtTheDesk.TestCase.settings = settings(
    max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAtTheDesk = AtTheDesk.TestCase
