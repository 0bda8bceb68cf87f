"""Typed checks of one clause about a product: whose figure it is, which value, which words, what is denied."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from klaviatur.records import Span
from klaviatur.verify.checks.quotes import verbatim_key
from klaviatur.verify.products.quantities import Quantity, quantities_of
from klaviatur.verify.products.sheet import Known, Sheet, kin_of, word_class
from klaviatur.verify.words import Word, word_set, words_of

_LINE = regex.compile(
    r"(?:^|(?<=[•(\n,;.]) ?|(?<=[.,;] ))(?P<label>\p{Lu}[\p{L}\p{M}\p{Nd} ()/.-]{1,60}?):[ \u00a0]+(?P<value>[^\n]+)"
)
_TOKEN = regex.compile(r"\p{L}[\p{L}\p{M}-]*")
_BEHIND = regex.compile(r"[ \u00a0]{0,2}(?P<word>\p{L}[\p{L}\p{M}-]*)")
_SEGMENT = regex.compile(r"(?:(?<!\d),|,(?!\d)|[;:•–\n])|$")
_STOP = regex.compile(r"[,;.!?:•\n]|\bund\b|\band\b")
_NAMES = {"name", "title"}
_CLASSES = ("colours", "materials", "countries", "allergens")


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is wrong with some words; the place counts in the clause's own text."""

    rule: str
    span: Span
    words: str
    source: Span | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a variant. `free` are runs in it that declared phrases answer for."""

    text: str
    free: tuple[Span, ...] = ()

    @property
    def claimed(self) -> str:
        """Return the text without what declared phrases say."""
        kept, at = [], 0
        for span in sorted(self.free):
            kept.append(self.text[at : span.start])
            at = max(at, span.end)
        return " ".join([*kept, self.text[at:]])

    def is_free(self, span: Span) -> bool:
        """Return whether a declared phrase says these words."""
        return any(one.start <= span.start and span.end <= one.end for one in self.free)


def figures(clause: Clause, sheet: Sheet) -> Iterator[Doubt]:
    """Doubt figures that the sheet does not give, or gives to another attribute."""
    told = quantities_of(clause.text, sheet.language)
    for at, quantity in enumerate(told):
        if clause.is_free(quantity.span) or _is_in_label(clause.text, quantity.span, sheet):
            continue
        same = [one for one in sheet.known if any(quantity.equals(other) for other in one.quantities)]
        cues = _cues(clause.text, told, at, sheet)
        if not same:
            yield _unknown_figure(quantity, cues, sheet)
        elif cues and not _answers(same, cues, clause.text) and not _is_of_name(clause.text, quantity.span, same):
            owners = _owners(cues, sheet)
            yield Doubt("fact.swapped", quantity.span, quantity.text, (owners or same)[0].span)


def _is_of_name(text: str, span: Span, same: Sequence[Known]) -> bool:
    """Return whether a figure and the word before it stand so in the name: "Eiweiß 50 %" of "Eiweiß 50% Crisp"."""
    before = text[: span.start].split()
    words = _squeezed(f"{before[-1]}{text[span.start : span.end]}") if before else ""
    return any(words and words in _squeezed(one.text) for one in same if one.attribute in _NAMES)


def _squeezed(text: str) -> str:
    return "".join(text.split()).lower()


def _is_in_label(text: str, span: Span, sheet: Sheet) -> bool:
    """Return whether a figure is part of what an attribute is called: "USB 3.0-Anschlüsse"."""
    held = text.lower()
    starts = ((held.rfind(label, 0, span.end + len(label)), label) for label in sheet.numbered_labels)
    return any(0 <= at <= span.start and span.end <= at + len(label) for at, label in starts)


def known_figures(clause: Clause, sheet: Sheet) -> Iterator[Doubt]:
    """Doubt only figures the sheet does not give at all: for words that stand in the sheet in this order."""
    yield from (doubt for doubt in figures(clause, sheet) if doubt.rule != "fact.swapped")


def _unknown_figure(quantity: Quantity, cues: frozenset[str], sheet: Sheet) -> Doubt:
    owners = [one for one in _owners(cues, sheet) if one.quantities]
    alike = [
        one
        for one in sheet.known
        if quantity.dimension and any(q.dimension == quantity.dimension for q in one.quantities)
    ]
    near = owners or alike
    return Doubt(
        "fact.altered" if near else "fact.unknown_figure", quantity.span, quantity.text, near[0].span if near else None
    )


def _owners(cues: frozenset[str], sheet: Sheet) -> list[Known]:
    wanted = {name for cue in cues for name in kin_of(cue)}
    return [sheet.by_attribute[name] for name in sorted(wanted) if name in sheet.by_attribute]


def _answers(same: Sequence[Known], cues: frozenset[str], text: str) -> bool:
    """Return whether one of the facts with this figure is of an attribute the text speaks of."""
    wanted = {name for cue in cues for name in kin_of(cue)}
    key = f" {verbatim_key(text)} "
    return any(one.attribute in wanted or (not one.attribute and _shares(one, key)) for one in same) or any(
        f" {one.key} " in key and (one.attribute in {"name", "title", ""} or is_wordy(one.key)) for one in same
    )


def is_wordy(key: str) -> bool:
    """Return whether words are more than a figure with a unit, so that they are told apart where they stand whole."""
    return sum(len(word) > 3 and word.isalpha() for word in key.split()) > 1


def _shares(sentence: Known, key: str) -> bool:
    """Return whether a sentence of the long text says most of what the clause says."""
    words = [word for word in key.split() if len(word) > 3]
    theirs = f" {sentence.key} "
    return bool(words) and sum(f" {word} " in theirs for word in words) >= 0.6 * len(words)


def _cues(text: str, told: Sequence[Quantity], at: int, sheet: Sheet) -> frozenset[str]:
    """Return the attributes a figure is said of: by the word behind it, else by the words since the last figure."""
    here = told[at].span
    found = _cue_behind(text, here.end, sheet)
    if found and (told[at].dimension or any(one.quantities for one in _owners(found, sheet))):
        return found
    start = told[at - 1].span.end if at else 0
    before = text[start : here.start]
    if not told[at].dimension:  # a bare number may be part of a name; only a label right before it says whose it is
        return _labels_before(before, sheet)
    if at and not _STOP.search(before) and not any(_cue_of(w, sheet) for w in _TOKEN.findall(before)):
        return _cues(text, told, at - 1, sheet) if len(before) < 8 else frozenset()
    return _cues_before(before, sheet)


def _cue_behind(text: str, at: int, sheet: Sheet) -> frozenset[str]:
    """Return the attributes of the word right behind a figure, small words skipped: "13 g are sugars"."""
    small = word_set("function", sheet.language)
    behind = _BEHIND.match(text, at)
    while behind:
        found = _cue_of(behind["word"], sheet)
        if found or behind["word"].lower() not in small:
            return found
        behind = _BEHIND.match(text, behind.end())
    return frozenset()


def _labels_before(before: str, sheet: Sheet) -> frozenset[str]:
    lower = before.lower().rstrip(" :\u00a0")
    found = [one.attribute for label, holders in sheet.labels.items() if lower.endswith(label) for one in holders]
    return frozenset(found)


def _cues_before(before: str, sheet: Sheet) -> frozenset[str]:
    """Return the attributes of the last cue before a figure; a label of several words counts whole."""
    lower = before.lower()
    ends = [(lower.rfind(label) + len(label), len(label), label) for label in sheet.labels if label in lower]
    end, _, label = max(ends, default=(0, 0, ""))
    for word in reversed(_TOKEN.findall(before[end:])[-6:]):
        found = _cue_of(word, sheet)
        if found:
            return found
    return frozenset(one.attribute for one in sheet.labels[label]) if label else frozenset()


def _cue_of(word: str, sheet: Sheet) -> frozenset[str]:
    lower = word.lower()
    return sheet.cues.get(lower, frozenset())


def lines(clause: Clause, sheet: Sheet) -> Iterator[Doubt]:
    """Doubt what stands behind a label of the sheet and is not its value."""
    for match in _LINE.finditer(clause.text):
        label = match["label"].lower().strip()
        holders = sheet.labels.get(label) or sheet.labels.get(label.rsplit(". ", 1)[-1])
        verbatim = f" {verbatim_key(match.group())} " in sheet.key
        if holders and not verbatim and not any(_begins(match["value"], one) for one in holders):
            span = Span(*match.span("value"))
            yield Doubt("fact.altered", span, match["value"], holders[0].span)


def _begins(value: str, known: Known) -> bool:
    """Return whether a text behind a label starts with the sheet's value, or with a whole part of a list."""
    said, whole = f"{verbatim_key(value)} ", f"{known.key} "
    if not known.key or said.startswith(whole):
        return True
    own = quantities_of(value, "de" if "," in known.text else "en")
    if known.quantities and own and any(own[0].equals(q) for q in known.quantities):
        return True
    return whole.startswith(said) and not known.quantities


