"""`klaviatur enrich`, `duplicates` and `same`: what could be said of products, for people to decide."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import click

from klaviatur.doors.products import report
from klaviatur.doors.products.asking import ask, decide, tell, workspace_options
from klaviatur.doors.products.deciding import NAME
from klaviatur.doors.words import language_of, say
from klaviatur.records import Language, Proposal

EXAMPLES = """\b
Examples:
  klaviatur enrich --reviews reviews.csv
  klaviatur enrich TO-1001 --only contexts,missing --reviews reviews.csv
  klaviatur enrich --only categories --taxonomy taxonomy-with-ids.de-DE.txt --taxonomy taxonomy-with-ids.en-US.txt
  klaviatur enrich --only values --writer model
"""
ORDER = ("category", "audience", "use", "instead_of", "limit", "value", "missing", "same_product")
SHOWN = 3  # of each kind; the surest


@click.command(epilog=EXAMPLES)
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option("--reviews", multiple=True, metavar="FILE", help="Table of reviews or comments; may come several times.")
@click.option(
    "--taxonomy",
    multiple=True,
    metavar="FILE",
    help="Google's taxonomy-with-ids.LOCALE.txt, file or address. Default: our short one.",
)
@click.option("--writer", default="embedded", metavar="NAME", help="Model that reads values out of texts too.")
@click.option(
    "--only", default="", metavar="KINDS", help="categories,contexts,values,missing,duplicates. Default: all."
)
@workspace_options
def enrich(
    keys: tuple[str, ...],
    *,
    reviews: tuple[str, ...],
    taxonomy: tuple[str, ...],
    writer: str,
    only: str,
    workspace: str | None,
    interface: Language | None,
    as_data: bool,
) -> None:
    """Propose categories, audiences, values and duplicates of products, with the words they rest on."""
    wanted = tuple(name.strip() for name in only.split(",") if name.strip())
    found = ask(
        workspace,
        lambda ws: ws.enrich(keys, reviews=reviews, taxonomies=taxonomy, writer=writer, only=wanted),
    )
    tell(found, as_data=as_data, lines=lambda: enriched(found, interface or language_of()))


@click.command()
@workspace_options
def duplicates(workspace: str | None, interface: Language | None, *, as_data: bool) -> None:
    """Look for products that are the same under several keys, and show the evidence of both."""
    language = interface or language_of()
    found = ask(workspace, lambda ws: ws.duplicates())
    tell(
        found,
        as_data=as_data,
        lines=lambda: report.proposals(found, language) if found else [say("no_duplicates", language)],
    )


@click.command()
@click.argument("key")
@click.argument("main")
@NAME
@workspace_options
def same(key: str, main: str, *, by: str, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """Join KEY with MAIN: they are the same product, which goes on as MAIN."""
    found = decide(workspace, by, lambda ws: ws.same(key, main, by=by, via="cli"))
    tell(found, as_data=as_data, lines=lambda: report.product(found, interface or language_of()))


def enriched(found: Any, language: Language) -> list[str]:
    """Return the report: how many proposals of each kind, the surest, what a model said in vain, what is next."""
    counts = {"products": found.products, "reviews": found.reviews}
    if not found.proposals:
        return [say("enriched_nothing", language, **counts), *_refused(found.refused, language)]
    groups: dict[str, list[Proposal]] = defaultdict(list)
    for one in sorted(found.proposals, key=lambda one: -one.confidence):
        groups[one.what].append(one)
    lines = [say("enriched", language, n=len(found.proposals), **counts)]
    for what in ORDER:
        lines += _group(what, groups[what], language) if groups[what] else []
    return [*lines, *_refused(found.refused, language), say("enriched_next", language)]


def _group(what: str, group: Sequence[Proposal], language: Language) -> list[str]:
    lines = [f"  {say(f'what_{what}', language)}: {len(group)}"]
    lines += [f"    {one.product}: {one.label.in_language(language)} ({one.confidence:.0%})" for one in group[:SHOWN]]
    rest = len(group) - SHOWN
    return [*lines, f"    {say('and_more', language, n=rest)}"] if rest > 0 else lines


def _refused(refused: Sequence[Any], language: Language) -> list[str]:
    """Return what a model said in vain, and below it the texts it failed at."""
    values = [one for one in refused if one.extraction]
    failed = [one for one in refused if not one.extraction]
    return [*_kept_out("enriched_refused", values, language), *_kept_out("enriched_skipped", failed, language)]


def _kept_out(heading: str, refused: Sequence[Any], language: Language) -> list[str]:
    if not refused:
        return []
    lines = [f"  {say(heading, language, n=len(refused))}"]
    for one in refused[:SHOWN]:
        told, said = one.reason.in_language(language), one.extraction
        value = f"{said.attribute} = {said.value} {said.unit}".rstrip() if said else ""
        lines.append(f"    {one.product}: {value} ({told}; {one.where})" if value else f"    {one.product}: {told}")
    rest = len(refused) - SHOWN
    return [*lines, f"    {say('and_more', language, n=rest)}"] if rest > 0 else lines
