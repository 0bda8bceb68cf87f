"""`klaviatur desk`: bring texts in, play them, review, edit, release and hand out, without a browser."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from klaviatur.doors.failures import BLOCKED
from klaviatur.doors.products.asking import or_leave, tell, workspace_options
from klaviatur.doors.words import language_of
from klaviatur.doors.workspace import shown
from klaviatur.doors.workspace.asking import BY, act, look
from klaviatur.errors import NotReleased, SettingError
from klaviatur.records import KeptVariant, Language, Opened, Release, State, Vouched

STATES = click.Choice([state.value for state in State])
EXAMPLES = """\b
Examples:
  klaviatur desk add pressetext.md --by anna
  klaviatur desk play pressetext.md --channels linkedin,newsletter --by anna
  klaviatur desk board --state in_review
  klaviatur desk show 1f3a9c0b7d2e4f56
  klaviatur desk release 1f3a9c0b7d2e4f56 --by berta
  klaviatur desk export --out released --by berta
"""


@click.group(epilog=EXAMPLES)
def desk() -> None:
    """Review and release: the workspace's variants from the command line."""


@desk.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--language", type=click.Choice(["de", "en"]), help="Language of the text. Default: found out.")
@BY
@workspace_options
def add(
    files: tuple[str, ...],
    language: Language | None,
    *,
    by: str,
    workspace: str | None,
    interface: Language | None,
    as_data: bool,
) -> None:
    """Bring texts in: files or addresses. Other words under a known name are its next version."""
    kept = act(workspace, by, lambda d, who: [d.add_text(_place(one), language=language, by=who) for one in files])
    tell(kept, as_data=as_data, lines=lambda: shown.sources(kept, interface or language_of()))


@desk.command()
@click.argument("keys", nargs=-1, metavar="KEY...")
@click.option("--product", "products", multiple=True, metavar="KEY", help="A product instead of a text.")
@click.option("--channels", metavar="A,B", help="Channels by name. Default: all.")
@click.option("--locale", metavar="LOCALE", help="Of a product: de_DE, en_GB, ... Default: the text's language.")
@click.option("--voice", default="", metavar="NAME", help="A voice of the workspace.")
@click.option("--writer", default="embedded", metavar="NAME", help="embedded, local, model or one of klaviatur.toml.")
@click.option("--again", is_flag=True, help="Also where somebody has worked on the draft; their wording stays kept.")
@BY
@workspace_options
def play(
    keys: tuple[str, ...],
    products: tuple[str, ...],
    *,
    channels: str | None,
    by: str,
    workspace: str | None,
    interface: Language | None,
    as_data: bool,
    **options: Any,
) -> None:
    """Play texts or products: a draft for each channel, kept for review."""
    asked = [("text", key) for key in keys] + [("product", key) for key in products]
    if not asked:
        raise click.UsageError("Nothing to play. Name the KEY of a text, or --product KEY: klaviatur desk sources")
    names = tuple(n.strip() for n in channels.split(",") if n.strip()) if channels else None
    kept = act(
        workspace,
        by,
        lambda d, who: [v for kind, key in asked for v in d.play(kind, key, channels=names, by=who, **options)],
    )
    tell(kept, as_data=as_data, lines=lambda: shown.variants(kept, interface or language_of()))


