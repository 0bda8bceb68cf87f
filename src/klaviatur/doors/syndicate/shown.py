"""What the commands of what leaves print for people."""

from collections.abc import Sequence
from typing import Any

from klaviatur.doors.clock import listed
from klaviatur.doors.failures import retell, retell_health
from klaviatur.doors.words import number
from klaviatur.records import (
    Bilingual,
    Delivery,
    DeliveryState,
    Difference,
    Health,
    KeptOutlet,
    KnownOutput,
    Language,
    OutputCopy,
    OutputFile,
    Passport,
    Prepared,
    Problem,
    Run,
    Severity,
)
from klaviatur.syndicate.stopping import stop_of
from klaviatur.text.lexicon import read_table

CATALOGUE = "catalogue"  # stands beside outputs where they are compared


def say(key: str, language: Language, /, **values: Any) -> str:
    """Return the words for `key` in one language, `{slots}` filled, whole numbers grouped."""
    entry = read_table("klaviatur.doors.syndicate", "words.toml")[key]
    told = {
        name: number(one).in_language(language) if type(one) is int and name != "id" else one
        for name, one in values.items()
    }
    return str(entry[language]).format(**told)


def knows(key: str) -> bool:
    """Return whether these commands have words for `key`."""
    return key in read_table("klaviatur.doors.syndicate", "words.toml")


def outputs(found: Sequence[KnownOutput], language: Language, copied: Sequence[OutputCopy] = ()) -> list[str]:
    """Return a line for each output, those in use first, with when sales begin or end, and where it is kept."""
    known = sorted(found, key=lambda o: (not o.on, o.family, o.name))
    lines = [line for one in known for line in _lines_of(one, language, copied)]
    return lines or [say("no_outputs", language)]


def output(
    one: KnownOutput,
    counts: Sequence[tuple[Problem, int]],
    language: Language,
    copied: Sequence[OutputCopy] = (),
) -> list[str]:
    """Return an output with its settings, its last run, where it is kept, and what speaks against items."""
    lines = _lines_of(one, language, copied)
    for field in one.needs:
        needed = say("needed", language) if field.required and not one.values.get(field.name) else ""
        value = one.values.get(field.name) or field.default
        lines.append(f"  {field.name} = {value}  # {field.label.in_language(language)}{needed}")
    own = {field.name for field in one.needs}
    lines += [f"  {name} = {value}" for name, value in one.values.items() if name not in own]
    lines += [f"  {_problem_in_short(problem, language)}: {items}" for problem, items in counts]
    if one.on and one.problem:
        return [*lines, say("switch_off", language, name=one.name)]
    return lines if one.on or one.problem else [*lines, say("switch_on", language, name=one.name)]


def copies(found: Sequence[OutputCopy], language: Language) -> list[str]:
    """Return where outputs are kept up to date, each with its output."""
    lines = [line for one in found for line in (one.output, *_copy(one, language))]
    return lines or [say("no_copies", language)]


def runs(done: Sequence[Run], language: Language) -> list[str]:
    """Return a line for each run; it adds up."""
    lines = [_run(one, language) for one in done] or [say("nothing_on", language)]
    if held := [one.output for one in done if one.held]:
        lines.append(say("look_held", language, name=held[0]))
    return lines


def past_runs(found: Sequence[Run], language: Language) -> list[str]:
    """Return a line for each run that was, with its moment and who ordered it."""
    lines = [f"{listed(one.at)}  {_run(one, language)}  ({one.by})" for one in found]
    return lines or [say("no_runs", language)]


def files(found: Sequence[OutputFile], language: Language) -> list[str]:
    """Return a line for each file that an output leaves as."""
    return [
        say("file" if one.number else "file_index", language, name=one.name, records=one.records, bytes=one.bytes)
        for one in found
    ]


def problems(found: Sequence[Problem], language: Language, *, narrow: bool = False) -> list[str]:
    """Return what stands against items, with place, value and what to do; `narrow` where only some were asked for."""
    nothing = say("nothing_such_held" if narrow else "nothing_held", language)
    return [line for one in found for line in _problem(one, language)] or [nothing]


def checked(found: Sequence[Problem], language: Language) -> list[str]:
    """Return what a check found, and how much of it holds items back."""
    held = len({one.key for one in found if one.severity is Severity.BLOCK})
    return [*problems(found, language), say("checked", language, held=held)]


