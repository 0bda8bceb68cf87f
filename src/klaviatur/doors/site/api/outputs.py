"""Outputs of the catalogue: which are on, what they hold back and why, and running them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import Response

from klaviatur.doors.site.api.asking import MOST_NUMBER, Asked, By, Limit, Name, Reader, TheDesk, TheWorks
from klaviatur.doors.site.api.shapes import answer, shape_of
from klaviatur.doors.site.leaving import TheDeliveries, TheOutputs
from klaviatur.doors.site.pages.outputs.settings import common_values, feed_address, told
from klaviatur.records import Difference, KnownOutput, OutputCopy, OutputFile, Prepared, Problem, Receipt, Run, Work

router = APIRouter(tags=["outputs"])
Key = Annotated[Name, Query(min_length=1, description="Key of the product")]


class Switch(Asked):
    """Whether an output is in use, and all of its settings."""

    on: bool
    values: Annotated[dict[Name, Name], Field(max_length=50)] = Field(default_factory=dict)
    texts: Literal["released_or_collected", "released_only"] = "released_or_collected"
    feed: Annotated[Literal["off", "token", "open"], Field(description="Who may fetch /feeds/NAME")] = "off"
    renew_token: Annotated[bool, Field(description="Make a new secret for the feed's address")] = False


class RunOutputs(Asked):
    """Which outputs are run; none: all that are on."""

    outputs: Annotated[list[Name], Field(max_length=200)] = Field(default_factory=list)
    full: Annotated[bool, Field(description="Build them anew instead of what has changed")] = False


class Publish(Asked):
    """Where the file of a whole output is put."""

    outlet: Annotated[Name, Field(min_length=1, description="Name of an outlet that takes files")]
    keep: Annotated[bool, Field(description="Keep it up to date there from now on: a worker puts what runs change")] = (
        False
    )


@dataclass(frozen=True, slots=True)
class OutputWithFeed:
    """An output, and where its feed is fetched; the secret in the address is told to admins."""

    output: KnownOutput
    feed: str


@dataclass(frozen=True, slots=True)
class FileWithFeed:
    """A file that an output leaves as, and where it is fetched; the secret in the address is told to admins."""

    file: OutputFile
    feed: str


@dataclass(frozen=True, slots=True)
class Compared:
    """Products that were compared, in the order of their keys, and where outputs differ."""

    products: int
    last: str  # key of the last one
    more: bool  # there are products after it
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """Products that were checked, in the order of their keys, and what pre-flight finds of them."""

    products: int
    last: str  # key of the last one
    more: bool  # there are products after it
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """Whether there was something to end."""

    ended: bool


@dataclass(frozen=True, slots=True)
class HeldRule:
    """A rule, how many items it concerns, and one of them."""

    example: Problem
    items: int


@dataclass(frozen=True, slots=True)
class InOutput:
    """What became of an item in one output."""

    output: str
    state: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class PreparedItem:
    """What would leave, as text; `details` are heads or fields beside it."""

    media_type: str
    body: str
    details: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Next:
    """The next products: their keys, and what answers tell of them (how many, the last one, whether there are more)."""

    keys: Sequence[str]
    told: tuple[int, str, bool]


def _next(
    desk: TheDesk, after: Annotated[Name, Query(description="`last` of the answer before")] = "", limit: Limit = 50
) -> _Next:
    found = desk.products.keys(after=after, limit=limit + 1)
    keys = found[:limit]
    return _Next(keys, (len(keys), keys[-1] if keys else "", len(found) > limit))


Following = Annotated[_Next, Depends(_next)]
Only = Annotated[list[Name], Query(description="Only these, on or not; none: all that are on")]


@router.get("/outputs", response_model=list[shape_of(KnownOutput)])  # type: ignore[misc]
def read_outputs(outputs: TheOutputs, by: Reader) -> Response:
    """Return every output with its settings and its last run."""
    return answer([told(one, by) for one in outputs.outputs()])


@router.get("/outputs/parity", response_model=shape_of(Compared))
def read_parity(
    outputs: TheOutputs,
    following: Following,
    _: Reader,
    *,
    output: Only = [],  # noqa: B006
    published: Annotated[bool, Query(description="Look at every byte of the files that lie there, too")] = False,
) -> Response:
    """Compare what outputs say of the next products; each run compares all of them."""
    return answer(Compared(*following.told, tuple(outputs.parity(output, following.keys, published=published))))


@router.get("/outputs/check", response_model=shape_of(Checked))
def read_check(outputs: TheOutputs, following: Following, _: Reader, output: Only = []) -> Response:  # noqa: B006
    """Check the next products by the platforms' rules as they would leave now; nothing is kept."""
    return answer(Checked(*following.told, tuple(outputs.check(output, following.keys))))


@router.get("/outputs/why", response_model=list[shape_of(InOutput)])  # type: ignore[misc]
def read_why(outputs: TheOutputs, _: Reader, key: Key) -> Response:
    """Return for each output that is on whether a product is in it, and what stands against it."""
    return answer([InOutput(name, state, tuple(problems)) for name, state, problems in outputs.why(key)])


