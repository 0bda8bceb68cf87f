"""Laying the blocks out as one text, so that every later span points into it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from klaviatur.collect.drafts import Draft
from klaviatur.records import Block, Image, Language, Link, Role, Sentence, Span
from klaviatur.text.sentences import split_sentences

_WHOLE = {Role.HEAD, Role.TITLE, Role.SUBTITLE, Role.HEADING, Role.TABLE}


@dataclass(frozen=True, slots=True)
class Layout:
    """The text with its blocks and sentences; `drafts[i]` became `blocks[i]`."""

    text: str
    drafts: tuple[Draft, ...]
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]
    links: tuple[Link, ...]
    images: tuple[Image, ...]


def lay_out(drafts: Sequence[Draft], language: Language) -> Layout:
    """Join the blocks: head lines by a line break, all others by a blank line; alt texts become captions."""
    drafts = tuple(_with_captions(drafts))
    text = ""
    blocks: list[Block] = []
    for index, draft in enumerate(drafts):
        if index:
            text += "\n" if draft.role is Role.HEAD is drafts[index - 1].role else "\n\n"
        blocks.append(Block(index, draft.role, Span(len(text), len(text) + len(draft.text)), draft.level))
        text += draft.text
    return Layout(
        text,
        drafts,
        tuple(blocks),
        tuple(_sentences(text, blocks, language)),
        tuple(_links(drafts, blocks)),
        tuple(_images(drafts, blocks)),
    )


def _with_captions(drafts: Sequence[Draft]) -> Iterator[Draft]:
    for draft in drafts:
        if draft.role is Role.CAPTION and len(draft.images) == 1:
            yield draft
            continue
        if draft.text:
            yield replace(draft, images=())
        for image in draft.images:
            words = image.alt or image.caption
            yield Draft(Role.CAPTION, " ".join(words.split()), images=(image,))


def _sentences(text: str, blocks: Sequence[Block], language: Language) -> Iterator[Sentence]:
    index = 0
    for block in blocks:
        whole = [block.span] if block.role in _WHOLE and block.span.end > block.span.start else None
        for span in whole or _shifted(text, block.span, language):
            yield Sentence(index, block.index, block.role, span, text[span.start : span.end])
            index += 1


def _shifted(text: str, block: Span, language: Language) -> Iterator[Span]:
    for span in split_sentences(text[block.start : block.end], language):
        yield Span(block.start + span.start, block.start + span.end)


def _links(drafts: Sequence[Draft], blocks: Sequence[Block]) -> Iterator[Link]:
    for draft, block in zip(drafts, blocks, strict=True):
        for link in draft.links:
            span = link.span and Span(block.span.start + link.span.start, block.span.start + link.span.end)
            yield Link(link.url, link.text, span)


def _images(drafts: Sequence[Draft], blocks: Sequence[Block]) -> Iterator[Image]:
    for draft, block in zip(drafts, blocks, strict=True):
        for image in draft.images:
            yield replace(image, span=block.span if draft.text else None)