def why(found: Sequence[tuple[str, str, Sequence[Problem]]], language: Language) -> list[str]:
    """Return in which outputs an item is, and what stands against it in the others."""
    lines = []
    for name, state, against in found:
        lines.append(f"{name:<24} {say('in_output_' + state.replace(' ', '_'), language)}")
        lines += [f"  {line}" for one in against for line in _problem(one, language)]
    return lines or [say("nothing_on", language)]


def differences(found: Sequence[Difference], language: Language, same: str = "parity") -> list[str]:
    """Return where outputs differ; where they do not, the words `same`."""
    lines = [
        f"{one.key}  {_stated(one.what, language)}: "
        + ", ".join(f"{_speaker(name, language)} {value!r}" for name, value in one.said)
        for one in found
    ]
    return lines or [say(same, language)]


def _speaker(name: str, language: Language) -> str:
    return say("stated_by_catalogue", language) if name == CATALOGUE else name


def prepared(one: Prepared, language: Language) -> list[str]:
    """Return what would leave, with what stands against it."""
    lines = [f"{name}: {value}" for name, value in one.details]
    lines += [one.body.decode("utf-8", "backslashreplace")]
    return lines + [line for problem in one.problems for line in _problem(problem, language)]


def as_data(one: Prepared) -> dict[str, Any]:
    """Return what would leave as plain values, its body as text."""
    body = one.body.decode("utf-8", "backslashreplace")
    return {"media_type": one.media_type, "body": body, "details": one.details, "problems": one.problems}


def outlets(found: Sequence[KeptOutlet], language: Language) -> list[str]:
    """Return a line for each outlet."""
    return [_outlet(one, language) for one in found] or [say("no_outlets", language)]


def outlet(one: KeptOutlet, secrets: Sequence[str], language: Language) -> list[str]:
    """Return an outlet with its settings, its secrets by name, and what was last seen of it."""
    lines = [_outlet(one, language), *(f"  {name} = {value}" for name, value in one.values.items() if value)]
    lines += [f"  {name}{say('secret_kept', language)}" for name in secrets]
    return lines + [f"  {name}: {value}" for name, value in (one.health.details if one.health else ())]


def delivery(one: Delivery, together: int, advised: Sequence[Bilingual], language: Language) -> list[str]:
    """Return a delivery, how many were planned with it, and what to do about it."""
    others = [say("planned_with", language, others=together - 1)] if together > 1 else []
    return [
        *deliveries([one], language),
        *(f"  {line}" for line in others),
        *(f"  {a.in_language(language)}" for a in advised),
    ]


def kinds(found: Sequence[Passport], language: Language) -> list[str]:
    """Return what each kind of outlet needs and can."""
    lines = []
    for one in found:
        takes = say("every_channel", language) if "*" in one.channels else ", ".join(one.channels)
        lines.append(say("kind", language, kind=one.kind, label=one.label.in_language(language), takes=takes))
        for field in one.fields:
            note = say("secret", language) if field.secret else say("needed", language) if field.required else ""
            lines.append(f"  {field.name}{note}: {field.label.in_language(language)}")
        lines += [f"  {name}: {words.in_language(language)}" for name, words in one.limits]
    return lines


def health(one: Health, language: Language) -> list[str]:
    """Return whether an outlet answers."""
    head = say("answers" if one.ok else "answers_not", language, message=retell_health(one, language))
    return [head, *(f"  {name}: {value}" for name, value in one.details)]


def deliveries(found: Sequence[Delivery], language: Language, *, narrow: bool = False) -> list[str]:
    """Return a line for each delivery, and why where that is known; `narrow` where only some were asked for."""
    lines = []
    for one in found:
        to = f"{one.outlet} {one.recipient}".strip()
        state = say(f"delivery_{one.state.value}", language)
        lines.append(f"{one.id}  {state:<14} {listed(one.planned_at)}  {one.variant} -> {to}")
        lines += [f"  {retell(one.why, language)}"] if one.why else []
        if one.state is DeliveryState.PLANNED and one.attempts and one.next_at:
            lines.append(f"  {say('tried_again', language, at=listed(one.next_at))}")
        lines += [f"  {one.receipt.url or one.receipt.id}"] if one.receipt else []
    return lines or [say("no_such_deliveries" if narrow else "no_deliveries", language)]