@router.post("/outputs/run", status_code=202, response_model=shape_of(Work))
def order_run(works: TheWorks, by: By, asked: RunOutputs) -> Response:
    """Order a run; the answer says where to look how far it is."""
    return answer(works.order_run(asked.outputs, full=asked.full, by=by), 202)


@router.get("/runs", response_model=list[shape_of(Run)])  # type: ignore[misc]
def read_runs(outputs: TheOutputs, _: Reader, output: Annotated[Name, Query()] = "", limit: Limit = 50) -> Response:
    """Return runs, the newest first. In each, items = delivered + held."""
    found = outputs.runs(output=output, limit=limit)
    if output and not found:
        outputs.output(output)  # raises where there is none
    return answer(found)


@router.get("/runs/{run}", response_model=shape_of(Run))
def read_run(outputs: TheOutputs, _: Reader, run: Annotated[int, Field(ge=0, le=MOST_NUMBER)]) -> Response:
    """Return one run."""
    return answer(outputs.run_of(run))


@router.get("/outputs/{name}", response_model=shape_of(OutputWithFeed))
def read_output(request: Request, outputs: TheOutputs, by: Reader, name: Name) -> Response:
    """Return an output with its settings and its last run."""
    return answer(_with_feed(request, told(outputs.output(name), by)))


@router.put("/outputs/{name}", response_model=shape_of(OutputWithFeed))
def switch(request: Request, outputs: TheOutputs, by: By, name: Name, asked: Switch) -> Response:
    """Switch an output on or off and keep all of its settings."""
    values: Mapping[str, str] = asked.values | common_values(
        outputs.output(name), texts=asked.texts, feed=asked.feed, renew=asked.renew_token
    )
    return answer(_with_feed(request, told(outputs.switch(name, on=asked.on, values=values, by=by), by)))


@router.post("/outputs/{name}/publish", response_model=shape_of(Receipt))
def publish(deliveries: TheDeliveries, by: By, name: Name, asked: Publish) -> Response:
    """Put the files of the whole output to an outlet that takes files; files of the same names are replaced."""
    return answer(deliveries.publish(name, asked.outlet, keep=asked.keep, by=by))


@router.get("/outputs/{name}/copies", response_model=list[shape_of(OutputCopy)])  # type: ignore[misc]
def read_copies(outputs: TheOutputs, deliveries: TheDeliveries, _: Reader, name: Name) -> Response:
    """Return where an output is kept up to date: whether what stands there is old, why, and when it is tried again."""
    return answer(deliveries.copies.all(outputs.output(name).name))


@router.delete("/outputs/{name}/copies/{outlet}", response_model=shape_of(Ended))
def stop_copy(deliveries: TheDeliveries, by: By, name: Name, outlet: Name) -> Response:
    """Keep an output up to date at an outlet no longer; its files stay there."""
    return answer(Ended(deliveries.copies.stop(name, outlet, by=by)))


@router.get("/outputs/{name}/files", response_model=list[shape_of(FileWithFeed)])  # type: ignore[misc]
def read_files(request: Request, outputs: TheOutputs, by: Reader, name: Name) -> Response:
    """Return the files an output leaves as: one, or its parts, and last the index of these (`number` 0)."""
    output, files = told(outputs.output(name), by), outputs.files(name)
    return answer(
        [FileWithFeed(one, feed_address(request, output, one.number if len(files) > 1 else 0)) for one in files]
    )


@router.get("/outputs/{name}/held", response_model=list[shape_of(Problem)])  # type: ignore[misc]
def read_held(
    outputs: TheOutputs,
    _: Reader,
    name: Name,
    *,
    rule: Annotated[Name, Query(description="Only of this rule")] = "",
    search: Annotated[Name, Query(description="Only keys that hold this")] = "",
    after: Annotated[Name, Query(description="`key` of the last one seen")] = "",
    limit: Limit = 50,
) -> Response:
    """Return what stands against items, by key: held back where `severity` is "block"."""
    outputs.output(name)
    return answer(outputs.held(name, rule=rule, search=search, after=after, limit=limit))


@router.get("/outputs/{name}/rules", response_model=list[shape_of(HeldRule)])  # type: ignore[misc]
def read_rules(outputs: TheOutputs, _: Reader, name: Name) -> Response:
    """Return the rules that speak against items, those that concern most items first."""
    outputs.output(name)
    return answer([HeldRule(problem, items) for problem, items in outputs.held_counts(name)])


@router.get("/outputs/{name}/items", response_model=shape_of(PreparedItem))
def read_item(outputs: TheOutputs, _: Reader, name: Name, key: Key) -> Response:
    """Return a product as it would leave."""
    return answer(as_text(outputs.preview(name, key)))


def as_text(prepared: Prepared) -> PreparedItem:
    """Return what would leave with its body as text; bytes that are none stand as replacement characters."""
    body = prepared.body.decode("utf-8", "replace")
    return PreparedItem(prepared.media_type, body, prepared.details, prepared.problems)


def _with_feed(request: Request, output: KnownOutput) -> OutputWithFeed:
    return OutputWithFeed(output, feed_address(request, output))
