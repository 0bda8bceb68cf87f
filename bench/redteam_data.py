"""Red-team drafts: where their sources lie, how a draft is kept without the wording of others, and rebuilt."""

import csv
import gzip
import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OWN = Path(__file__).resolve().parent / "redteam" / "sources"
RUN = 6  # words in a row that count as copied


@dataclass(frozen=True, slots=True)
class DraftSet:
    """Which articles of which data set a set of drafts is about, and how many drafts each kind of source has."""

    name: str
    summedits: tuple[int, ...]
    qags: tuple[int, ...]
    gnad10k: tuple[int, ...]
    plan: dict[str, int]
    first_seed: int


FIRST = DraftSet(
    "drafts",
    summedits=(9, 10, 12, 13, 16, 17),
    qags=(1, 2, 24, 27, 33, 50, 87, 97, 193, 227),
    gnad10k=(115, 141, 286, 636, 858),
    plan={"own_long_en": 15, "own_en": 8, "own_long_de": 6, "own_de": 5, "summedits": 6, "qags": 6, "gnad10k": 4},
    first_seed=0,
)
HELD_OUT = DraftSet(
    "held_out",
    summedits=(14,),
    qags=(46, 128, 133, 231),
    gnad10k=(541, 716),
    plan={"own_long_en": 6, "own_en": 3, "own_long_de": 2, "own_de": 2, "summedits": 4, "qags": 5, "gnad10k": 2},
    first_seed=500_000,
)
SETS = {one.name: one for one in (FIRST, HELD_OUT)}


@dataclass(frozen=True, slots=True)
class Article:
    """A text drafts were written about."""

    kind: str
    language: str
    text: str
    reference: dict[str, Any]


def data_folder() -> Path:
    """Return the folder with texts of others; it may not exist."""
    return Path(os.environ.get("KLAVIATUR_TEST_DATA", ROOT.parent / "shared" / "data")) / "compose"


def articles(drafts: DraftSet) -> Iterator[Article]:
    """Yield every source of a set in a fixed order; texts of others only where the data lies."""
    yield from _own()
    if data_folder().is_dir():
        yield from _summedits(drafts.summedits)
        yield from _qags(drafts.qags)
        yield from _gnad10k(drafts.gnad10k)


def _own() -> Iterator[Article]:
    long = (("own_long_en", "examples/press_text_en.md"), ("own_long_de", "examples/pressetext_de.md"))
    short = (("own_" + p.name[:2], str(p.relative_to(ROOT))) for p in sorted(OWN.glob("*.md")))
    for kind, place in (*long, *short):
        text = (ROOT / place).read_text(encoding="utf-8")
        digest = hashlib.sha256(text.encode()).hexdigest()
        yield Article(kind, kind[-2:], text, {"own": place, "sha256": digest})


def _summedits(indices: tuple[int, ...]) -> Iterator[Article]:
    with gzip.open(data_folder() / "summedits" / "summedits_news.json.gz", "rt", encoding="utf-8") as file:
        texts = list(dict.fromkeys(row["doc"] for row in json.load(file)))
    yield from (_foreign("summedits", "en", index, texts[index]) for index in indices)


def _qags(indices: tuple[int, ...]) -> Iterator[Article]:
    lines = (data_folder() / "qags" / "mturk_cnndm.jsonl").read_text(encoding="utf-8").splitlines()
    yield from (_foreign("qags", "en", index, json.loads(lines[index])["article"]) for index in indices)


