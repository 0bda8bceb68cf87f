"""What a product text says, from a title to a sentence, each built from facts alone."""

import re
from collections.abc import Callable, Iterator
from itertools import groupby

from klaviatur.compose.pieces import Pieces, capitalise, from_sentence, join, layout, text_of, with_end_mark
from klaviatur.compose.products.desk import Desk
from klaviatur.compose.products.record import Record, Said, attributes, fragment, listed, tells
from klaviatur.compose.room import clipped, stands
from klaviatur.records import Role, Sentence

Fits = Callable[[str], bool]

_WORD = re.compile(r"\w+")
_CLINGS = re.compile(
    r"^(?:er|sie|es|ihm|ihr|dies\w*|damit|dabei|dadurch|darüber|dazu|daher|deshalb|so|auch|außerdem|zudem|aber|und|"
    r"oder|doch|sondern|it|its|they|this|these|that|thus|so|also|but|and|or|moreover|however)\b",
    re.IGNORECASE,
)
_SENTENCE_WORDS = (4, 38)


# --- title: brand, what it is, what people choose it by, version ----------------------------------------------------
def title(desk: Desk, fits: Fits) -> Pieces:
    """Return brand, name, kind, the attribute people choose by, and the version, as much of it as fits."""
    record = desk.record
    whole = branded(record)
    if not fits(text_of(whole)):
        whole = record.title if fits(text_of(record.title)) else clipped(record.title, fits)
    for one in _title_parts(record):
        wider = join((whole, one.value), ", ")
        if (
            whole
            and not _says(text_of(whole), one.words)
            and len(one.words) <= _LONGEST_TITLE_PART
            and fits(text_of(wider))
        ):
            whole = wider
    return whole


_LONGEST_TITLE_PART = 40
_LONG_WORD = 4  # letters; a word that long is said by a compound, too: "Leinenhemd" says "Leinen" and "Hemd"


def _says(title: str, words: str) -> bool:
    """Return whether a title says words already, whatever blanks stand in them."""
    plain, asked = " ".join(title.lower().split()), " ".join(words.lower().split())
    if len(asked) >= _LONG_WORD and asked.isalpha():
        return re.search(rf"\b{asked}|{asked}\b", plain) is not None
    return re.search(rf"(?<!\w){re.escape(asked)}(?!\w)", plain) is not None


def branded(record: Record) -> Pieces:
    """Return the name with the brand before it, unless the name has it already."""
    brand = record.first("brand")
    held = brand is None or brand.words.lower() in text_of(record.title).lower() or not tells(brand)
    return record.title if held or brand is None else (*brand.value, *layout(" "), *record.title)


def _title_parts(record: Record) -> Iterator[Said]:
    kind = record.first("type")
    if kind and tells(kind) and not _words(kind.words) & _words(text_of(record.title)):
        yield kind
    chosen = next((one for one in record.all("choose") if tells(one)), None)
    if chosen:
        yield chosen
    yield from (one for one in record.all("variant") if tells(one))


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text) if len(word) > 2}


# --- facts -----------------------------------------------------------------------------------------------------------
def points(desk: Desk, most: int, fits: Fits) -> list[Pieces]:
    """Return up to `most` facts as "Label: value", best first, those that fit."""
    lines = (one.line for one in desk.record.facts)
    return [line for line in lines if fits(text_of(line))][:most]


def keys(desk: Desk, most: int = 3, longest: int = 60) -> Pieces:
    """Return the best facts in a few words each: "18 V Spannung, 45 Nm Drehmoment", () without facts that short."""
    known = attributes("facts")
    telling = (one for one in _headed(desk.record) if one.attribute in known and one.kind != "boolean")
    short = (fragment(one, desk.language) for one in telling)
    return listed([one for one in short if len(text_of(one)) <= longest and ": " not in text_of(one)][:most])


def _headed(record: Record) -> Iterator[Said]:
    """Give the facts, those the title does not say yet first."""
    named = text_of(record.title).lower()
    yield from sorted(record.facts, key=lambda one: one.words.lower() in named)


def headlines(desk: Desk, fits: Fits) -> Iterator[Pieces]:
    """Give short lines that stand alone: title, brand and kind, facts with what they are."""
    record = desk.record
    yield title(desk, fits)
    yield record.title
    for one in record.facts:
        yield capitalise(fragment(one, desk.language))
    yield from (one.line for one in record.all("variant") if tells(one))
    brand = record.first("brand")
    if brand:
        yield brand.line
    yield clipped(record.title, fits)


def sentence(desk: Desk, one: Said) -> Pieces:
    """Return a fact as a sentence of its own where the bank has one for it, else "Label: value."."""
    own = desk.say(f"product.say.{one.attribute}", **{one.attribute: one.value})
    return own or with_end_mark(one.line)


def lead(desk: Desk) -> Pieces:
    """Return the first sentence: what it is, and what it is chosen by."""
    record = desk.record
    best = keys(desk)
    return with_end_mark(join((branded(record), best), ": ")) if best else with_end_mark(branded(record))


# --- the long texts -------------------------------------------------------------------------------------------------
def story(record: Record) -> list[Pieces]:
    """Return the sentences of the long texts that stand alone, in their order, none twice."""
    least, most = _SENTENCE_WORDS
    found: dict[str, Pieces] = {}
    for one in record.sentences:
        words = len(one.text.split())
        if least <= words <= most and _stands(one.text):
            found.setdefault(one.text, from_sentence(record.source, one))
    return list(found.values())


def _stands(text: str) -> bool:
    """Return whether a sentence needs none before it, is finished and addresses nobody."""
    return (
        text[:1].isupper()
        and text[-1:] in ".!"
        and text.count("!") <= 1
        and not _CLINGS.match(text)
        and stands(text)
        and "*" not in text
        and not _OPEN.search(text)
    )


_OPEN = re.compile(r"[„“\"«»(]|:$|\b(?:www|http)|©|®|™")


def told(record: Record) -> list[Pieces]:
    """Return the first long text paragraph by paragraph, its headings left out; [] if there is none."""
    wanted = [f.span for name in attributes("story") for f in record.source.facts if f.attribute == name]
    if not wanted:
        return []
    inside = [s for s in record.sentences if wanted[0].start <= s.span.start and s.span.end <= wanted[0].end]
    blocks = dict.fromkeys(one.block for one in inside)
    return _with_lists([[s for s in inside if s.block == block] for block in blocks], record)


def _with_lists(blocks: list[list[Sentence]], record: Record) -> list[Pieces]:
    """Return the blocks, the items of a list below each other with marks."""
    found: list[Pieces] = []
    for is_list, several in groupby(blocks, key=lambda block: block[0].role is Role.ITEM):
        said = [join([from_sentence(record.source, one) for one in block]) for block in several]
        found += [join([(*layout("• "), *one) for one in said], "\n")] if is_list else said
    return found
