"""Building a block from runs of text, so that links and images know their place in it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from klaviatur.adapters.sources.decoding import clean
from klaviatur.records import Image, Link, RawBlock, RawKind, Span

_SPACES = re.compile(r"[ \t\f\v]+")


@dataclass(slots=True)
class BlockBuilder:
    r"""Collects runs; white space is collapsed, "\\n" stays a hard line break."""

    text: str = ""
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)

    def add(self, run: str, url: str | None = None) -> None:
        """Append a run of text, linked to `url` if there is one."""
        run = _SPACES.sub(" ", clean(run))
        if not self.text or self.text.endswith((" ", "\n")):
            run = run.lstrip(" ")
        start = len(self.text)
        self.text += run
        if url and run.strip():
            self._add_link(start, url)

    def break_line(self) -> None:
        """Append a hard line break."""
        if self.text and not self.text.endswith("\n"):
            self.text = self.text.rstrip(" ") + "\n"

    def add_image(self, url: str, alt: str, caption: str = "") -> None:
        """Remember an image at this place; its alt text is not part of the block."""
        self.images.append(Image(url=url.strip(), alt=" ".join(clean(alt).split()), caption=" ".join(caption.split())))

    def build(self, kind: RawKind, level: int = 0) -> RawBlock:
        """Return the block; runs at its end lose their white space."""
        text = self.text.rstrip()
        links = tuple(link for link in self.links if link.span is None or link.span.end <= len(text))
        return RawBlock(kind, text, level, links, tuple(self.images))

    def _add_link(self, start: int, url: str) -> None:
        end = len(self.text.rstrip())
        start += len(self.text[start:]) - len(self.text[start:].lstrip())
        if start >= end:
            return
        last = self.links[-1] if self.links else None
        if last and last.url == url and last.span and last.span.end == start:
            start = last.span.start
            self.links.pop()
        self.links.append(Link(url=url, text=self.text[start:end], span=Span(start, end)))


def filled(blocks: Iterable[RawBlock]) -> tuple[RawBlock, ...]:
    """Return the blocks that hold words or images."""
    return tuple(block for block in blocks if block.text.strip() or block.images)
