"""The story of outputs on one page: products leave in every dialect, all saying the same.

    outline (who stands together) -> for each stretch of whole groups: facts -> canonical frame, once for all outputs
    -> for each output: evaluate, check, hold, write -> read back and compare across outputs -> put in the old ones'
    place, or leave the old ones where they do not agree

A delta does the same with what changed since, and with what stands together with that.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import polars as pl

from klaviatur.ports.outputs import Adding, Catalogue
from klaviatur.records import Difference
from klaviatur.syndicate.canonical import Said, View, canonical_frame, inherit, without_unsure
from klaviatur.syndicate.families import with_families
from klaviatur.syndicate.grouping import grouped, only_groups
from klaviatur.syndicate.parity import NEEDED, Normal, Reading, compare, of_catalogue, read_back
from klaviatur.syndicate.planning import Plan
from klaviatur.syndicate.rendering import Rendered, render
from klaviatur.syndicate.sales import DUE, with_sales
from klaviatur.syndicate.sharing import with_shared
from klaviatur.syndicate.wordings import with_wordings

STRETCH = 32_000  # products that are worked on at a time, at most; half of them where others help
AT_ONCE = 2  # outputs that one process makes at a time
KEPT_DIFFERENCES = 1_000
NEAR, KIN = "near", "kin"  # of a delta's outline: what changed with all above and below it; who is told of it beside
OUTLINE = ("key", "parent", "group", "changed", "gone", "same_gtin", "has_variants", "is_variant")
PRODUCT = (*OUTLINE, "only_groups", "family")
Progress = Callable[[int, int], None]  # done, total


@dataclass(slots=True)
class Made:
    """One output while it is made."""

    plan: Plan
    writing: Adding
    problems: list[pl.DataFrame] = field(default_factory=list)
    dues: list[pl.DataFrame] = field(default_factory=list)  # key, due: products that say something else from then on


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole groups that are worked on together."""

    outline: pl.DataFrame
    said: Said
    wordings: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Frames:
    """What products say in one view: whole groups, and those of them that outputs without groups make."""

    whole: pl.DataFrame
    items: pl.DataFrame

    def of(self, plan: Plan) -> pl.DataFrame:
        """Return the products that an output makes."""
        if plan.by_group or NEAR not in self.items.columns:
            return self.whole
        return self.items if plan.by_family else self.items.filter(NEAR)


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a stretch: in each output what `take` has to be given, its problems and what is due."""

    products: int
    placed: Sequence[object]
    problems: Sequence[pl.DataFrame]
    dues: Sequence[pl.DataFrame]
    differences: Sequence[Difference]


Hands = Callable[[Iterator[Stretch]], Generator[Written]]


@dataclass(frozen=True, slots=True)
class Affected:
    """What a delta makes anew: items of flat outputs, groups of the others, and all products that takes."""

    outline: pl.DataFrame  # with NEAR and KIN
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
    said = _said([one.plan for one in made], catalogue, outline, STRETCH // 2 if hands else STRETCH)
    with closing(hands(said) if hands else _here(made, said)) as written:
        for part in written:
            for one, placed, problems, dues in zip(made, part.placed, part.problems, part.dues, strict=True):
                one.writing.take(placed)
                one.problems.append(problems)
                one.dues.append(dues)
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
    wanted = outline.filter(pl.col("group").is_in(list(touched)))  # what a parent is its variants say, all of them
    parents = wanted.filter("has_variants")["group"]
    kin = pl.col("group").is_in(parents.implode())
    wanted = wanted.with_columns(pl.col("key").is_in(near["key"].implode()).alias(NEAR), kin.alias(KIN))
    items, keys = frozenset(near["key"]) | changed, frozenset(wanted["key"]) | changed
    return Affected(wanted, items, touched, keys, frozenset(wanted.filter(KIN)["key"]))


def _near(outline: pl.DataFrame, changed: frozenset[str]) -> pl.DataFrame:
    """Return changed products with all below them, and all that stand above them."""
    down = _reached(outline, changed, "said", "key")
    up = _reached(outline, changed, "key", "said")
    return outline.filter(pl.col("key").is_in(list(down | up)))


def _reached(outline: pl.DataFrame, begun: frozenset[str], here: str, there: str) -> set[str]:
    """Return these keys and all that lead from them, from one column to another, step by step."""
    found, edge = set(begun), set(begun)
    while edge:
        edge = set(outline.filter(pl.col(here).is_in(list(edge)))[there].drop_nulls()) - found
        found |= edge
    return found


# --- products as frames ---------------------------------------------------------------------------------------------
def _said(plans: Sequence[Plan], catalogue: Catalogue, outline: pl.DataFrame, most: int) -> Generator[Stretch]:
    """Yield what is said of products, whole groups together."""
    channels = {place.partition(":")[0] for plan in plans for place in plan.profile.wordings.values()}
    whole = _released(catalogue, channels, outline)
    for part in stretches(outline, most):
        said = Said(*catalogue.said(part["key"].to_list()))
        yield Stretch(part, said, whole.filter(pl.col("key").is_in(part["key"].implode())))


def frames_of(plans: Sequence[Plan], stretch: Stretch) -> dict[View, Frames]:
    """Return frames of products by view, with all that outputs read."""
    views = dict.fromkeys(plan.view for plan in plans)
    return {view: _frames_of([plan for plan in plans if plan.view == view], stretch) for view in views}


def _frames_of(plans: Sequence[Plan], stretch: Stretch) -> Frames:
    groups, moment = [plan for plan in plans if plan.by_group], plans[0].setup.moment
    if moment is None:
        raise AssertionError  # see planning.at_moment
    frame = with_sales(canonical(stretch, plans[0].view, _names(plans), _names(groups)), moment)
    if NEAR not in frame.columns:
        frame = _completed(frame, plans, stretch)
        return Frames(frame, frame)
    flat = [plan for plan in plans if not plan.by_group]
    whole = _completed(frame, groups, stretch)
    return Frames(whole, _completed(whole.filter(pl.col(NEAR) | pl.col(KIN)), flat, stretch))


def _names(plans: Sequence[Plan]) -> frozenset[str]:
    return NEEDED.union(*(plan.names for plan in plans))


def _completed(frame: pl.DataFrame, plans: Sequence[Plan], stretch: Stretch) -> pl.DataFrame:
    """Return products with the wordings that outputs read, and what several of their expressions say."""
    for plan in plans:
        frame = with_wordings(frame, plan, stretch.wordings)
    return with_shared(frame, {name: one for plan in plans for name, one in plan.shared.items()})


def _released(catalogue: Catalogue, channels: Iterable[str], outline: pl.DataFrame) -> pl.DataFrame:
    few = outline.height <= STRETCH
    return catalogue.wordings(sorted(channels), outline["key"].to_list() if few else None)


def stretches(outline: pl.DataFrame, most: int) -> Iterator[pl.DataFrame]:
    """Yield parts of an outline that hold whole groups, all about as long."""
    most = -(-outline.height // max(1, -(-outline.height // most)))
    ends = outline.select((pl.col("group") != pl.col("group").shift(-1)).fill_null(value=True)).to_series().arg_true()
    start = 0
    while start < outline.height:
        after = ends.filter(ends >= min(start + most, outline.height) - 1)
        end = int(after[0]) + 1
        yield outline.slice(start, end - start)
        start = end


def canonical(stretch: Stretch, view: View, names: frozenset[str], of_groups: frozenset[str]) -> pl.DataFrame:
    """Return the canonical frame of products with where they stand; variants say what their parents say.

    Products that a delta only looks at for their groups' sake say no more than what outputs in groups read.
    """
    facts = _facts(stretch, view, names, of_groups)
    kept = [name for name in facts.columns if name not in PRODUCT or name == "key"]
    outline = stretch.outline.select(name for name in (*OUTLINE, NEAR, KIN) if name in stretch.outline.columns)
    frame = outline.join(facts.select(kept), on="key", how="left", maintain_order="left")
    frame = with_families(frame.with_columns(only_groups=only_groups(frame)))
    parents = frame.filter("has_variants")
    while parents.height and parents["parent"].null_count() < parents.height:
        above = inherit(parents, parents)
        if above.equals(parents):
            break
        parents = above
    return without_unsure(inherit(frame, parents))


def _facts(stretch: Stretch, view: View, names: frozenset[str], of_groups: frozenset[str]) -> pl.DataFrame:
    said, outline = stretch.said, stretch.outline
    if NEAR not in outline.columns:
        return canonical_frame(said, view, names)
    made = pl.col("key").is_in(outline.filter(pl.col(NEAR) | pl.col(KIN))["key"].implode())
    parts = ((said.rows.filter(made), names), (said.rows.filter(~made), of_groups))
    return pl.concat((canonical_frame(Said(rows, said.choices), view, read) for rows, read in parts), how="diagonal")


# --- frames as outputs ----------------------------------------------------------------------------------------------
def _here(made: Sequence[Made], said: Iterator[Stretch]) -> Generator[Written]:
    """Write stretches in this process, several outputs at a time."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for stretch in said:
            yield write_stretch(made, stretch, pool.map)


