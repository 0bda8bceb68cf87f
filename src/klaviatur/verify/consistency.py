"""Do all variants of one source agree: address, gender form, numbers, names."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

import regex

from klaviatur.records import Bilingual, Checked, Finding, Source, Voice
from klaviatur.text.address import address_marks
from klaviatur.verify.editorial.gender import gender_forms
from klaviatur.verify.editorial.page import finding, lexicon, read_pages

_COUNTED = regex.compile(
    r"(?<![\p{L}\p{Nd}.,/])(\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+|\d+(?:[.,]\d+)?)[ \u00a0\u202f]+(\p{L}[\p{L}-]{2,}|%|€)"
)
_WORD = regex.compile(r"\p{Lu}[\p{L}\p{M}]{4,}")
_GROUPING = regex.compile(r"[\s\u00a0\u202f](?=\d{3})|[.,](?=\d{3}(?:\D|$))")
_ALIKE = 0.84
_MOST = 4

Texts = Mapping[str, str]


def compare(source: Source, voice: Voice, checked: Sequence[Checked]) -> tuple[Finding, ...]:
    """Return what does not agree between the variants, () if all speak with one tongue.

    A variant that departs from the voice alone is no matter for this comparison; its own check says so.
    """
    texts = {each.variant.channel: each.variant.text for each in checked}
    found = [*_addresses(voice, checked), *_gender_forms(checked), *_numbers(source, texts), *_names(source, texts)]
    return tuple(found)


def _addresses(voice: Voice, checked: Sequence[Checked]) -> Iterator[Finding]:
    speaking: dict[str, list[str]] = defaultdict(list)
    for each in checked:
        for form in {m.form for part in each.variant.parts for m in address_marks(part.text, each.variant.language)}:
            speaking[form].append(each.variant.channel)
    if len(speaking) > 1:
        rare = min(speaking, key=lambda form: (form == voice.address, len(speaking[form])))
        yield finding("consistency.address", more=_listed(speaking, first=rare))


def _gender_forms(checked: Sequence[Checked]) -> Iterator[Finding]:
    using: dict[str, list[str]] = defaultdict(list)
    for each in checked:
        if each.variant.language == "de":
            pages = read_pages(each.variant)
            for kind in {kind for page in pages for kind, _ in gender_forms(page)} - {"pair"}:
                using[kind].append(each.variant.channel)
    if len(using) > 1:
        yield finding("consistency.gender", more=_listed(using))


def _listed(groups: Mapping[str, list[str]], first: str | None = None) -> Bilingual:
    ordered = sorted(groups, key=lambda name: (name != first, len(groups[name])))
    parts = [
        f"{name}: {', '.join(groups[name][:_MOST])}{' …' if len(groups[name]) > _MOST else ''}" for name in ordered
    ]
    said = "; ".join(parts)
    return Bilingual(said, said)


def _numbers(source: Source, texts: Texts) -> Iterator[Finding]:
    """Yield things the source counts once and a variant counts differently."""
    told = _counts(source.text)
    measures = lexicon("no_subjects", "de") | lexicon("no_subjects", "en")
    single = {noun: next(iter(values)) for noun, values in told.items() if len(values) == 1 and noun not in measures}
    counted = {channel: _counts(text) for channel, text in texts.items()}
    for noun, value in single.items():
        other = {channel: counts.get(noun, set()) - {value} for channel, counts in counted.items()}
        other = {channel: values for channel, values in other.items() if values}
        if other:
            shown = [f"{c}: {', '.join(sorted(values))} {noun}" for c, values in list(other.items())[:_MOST]]
            said = "; ".join(shown)
            yield finding("consistency.number", more=f"{value} {noun}; {said}")


def _counts(text: str) -> dict[str, set[str]]:
    counts: dict[str, set[str]] = defaultdict(set)
    for number, noun in _COUNTED.findall(text):
        counts[noun.lower()].add(_GROUPING.sub("", number))
    return counts


def _names(source: Source, texts: Texts) -> Iterator[Finding]:
    """Yield words of variants that are almost, but not quite, a name of the source."""
    known = set(_WORD.findall(source.text))
    lower = source.text.lower()
    names = {word for name in source.names for word in _WORD.findall(name.text)}
    for channel, text in texts.items():
        for word in dict.fromkeys(_WORD.findall(text)):
            near = None if word in known or word.lower() in lower else _misspelled(word, names)
            if near:
                yield finding("consistency.name", more=f"{near}; {channel}: {word}")


def _misspelled(word: str, names: set[str]) -> str | None:
    """Return the name a word is probably meant to be; an ending -s is no misspelling."""
    for name in names:
        if word[0] == name[0] and abs(len(word) - len(name)) <= 2 and not word.startswith(name):
            matcher = SequenceMatcher(None, word, name, autojunk=False)
            if matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE:
                return name
    return None
