"""The library's way to outputs of the catalogue: `klaviatur.open_syndication()`. All doors use this one object."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn, Self, TypeVar

import polars as pl

from klaviatur.adapters.clock import SystemClock
from klaviatur.adapters.outputs.damage import insist_whole
from klaviatur.adapters.outputs.loading import Loaded
from klaviatur.adapters.outputs.locking import alone
from klaviatur.adapters.outputs.shelf import OutputShelf
from klaviatur.adapters.stores.outputs import StoredOutputs, open_output_store
from klaviatur.chain.syndicating import Made, Progress, affected, make_all, previewed
from klaviatur.errors import AuditBroken, NotReady, ProfileError, SettingError, UnknownOutput, UnknownProduct
from klaviatur.ports import Clock
from klaviatur.records import (
    Actor,
    Bilingual,
    Difference,
    Feed,
    KnownOutput,
    Marking,
    OutputFile,
    OutputProfile,
    Prepared,
    Problem,
    Run,
)
from klaviatur.review.rights import allow
from klaviatur.settings import Settings, settings_of, zone_of
from klaviatur.syndicate.checking import as_problem
from klaviatur.syndicate.grouping import grouped
from klaviatur.syndicate.planning import Plan, at_moment, full_values, make_plan
from klaviatur.syndicate.sales import Moment
from klaviatur.syndicate.wordings import markings_of
from klaviatur.wiring.audit_key import audit_key
from klaviatur.wiring.desk import Desk
from klaviatur.wiring.nowhere import Nowhere
from klaviatur.wiring.output_files import Address, FolderPlace, OutputFiles, Place, Put
from klaviatur.wiring.output_hands import Help, how_many
from klaviatur.wiring.output_profiles import gone_profile, profiles_of
from klaviatur.wiring.overtaken import channels_of, insist_on_prices, insist_on_standing, is_overtaken
from klaviatur.wiring.proving_outputs import prove
from klaviatur.wiring.running_outputs import run_outputs, shelf_of
from klaviatur.wiring.standing_outputs import DAMAGED, TRIES, damage_at, damaged, fate_in, standing
from klaviatur.wiring.workspace import DATABASE, make_place

T = TypeVar("T")


class Syndication:
    """The outputs of a workspace: what is on, what ran, what is held and why, and the outputs themselves.

    Closes its database at the end of a `with` block. Made by `open_syndication`.
    """

    def __init__(self, folder: Path, store: StoredOutputs, settings: Settings, clock: Clock) -> None:
        self.folder = folder
        self.store = store
        self.settings = settings
        self.clock = clock
        self._read: Loaded | None = None
        self._made: dict[tuple[str, tuple[tuple[str, str], ...]], Plan] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()

    # --- what there is ----------------------------------------------------------------------------------------------
    @property
    def profiles(self) -> Mapping[str, OutputProfile]:
        """All profiles by name that can be used, as they were when somebody first looked.

        Raises ProfileError where the folder of one's own is not there.
        """
        return self._loaded().profiles

    def outputs(self) -> Sequence[KnownOutput]:
        """Return every known output, whether it is on, its last run, and what its files say of those that are on.

        Those that cannot be run have a problem.
        """
        now = self.clock.now()
        return [standing(one, self._shelf(one.name), now) for one in self._listed()]

    def output(self, name: str) -> KnownOutput:
        """Return one output. Raises UnknownOutput."""
        return standing(self._listed_as(name), self._shelf(name), self.clock.now())

    def switch(self, name: str, *, on: bool, values: Mapping[str, str] | None = None, by: Actor) -> KnownOutput:
        """Switch an output on or off, with its settings, all of them; None leaves them as they are.

        Settings of an output whose profile cannot be used stay as they are when it is switched off. Raises NotAllowed,
        UnknownOutput, ProfileError, SettingError for settings that are missing, unknown or wrong.
        """
        allow(by, "outlets")
        before = self._listed_as(name)
        kept = before.values if values is None or (before.problem and not on) else values
        kept = {setting: value for setting, value in kept.items() if value}
        if on or kept != before.values:
            full_values(self._profile(name), kept)
        self.store.switch(name, on=on, values=kept, by=by)
        return standing(replace(before, on=on, values=kept), self._shelf(name), self.clock.now())

    # --- running ----------------------------------------------------------------------------------------------------
    def run(
        self, outputs: Sequence[str] = (), *, full: bool = False, progress: Progress | None = None, by: Actor
    ) -> Sequence[Run]:
        """Run outputs, all that are on without names; what changed since their last run, where that is known.

        Outputs that do not say the same of a product stay as they were: their runs are "stopped_by_parity". One whose
        profile or settings cannot be used has a run that failed, and stops no other.
        Raises NotAllowed, UnknownOutput, and Conflict where another run is going on.
        """
        allow(by, "syndicate")
        plans, wrong = self._planned(names := self._names(outputs))
        wanted = [(plan, self._shelf(plan.name)) for plan in plans]
        if not (wanted or wrong):
            return []
        with alone(self.folder / "outputs") as lock:
            helping = Help(how_many(self.settings.output_processes), lock, always=self.settings.output_processes > 0)
            runs = self.store.refuse({name: str(error) for name, error in wrong.items()}, by=by)
            runs += run_outputs(self.store, wanted, full=full, progress=progress, helping=helping, by=by)
        return sorted(runs, key=lambda run: names.index(run.output))

    def runs(self, *, output: str = "", limit: int = 50) -> Sequence[Run]:
        """Return runs, the newest first."""
        return self.store.runs(output=output, limit=limit)

    def run_of(self, id: int) -> Run:  # noqa: A002 - the field's name
        """Return one run. Raises UnknownOutput."""
        return self.store.run_of(id)

    # --- what is held -----------------------------------------------------------------------------------------------
    def held(
        self, output: str, *, rule: str = "", search: str = "", after: str = "", limit: int = 50
    ) -> Sequence[Problem]:
        """Return problems of the last run, by key: of items that are held, and warnings and notes of the others.

        `after` is the key of the last one seen; the problems of one item are never parted.
        """
        profile = self._profile(output)
        rows = self.store.problems(output, rule=rule, search=search, after=after, limit=limit)
        return [as_problem(profile, row) for row in rows]

    def held_counts(self, output: str) -> Sequence[tuple[Problem, int]]:
        """Return an example of each rule and of how many items it speaks, most first."""
        profile = self._profile(output)
        return [(as_problem(profile, row), items) for row, items in self.store.counts(output)]

    def why(self, key: str) -> Sequence[tuple[str, str, Sequence[Problem]]]:
        """Return for each output that is on and can be run whether a product is in it, and why.

        "delivered", "held", "groups its variants" (it is no item itself), "not in it", "damaged" (so are its files:
        it has to be made anew).
        """
        with self.store.catalogue() as catalogue:
            if not catalogue.outline([key])["key"].is_in([key]).any():
                raise UnknownProduct(f"No product has the key {key!r}. Look it up: klaviatur products {key!r}")
        kept = self.store.problems_of(key)
        group = self._group(key)
        found = []
        for output in [one for one in self._listed() if one.on and not one.problem]:
            profile = self._profile(output.name)
            problems = [as_problem(profile, row) for row in kept.get(output.name, ())]
            state = fate_in(output, self._shelf(output.name), group if profile.group else key, problems)
            problems += [damage_at(key, output.name)] if state == DAMAGED else []
            found.append((output.name, state, problems))
        return found

    def preview(self, output: str, key: str) -> Prepared:
        """Return a product as it would leave, with its problems. Raises UnknownOutput, UnknownProduct."""
        plan = self._plan(output)
        with self.store.catalogue() as catalogue:
            near = affected(catalogue, [key])
            if not near.outline["key"].is_in([key]).any():
                raise UnknownProduct(f"No product has the key {key!r}. Look it up: klaviatur products {key!r}")
            rendered = previewed(plan, catalogue, near.outline)
        record = self._group_in(near.outline, key) if plan.profile.group else key
        texts = rendered.records.filter(pl.col("record") == record)
        sections = [name for name in texts.columns if name.startswith("text")]
        body = "\n".join(texts[name][0] for name in sections if texts.height and texts[name][0])
        profile, rows = plan.profile, rendered.problems.filter(pl.col("key") == key).iter_rows(named=True)
        return Prepared(profile.media_type, body.encode(), (), tuple(as_problem(profile, row) for row in rows))

    def markings(self, output: str, key: str) -> Mapping[str, Marking]:
        """Return who wrote the released wordings with which a product leaves, by channel and part of each."""
        plan = self._plan(output)
        channels = channels_of(plan.profile)
        with self.store.catalogue() as catalogue:
            return markings_of(plan, catalogue.wordings(channels, [key]))

    def check(self, outputs: Sequence[str] = (), keys: Sequence[str] | None = None) -> Sequence[Problem]:
        """Return what pre-flight finds, of all products or of some; nothing is kept."""
        plans = self._plans(outputs)
        made, _ = self._dry(plans, keys)
        asked = None if keys is None else frozenset(keys)
        return [
            as_problem(one.plan.profile, row)
            for one in made
            for part in one.problems
            for row in part.iter_rows(named=True)
            if asked is None or one.plan.profile.group or row["key"] in asked
        ]

    def parity(
        self,
        outputs: Sequence[str] = (),
        keys: Sequence[str] | None = None,
        *,
        published: bool = False,
        folder: Path | None = None,
    ) -> Sequence[Difference]:
        """Return where outputs do not say the same of a product, read back from what they would deliver now.

        All products are compared, or those of some keys. `published`: also where a record of the files that lie there
        is not, byte for byte, the one that was read back ("file"): a run is due, or somebody changed a file. `folder`:
        and where the files that were written there are not these. Raises NotReady for an output that has not run yet;
        one that may not leave and has no file is left out, unless it is named.
        """
        plans = self._plans(outputs)
        if not (published or folder):
            return self._dry(plans, keys)[1]
        plans = [plan for plan in plans if outputs or not self._withheld(plan.name)]
        try:
            with self.store.catalogue() as catalogue:
                files = [self._lying(plan.name, lambda lying: lying) for plan in plans]
                lying = [(plan, one.shelf, one.state) for plan, one in zip(plans, files, strict=True)]
                elsewhere = [other for one in files for other in one.beside(folder)] if folder else []
                return [*elsewhere, *prove(catalogue, lying, keys)]
        except FileNotFoundError as error:
            raise NotReady("An output was run meanwhile, so its files are not proven. Ask once more.") from error

    # --- the outputs themselves -------------------------------------------------------------------------------------
    def overtaken(self) -> Sequence[str]:
        """Return the outputs that are on and hold a wording whose release has ended: they leave after the next run."""
        return list(self.overtaken_runs())

    def overtaken_runs(self) -> Mapping[str, int]:
        """Return the outputs that are on and leave after the next run alone, see `overtaken`, each with its last run.

        Not those that do not leave because the audit does not hold: no run helps there.
        """
        lying = [(one.name, self._shelf(one.name).state()) for one in self._listed() if one.on and not one.problem]
        found = {}
        for name, state in lying:
            with suppress(AuditBroken):
                if state and is_overtaken(self.store, name, state):
                    found[name] = state.run
        return found

    def due(self) -> Mapping[str, datetime]:
        """Return the outputs that are on and say something of products that time has overtaken, and since when.

        A sale has begun or ended: the next run knows it.
        """
        now = self.clock.now()
        return {name: due for name, due in self.dues().items() if due <= now}

    def dues(self) -> Mapping[str, datetime]:
        """Return the outputs that are on whose products say something else by themselves, and when next or since."""
        lying = [(one.name, self._shelf(one.name).newest()) for one in self._listed() if one.on and not one.problem]
        return {name: state.due for name, state in lying if state and state.due}

    def files(self, output: str) -> Sequence[OutputFile]:
        """Return the files an output leaves as: one; where that is longer than its platform takes, parts and an index.

        The index, where a platform knows such a thing, is the last one. Raises as `feed`.
        """
        return self._lying(output, OutputFiles.all)

    def feed(self, output: str, *, part: int | None = None, address: Address | None = None) -> Feed:
        """Return the whole output as it is now, however long, or one of its files: 0 is the index, or the only one.

        An index names parts at their `address`, else below the setting files_base. Raises UnknownOutput also for a
        file there is not, NotReady where it has not run yet, Overtaken where a release, or the time of its
        prices, has ended since it did,
        AuditBroken where the audit cannot say that.
        """
        return self.leaving(output, lambda lying: lying.whole() if part is None else lying.feed(part, address))

    def put(self, output: str, place: Place) -> Put:
        """Put all files of an output to a place, the index last, and take away those it has no more. Raises as `feed`.

        The files are of one state of the output: where it is run meanwhile, all are put again.
        """
        return self.leaving(output, lambda lying: lying.put(place))

    def delta_feed(self, output: str, *, since: int) -> Feed:
        """Return what runs after `since` wrote anew. Raises UnknownOutput, NotReady."""
        return self.leaving(output, lambda lying: lying.whole(since))

    def write(self, folder: Path, outputs: Sequence[str] = ()) -> Sequence[Path]:
        """Write outputs as files, each aside and then into its place; return these places.

        Where none is named, all that are on and whose profile can be used.
        """
        names = outputs or [one.name for one in self._listed() if one.on and not one.problem]
        return [folder / receipt.id for name in names for receipt in self.put(name, FolderPlace(folder)).receipts]

    # --- how it is done ---------------------------------------------------------------------------------------------
    def _loaded(self) -> Loaded:
        """Return profiles as they were when somebody first looked; as they are now while one of them is wrong."""
        if self._read is None or self._read.wrong:
            loaded = profiles_of(self.folder, self.settings)
            if loaded is not self._read:
                self._made.clear()
            self._read = loaded
        return self._read

    def _wrong(self, settings: Mapping[str, tuple[bool, Mapping[str, str]]]) -> Mapping[str, str]:
        """Return the outputs that cannot be run, those among them that are on and have no profile any more, and why."""
        loaded = self._loaded()
        gone = [name for name, (on, _) in settings.items() if on and name not in loaded.profiles]
        return {name: str(gone_profile(name)) for name in gone} | dict(loaded.wrong)

    def _profile(self, name: str) -> OutputProfile:
        loaded = self._loaded()
        if name in loaded.wrong:
            raise ProfileError(loaded.wrong[name])
        if name not in loaded.profiles:
            known = ", ".join(loaded.profiles)
            raise UnknownOutput(f"There is no output {name!r}. Known: {known}. List them: klaviatur outputs")
        return loaded.profiles[name]

    def _listed(self) -> Sequence[KnownOutput]:
        """Return all outputs by name; nothing is asked of their files."""
        settings, last, done = self.store.settings(), self.store.last_runs(), self.store.runs_done()
        known = [_known(profile, settings) for profile in self.profiles.values()]
        wrong = [_unusable(name, why, settings) for name, why in self._wrong(settings).items()]
        ran = [replace(one, last=last.get(one.name), stands=done.get(one.name)) for one in (*known, *wrong)]
        return sorted(ran, key=lambda one: one.name)

    def _listed_as(self, name: str) -> KnownOutput:
        settings = self.store.settings()
        why = self._wrong(settings).get(name)
        known = _unusable(name, why, settings) if why else _known(self._profile(name), settings)
        return replace(known, last=self.store.last_runs().get(name), stands=self.store.runs_done().get(name))

    def _names(self, outputs: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(outputs)) or [one.name for one in self._listed() if one.on]

    def _plans(self, outputs: Sequence[str]) -> list[Plan]:
        """Return plans of outputs; where none is named, of all that are on and can be run."""
        plans, wrong = self._planned(self._names(outputs))
        if outputs and wrong:
            raise next(iter(wrong.values()))
        return plans

    def _plan(self, name: str) -> Plan:
        return self._plans([name])[0]

    def _planned(self, names: Sequence[str]) -> tuple[list[Plan], dict[str, ProfileError | SettingError]]:
        """Return plans of outputs, and what is wrong with those that cannot be run. Raises UnknownOutput."""
        settings, plans = self.store.settings(), list[Plan]()
        wrong: dict[str, ProfileError | SettingError] = {
            n: ProfileError(why) for n, why in self._wrong(settings).items()
        }
        zone = zone_of(self.settings)
        moment = Moment(self.clock.now().astimezone(UTC), str(zone) if zone else "UTC")
        with self.store.catalogue() as catalogue:
            stamp = catalogue.stamp()
        for name in [name for name in names if name not in wrong]:
            try:
                plan = self._made_of(self._profile(name), settings.get(name, (False, {}))[1])
            except (ProfileError, SettingError) as error:
                wrong[name] = error
            else:
                plans.append(at_moment(plan, stamp, moment))
        return plans, {name: wrong[name] for name in names if name in wrong}

    def _made_of(self, profile: OutputProfile, values: Mapping[str, str]) -> Plan:
        marked = (profile.name, tuple(sorted(values.items())))
        if marked not in self._made:
            self._made[marked] = make_plan(profile, values)
        return self._made[marked]

    def _shelf(self, name: str) -> OutputShelf:
        return shelf_of(self.folder, name)

    def _group(self, key: str) -> str:
        with self.store.catalogue() as catalogue:
            return self._group_in(grouped(catalogue.outline([key])), key)

    @staticmethod
    def _group_in(outline: pl.DataFrame, key: str) -> str:
        found = outline.filter(pl.col("key") == key)["group"]
        return str(found[0]) if found.len() else key

    def _dry(self, plans: Sequence[Plan], keys: Sequence[str] | None) -> tuple[list[Made], list[Difference]]:
        made = [Made(plan, Nowhere()) for plan in plans]
        with self.store.catalogue() as catalogue:
            outline = grouped(catalogue.outline()) if keys is None else affected(catalogue, keys).outline
            return made, make_all(made, catalogue, outline)

    def leaving(self, output: str, act: Callable[[OutputFiles], T]) -> T:
        """Return what becomes of an output as it leaves: only with prices that hold now. Raises as `feed`."""

        def insisted(lying: OutputFiles) -> T:
            insist_on_prices(lying.profile, lying.state, self.clock.now())
            return act(lying)

        return self._lying(output, insisted)

    def _lying(self, output: str, act: Callable[[OutputFiles], T]) -> T:
        """Return what becomes of an output as it lies there; again, where a run replaces it meanwhile."""
        profile, shelf = self._profile(output), self._shelf(output)
        values = self.store.settings().get(output, (False, {}))[1]
        for _ in range(TRIES):
            state = shelf.state()
            if state is None:
                self._not_there(output)
            insist_on_standing(self.store, output, state, shelf.newest() or state)
            with suppress(FileNotFoundError):
                insist_whole(shelf.folder, state)
                return act(OutputFiles(profile, values, shelf, state))
        raise NotReady(
            f"Files of the output {output!r} are gone or damaged, or it is run all the time. Make it anew: klaviatur "
            f"syndicate {output} --full --by NAME"
        )

    def _not_there(self, output: str) -> NoReturn:
        """Say why an output has no file."""
        if self.store.runs_done().get(output):
            raise damaged(output)
        last = self.store.last_runs().get(output)
        if last and last.state in {"failed", "stopped_by_parity"}:
            raise NotReady(f"The output {output!r} has no file, since its last run was stopped. {last.message}")
        raise NotReady(f"The output {output!r} has not run yet. Run it: klaviatur syndicate {output} --by NAME")

    def _withheld(self, name: str) -> bool:
        """Return whether an output has no file because what was made of it may not leave."""
        shelf = self._shelf(name)
        return shelf.state() is None and shelf.newest() is not None


def _known(profile: OutputProfile, settings: Mapping[str, tuple[bool, Mapping[str, str]]]) -> KnownOutput:
    """Return an output as its profile describes it and as it is set; its runs are not in it."""
    on, values = settings.get(profile.name, (False, {}))
    told = (profile.name, profile.label, profile.family, profile.media_type, profile.file, profile.read)
    return KnownOutput(*told, profile.sources, profile.needs, on=on, values=values)


def _unusable(name: str, why: str, settings: Mapping[str, tuple[bool, Mapping[str, str]]]) -> KnownOutput:
    """Return an output of whose profile nothing is known but what is wrong with it."""
    on, values = settings.get(name, (False, {}))
    return KnownOutput(name, Bilingual(name, name), "", "", "", None, (), (), on=on, values=values, problem=why)


def open_syndication(
    folder: str | Path | None = None,
    *,
    settings: Settings | None = None,
    desk: Desk | None = None,
    clock: Clock | None = None,
) -> Syndication:
    """Open the outputs of a workspace; `desk`, where one is open already, says which. Default: setting `workspace`.

    `clock` is for those who bring a time of their own: a run takes the sales that hold at its moment. Raises
    WorkspaceError where that is not possible, and SchemaOutdated with the command to run.
    """
    if desk is not None:
        folder, settings = folder or desk.folder, settings or desk.settings
    place, settings = settings_of(folder, settings)
    make_place(place, settings)
    key = audit_key(place, settings.audit_key)
    clock = clock or SystemClock()
    store = open_output_store(settings.database_url or place / DATABASE, now=clock.now, audit_key=key)
    return Syndication(place, store, settings, clock)


__all__ = ["Syndication", "open_syndication"]
