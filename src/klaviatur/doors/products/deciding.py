"""The commands by which people look after products: what they lack, what was proposed, which source is right."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import click

from klaviatur.doors.products import report
from klaviatur.doors.products.asking import ask, decide, tell, workspace_options
from klaviatur.doors.words import language_of
from klaviatur.errors import SettingError
from klaviatur.records import Language, Product

_MOST = 30  # attributes named in an error
NAME = click.option("--by", required=True, metavar="NAME", help="Who decides; kept with the decision.")


@click.command()
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option("--family", default="", metavar="NAME", help="Only this family.")
@click.option(
    "--channel", "channels", multiple=True, metavar="NAME", help="Only this channel: google_merchant, web, ..."
)
@click.option("--locale", "locales", multiple=True, metavar="LOCALE", help="Only this locale.")
@workspace_options
def quality(
    keys: tuple[str, ...],
    *,
    family: str,
    channels: tuple[str, ...],
    locales: tuple[str, ...],
    workspace: str | None,
    interface: Language | None,
    as_data: bool,
) -> None:
    """Show how complete products are for each channel; for single products, exactly which facts they lack."""

    def look(opened: Any) -> Sequence[Mapping[str, Any]]:
        judged = opened.completeness(family=family, channels=channels, locales=locales, keys=keys or None)
        rows: Sequence[Mapping[str, Any]] = judged.to_dicts() if keys else opened.summary(judged).to_dicts()
        return rows

    found = ask(workspace, look)
    show = report.lacking if keys else report.quality
    tell(found, as_data=as_data, lines=lambda: show(found, interface or language_of()))


@click.command()
@click.option("--product", default="", metavar="KEY", help="Only of this product.")
@click.option(
    "--what", default="", metavar="KIND", help="Only of this kind: category, audience, value, same_product, ..."
)
@click.option("--all", "every", is_flag=True, help="The decided ones too.")
@workspace_options
def proposals(
    product: str, what: str, workspace: str | None, interface: Language | None, *, every: bool, as_data: bool
) -> None:
    """Show what machines found and a person decides, with the words it rests on."""
    state = "" if every else "open"
    found = ask(workspace, lambda ws: ws.proposals(state=state, product=product, what=what))
    tell(found, as_data=as_data, lines=lambda: report.proposals(found, interface or language_of()))


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@NAME
@workspace_options
def accept(ids: tuple[str, ...], by: str, workspace: str | None, interface: Language | None, *, as_data: bool) -> None:
    """Hold proposals right: they become facts with your name."""
    found = decide(workspace, by, lambda ws: [ws.accept(one, by=by, via="cli") for one in ids])
    tell(found, as_data=as_data, lines=lambda: report.proposals(found, interface or language_of()))


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@NAME
@workspace_options
def refuse(ids: tuple[str, ...], by: str, workspace: str | None, interface: Language | None, *, as_data: bool) -> None:
    """Hold proposals wrong: they do not come again."""
    found = decide(workspace, by, lambda ws: [ws.refuse(one, by=by, via="cli") for one in ids])
    tell(found, as_data=as_data, lines=lambda: report.proposals(found, interface or language_of()))


@click.command()
@click.argument("key")
@click.argument("attribute")
@click.argument("source")
@NAME
@workspace_options
def choose(
    key: str, attribute: str, source: str, *, by: str, workspace: str | None, interface: Language | None, as_data: bool
) -> None:
    """Say which source is right where several say different things of a product's attribute."""
    found = decide(workspace, by, lambda ws: _chosen(ws, key, attribute, source, by=by))
    tell(found, as_data=as_data, lines=lambda: report.product(found, interface or language_of()))


def _chosen(workspace: Any, key: str, attribute: str, source: str, *, by: str) -> Product:
    """Choose a source. Raises SettingError for an attribute the product does not have."""
    found: Product = workspace.product(key)
    known = sorted({fact.attribute for fact in found.facts} | {conflict.attribute for conflict in found.conflicts})
    if attribute not in known:
        near = get_close_matches(attribute, known, n=3, cutoff=0.7) or known
        raise SettingError(
            f"{key!r} has no attribute {attribute!r}, so nothing was chosen. Name one it has: {', '.join(near[:_MOST])}"
        )
    chosen: Product = workspace.choose(key, attribute, source, by=by, via="cli")
    return chosen
