"""What a person sees on the terminal: progress while it plays, a table when it has played."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from klaviatur.doors.web.view import CARRIED
from klaviatur.doors.words import family_rank, number, say, words
from klaviatur.records import Channel, Checked, Language, Limit, Played, Severity

OnProgress = Callable[[int, int, str], None]
MARK = {Severity.BLOCK: "✕", Severity.WARN: "▲", Severity.NOTE: "○"}
COLOUR = {Severity.BLOCK: "red", Severity.WARN: "yellow", Severity.NOTE: "default"}


@contextmanager
def show_progress(console: Console, title: str) -> Iterator[OnProgress | None]:
    """Show a bar with channel names while a source is played; nothing where no person watches."""
    if not console.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.fields[title]}"),
        BarColumn(24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[name]}"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None, title=escape(title), name="")

        def on_progress(done: int, total: int, name: str) -> None:
            progress.update(task, completed=done, total=total, name=escape(name))

        yield on_progress


def show_played(console: Console, played: Played, channels: Mapping[str, Channel], language: Language) -> None:
    """Print one line per channel: fits? supported? findings? Plain columns where the output is not a terminal."""
    rows = [
        row(checked, channels[checked.variant.channel], language)
        for checked in in_family_order(played.checked, channels)
    ]
    heads = [say(key, language) for key in ("channel", "fits_q", "supported_q", "findings")]
    if console.is_terminal:
        _show_table(console, heads, rows)
    else:
        _show_plain(console, heads, [[text for text, _ in cells] for cells in rows])
    console.print("\n" + "\n".join(sum_up(played, language)), markup=False, highlight=False, soft_wrap=True)


def sum_up(played: Played, language: Language) -> list[str]:
    """Return what the run comes to: one line of counts, then what must be seen beyond single variants."""
    blocked = sum(c.blocked for c in played.checked)
    warned = sum(not c.blocked and any(f.severity is Severity.WARN for f in c.findings) for c in played.checked)
    counts = [("n_channels", len(played.checked)), ("n_blocked", blocked), ("n_warned", warned)]
    lines = [", ".join(say(key, language, n=n) for key, n in counts)]
    weighty = (f for f in (*played.source.findings, *played.findings) if f.severity is not Severity.NOTE)
    return lines + [f"{MARK[f.severity]} {f.message.in_language(language)}" for f in weighty]


def row(checked: Checked, channel: Channel, language: Language) -> list[tuple[str, str]]:
    """Return the cells of one channel, each with its colour: name, fits, supported, findings."""
    open_claims = sum(e.verdict not in CARRIED for e in checked.evidence)
    fits = ("✓ " + say("fits", language), "green") if checked.fits else ("✕ " + say("outside", language), "red")
    if open_claims:
        supported = ("✕ " + say("not_supported", language, n=open_claims), "red")
    else:
        supported = ("✓ " + say("all_supported" if checked.evidence else "no_claims", language), "green")
    return [(channel.label.in_language(language), "default"), fits, supported, _tally(checked, language)]


def show_channels(console: Console, channels: Mapping[str, Channel], language: Language) -> None:
    """Print one line per channel profile: name, label, family, date, first limit of each part."""
    rows = [
        [c.name, c.label.in_language(language), c.family, c.read.isoformat(), _limits_in_short(c, language)]
        for c in sorted(channels.values(), key=lambda c: family_rank(c.family))
    ]
    heads = ["name", *(say(key, language) for key in ("channel", "filter_family", "read", "limits"))]
    if console.is_terminal:
        _show_table(console, heads, [[(cell, "default") for cell in cells] for cells in rows])
    else:
        _show_plain(console, heads, rows)


def show_channel(console: Console, channel: Channel, language: Language) -> None:
    """Print all a profile says: parts, limits, what is seen first, where its figures come from and when."""
    lines = [f"{channel.name}: {channel.label.in_language(language)} ({channel.family}, {channel.form})"]
    for part in channel.parts:
        low, high = part.count
        times = f" x {low}-{high}" if (low, high) != (1, 1) else ""
        lines.append(f"  {part.name}{times}: {part.label.in_language(language)}")
        lines += [f"    {describe_limit(limit, language)}" for limit in part.limits]
        lines += [f"    {say('visible_first', language, n=part.visible)}"] if part.visible else []
    lines.append(f"  {say('read_on', language, day=channel.read.isoformat())}:")
    lines += [f"    {place}" for place in channel.sources]
    console.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def describe_limit(limit: Limit, language: Language) -> str:
    """Return one limit in words: "280 weighted characters", "at least 3 lines"."""
    unit = say(f"measure_{limit.measure.value}", language)
    least = say("at_least", language, limit=number(limit.minimum)) if limit.minimum is not None else ""
    most = say("at_most", language, limit=number(limit.maximum)) if limit.maximum is not None else ""
    practice = "" if limit.documented else f" ({say('practice', language)})"
    return ", ".join(filter(None, (least, most))) + f" {unit}{practice}"


def in_family_order(checked: Sequence[Checked], channels: Mapping[str, Channel]) -> list[Checked]:
    """Return the variants family by family, otherwise in their order."""
    return sorted(checked, key=lambda c: family_rank(channels[c.variant.channel].family))


def _tally(checked: Checked, language: Language) -> tuple[str, str]:
    counted = [(s, sum(f.severity is s for f in checked.findings)) for s in Severity]
    said = [(s, f"{MARK[s]} {words('n_' + s.value, n=n).in_language(language)}") for s, n in counted if n]
    if not said:
        return say("clean", language), "dim"
    return ", ".join(text for _, text in said), COLOUR[said[0][0]]


def _limits_in_short(channel: Channel, language: Language) -> str:
    first = [(p.name, p.limits[0]) for p in channel.parts if p.limits]
    return "; ".join(f"{name} {describe_limit(limit, language)}" for name, limit in first)


def _show_table(console: Console, heads: Sequence[str], rows: Sequence[Sequence[tuple[str, str]]]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in heads:
        table.add_column(head)
    for cells in rows:
        table.add_row(*(f"[{colour}]{escape(text)}[/]" for text, colour in cells))
    console.print(table)


def _show_plain(console: Console, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(line[i]) for line in (heads, *rows)) for i in range(len(heads))]
    for line in (heads, *rows):
        text = "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        console.print(text, markup=False, highlight=False, soft_wrap=True)