def values(clause: Clause, sheet: Sheet) -> Iterator[Doubt]:
    """Doubt colours, materials, countries and allergens that the sheet does not know."""
    for match in _TOKEN.finditer(clause.text):
        span, word = Span(*match.span()), match.group().lower()
        if clause.is_free(span) or f" {word} " in sheet.key:
            continue
        for name in _CLASSES:
            if _in_class(word, name, sheet) and not _carried(word, sheet):
                yield Doubt("fact.value", span, match.group(), _of_class(name, sheet))
                break


def _in_class(word: str, name: str, sheet: Sheet) -> bool:
    listed = word_class(name, sheet.language)
    return word in listed or any(word.endswith(end) and word.removesuffix(end) in listed for end in _ENDINGS)


_ENDINGS = ("e", "er", "es", "en", "em")


def _carried(word: str, sheet: Sheet) -> bool:
    """Return whether the sheet holds the word in another form or inside a compound."""
    bare = regex.sub(r"(?:e[rsnm]?)$", "", word) if sheet.language == "de" and len(word) > 4 else word
    return bare in sheet.squeezed


_ATTRIBUTE_OF = {"colours": "color", "materials": "material", "countries": "origin_country", "allergens": "allergens"}


def _of_class(name: str, sheet: Sheet) -> Span | None:
    known = sheet.by_attribute.get(_ATTRIBUTE_OF[name])
    return known.span if known else None


