"""Prompts from files: what a model is told about its channel, its voice and its faults."""

import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from string import Template
from typing import Any

from klaviatur.adapters.writers.record import source_record
from klaviatur.adapters.writers.schema import example_answer, repeats
from klaviatur.records import Channel, Finding, Language, Limit, PartProfile, Source, Variant, Voice
from klaviatur.text.lexicon import read_table

Message = dict[str, str]

_PACKAGE = "klaviatur.adapters.writers.prompts"
_MOST_FINDINGS = 20


def write_messages(source: Source, channel: Channel, voice: Voice, *, max_chars: int) -> list[Message]:
    """Return the first prompt for a variant; `max_chars` bounds the source's sentences in it."""
    language = source.language
    filled = _fill(
        "write",
        language,
        label=channel.label.in_language(language),
        parts=_listed(_part_line(part, language) for part in channel.parts),
        rules=_listed(_rules(channel, voice, language)),
        voice=_listed(_voice(voice, language)),
        example=_example(channel),
        record=source_record(source, max_chars=max_chars),
    )
    return [_message("system", _read("system", language)), _message("user", filled)]


def revise_messages(
    first: Sequence[Message], channel: Channel, previous: Variant, findings: Sequence[Finding]
) -> list[Message]:
    """Return the first prompt with the last draft and what was found in it."""
    filled = _fill(
        "revise",
        previous.language,
        previous=json.dumps(_draft(channel, previous), ensure_ascii=False, indent=1),
        findings=_listed(_finding_line(f, previous) for f in _weightiest(findings)),
    )
    return [*first, _message("user", filled)]


def repair_messages(
    sent: Sequence[Message], channel: Channel, language: Language, answer: str, reason: str
) -> list[Message]:
    """Return what was sent, the answer that could not be used, cut to 2,000 characters, and why."""
    filled = _fill("repair", language, reason=reason, example=_example(channel))
    return [*sent, _message("assistant", answer[:2000] or "…"), _message("user", filled)]


def _message(role: str, content: str) -> Message:
    return {"role": role, "content": content}


def _read(name: str, language: Language) -> str:
    return files(_PACKAGE).joinpath(f"{name}_{language}.md").read_text(encoding="utf-8").strip()


def _fill(name: str, language: Language, **values: str) -> str:
    return Template(_read(name, language)).substitute(values)


def _words(language: Language, table: str) -> dict[str, str]:
    words: dict[str, str] = read_table(_PACKAGE, "words.toml")[language][table]
    return words


def _listed(lines: Iterator[str]) -> str:
    return "\n".join(f"- {line}" for line in lines) or "-"


def _example(channel: Channel) -> str:
    return json.dumps(example_answer(channel), ensure_ascii=False)


def _part_line(part: PartProfile, language: Language) -> str:
    words = _words(language, "part")
    notes = [_limit(limit, language) for limit in part.limits]
    if part.target:
        notes.append(words["target"].format(low=part.target[0], high=part.target[1]))
    if part.visible:
        notes.append(words["visible"].format(visible=part.visible))
    if repeats(part):
        notes.append(words["many"].format(low=part.count[0], high=part.count[1]))
    elif not part.count[0]:
        notes.append(words["optional"])
    if not part.multiline:
        notes.append(words["single_line"])
    return f'"{part.name}" ({part.label.in_language(language)}): {"; ".join(n for n in notes if n)}'


def _limit(limit: Limit, language: Language) -> str:
    words, measures = _words(language, "part"), _words(language, "measure")
    measure = measures.get(limit.measure.value, limit.measure.value)
    most = words["most"].format(maximum=limit.maximum, measure=measure) if limit.maximum is not None else ""
    least = words["least"].format(minimum=limit.minimum, measure=measure) if limit.minimum else ""
    return ", ".join(n for n in (most, least) if n)


def _rules(channel: Channel, voice: Voice, language: Language) -> Iterator[str]:
    words = _words(language, "rules")
    low, high = channel.hashtags
    yield words["sentence"].format(words=channel.max_sentence_words)
    yield words["hashtags"].format(low=low, high=high) if high else words["no_hashtags"]
    yield words["links_" + channel.links]
    yield words["emoji" if channel.emoji and voice.emoji else "no_emoji"]
    yield words[channel.formality]
    yield from (words["whole"].format(limit=_limit(limit, language)) for limit in channel.whole)


def _voice(voice: Voice, language: Language) -> Iterator[str]:
    words = _words(language, "voice")
    yield words[voice.address]
    yield words[voice.register]
    yield words["gender_neutral" if voice.gender == "neutral" else voice.gender]
    yield words["person"].format(value=voice.person) if voice.person else words["no_person"]
    avoid = ", ".join(word if other is None else f"{word} (→ {other})" for word, other in voice.avoid)
    values: dict[str, Any] = {
        "sender": voice.sender,
        "use": ", ".join(voice.use),
        "avoid": avoid,
        "greeting": voice.greeting,
        "sign_off": voice.sign_off,
        "boilerplate": voice.boilerplate,
    }
    yield from (words[key].format(value=value) for key, value in values.items() if value)
    yield from voice.examples[:2]


def _draft(channel: Channel, variant: Variant) -> dict[str, Any]:
    texts = {part.name: [p.text for p in variant.parts if p.name == part.name] for part in channel.parts}
    return {part.name: texts[part.name] if repeats(part) else "".join(texts[part.name][:1]) for part in channel.parts}


def _weightiest(findings: Sequence[Finding]) -> list[Finding]:
    order = {"block": 0, "warn": 1, "note": 2}
    asked = [f for f in findings if f.severity.value != "note"] or list(findings)
    return sorted(asked, key=lambda f: order[f.severity.value])[:_MOST_FINDINGS]


def _finding_line(finding: Finding, variant: Variant) -> str:
    known = finding.part is not None and 0 <= finding.part < len(variant.parts)
    where = f'"{variant.parts[finding.part or 0].name}": ' if known else ""
    words = f" [{finding.words}]" if finding.words else ""
    says = f" → {finding.source_says}" if finding.source_says else ""
    return f"{where}{finding.message.in_language(variant.language)}{words}{says}"
