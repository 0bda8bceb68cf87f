"""What a person sees of products on the terminal, line by line."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from klaviatur.catalogue.units import show
from klaviatur.catalogue.vocabulary import label_of
from klaviatur.doors.terminal import MARK
from klaviatur.doors.words import say
from klaviatur.records import (
    Change,
    Collected,
    ColumnMap,
    ColumnMapping,
    Fact,
    Imported,
    Kind,
    Language,
    Origin,
    Product,
    Proposal,
    Severity,
    Statement,
    TableFinding,
)

MOST_LINES = 8  # of findings or rejected rows; --json shows all
SURE = 0.8
ORDER = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.NOTE: 2}

LOCALES: dict[Language, str] = {"de": "de_DE", "en": "en_GB"}

OnRows = Callable[[str, int], None]


@contextmanager
def show_rows(console: Console) -> Iterator[OnRows | None]:
    """Show which table is read and how many rows have passed; nothing where no person watches."""
    if not console.is_terminal:
        yield None
        return
    columns = (SpinnerColumn(), TextColumn("{task.fields[origin]}  {task.completed:,}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None, origin="")

        def on_rows(origin: str, rows: int) -> None:
            progress.update(task, completed=rows, origin=escape(origin))

        yield on_rows


def collected(done: Collected, language: Language, *, dry: bool) -> list[str]:
    """Return the report of a call of collect."""
    lines = [line for one in done.imports for line in imported(one, language)]
    return [*lines, say("dry_run", language)] if dry and done.imports else lines


def imported(one: Imported, language: Language) -> list[str]:
    """Return the report of one table: what it is, the sum that must hold, what a person should look at."""
    name = f"{one.origin} [{one.sheet}]" if one.sheet else one.origin
    details = ", ".join([one.format, *(f"{key} {value!r}" for key, value in one.details)])
    lines = [f"{name} ({details})"]
    if one.skipped:
        return [*lines, f"  {one.skipped}"]
    counts = {"n": one.rows, "written": one.written, "unchanged": one.unchanged, "rejected": one.rejected}
    lines.append("  " + say("import_sum", language, **counts, s=round(one.duration_s, 2)))
    more = {
        "import_new": one.created,
        "import_changed": one.changed,
        "import_missing": one.missing,
        "import_stale": one.stale,
    }
    lines += ["  " + ", ".join(say(key, language, n=n) for key, n in more.items() if n)] if any(more.values()) else []
    lines += [f"  {line}" for line in _columns(one.mapping, language)] if one.mapping else []
    lines += [f"  {line}" for line in _findings(one.findings, language)]
    lines += [
        f"  ✕ {say('row', language)} {abs(r.row)}: {r.message.in_language(language)}"
        for r in one.rejections[:MOST_LINES]
    ]
    return lines


def mapping(found: ColumnMapping, path: Path, language: Language) -> list[str]:
    """Return one line a column: where it goes, how sure that is, and why."""
    widths = max((len(c.column) for c in found.columns), default=0)
    lines = [f"{c.column:{widths}}  {_target(c):32}  {c.confidence:4.0%}  {c.why}" for c in found.columns]
    return [*lines, "", say("mapping_kept", language, path=str(path))]


def products(found: Sequence[Product], language: Language, *, asked: bool) -> list[str]:
    """Return one line a product: key, GTIN, name, brand, price."""
    if not found:
        return [say("no_answer" if asked else "no_products", language)]
    rows = [[p.key, *(_value(p, name, language) for name in ("gtin", "name", "brand", "price"))] for p in found]
    widths = [min(48, max(len(row[i]) for row in rows)) for i in range(len(rows[0]))]
    return [
        "  ".join(f"{cell[:width]:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def product(found: Product, language: Language) -> list[str]:
    """Return one line a fact: label, value, and the place it comes from."""
    lines = [f"{found.key}: {_value(found, 'name', language)} ({say('version', language)} {found.version})"]
    if found.variants:
        lines.append(f"  {say('product_variants', language)}: {', '.join(found.variants)}")
    shown = [(_label(fact, language), _said(fact, language), _place(fact.origin)) for fact in found.facts]
    width = min(36, max((len(label) for label, _, _ in shown), default=0))
    lines += [f"  {label:{width}}  {value}  ({place})" for label, value, place in shown]
    lines += [f"  {MARK[Severity.WARN]} {_conflict(c.attribute, c.facts, language)}" for c in found.conflicts]
    return lines + [f"  {MARK[f.severity]} {f.message.in_language(language)}" for f in found.findings]


def changes(found: Sequence[Change], language: Language) -> list[str]:
    """Return one line a change: product, attribute, before, after."""
    if not found:
        return [say("no_changes", language)]
    return [f"{c.at:%Y-%m-%d %H:%M}  {c.key}  {_change(c, language)}" for c in found]


def stale(found: Sequence[Statement], language: Language) -> list[str]:
    """Return one line a sentence that no longer says what the fact says."""
    if not found:
        return [say("no_stale", language)]
    return [f"{s.product}  {s.channel}  {_short(s.sentence)}  ({s.fact}: {_short(s.value)})" for s in found]


def _change(change: Change, language: Language) -> str:
    if not change.attribute:
        return say("new_product", language, name=_short(change.after or ""))
    before, after = (_short(value or say("nothing", language)) for value in (change.before, change.after))
    return f"{label_of(change.attribute).in_language(language)}: {before} → {after}"


def quality(rows: Sequence[Mapping[str, Any]], language: Language) -> list[str]:
    """Return one line for each channel, locale and family: how many are complete, and what is missing most."""
    if not rows:
        return [say("no_products", language)]
    lines = []
    for row in rows:
        place = " · ".join(filter(None, (row["channel"], _not_every(row["locale"]), row["family"])))
        counts = say("complete_of", language, n=row["products"], complete=row["complete"], share=f"{row['share']:.0%}")
        lacking = ", ".join(f"{_names(one['attribute'], language)} ({one['products']})" for one in row["lacking"] or [])
        lines.append(f"{place}: {counts}" + (f"; {say('missing', language)}: {lacking}" if lacking else ""))
    return lines


def lacking(rows: Sequence[Mapping[str, Any]], language: Language) -> list[str]:
    """Return one line for each product, channel and locale: its share, and every fact it lacks."""
    if not rows:
        return [say("no_products", language)]
    lines = []
    for row in rows:
        place = " · ".join(filter(None, (row["key"], row["channel"], _not_every(row["locale"]))))
        names = ", ".join(_names(one, language) for one in row["missing"]) or "–"
        lines.append(f"{place}: {row['share']:.0%}; {say('missing', language)}: {names}")
    return lines


def proposals(found: Sequence[Proposal], language: Language) -> list[str]:
    """Return a line for each proposal and one for the words it rests on."""
    if not found:
        return [say("no_proposals", language)]
    lines = []
    for one in found:
        label = label_of(one.attribute).in_language(language)
        said = one.label.in_language(language)
        lines.append(f"{one.id}  {one.product}  {label}: {said}  ({one.confidence:.0%}, {one.by}, {one.state})")
        lines += [f"    „{_short(e.quote)}“  ({e.where})" for e in one.evidence]
    return lines


def _names(attributes: str, language: Language) -> str:
    """Return the labels of "gtin|mpn"."""
    joint = f" {say('or', language)} "
    return joint.join(label_of(one).in_language(language) for one in attributes.split("|"))


def _not_every(place: str) -> str:
    return "" if place == "*" else place


def _columns(found: ColumnMapping, language: Language) -> list[str]:
    known = [c for c in found.columns if c.known]
    unsure = [c for c in known if c.confidence < SURE]
    kept = len(found.columns) - len(known)
    lines = [say("columns_sum", language, n=len(found.columns), known=len(known), kept=kept)]
    return lines + [f"? {c.column} → {_target(c)} ({c.confidence:.0%})" for c in unsure[:MOST_LINES]]


def _findings(found: Iterable[TableFinding], language: Language) -> list[str]:
    """Return one line a rule and column, the gravest first, with how many cells it speaks of and the first of them."""
    counts: Counter[tuple[str, str | None]] = Counter()
    first: dict[tuple[str, str | None], TableFinding] = {}
    for finding in found:
        kind = (finding.rule, finding.column)
        counts[kind] += finding.count
        first.setdefault(kind, finding)
    ordered = sorted(first, key=lambda kind: (ORDER[first[kind].severity], -counts[kind]))
    lines = [_finding(first[kind], counts[kind], language) for kind in ordered[:MOST_LINES]]
    rest = len(ordered) - len(lines)
    return [*lines, say("more_findings", language, n=rest)] if rest > 0 else lines


def _finding(finding: TableFinding, count: int, language: Language) -> str:
    row = f"{say('row', language)} {abs(finding.row)}" if finding.row is not None else finding.place
    place = ", ".join(filter(None, [finding.column or "", row, repr(_short(finding.words)) if finding.words else ""]))
    times = f"{count} × " if count > 1 else ""
    return f"{MARK[finding.severity]} {times}{finding.message.in_language(language)}" + (f" ({place})" if place else "")


def _target(column: ColumnMap) -> str:
    extra = ", ".join(filter(None, (column.locale, column.channel, column.unit, column.currency)))
    return f"{column.attribute} [{extra}]" if extra else column.attribute


def _label(fact: Fact, language: Language) -> str:
    extra = ", ".join(filter(None, (fact.locale, fact.channel)))
    label = label_of(fact.attribute, fact.label).in_language(language)
    return f"{label} [{extra}]" if extra else label


def _said(fact: Fact, language: Language) -> str:
    if fact.kind is Kind.NUMBER:
        return show(fact.value, fact.unit, LOCALES[language])
    return _short(" ".join(filter(None, (fact.value, fact.currency))))


def _value(found: Product, attribute: str, language: Language) -> str:
    fact = found.find(attribute, language) or found.find(attribute)
    return _said(fact, language) if fact else ""


def _place(origin: Origin) -> str:
    row = f":{abs(origin.row)}" if origin.row is not None else ""
    return f"{origin.file}{f' [{origin.sheet}]' if origin.sheet else ''}{row} {origin.column or origin.place}".strip()


def _conflict(attribute: str, facts: Sequence[Fact], language: Language) -> str:
    said = " / ".join(f"{_said(fact, language)} ({_place(fact.origin)})" for fact in facts)
    return f"{label_of(attribute).in_language(language)}: {say('sources_differ', language)} {said}"


def _short(text: str, most: int = 90) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