def _gnad10k(indices: tuple[int, ...]) -> Iterator[Article]:
    with gzip.open(data_folder() / "gnad10k" / "test.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=";", quotechar="'"))
    yield from (_foreign("gnad10k", "de", index, rows[index][1]) for index in indices)


def _foreign(dataset: str, language: str, index: int, text: str) -> Article:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Article(dataset, language, text, {"dataset": dataset, "index": index, "sha256": digest})


_MONTHS = "Jan|Feb|Mär|Mar|Apr|Mai|May|Jun|Jul|Aug|Sep|Okt|Oct|Nov|Dez|Dec"
_END = re.compile(
    r"(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bSt)(?<!\b[ap]\.m)(?<!\d)[.!?…]+[\"”“'’)]*(?=\s|$)"
    rf"|(?<=\d)[.!?]+(?=\s+(?!{_MONTHS})[A-ZÄÖÜ\"„#]|\s*$)"
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return rough sentence borders, good enough to label by; verify never sees them."""
    ends = [m.end() for m in _END.finditer(text)]
    if not ends or text[ends[-1] :].strip():
        ends.append(len(text))
    spans, start = [], 0
    for end in ends:
        while start < end and text[start].isspace():
            start += 1
        if start < end:
            spans.append((start, end))
        start = end
    return spans


def fold(text: str, article: Article) -> list[Any]:
    """Return a draft as pieces: its own words as strings, words copied from an article of others as offsets."""
    if "own" in article.reference:
        return [text]
    words = [m.span() for m in re.finditer(r"\w+", article.text)]
    known = {_key(article.text, words[i : i + RUN]): i for i in range(len(words) - RUN, -1, -1)}
    mine = [m.span() for m in re.finditer(r"\w+", text)]
    pieces: list[Any] = []
    at, i = 0, 0
    while i <= len(mine) - RUN:
        length = _same(text, mine[i:], article.text, words, known.get(_key(text, mine[i : i + RUN])))
        if not length:
            i += 1
            continue
        first = known[_key(text, mine[i : i + RUN])]
        copied = _copied(text, mine[i : i + length], article.text, words[first : first + length])
        pieces += [text[at : mine[i][0]], *copied]
        at, i = mine[i + length - 1][1], i + length
    return [p for p in (*pieces, text[at:]) if p != ""]


def _key(text: str, spans: list[tuple[int, int]]) -> str:
    return " ".join(text[a:b] for a, b in spans).casefold()


def _same(text: str, mine: list[tuple[int, int]], other: str, words: list[tuple[int, int]], first: int | None) -> int:
    if first is None:
        return 0
    pairs = zip(mine, words[first:], strict=False)
    length = 0
    for (a, b), (c, d) in pairs:
        if text[a:b].casefold() != other[c:d].casefold():
            break
        length += 1
    return length


def _copied(text: str, mine: list[tuple[int, int]], other: str, words: list[tuple[int, int]]) -> list[Any]:
    """Return one reference per stretch of the same case and spacing; a word in another case says so."""
    pieces: list[Any] = []
    for number, ((a, b), (c, d)) in enumerate(zip(mine, words, strict=True)):
        same = text[a:b] == other[c:d]
        gap = text[mine[number - 1][1] : a] if number else ""
        last = pieces[-1] if pieces else None
        joins = same and isinstance(last, dict) and not last.get("case") and other[last["ref"][1] : c] == gap
        if joins and isinstance(last, dict):
            last["ref"][1] = d
            continue
        pieces += [gap] if gap else []
        pieces.append({"ref": [c, d]} if same else {"ref": [c, d], "case": _case(text[a:b], other[c:d])})
    return pieces


def _case(mine: str, other: str) -> str:
    ways = {"lower": other.lower(), "upper": other.upper(), "capital": other[:1].upper() + other[1:]}
    return next((way for way, word in ways.items() if word == mine), "as:" + mine)


def unfold(pieces: list[Any], article: Article) -> str:
    """Return the draft's text again; the article must be the one it was written about."""
    return "".join(piece if isinstance(piece, str) else _restore(piece, article.text) for piece in pieces)


def _restore(piece: dict[str, Any], text: str) -> str:
    start, end = piece["ref"]
    word = text[start:end]
    case = piece.get("case", "")
    if case.startswith("as:"):
        return str(case[3:])
    ways = {"lower": word.lower(), "upper": word.upper(), "capital": word[:1].upper() + word[1:]}
    return ways.get(case, word)
