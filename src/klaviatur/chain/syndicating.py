"""The story of outputs on one page: products leave in every dialect, all saying the same.

    outline (who stands together) -> for each stretch of whole groups: facts -> canonical frame, once for all outputs
    -> for each output: evaluate, check, hold, write -> read back and compare across outputs -> put in the old ones'
    place, or leave the old ones where they do not agree

A delta does the same with what changed since, and with what stands together with that.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from typing import TypeVar

import polars as pl

from klaviatur.ports.outputs import Adding, Catalogue
from klaviatur.records import Difference
from klaviatur.syndicate.canonical import Said, View, canonical_frame, inherit
from klaviatur.syndicate.families import with_families
from klaviatur.syndicate.grouping import grouped, only_groups
from klaviatur.syndicate.parity import NEEDED, Normal, Reading, compare, of_catalogue, read_back
from klaviatur.syndicate.planning import Plan
from klaviatur.syndicate.rendering import Rendered, render
from klaviatur.syndicate.sharing import with_shared
from klaviatur.syndicate.wordings import with_wordings

STRETCH = 16_000  # products that are worked on at a time, at most
FEW = 2_000  # products that are made at once faster than side by side
SIDE_BY_SIDE = 2  # stretches that one process makes at a time
KEPT_DIFFERENCES = 1_000
PRODUCT = ("key", "parent", "group", "changed", "gone", "has_variants", "is_variant", "only_groups", "family")
T = TypeVar("T")
Progress = Callable[[int, int], None]  # done, total


@dataclass(slots=True)
class Made:
    """One output while it is made."""

    plan: Plan
    writing: Adding
    items: frozenset[str] | None = None  # of a flat output: those alone that are made; None: all
    problems: list[pl.DataFrame] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole groups that are worked on together."""

    outline: pl.DataFrame
    said: Said
    wordings: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a stretch: in each output what `take` has to be given, and its problems."""

    products: int
    placed: Sequence[object]
    problems: Sequence[pl.DataFrame]
    differences: Sequence[Difference]


@dataclass(frozen=True, slots=True)
class _Read:
    """What a stretch is in each output, read back and compared; nothing of it is written yet."""

    records: Sequence[pl.DataFrame]
    problems: Sequence[pl.DataFrame]
    differences: Sequence[Difference]


Hands = Callable[[Iterator[Stretch]], Generator[Written]]


@dataclass(frozen=True, slots=True)
class Affected:
    """What a delta makes anew: items of flat outputs, groups of the others, and all products that takes."""

    outline: pl.DataFrame
    items: frozenset[str]
    groups: frozenset[str]
    keys: frozenset[str]  # of whole groups
    families: frozenset[str]  # of groups in which a product has variants: they may say something of each other

    def records(self, plan: Plan) -> frozenset[str]:
        """Return the records of an output that are written anew."""
        return self.groups if plan.profile.group else self.looked_at(plan)

    def looked_at(self, plan: Plan) -> frozenset[str]:
        """Return the items of an output that are made and looked at anew."""
        if plan.by_group:
            return self.keys
        return self.items | self.families if plan.by_family else self.items


def make_all(
    made: Sequence[Made],
    catalogue: Catalogue,
    outline: pl.DataFrame,
    *,
    progress: Progress | None = None,
    hands: Hands | None = None,
) -> list[Difference]:
    """Write all products of an outline (see `grouped`) into outputs, and return where these do not agree.

    `hands` write for this process, which only reads the catalogue then; None: it writes by itself.
    """
    differences: list[Difference] = []
    done = 0
    said = _said([one.plan for one in made], catalogue, outline)
    with closing(hands(said) if hands else _here(made, said)) as written:
        for part in written:
            for one, placed, problems in zip(made, part.placed, part.problems, strict=True):
                one.writing.take(placed)
                one.problems.append(problems)
            differences += part.differences[: max(1, KEPT_DIFFERENCES - len(differences))]
            done += part.products
            if progress:
                progress(done, outline.height)
    return differences


def affected(catalogue: Catalogue, keys: Iterable[str]) -> Affected:
    """Return what has to be made anew where these products changed."""
    changed = frozenset(keys)
    outline = grouped(catalogue.outline(changed))
    near = _near(outline, changed)
    touched = frozenset(near["group"]) | frozenset(near["key"]) | changed  # some stood alone before, or named a group
    wanted = outline.filter(pl.col("group").is_in(sorted(touched)))  # what a parent is its variants say, all of them
    parents = wanted.filter("has_variants")["group"]
    families = wanted.filter(pl.col("group").is_in(parents.implode()))["key"]
    items, keys = frozenset(near["key"]) | changed, frozenset(wanted["key"]) | changed
    return Affected(wanted, items, touched, keys, frozenset(families))


def _near(outline: pl.DataFrame, changed: frozenset[str]) -> pl.DataFrame:
    """Return changed products with all below them, and all that stand above them."""
    down = _reached(outline, changed, "said", "key")
    up = _reached(outline, changed, "key", "said")
    return outline.filter(pl.col("key").is_in(sorted(down | up)))


def _reached(outline: pl.DataFrame, begun: frozenset[str], here: str, there: str) -> set[str]:
    """Return these keys and all that lead from them, from one column to another, step by step."""
    found, edge = set(begun), set(begun)
    while edge:
        edge = set(outline.filter(pl.col(here).is_in(sorted(edge)))[there].drop_nulls()) - found
        found |= edge
    return found


# --- products as frames ---------------------------------------------------------------------------------------------
def _said(plans: Sequence[Plan], catalogue: Catalogue, outline: pl.DataFrame) -> Generator[Stretch]:
    """Yield what is said of products, whole groups together."""
    channels = {place.partition(":")[0] for plan in plans for place in plan.profile.wordings.values()}
    whole = _released(catalogue, channels, outline)
    for part in stretches(outline):
        said = Said(*catalogue.said(part["key"].to_list()))
        yield Stretch(part, said, whole.filter(pl.col("key").is_in(part["key"].implode())))


def frames_of(plans: Sequence[Plan], stretch: Stretch) -> dict[View, pl.DataFrame]:
    """Return frames of products by view, with all that outputs read."""
    views = dict.fromkeys(plan.view for plan in plans)
    return {view: _frame_of([plan for plan in plans if plan.view == view], stretch) for view in views}


def _frame_of(plans: Sequence[Plan], stretch: Stretch) -> pl.DataFrame:
    view = plans[0].view
    frame = canonical(stretch, view, NEEDED.union(*(plan.names for plan in plans)))
    for plan in plans:
        frame = with_wordings(frame, plan, stretch.wordings)
    return with_shared(frame, {name: expr for plan in plans for name, expr in plan.shared.items()})


def _released(catalogue: Catalogue, channels: Iterable[str], outline: pl.DataFrame) -> pl.DataFrame:
    few = outline.height <= STRETCH
    return catalogue.wordings(sorted(channels), outline["key"].to_list() if few else None)


def stretches(outline: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield parts of an outline that hold whole groups: one, or an even number, to be worked on side by side."""
    pairs = -(-outline.height // (2 * STRETCH))
    most = outline.height if outline.height <= min(FEW, STRETCH) else -(-outline.height // (2 * pairs))
    ends = outline.select((pl.col("group") != pl.col("group").shift(-1)).fill_null(value=True)).to_series().arg_true()
    start = 0
    while start < outline.height:
        after = ends.filter(ends >= min(start + most, outline.height) - 1)
        end = int(after[0]) + 1
        yield outline.slice(start, end - start)
        start = end


def canonical(stretch: Stretch, view: View, names: frozenset[str]) -> pl.DataFrame:
    """Return the canonical frame of products with where they stand; variants say what their parents say."""
    facts = canonical_frame(stretch.said, view, names)
    kept = [name for name in facts.columns if name not in PRODUCT or name == "key"]
    outline = stretch.outline.select(name for name in PRODUCT if name in stretch.outline.columns)
    frame = outline.join(facts.select(kept), on="key", how="left", maintain_order="left")
    frame = with_families(frame.with_columns(only_groups=only_groups(frame)))
    parents = frame.filter("has_variants")
    while parents.height and parents["parent"].null_count() < parents.height:
        above = inherit(parents, parents)
        if above.equals(parents):
            break
        parents = above
    return inherit(frame, parents)


# --- frames as outputs ----------------------------------------------------------------------------------------------
def _here(made: Sequence[Made], said: Iterator[Stretch]) -> Generator[Written]:
    """Write stretches in this process; some are made while others are read and written."""
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        waiting: deque[tuple[Stretch, Future[_Read]]] = deque()
        for stretch in said:
            waiting.append((stretch, pool.submit(_rendered, made, stretch)))
            if len(waiting) == SIDE_BY_SIDE:
                yield _written(made, *_first(waiting))
        while waiting:
            yield _written(made, *_first(waiting))


def write_stretch(made: Sequence[Made], stretch: Stretch) -> Written:
    """Write products into outputs, and read them back."""
    return _written(made, stretch, _rendered(made, stretch))


def _first(waiting: "deque[tuple[Stretch, Future[_Read]]]") -> tuple[Stretch, _Read]:
    stretch, coming = waiting.popleft()
    return stretch, coming.result()


def _rendered(made: Sequence[Made], stretch: Stretch) -> _Read:
    """Return products as outputs have them, read back and compared."""
    frames = frames_of([one.plan for one in made], stretch)
    plans, normal = {one.plan.view: one.plan for one in made}, Normal()
    readings: list[Reading] = [of_catalogue(frames[view], plan, normal) for view, plan in plans.items()]
    records, problems = [], []
    for one in made:
        frame = frames[one.plan.view]
        if one.items is not None and not one.plan.profile.group:
            frame = frame.filter(pl.col("key").is_in(sorted(one.items)))
        rendered = rendered_of(one.plan, frame)
        records.append(rendered.records)
        problems.append(rendered.problems)
        readings.append(read_back(one.plan, rendered, normal))
    return _Read(records, problems, compare(readings)[:KEPT_DIFFERENCES])


def _written(made: Sequence[Made], stretch: Stretch, found: _Read) -> Written:
    placed = [
        one.writing.add(records, one.plan.writer.separator(one.plan.setup))
        for one, records in zip(made, found.records, strict=True)
    ]
    return Written(stretch.outline.height, placed, found.problems, found.differences)


def previewed(plan: Plan, catalogue: Catalogue, outline: pl.DataFrame) -> Rendered:
    """Return what an output would say of the few products of an outline."""
    for stretch in _said([plan], catalogue, outline):
        return rendered_of(plan, frames_of([plan], stretch)[plan.view])
    return render(plan, with_families(outline.clear().with_columns(only_groups=pl.lit(value=False))))


def rendered_of(plan: Plan, frame: pl.DataFrame) -> Rendered:
    """Return what an output says of products."""
    wordings = {one for name in plan.wordings for one in (name, f"{name}.machine_share")}
    return render(plan, frame.select(name for name in frame.columns if name in {*plan.read, *PRODUCT, *wordings}))