def write_stretch(made: Sequence[Made], stretch: Stretch, each: Callable[..., Iterator[Any]] = map) -> Written:
    """Write products into outputs, read them back and compare them; `each` may do outputs side by side."""
    frames, normal = frames_of([one.plan for one in made], stretch), Normal()
    views = {one.plan.view: one.plan for one in made}
    due = {view: some.whole.select("key", due=DUE).drop_nulls() for view, some in frames.items()}
    longest = sorted(range(len(made)), key=lambda at: not made[at].plan.by_group)  # or others wait for them at the end
    works = [
        *(partial(_written, made[at], frames[made[at].plan.view], normal) for at in longest),
        *(partial(of_catalogue, frames[view].whole, plan, normal) for view, plan in views.items()),
    ]
    done = [*each(lambda work: work(), works)]
    written = dict(zip(longest, done, strict=False))
    placed, problems, found = ([written[at][part] for at in range(len(made))] for part in range(3))
    differences = compare([*done[len(made) :], *found])[:KEPT_DIFFERENCES]
    return Written(stretch.outline.height, placed, problems, [due[one.plan.view] for one in made], differences)


def _written(one: Made, frames: Frames, normal: Normal) -> tuple[object, pl.DataFrame, Reading]:
    """Return what became of an output's products: what `take` has to be given, problems, and what is read back."""
    rendered = rendered_of(one.plan, frames)
    placed = one.writing.add(rendered.records, one.plan.writer.separator(one.plan.setup))
    return placed, rendered.problems, read_back(one.plan, rendered, normal)


def previewed(plan: Plan, catalogue: Catalogue, outline: pl.DataFrame) -> Rendered:
    """Return what an output would say of the few products of an outline."""
    for stretch in _said([plan], catalogue, outline, STRETCH):
        return rendered_of(plan, frames_of([plan], stretch)[plan.view])
    return render(plan, with_families(outline.clear().with_columns(only_groups=pl.lit(value=False))))


def rendered_of(plan: Plan, frames: Frames) -> Rendered:
    """Return what an output says of products."""
    wordings = {one for name in plan.wordings for one in (name, f"{name}.machine_share")}
    frame = frames.of(plan)
    return render(plan, frame.select(name for name in frame.columns if name in {*plan.read, *PRODUCT, *wordings}))