def known_before(found: Sequence[Delivery], language: Language) -> list[str]:
    """Return how what was planned before and did not leave, or was taken back, leaves after all."""
    ended = DeliveryState.CANCELLED, DeliveryState.FAILED
    again = [say("not_planned_again", language, id=one.id) for one in found if one.state in ended]
    back = {one.variant for one in found if one.state is DeliveryState.RETRACTED}
    return again + [say("taken_back_before", language, variant=one) for one in sorted(back)]


def _output(one: KnownOutput, language: Language) -> str:
    if one.problem:
        state = f"{say('run_failed', language)} {retell(one.problem, language)}"
    elif not one.on:
        state = say("off", language)
    elif one.damaged:
        state = f"{say('damaged', language)} {retell(one.damaged, language)}"
    else:
        state = _standing(one.last, one.stands, language) if one.last else say("not_run", language)
    return f"{one.name:<24} {one.label.in_language(language):<28} {state}"


def _lines_of(one: KnownOutput, language: Language, copied: Sequence[OutputCopy]) -> list[str]:
    kept = [line for copy in copied if copy.output == one.name for line in _copy(copy, language)]
    return [_output(one, language), *_due(one, language), *kept]


def _copy(one: OutputCopy, language: Language) -> list[str]:
    """Return where an output is kept up to date, and where it is old: why, and what happens next."""
    values = {"outlet": one.outlet, "by": one.by, "at": listed(one.put_at) if one.put_at else "-"}
    if not one.old:
        return [f"  {say('copy', language, **values)}"]
    if not one.why:
        follows = say("copy_next", language)
    else:
        follows = say("copy_again", language, at=listed(one.next_at)) if one.next_at else say("copy_then", language)
    why = [f"    {retell(one.why, language)}"] if one.why else []
    return [f"  {say('copy_old', language, **values)}", *why, f"    {follows}"]


def _due(one: KnownOutput, language: Language) -> list[str]:
    """Return when a sale begins or ends next; nothing for most outputs."""
    words = "overdue" if one.overdue else "due"
    return [f"  {say(words, language, at=listed(one.due), name=one.name)}"] if one.due else []


def _run(one: Run, language: Language) -> str:
    return f"{one.output:<24} {_standing(one, None, language)}"


def _standing(one: Run, stands: Run | None, language: Language) -> str:
    """Return how a run ended, with the figures of the run whose result lies there; its own where none does."""
    counted = stands or one
    told = _figures(counted, language) if counted.items or counted.state == "done" else ""
    if one.state == "done":
        return f"{told}  {retell(one.message, language)}".rstrip()
    return f"{told}  {say('run_' + one.state, language)} {_said_of(one, language)}".strip()


def _said_of(one: Run, language: Language) -> str:
    stop = stop_of(one)
    if stop is None:
        return retell(one.message, language)
    return say("stop", language, differences=stop.differences, what=_stated(stop.what, language), key=repr(stop.key))


def _stated(what: str, language: Language) -> str:
    """Return what outputs differ in; what profiles of one's own compare has no words here."""
    name = f"stated_{what}"
    return say(name, language) if knows(name) else what


def _figures(one: Run, language: Language) -> str:
    grouping = say("figures_grouping", language, count=one.grouping) if one.grouping else ""
    told = {"items": one.items, "delivered": one.delivered, "held": one.held, "changed": one.changed}
    return say("figures", language, **told, grouping=grouping)


def _outlet(one: KeptOutlet, language: Language) -> str:
    if one.paused:
        state = say("outlet_paused", language, why=one.paused)
    elif one.waits_until:
        state = say("outlet_waits", language, at=listed(one.waits_until), name=one.name)
    elif one.health is None:
        state = say("not_checked", language, name=one.name)
    else:
        word = "answers" if one.health.ok else "answers_not"
        state = say(word, language, message=retell_health(one.health, language))
    return f"{one.name:<24} {one.kind:<12} {state}"


def _problem(one: Problem, language: Language) -> list[str]:
    head = f"{one.key}  {say(one.severity.value, language)} {_problem_in_short(one, language)}"
    place = say("place", language, place=one.place, value=one.value[:200]) if one.place else ""
    proposal = one.proposal.in_language(language)
    return [head, *(f"  {line}" for line in (place, proposal) if line)]


def _problem_in_short(one: Problem, language: Language) -> str:
    ids = one.rule + (f" ({one.platform_id})" if one.platform_id else "")
    return f"{one.message.in_language(language)} [{ids}]"
