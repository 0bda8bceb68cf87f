"""The desk a form works at: one brief, one channel, what is already said, and what still fits."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from klaviatur.compose.brief import Brief
from klaviatur.compose.given import TITLE
from klaviatur.compose.pieces import Pieces, from_span, join, layout, phrase, text_of, words_in
from klaviatur.compose.plain import statements_in
from klaviatur.compose.ranking import choose
from klaviatur.compose.room import shortened
from klaviatur.compose.standing import text_stands_alone
from klaviatur.compose.statements import Statement, likeness
from klaviatur.compose.typography import plain_marks
from klaviatur.compose.voicing import speak
from klaviatur.records import (
    Bilingual,
    Channel,
    Finding,
    PartProfile,
    Phrasebook,
    Piece,
    Severity,
    Source,
    Span,
    Voice,
)
from klaviatur.text.counting import fits, measure
from klaviatur.text.lexicon import read_table

Draft = tuple[str, Pieces]  # part name and content
_TITLES = frozenset({"title", "headline", "subject"})
_ONE_GO = 24  # words
_ROOM = 50  # characters; in less, a part that heads a text shows another line than the title
SAME = 0.58  # statements that share more than this say the same thing twice


@dataclass(slots=True)
class Desk:
    """Where one variant is put together. `taken` are indices of the source's sentences that are already in it."""

    brief: Brief
    channel: Channel
    book: Phrasebook
    turn: int
    taken: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def source(self) -> Source:
        """Return the source."""
        return self.brief.source

    @property
    def voice(self) -> Voice:
        """Return the voice."""
        return self.brief.voice

    # --- words of ours ---

    def say(self, use: str, *, turn: int | None = None, **slots: Sequence[Piece] | str) -> Pieces:
        """Return a declared phrase in this voice, () if the bank has none that suits."""
        said = phrase(
            self.book,
            use,
            {name: value for name, value in slots.items() if value},
            language=self.source.language,
            address=self.voice.address,
            register=self.voice.register,
            family=self.channel.family,
            turn=self.turn if turn is None else turn,
        )
        return said or ()

    def warn(self, rule: str, german: str, english: str, severity: Severity = Severity.NOTE) -> None:
        """Leave a finding for the reviewer."""
        self.findings.append(Finding(rule, severity, Bilingual(german, english)))

    # --- room ---

    def part(self, name: str) -> PartProfile | None:
        """Return the profile of a part, None if the channel has no such part."""
        return next((part for part in self.channel.parts if part.name == name), None)

    def fits(self, name: str, content: Iterable[Piece] | str) -> bool:
        """Return whether a text keeps every limit of the part, practice included."""
        part = self.part(name)
        text = self.shown(content if isinstance(content, str) else text_of(content))
        return bool(text) and (part is None or fits(text, part.limits))

    def shown(self, text: str) -> str:
        """Return the text as the channel will carry it: without typographic marks where they cost a message."""
        return plain_marks(text) if self.channel.options.get("transliterate") else text

    def size(self, name: str, content: Iterable[Piece]) -> int:
        """Return the size of a text in the part's own measure."""
        part = self.part(name)
        text = text_of(content)
        return measure(text, part.limits[0].measure) if part and part.limits else len(text)

    def aim(self, name: str) -> tuple[int, int]:
        """Return what a professional aims at in this part."""
        part = self.part(name)
        return part.target if part and part.target else (100, 400)

    @property
    def angle(self) -> tuple[str, ...]:
        """Return which kinds of statements this channel tells after its news, the most wanted first."""
        own = self.channel.options.get("angle")
        if own:
            return tuple(kind.strip() for kind in own.split(","))
        return tuple(read_table("klaviatur.compose", "angles.toml").get(self.channel.name, ()))

    # --- the source's words ---

    def take(self, statement: Statement | None) -> Pieces:
        """Return a statement's words, trimmed to the channel's sentence length, and remember that they are said."""
        if statement is None:
            return ()
        self.taken.append(statement.index)
        return self.trim(statement.pieces)

    def trim(self, pieces: Pieces, words: int | None = None) -> Pieces:
        """Return the pieces at the channel's sentence length if a clause border allows it, else in more sentences.

        Only a sentence that nobody reads in one go is parted; one that cannot be is left as it is.
        """
        most = words or self.channel.max_sentence_words
        if words_in(pieces) <= most:
            return pieces
        short = shortened(self.source, pieces, lambda text: len(text.split()) <= most)
        if short or words_in(pieces) <= _ONE_GO:
            return short or pieces
        told = statements_in(self.source, pieces)
        return join(told) if all(text_stands_alone(self.source, text_of(one)) for one in told[:1]) else pieces

    def quoted_source(self, span: Span) -> Pieces:
        """Return the source's own words at a span, in the sender's voice."""
        return speak(self.source, self.voice, from_span(self.source, span)).pieces

    def is_clear(self, one: Statement) -> bool:
        """Return whether what the statement takes for granted is said already: its nouns, and the news it speaks of."""
        said = self.said()
        return bool(said or not one.in_context) and all(places & said for places in one.granted)

    def said(self) -> set[int]:
        """Return which sentences the text holds already, and whether its title stands above it."""
        return {*self.taken, *([TITLE] if self._is_titled() else [])}

    def _is_titled(self) -> bool:
        title, parts = self.brief.title, [part for part in self.channel.parts if part.name in _TITLES]
        once = [part for part in parts if part.count[1] == 1]
        return bool(title) and any(self.fits(p.name, title) or self.aim(p.name)[1] >= _ROOM for p in once)

    def fresh(self, among: Iterable[Statement]) -> list[Statement]:
        """Return the statements that stand alone, are not said yet and take nothing for granted that is not said."""
        said = [one for one in self.brief.standing if one.index in self.taken]
        stems = [one.stems for one in said]
        return [
            one
            for one in among
            if one.pieces
            and not one.has_address
            and self.is_clear(one)
            and one.index not in self.taken
            and all(likeness(one.stems, s) < SAME for s in stems)
        ]

    def best(
        self,
        n: int,
        *,
        kinds: Collection[str] = (),
        avoid: Collection[str] = ("quote",),
        words: int = 30,
        among: Iterable[Statement] | None = None,
        good: Callable[[Statement], bool] | None = None,
    ) -> list[Statement]:
        """Return up to `n` fresh statements of these kinds, in reading order, that say different things."""
        pool = [
            one
            for one in self.fresh(self.brief.standing if among is None else among)
            if (not kinds or one.kinds & set(kinds)) and not one.kinds & set(avoid)
            if 5 <= one.words <= words and (good is None or good(one))
        ]
        by_index = {one.index: one for one in pool}
        order = choose(self.brief.ranking, n * 3, among=set(by_index), taken=self.taken)
        chosen: list[Statement] = []
        for one in (by_index[i] for i in order):
            if len(chosen) < n and all(likeness(one.stems, c.stems) < SAME for c in chosen):
                chosen.append(one)
        return sorted(chosen, key=lambda one: one.index)


def paragraphs(*blocks: Sequence[Piece]) -> Pieces:
    """Return the blocks with a blank line between each two."""
    return join(blocks, "\n\n")


def lines(*blocks: Sequence[Piece]) -> Pieces:
    """Return the blocks, one a line."""
    return join(blocks, "\n")


def bullets(points: Iterable[Sequence[Piece]], mark: str = "• ") -> Pieces:
    """Return a list, one point a line."""
    return join([(*layout(mark), *point) for point in points if point], "\n")


def labelled(label: Pieces, block: Pieces) -> Pieces:
    """Return a block under its label, () if there is no block."""
    return lines(label, block) if block else ()
