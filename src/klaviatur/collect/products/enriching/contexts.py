"""For whom, for what, and instead of what: only what facts and people say, counted, each with its words."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import snowballstemmer

from klaviatur.collect.products.enriching.known import Known
from klaviatur.collect.products.enriching.proposing import proposal
from klaviatur.collect.products.enriching.reviews import MASK, Review, Sentence, sentences
from klaviatur.records import Bilingual, Kind, Language, Proposal, ProposalEvidence
from klaviatur.text.lexicon import read_table

ATTRIBUTES = {
    "audience": "target_audience",
    "use": "suitable_for",
    "instead_of": "instead_of",
    "limit": "not_suitable_for",
}
_OWN_TEXTS = (
    "description",
    "short_description",
    "marketing_text",
    "bullet_point",
    "subtitle",
    "slogan",
    "instructions",
)
_MOST_WORDS = 5
_PEOPLE_SAY = (0.3, 0.5, 0.62, 0.7, 0.76, 0.8)  # one person, two, three, ...
_OWN_FACT = 0.7
_LONGEST_QUOTE = 240
_SHORT_REMARK = 10  # words
_NOT_JOINED = r"(?!(?:und|oder|aber|sowie|and|or|but)\b)"
_NP = rf"(?P<np>[\w-]+(?:[ ]+{_NOT_JOINED}[\w'’-]+){{0,7}})"
_WORD = re.compile(r"[\w'’-]+")
_PLACEHOLDER = re.compile(r"NP")


@dataclass(frozen=True, slots=True)
class Context:
    """One thing one sentence says of a product's use."""

    what: str  # "audience", "use", "instead_of", "limit"
    words: str  # as said
    key: str  # stems in order of the alphabet: the same for "kleine Kinder" and "ein kleines Kind"
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class _Rules:
    contexts: tuple[re.Pattern[str], ...]
    situations: re.Pattern[str]
    instead: re.Pattern[str]
    limits: re.Pattern[str]
    goes_on: re.Pattern[str]
    using: re.Pattern[str]
    chosen: re.Pattern[str]
    somebody: re.Pattern[str]
    nobody: frozenset[str]
    unreal: re.Pattern[str]
    negated: re.Pattern[str]
    articles: frozenset[str]
    ends: frozenset[str]
    people: re.Pattern[str]
    nothing: frozenset[str]


def propose_contexts(products: Sequence[Known], reviews: Iterable[Review] = ()) -> list[Proposal]:
    """Return audiences, uses, what is replaced, and limits, for products whose facts or reviews say so."""
    written: dict[str, list[Review]] = defaultdict(list)
    for review in reviews:
        written[review.product].append(review)
    return [one for product in products for one in _of_product(product, written[product.key])]


def _of_product(product: Known, reviews: Sequence[Review]) -> Iterator[Proposal]:
    found: dict[tuple[str, str], list[Context]] = defaultdict(list)
    for sentence in _own_sentences(product):
        for context in contexts(sentence):
            found[context.what, context.key].append(context)
    own = {sentence.where for contexts_ in found.values() for sentence in (c.sentence for c in contexts_)}
    for review in reviews:
        for sentence in sentences(review.text, review.where):
            for context in contexts(sentence):
                found[context.what, context.key].append(context)
    stated = _stated_stems(product)
    for (what, key), said in found.items():
        if (what, key) not in stated:
            yield _proposal(product.key, what, key, said, own)


def _own_sentences(product: Known) -> Iterator[Sentence]:
    for fact in product.all(*_OWN_TEXTS):
        if fact.kind is not Kind.MEDIA:
            yield from sentences(fact.value, fact.id, placed=True, language=fact.language)


def _stated_stems(product: Known) -> set[tuple[str, str]]:
    """Return what facts of the product say already, so that nobody is asked again."""
    return {
        (what, _key(part, fact.language or "de"))
        for what, attribute in ATTRIBUTES.items()
        for fact in product.all(attribute)
        for part in re.split(r"[;,]", fact.value)
    }


def _proposal(product: str, what: str, key: str, said: Sequence[Context], own: "set[str]") -> Proposal:
    """Return the proposal of one cluster: its commonest wording, how many said so, and their sentences."""
    places = {context.sentence.where: context for context in said}
    people = sum(where not in own for where in places)
    sure = max(
        _OWN_FACT if people < len(places) else 0.0, _PEOPLE_SAY[min(people, len(_PEOPLE_SAY)) - 1] if people else 0.0
    )
    words = Counter(context.words for context in said).most_common(1)[0][0]
    count = (
        Bilingual(f"{words} ({people} × gesagt)", f"{words} (said {people} ×)") if people else Bilingual(words, words)
    )
    evidence = [_evidence(context) for context in places.values()]
    return proposal(product, what, ATTRIBUTES[what], words, count, sure, evidence, mark=key)


def _evidence(context: Context) -> ProposalEvidence:
    s = context.sentence
    quote = s.text if len(s.text) <= _LONGEST_QUOTE else s.text[: _LONGEST_QUOTE - 1] + "…"
    return ProposalEvidence(quote, s.where, s.start, s.end)


# --- One sentence -----------------------------------------------------------------------------------------------------
def contexts(sentence: Sentence) -> list[Context]:
    """Return what a sentence says of a product's use; a question or a wish says nothing, a "not for" is a limit."""
    rules = _rules(sentence.language)
    if sentence.asks or rules.unreal.search(sentence.text):
        return []
    limits = [("limit", match) for match in rules.limits.finditer(sentence.text)]
    found = limits + [("instead_of", match) for match in _instead(sentence, rules) if not _inside(match, limits)]
    for pattern in (*rules.contexts, *((rules.goes_on,) if _fits(sentence, rules) else ())):
        for match in pattern.finditer(sentence.text):
            if not _inside(match, found) and not _denied(sentence.text, match, rules):
                found.append(("", match))
    named = [_context(what, _noun_phrase(match), sentence, rules) for what, match in found]
    named += _situations(sentence, rules)
    unique: dict[tuple[str, str], Context] = {}
    for context in filter(None, named):
        unique.setdefault((context.what, context.key), context)
    return list(unique.values())