@desk.command()
@click.argument("search", default="", metavar="[SEARCH]")
@click.option("--limit", default=50, show_default=True, help="How many at most.")
@workspace_options
def sources(search: str, limit: int, *, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """List the texts and products under review, those changed last first."""
    kept = look(workspace, lambda d: d.store.sources(search=search, limit=limit))
    tell(kept, as_data=as_data, lines=lambda: shown.sources(kept, interface or language_of()))


@desk.command()
@click.option(
    "--state", "states", multiple=True, type=click.Choice([s.value for s in State]), help="Only in this state."
)
@click.option("--channel", "channels", multiple=True, metavar="NAME", help="Only this channel.")
@click.option("--assigned", default="", metavar="NAME", help="Only what this member has to do.")
@click.option("--search", default="", metavar="WORDS", help="Only sources that hold these words.")
@click.option("--after", default="", metavar="MARK", help="Where the last page ended.")
@click.option("--limit", default=20, show_default=True, help="How many sources at most.")
@workspace_options
def board(
    states: tuple[str, ...], *, workspace: str | None, interface: Language | None, as_data: bool, **options: Any
) -> None:
    """Show where every variant stands, source by source."""
    page = look(workspace, lambda d: d.store.board(states=[State(s) for s in states], **options))
    tell(page, as_data=as_data, lines=lambda: shown.board(page, interface or language_of()))


@desk.command()
@click.argument("variant")
@click.option("--revision", type=int, help="An earlier revision. Default: the newest.")
@workspace_options
def show(
    variant: str, revision: int | None, *, workspace: str | None, interface: Language | None, as_data: bool
) -> None:
    """Show a variant: its wording, what carries it, its findings, comments and releases."""
    opened: Opened = look(workspace, lambda d: d.store.opened(variant, revision=revision))
    tell(opened, as_data=as_data, lines=lambda: shown.opened(opened, interface or language_of()))


@desk.command()
@click.argument("variant")
@click.option(
    "--part", "parts", multiple=True, metavar="TEXT", help="The parts' texts in their order; @FILE reads one."
)
@click.option("--base", type=int, help="The revision you have seen. Default: the newest.")
@BY
@workspace_options
def edit(
    variant: str,
    parts: tuple[str, ...],
    *,
    base: int | None,
    by: str,
    workspace: str | None,
    interface: Language | None,
    as_data: bool,
) -> None:
    """Change the wording; it is checked at once, and a release of the old wording ends."""

    def change(d: Any, who: Any) -> Opened:
        seen = base or d.store.opened(variant).variant.revision
        kept: Opened = d.edit(variant, [_words(one) for one in parts], base=seen, by=who)
        return kept

    opened = act(workspace, by, change)
    tell(opened, as_data=as_data, lines=lambda: shown.opened(opened, interface or language_of()))
    sys.exit(BLOCKED if opened.variant.blocks else 0)


@desk.command()
@click.argument("variants", nargs=-1, required=True, metavar="VARIANT...")
@click.option("--to", default="", metavar="NAME", help="Who is to look at it.")
@BY
@workspace_options
def submit(
    variants: tuple[str, ...], *, to: str, by: str, workspace: str | None, interface: Language | None, as_data: bool
) -> None:
    """Send variants to review."""
    kept = act(workspace, by, lambda d, who: [d.submit(one, to=to, by=who) for one in variants])
    tell(kept, as_data=as_data, lines=lambda: shown.variants(kept, interface or language_of()))


def _ask_with_reason(name: str, does: str, method: str) -> click.Command:
    """Return a command that does something to a variant for a written reason."""

    @desk.command(name=name, help=does)
    @click.argument("variant")
    @click.option("--why", required=True, metavar="TEXT", help="The reason; it is kept.")
    @BY
    @workspace_options
    def command(
        variant: str, *, why: str, by: str, workspace: str | None, interface: Language | None, as_data: bool
    ) -> None:
        kept: KeptVariant = act(workspace, by, lambda d, who: getattr(d, method)(variant, why, by=who))
        tell(kept, as_data=as_data, lines=lambda: shown.variants([kept], interface or language_of()))

    return command


_ask_with_reason("request-changes", "Ask the author for changes.", "request_changes")
_ask_with_reason("withdraw", "Take a release back.", "withdraw")
_ask_with_reason("retire", "Take a variant out of use.", "retire")


@desk.command()
@click.argument("variant")
@click.argument("to", metavar="NAME")
@BY
@workspace_options
def assign(variant: str, to: str, *, by: str, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """Say whose turn it is with a variant."""
    kept: KeptVariant = act(workspace, by, lambda d, who: d.assign(variant, to, by=who))
    tell(kept, as_data=as_data, lines=lambda: shown.variants([kept], interface or language_of()))


@desk.command()
@click.argument("variant")
@click.argument("text")
@BY
@workspace_options
def comment(
    variant: str, text: str, *, by: str, workspace: str | None, interface: Language | None, as_data: bool
) -> None:
    """Say something of a variant."""
    kept = act(workspace, by, lambda d, who: d.comment(variant, text, by=who))
    tell(kept, as_data=as_data, lines=lambda: [shown.comment(kept, interface or language_of())])


@desk.command()
@click.argument("variant")
@click.option("--wording", metavar="HASH", help="The wording you have seen (its first 8 digits do). Asked for without.")
@click.option("--vouch", "vouched", multiple=True, metavar="RULE=REASON", help="Answer for a blocking finding.")
@BY
@workspace_options
def release(
    variant: str,
    *,
    wording: str | None,
    vouched: tuple[str, ...],
    by: str,
    workspace: str | None,
    interface: Language | None,
    as_data: bool,
) -> None:
    """Put your name under one exact wording."""
    opened: Opened = look(workspace, lambda d: d.store.opened(variant))
    language = interface or language_of()
    if not wording:
        for line in shown.opened(opened, language):
            click.echo(line, err=True)
        click.confirm(shown.signing(opened, by, language), abort=True, err=True)
    elif not (len(wording) >= 8 and opened.variant.wording.startswith(wording.lower())):
        raise click.UsageError(
            f"The wording of {variant!r} is now {opened.variant.wording[:8]}..., not {wording!r}. Look at it again: "
            f"klaviatur desk show {variant}"
        )
    answers = _answers(opened, vouched)
    kept: Release = act(
        workspace, by, lambda d, who: d.release(variant, wording=opened.variant.wording, vouched=answers, by=who)
    )
    tell(kept, as_data=as_data, lines=lambda: [shown.release(kept, language)])


@desk.command()
@click.option("--out", required=True, metavar="DIR", help="Where to write.")
@click.option("--variant", "variants", multiple=True, metavar="VARIANT", help="Only this one.")
@BY
@workspace_options
def export(
    out: str, variants: tuple[str, ...], *, by: str, workspace: str | None, interface: Language | None, as_data: bool
) -> None:
    """Write released wordings to files, each with what carries it. Nothing unreleased can leave here."""
    left = set(variants)

    def given(opened: Iterable[Opened]) -> Iterator[Opened]:
        for one in opened:
            left.discard(one.variant.id)
            yield one

    written = act(workspace, by, lambda d, who: shown.write_out(given(d.export(variants=variants, by=who)), Path(out)))
    tell(written, as_data=as_data, lines=lambda: shown.written(written, interface or language_of()))
    or_leave(lambda: _insist_on_none(left))


@desk.command()
@workspace_options
def work(*, workspace: str | None, interface: Language | None, as_data: bool) -> None:
    """Show what is being worked on, and how far it is."""
    kept = look(workspace, lambda d: d.store.works())
    tell(kept, as_data=as_data, lines=lambda: shown.works(kept, interface or language_of()))


def _insist_on_none(left: Iterable[str]) -> None:
    """Raise NotReleased where wordings were asked for and not handed out."""
    if variants := sorted(left):
        raise NotReleased(
            f"No release stands for {', '.join(variants)}, so nothing of it was written. See why, and have it "
            f"released: klaviatur desk show {variants[0]}"
        )


def _answers(opened: Opened, vouched: Sequence[str]) -> tuple[Vouched, ...]:
    """Return an answer for each blocking finding of a rule that was vouched for."""
    given = dict(one.partition("=")[::2] for one in vouched)
    blocking = [f for f in opened.revision.checked.findings if f.severity == "block"]
    unknown = sorted(given.keys() - {f.rule for f in blocking})
    if unknown:
        rules = ", ".join(sorted({f.rule for f in blocking})) or "none"
        raise click.UsageError(f"No blocking finding has the rule {unknown[0]!r}. Blocking rules here: {rules}.")
    return tuple(Vouched(f.rule, f.words, given[f.rule]) for f in blocking if f.rule in given)


def _place(text: str) -> str | Path:
    return text if text.startswith(("http://", "https://")) else Path(text)


def _words(text: str) -> str:
    if not text.startswith("@"):
        return text
    try:
        return Path(text[1:]).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(
            f"--part {text!r} cannot be read: {error}. Name a file in UTF-8, or give the text."
        ) from error
