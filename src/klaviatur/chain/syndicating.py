"""The story of outputs on one page: products leave in every dialect, all saying the same.

    outline (who stands together) -> for each stretch of whole groups: facts -> canonical frame, once for all outputs
    -> for each output: evaluate, check, hold, write -> read back and compare across outputs -> put in the old ones'
    place, or leave the old ones where they do not agree

A delta does the same with what changed since, and with what stands together with that.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import polars as pl

from klaviatur.ports.outputs import Adding, Catalogue
from klaviatur.records import Difference
from klaviatur.syndicate.canonical import Said, View, canonical_frame, inherit
from klaviatur.syndicate.grouping import grouped, only_groups
from klaviatur.syndicate.parity import NEEDED, Reading, compare, of_catalogue, read_back
from klaviatur.syndicate.planning import Plan
from klaviatur.syndicate.rendering import Rendered, render
from klaviatur.syndicate.wordings import with_wordings

STRETCH = 20_000  # products that are worked on at a time
KEPT_DIFFERENCES = 1_000
PRODUCT = ("key", "parent", "group", "changed", "gone", "has_variants", "is_variant", "only_groups")
Progress = Callable[[int, int], None]  # done, total


@dataclass(slots=True)
class Made:
    """One output while it is made."""

    plan: Plan
    writing: Adding
    items: frozenset[str] | None = None  # of a flat output: those alone that are made; None: all
    problems: list[pl.DataFrame] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Affected:
    """What a delta makes anew: items of flat outputs, groups of the others, and all products that takes."""

    outline: pl.DataFrame
    items: frozenset[str]
    groups: frozenset[str]
    keys: frozenset[str]  # whose problems are looked at anew

    def records(self, plan: Plan) -> frozenset[str]:
        """Return the records of an output that are written anew."""
        return self.groups if plan.profile.group else self.items

    def looked_at(self, plan: Plan) -> frozenset[str]:
        """Return the items of an output whose problems are found anew."""
        return self.keys if plan.profile.group else self.items


def make_all(
    made: Sequence[Made], catalogue: Catalogue, outline: pl.DataFrame, *, progress: Progress | None = None
) -> list[Difference]:
    """Write all products of an outline (see `grouped`) into outputs, and return where these do not agree."""
    differences: list[Difference] = []
    done = 0
    for stretch, frames in _frames([one.plan for one in made], catalogue, outline):
        differences += _write(made, frames, stretch.wordings, kept=KEPT_DIFFERENCES - len(differences))
        done += stretch.outline.height
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
    return Affected(wanted, frozenset(near["key"]) | changed, touched, frozenset(wanted["key"]) | changed)


def _near(outline: pl.DataFrame, changed: frozenset[str]) -> pl.DataFrame:
    """Return changed products with all below them, and those that stand directly above them."""
    keys = set(changed)
    below = outline.filter(pl.col("said").is_in(sorted(keys)))["key"]
    while not set(below) <= keys:
        keys |= set(below)
        below = outline.filter(pl.col("said").is_in(sorted(keys)))["key"]
    above = outline.filter(pl.col("key").is_in(sorted(changed)))["said"].drop_nulls()
    return outline.filter(pl.col("key").is_in(sorted(keys | set(above))))


# --- products as frames ---------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole groups that are worked on together."""

    outline: pl.DataFrame
    said: Said
    wordings: pl.DataFrame


def _frames(
    plans: Sequence[Plan], catalogue: Catalogue, outline: pl.DataFrame
) -> Iterator[tuple[Stretch, Mapping[View, pl.DataFrame]]]:
    """Yield frames of products by view; the next ones are made while somebody works on these."""
    views: dict[View, frozenset[str]] = {}
    for plan in plans:
        views[plan.view] = views.get(plan.view, NEEDED) | plan.names
    channels = {place.partition(":")[0] for plan in plans for place in plan.profile.wordings.values()}
    whole = _released(catalogue, channels, outline)

    def make(part: pl.DataFrame) -> tuple[Stretch, Mapping[View, pl.DataFrame]]:
        rows, choices = catalogue.said(part["key"].to_list())
        stretch = Stretch(part, Said(rows, choices), whole.filter(pl.col("key").is_in(part["key"].implode())))
        return stretch, {view: canonical(stretch, view, names) for view, names in views.items()}

    with ThreadPoolExecutor(1) as pool:
        waiting = None
        for part in stretches(outline):
            coming = pool.submit(make, part)
            if waiting is not None:
                yield waiting.result()
            waiting = coming
        if waiting is not None:
            yield waiting.result()


def _released(catalogue: Catalogue, channels: Iterable[str], outline: pl.DataFrame) -> pl.DataFrame:
    few = outline.height <= STRETCH
    return catalogue.wordings(sorted(channels), outline["key"].to_list() if few else None)


def stretches(outline: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield parts of an outline that hold whole groups."""
    ends = outline.select((pl.col("group") != pl.col("group").shift(-1)).fill_null(value=True)).to_series().arg_true()
    start = 0
    while start < outline.height:
        after = ends.filter(ends >= min(start + STRETCH, outline.height) - 1)
        end = int(after[0]) + 1
        yield outline.slice(start, end - start)
        start = end


def canonical(stretch: Stretch, view: View, names: frozenset[str]) -> pl.DataFrame:
    """Return the canonical frame of products with where they stand; variants say what their parents say."""
    facts = canonical_frame(stretch.said, view, names)
    kept = [name for name in facts.columns if name not in PRODUCT or name == "key"]
    outline = stretch.outline.select(name for name in PRODUCT if name in stretch.outline.columns)
    frame = outline.join(facts.select(kept), on="key", how="left", maintain_order="left")
    frame = frame.with_columns(only_groups=only_groups(frame))
    parents = frame.filter("has_variants")
    while parents.height and parents["parent"].null_count() < parents.height:
        above = inherit(parents, parents)
        if above.equals(parents):
            break
        parents = above
    return inherit(frame, parents)


# --- frames as outputs ----------------------------------------------------------------------------------------------
def _write(
    made: Sequence[Made], frames: Mapping[View, pl.DataFrame], released: pl.DataFrame, *, kept: int
) -> list[Difference]:
    plans = {one.plan.view: one.plan for one in made}
    readings: list[Reading] = [of_catalogue(frames[view], plan) for view, plan in plans.items()]
    for one in made:
        frame = frames[one.plan.view]
        if one.items is not None and not one.plan.profile.group:
            frame = frame.filter(pl.col("key").is_in(sorted(one.items)))
        rendered = rendered_of(one.plan, frame, released)
        one.writing.add(rendered.records, one.plan.writer.separator(one.plan.setup))
        one.problems.append(rendered.problems)
        readings.append(read_back(one.plan, rendered))
    return compare(readings)[: max(kept, 1)]


def previewed(plan: Plan, catalogue: Catalogue, outline: pl.DataFrame) -> Rendered:
    """Return what an output would say of the few products of an outline."""
    for stretch, frames in _frames([plan], catalogue, outline):
        return rendered_of(plan, frames[plan.view], stretch.wordings)
    return render(plan, outline.clear().with_columns(only_groups=pl.lit(value=False)))


def rendered_of(plan: Plan, frame: pl.DataFrame, released: pl.DataFrame) -> Rendered:
    """Return what an output says of products."""
    read = [name for name in frame.columns if name in plan.names or name in PRODUCT]
    return render(plan, with_wordings(frame.select(read), plan, released))
