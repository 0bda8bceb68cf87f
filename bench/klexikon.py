"""Klexikon: how well 25 chosen sentences of a German encyclopaedia article cover its version for children.

Protocol of Aumiller and Gertz (LREC 2022): headings and empty lines out, 25 sentences in the article's order, ROUGE F1
with rouge-score tokens (ASCII letters and digits, other letters part words) and the CISTEM stemmer, mean of articles.
"""

import re
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import mean

from bench._common import data, verdict
from klaviatur.adapters.embedders.use import UseEmbedder
from klaviatur.compose.ranking import choose, rank
from klaviatur.ports import Embedder
from klaviatur.records import Block, Role, Sentence, Source, Span

SENTENCES = 25
STEP = 5  # every fifth article unless --all is given; the order is that of the alphabet
Score = tuple[float, float, float]
Pair = tuple[str, list[str], str]

PUBLISHED: dict[str, Score] = {
    "Lead-3 (published, all articles)": (16.95, 3.77, 9.81),
    "Lead-k (published)": (24.87, 5.10, 12.01),
    "SBERT-LexRank (published)": (33.90, 6.11, 12.86),
    "ROUGE-2 oracle (published)": (41.85, 10.68, 16.00),
}


def cistem(word: str) -> str:
    """Return the stem of a lower-case German word (Weissweiler and Fraser 2017, case-insensitive)."""
    for raw, written in (("ü", "u"), ("ö", "o"), ("ä", "a"), ("ß", "ss")):
        word = word.replace(raw, written)
    word = re.sub(r"^ge(.{4,})", r"\1", word)
    for pair, mark in (("sch", "$"), ("ei", "%"), ("ie", "&")):
        word = word.replace(pair, mark)
    word = re.sub(r"(.)\1", r"\1*", word)
    while len(word) > 3:
        shorter = re.sub(r"e[mr]$|nd$", "", word) if len(word) > 5 else word
        shorter = shorter if shorter != word else re.sub(r"t$|[esn]$", "", word)
        if shorter == word:
            break
        word = shorter
    word = re.sub(r"(.)\*", r"\1\1", word)
    return word.replace("$", "sch").replace("%", "ei").replace("&", "ie")


def tokens(text: str, stems: dict[str, str]) -> list[str]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return [stems.setdefault(w, cistem(w)) if len(w) > 3 else w for w in words]


def rouge_n(gold: list[str], mine: list[str], n: int) -> float:
    theirs = Counter(zip(*(gold[i:] for i in range(n)), strict=False))
    ours = Counter(zip(*(mine[i:] for i in range(n)), strict=False))
    return f1(sum((theirs & ours).values()), sum(ours.values()), sum(theirs.values()))


def rouge_l(gold: list[str], mine: list[str]) -> float:
    return f1(common(gold, mine), len(mine), len(gold))


def f1(hits: int, mine: int, gold: int) -> float:
    precision, recall = hits / max(mine, 1), hits / max(gold, 1)
    return 100 * 2 * precision * recall / (precision + recall) if hits else 0.0


def common(a: list[str], b: list[str]) -> int:
    """Return the length of the longest common subsequence, bit-parallel (Hyyrö 2004)."""
    places: dict[str, int] = {}
    for i, token in enumerate(a):
        places[token] = places.get(token, 0) | (1 << i)
    whole = (1 << len(a)) - 1
    row = whole
    for token in b:
        hit = row & places.get(token, 0)
        row = ((row + hit) | (row - hit)) & whole
    return len(a) - row.bit_count()


def pairs(archive: Path) -> Iterator[Pair]:
    with tarfile.open(archive) as tar:
        texts = {m.name: tar.extractfile(m).read().decode() for m in tar if m.isfile()}  # type: ignore[union-attr]
    for name in sorted(texts):
        if name.startswith("wiki/"):
            stem = name.removeprefix("wiki/")
            yield stem.removesuffix(".txt").replace("_", " "), texts[name].splitlines(), texts[f"klexikon/{stem}"]


def as_source(title: str, lines: list[str]) -> Source:
    """Return the article as a source: one line a sentence, an empty line ends a paragraph."""
    text, sentences, blocks, number = title, [Sentence(0, 0, Role.TITLE, Span(0, len(title)), title)], 0, 1
    fresh = True
    for line in (raw.strip() for raw in lines):
        if not line or line.startswith("="):
            fresh = True
            continue
        blocks += fresh
        start = len(text) + (2 if fresh else 1)
        text += ("\n\n" if fresh else " ") + line
        role = Role.LEAD if blocks == 1 else Role.BODY
        sentences.append(Sentence(number, blocks, role, Span(start, start + len(line)), line))
        number, fresh = number + 1, False
    blocks_ = (Block(0, Role.TITLE, Span(0, len(title))),)
    return Source("0" * 64, title, "text/plain", "de", text, blocks_, tuple(sentences), title=Span(0, len(title)))


def summarise(source: Source, embedder: Embedder | None) -> str:
    chosen = sorted(choose(rank(source, embedder), SENTENCES))
    return "\n".join(source.sentences[i].text for i in chosen)


def lead(source: Source, n: int) -> str:
    return "\n".join(s.text for s in source.sentences[1 : n + 1])


def score(gold: str, mine: str, stems: dict[str, str]) -> Score:
    theirs, ours = tokens(gold, stems), tokens(mine, stems)
    return rouge_n(theirs, ours, 1), rouge_n(theirs, ours, 2), rouge_l(theirs, ours)


def average(scores: list[Score]) -> Score:
    return mean(s[0] for s in scores), mean(s[1] for s in scores), mean(s[2] for s in scores)


def main() -> None:
    archive = next(data("compose", "klexikon").glob("*.tar.gz"))
    embedder = UseEmbedder()
    stems: dict[str, str] = {}
    step = STEP if "--quick" in sys.argv else 1
    articles = [(as_source(title, lines), gold) for title, lines, gold in islice(pairs(archive), 0, None, step)]
    summarise(articles[0][0], None)
    began = time.perf_counter()
    mine = [summarise(source, None) for source, _ in articles]
    spent = 1000 * (time.perf_counter() - began) / sum(len(source.sentences) for source, _ in articles)
    ours = average([score(g, m, stems) for m, (_, g) in zip(mine, articles, strict=True)])
    rows = {
        f"klaviatur, {len(articles)} articles": ours,
        "klaviatur with sentence embeddings": average([score(g, summarise(s, embedder), stems) for s, g in articles]),
        "Lead-3, these articles": average([score(g, lead(s, 3), stems) for s, g in articles]),
        "Lead-25, these articles": average([score(g, lead(s, 25), stems) for s, g in articles]),
        **PUBLISHED,
    }
    print(f"{'Klexikon, 25 sentences':36} ROUGE-1 ROUGE-2 ROUGE-L")
    for name, (one, two, longest) in rows.items():
        print(f"{name:36} {one:7.2f} {two:7.2f} {longest:7.2f}")
    print(f"ROUGE-2 goal >= 6.1  {verdict(holds=ours[1] >= 6.1)}")
    print(f"{spent:.2f} ms a sentence   goal <= 2.00 ms  {verdict(holds=spent <= 2.0)}")


if __name__ == "__main__":
    main()