def denials(clause: Clause, sheet: Sheet) -> Iterator[Doubt]:
    """Doubt a "not" that the sheet's own sentence or value does not have, and a lost one."""
    listed = word_class("negations", sheet.language)
    own = [m for m in _TOKEN.finditer(clause.text) if m.group().lower() in listed]
    own = [m for m in own if not clause.is_free(Span(*m.span()))]
    best = nearest(clause, sheet)
    new = [m for m in own if f" {m.group().lower()} " not in sheet.key]
    if new:
        yield Doubt("fact.negated", Span(*new[0].span()), new[0].group(), best.span if best else None)
    elif best and len(content(clause, sheet)) > 2 and _overlap(clause, best, sheet) >= 0.7:  # nearly the same
        theirs = [word for word in best.key.split() if word in listed]
        if len(own) != len(theirs) and _is_whole(clause, best) and not _is_part(clause, best):
            place = Span(*own[0].span()) if own else Span(0, len(clause.text))
            yield Doubt("fact.negated", place, clause.text[place.start : place.end], best.span)


def _is_whole(clause: Clause, known: Known) -> bool:
    """Return whether a clause says about as much as a sentence of the sheet, so that a "not" would be missed."""
    own, theirs = (len([w for w in key.split() if len(w) > 3]) for key in (verbatim_key(clause.text), known.key))
    return own >= theirs / 2


def _is_part(clause: Clause, known: Known) -> bool:
    """Return whether the clause is a run of the sheet's own words: what it leaves out stands elsewhere."""
    return f" {verbatim_key(clause.claimed)} " in f" {known.key} "


def nearest(clause: Clause, sheet: Sheet) -> Known | None:
    """Return the sentence or value of the sheet that shares most words with a clause, None without any."""
    scored = [(_overlap(clause, one, sheet), -at) for at, one in enumerate(sheet.known)]
    best = max(scored, default=(0.0, 0))
    return sheet.known[-best[1]] if best[0] > 0 else None


def _overlap(clause: Clause, known: Known, sheet: Sheet) -> float:
    own = {w for w in verbatim_key(clause.text).split() if len(w) > 3} - word_class("negations", sheet.language)
    theirs = set(known.key.split())
    return len(own & theirs) / len(own) if own else 0.0


def strange(clause: Clause, sheet: Sheet) -> list[Word]:
    """Return the content words that neither the sheet nor the plain talk about products carries."""
    freely = word_class("freely", sheet.language) | word_class("negations", sheet.language)
    return [
        word
        for word in content(clause, sheet)
        if word.text.lower() not in freely
        and word.stem not in sheet.stems
        and word.text.lower() not in sheet.cues
        and word.text.lower() not in sheet.squeezed
    ]


def content(clause: Clause, sheet: Sheet) -> list[Word]:
    """Return the words of a clause that claim something: no small words, figures or declared words."""
    told = quantities_of(clause.text, sheet.language)
    return [
        word
        for word in words_of(clause.text, sheet.language)
        if not word.function
        and not word.is_number
        and not clause.is_free(word.span)
        and not any(q.span.start <= word.span.start < q.span.end for q in told)
    ]


def wording(clause: Clause, sheet: Sheet) -> Iterator[Doubt]:
    """Doubt a clause most of which the sheet does not speak of, else each single word it does not carry."""
    unknown = strange(clause, sheet)
    known = len(content(clause, sheet)) - len(unknown)
    if not unknown:
        return
    alone = _alone(clause, unknown, sheet)
    if alone:
        yield Doubt("fact.unsupported", alone, clause.text[alone.start : alone.end])
        return
    if len(unknown) > 1 and len(unknown) >= known:
        span = Span(unknown[0].span.start, unknown[-1].span.end)
        yield Doubt("fact.unsupported", span, clause.text[span.start : span.end])
        return
    for word in unknown:
        yield Doubt("fact.word", word.span, word.text)


def _alone(clause: Clause, unknown: Sequence[Word], sheet: Sheet) -> Span | None:
    """Return a run between commas that says nothing but what the sheet does not know ("..., Taupe, ...")."""
    plain = word_class("freely", sheet.language)
    claimed = [w for w in content(clause, sheet) if w.text.lower() not in sheet.cues and w.text.lower() not in plain]
    borders = [0, *(match.end() for match in _SEGMENT.finditer(clause.text))]
    for start, end in pairwise(borders):
        inside = [word for word in claimed if start <= word.span.start < end]
        if inside and len(borders) > 2 and all(word in unknown for word in inside):
            return Span(inside[0].span.start, inside[-1].span.end)
    return None


CHECKS = (figures, lines, values, denials, wording)