def _fits(sentence: Sentence, rules: _Rules) -> bool:
    """Return whether a sentence says of something for whom or what it is, so that an "and for" goes on with that."""
    return any(pattern.search(sentence.text) for pattern in rules.contexts)


def _instead(sentence: Sentence, rules: _Rules) -> list[re.Match[str]]:
    """Return what is replaced; in a review only where somebody chose or uses something, and never a doing."""
    own = sentence.start is not None or rules.chosen.search(sentence.text)
    found = rules.instead.finditer(sentence.text) if own else ()
    return [m for m in found if not _noun_phrase(m).split(maxsplit=1)[0].casefold().endswith("ing")]


def _situations(sentence: Sentence, rules: _Rules) -> list[Context]:
    """Return where and when people use it: of reviews only, where a sentence speaks of using it or of nobody."""
    text = sentence.text
    impersonal = len(text.split()) <= _SHORT_REMARK and not rules.somebody.search(text)
    if sentence.start is not None or not (rules.using.search(text) or impersonal):
        return []
    found = (m for m in rules.situations.finditer(sentence.text) if not _denied(sentence.text, m, rules))
    return [Context("use", m.group(), _key(m.group(), sentence.language), sentence) for m in found]


def _inside(match: re.Match[str], found: "Sequence[tuple[str, re.Match[str]]]") -> bool:
    return any(other.start() < match.end() and match.start() < other.end() for _, other in found)


def _denied(text: str, match: re.Match[str], rules: _Rules) -> bool:
    """Return whether a "not" stands in the same clause, before or in what was found."""
    start = max(text.rfind(mark, 0, match.start()) for mark in ",;:–") + 1
    return bool(rules.negated.search(text, start, match.end()))


def _noun_phrase(match: re.Match[str]) -> str:
    groups = (name for name in match.re.groupindex if name.startswith("np") and match[name])
    return match[next(groups, "np")] if match.re.groupindex else match.group()


def _context(what: str, words: str, sentence: Sentence, rules: _Rules) -> Context | None:
    """Return the context of a phrase: cut where it ends, without articles; None if it names nothing."""
    kept: list[str] = []
    if words.split(maxsplit=1)[0].casefold() in rules.nobody:
        return None
    for word in words.split():
        if word.casefold() in rules.ends and kept:
            break
        if kept or word.casefold() not in rules.articles | rules.ends:
            kept.append(word)
    phrase = " ".join(kept[:_MOST_WORDS]).strip(" -'’")
    lower = phrase.casefold()
    if not phrase or MASK in phrase or len(lower) < 3 or lower in rules.nothing or kept[-1].casefold() in rules.nothing:
        return None
    if sentence.language == "de" and not any(word[0].isupper() for word in kept):
        return None  # a German phrase without a noun names nothing
    people = rules.people.search(phrase)
    return Context(what or ("audience" if people else "use"), phrase, _key(phrase, sentence.language), sentence)


def _key(phrase: str, language: Language) -> str:
    rules = _rules(language)
    words = [word.casefold() for word in _WORD.findall(phrase) if word.casefold() not in rules.articles | rules.ends]
    return " ".join(sorted(_stemmer(language).stemWords(words)))


@cache
def _stemmer(language: Language) -> Any:
    return snowballstemmer.stemmer("german" if language == "de" else "english")


@cache
def _rules(language: Language) -> _Rules:
    table: Mapping[str, Any] = read_table("klaviatur.collect.products.enriching", "contexts.toml")[language]
    fill = {"FITS": table["fits"]}
    prepare = [_pattern(text, fill) for text in table["patterns"]]
    people = "|".join(sorted(table["people"].split("|"), key=len, reverse=True))
    ending = r"(?:e?r?n|e?s|e|in|innen|nen|e?r)?" if language == "de" else "s?"
    return _Rules(
        contexts=tuple(prepare),
        situations=_pattern(rf"\b(?:{table['situations']})\b", {}),
        instead=_pattern(table["instead"], fill),
        limits=_pattern(table["limits"], fill),
        goes_on=_pattern(table["goes_on"], fill),
        using=_pattern(rf"\b(?:{table['using']})\b", {}),
        chosen=_pattern(rf"\b(?:{table['chosen']})\b", {}),
        somebody=_pattern(rf"\d|\b(?:{table['somebody']})\b", {}),
        nobody=frozenset(table["nobody"].split("|")),
        unreal=_pattern(rf"\b(?:{table['unreal']})\b", {}),
        negated=_pattern(rf"\b(?:{table['negated']})\b", {}),
        articles=frozenset(table["articles"].split("|")),
        ends=frozenset(table["ends"].split("|")),
        people=_pattern(rf"(?:{people}){ending}\b", {}),
        nothing=frozenset(table["nothing"].split("|")),
    )


def _pattern(text: str, fill: Mapping[str, str]) -> re.Pattern[str]:
    """Return a pattern of the table; each NP in it gets a group of its own."""
    for name, value in fill.items():
        text = text.replace(name, value)
    count = iter(range(100))
    text = _PLACEHOLDER.sub(lambda _: _NP.replace("<np>", f"<np{next(count)}>"), text)
    return re.compile(rf"(?<!\w)(?:{text})" if "np0" in text else text, re.IGNORECASE)
