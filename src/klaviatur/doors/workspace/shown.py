"""What the commands of a workspace print for people."""

from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from klaviatur.doors.clock import listed
from klaviatur.doors.handing import files_of
from klaviatur.errors import SettingError
from klaviatur.records import (
    AuditLine,
    AuditReport,
    BoardPage,
    Comment,
    DeskSource,
    Finding,
    KeptVariant,
    Language,
    Member,
    Opened,
    Release,
    Work,
)
from klaviatur.text.lexicon import read_table

SHORT = 12  # digits of a hash that are shown


def say(key: str, language: Language, /, **values: Any) -> str:
    """Return the words for `key` in one language, `{slots}` filled."""
    entry = read_table("klaviatur.doors.workspace", "words.toml")[key]
    one = f"{language}_one"
    return str(entry[one] if values.get("n") == 1 and one in entry else entry[language]).format(**values)


def sources(kept: Sequence[DeskSource], language: Language) -> list[str]:
    """Return a line for each source."""
    if not kept:
        return [say("no_sources", language)]
    return [
        say(
            "source_line",
            language,
            kind=say(s.kind, language),
            key=s.key,
            title=s.title,
            language=s.language,
            version=s.version,
        )
        for s in kept
    ]


def variants(kept: Sequence[KeptVariant], language: Language) -> list[str]:
    """Return a line for each variant."""
    return [_variant(v, language) for v in kept] or [say("no_variants", language)]


def board(page: BoardPage, language: Language) -> list[str]:
    """Return each source with its variants under it, and where the next page begins."""
    lines = []
    for row in page.rows:
        lines += sources([row.source], language)
        lines += [f"  {_variant(v, language)}" for v in row.variants]
    counts = ", ".join(f"{say(state, language)} {n}" for state, n in page.counts.items() if n)
    lines.append(say("counts", language, counts=counts or "0"))
    return [*lines, say("more", language, after=page.after)] if page.after else lines


def opened(one: Opened, language: Language) -> list[str]:
    """Return a variant's wording, findings, comments and releases."""
    v = one.variant
    head = {"channel": v.channel, "title": one.source.title, "state": say(v.state.value, language), "by": v.changed_by}
    lines = [say("head", language, revision=one.revision.number, share=_percent(v.human_share), **head), ""]
    for part in one.revision.checked.variant.parts:
        lines += [f"[{part.name}]", part.text, ""]
    lines += [_finding(f, language) for f in one.revision.checked.findings]
    lines += [comment(c, language) for c in one.comments]
    lines += [release(r, language) for r in one.releases]
    return [*lines, say("wording", language, wording=v.wording)]


def signing(one: Opened, by: str, language: Language) -> str:
    """Return what somebody is asked before they sign."""
    v = one.variant
    share = _percent(v.human_share)
    return say("signing", language, by=by, wording=v.wording[:SHORT], share=share, warns=v.warns)


def comment(one: Comment, language: Language) -> str:
    """Return what somebody said."""
    settled = say("settled", language) if one.settled_at else ""
    return say("comment", language, by=one.by, at=listed(one.at), text=one.text, settled=settled)


def release(one: Release, language: Language) -> str:
    """Return who released what, and until when it stood."""
    reasons = "; ".join(f"{v.rule}: {v.reason}" for v in one.vouched)
    vouched = say("vouched", language, reasons=reasons) if reasons else ""
    ended = say("ended", language, at=listed(one.ended_at), why=one.ended_why) if one.ended_at else ""
    known = {"by": one.by, "at": listed(one.at), "wording": one.wording[:SHORT]}
    return say("release", language, vouched=vouched, ended=ended, **known)


def works(kept: Sequence[Work], language: Language) -> list[str]:
    """Return a line for each piece of work."""
    if not kept:
        return [say("no_work", language)]
    names = ("id", "what", "done", "failed", "title", "message")
    return [
        say("work", language, state=say(w.state, language), total=w.total or "?", **{n: getattr(w, n) for n in names})
        for w in kept
    ]


def audit_report(report: AuditReport, language: Language) -> list[str]:
    """Return whether the audit is sound, and where it is not."""
    if report.whole:
        return [say("audit_sound", language, lines=report.lines, head=report.head)]
    if not report.broken:  # no line is wrong, but something the audit lacks
        return [say("audit_lacking", language, why=report.why)]
    return [say("audit_broken", language, number=report.broken, why=report.why)]


def audit_lines(lines: Sequence[AuditLine], language: Language) -> list[str]:
    """Return the lines of the audit."""
    return [
        say(
            "audit_line",
            language,
            number=one.number,
            at=listed(one.at),
            who=one.who,
            via=one.via,
            what=one.entry.what,
            thing=one.entry.thing,
            why=f": {one.entry.why}" if one.entry.why else "",
        )
        for one in lines
    ]


def members(found: Sequence[Member], language: Language) -> list[str]:
    """Return a line for each member."""
    if not found:
        return [say("no_members", language)]
    return [
        say(
            "member",
            language,
            name=m.name,
            shown=m.shown,
            roles=", ".join(sorted(m.roles)),
            off="" if m.active else say("inactive", language),
        )
        for m in found
    ]


def link(one: str, language: Language) -> list[str]:
    """Return a one-time link."""
    return [say("link", language, link=one)]


def backed_up(done: Any, language: Language) -> str:
    """Return where a backup lies."""
    return say("backed_up", language, place=done.place, size=f"{done.size / 1e6:.1f}")


def restored(done: Any, place: str, language: Language) -> str:
    """Return what came back."""
    return say("restored", language, place=place, rows=done.rows)


def write_out(opened: Iterable[Opened], folder: Path) -> list[str]:
    """Write released wordings, a text and a record for each, and return the files' names. Raises SettingError."""
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in chain.from_iterable(map(files_of, opened)):
            place = folder / name
            place.parent.mkdir(exist_ok=True)
            place.write_text(content, encoding="utf-8")
            written.append(str(place))
    except OSError as error:
        raise SettingError(f"{str(folder)!r} cannot be written: {error.strerror}. Choose another --out.") from error
    return written


def written(files: Sequence[str], language: Language) -> list[str]:
    """Return what was written."""
    return [*files, say("written", language, n=len(files) // 2)]


def _variant(v: KeptVariant, language: Language) -> str:
    figures = say("figures", language, blocks=v.blocks, warns=v.warns, notes=v.notes)
    state = say(v.state.value, language)
    return say("variant_line", language, id=v.id, channel=v.channel, state=state, figures=figures, title=v.title)


def _finding(f: Finding, language: Language) -> str:
    words = f" ({f.words})" if f.words else ""
    severity = say(f.severity.value, language)
    return say(
        "finding", language, severity=severity, rule=f.rule, message=f.message.in_language(language), words=words
    )


def _percent(share: float) -> int:
    return round(share * 100)
