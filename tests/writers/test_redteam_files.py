"""The labelled drafts can be rebuilt and hold no wording of others."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

BENCH = Path(__file__).resolve().parents[2] / "bench"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("redteam_data", BENCH / "redteam_data.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["redteam_data"] = module
    spec.loader.exec_module(module)
    return module


DATA = load()
WORDS = st.lists(st.sampled_from(["The", "the", "ferry,", "sails", "„nie“", "9", "a", "\u00e4"]), max_size=40).map(
    " ".join
)


def records(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (BENCH / "redteam" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("name", "drafts"), [("drafts", 200), ("held_out", 60)])
def test_every_draft_is_labelled_sentence_by_sentence(name: str, drafts: int) -> None:
    found = records(name)
    assert len(found) == drafts
    for record in found:
        assert record["claims"]
        for claim in record["claims"]:
            assert claim["label"] in {"true", "false", "none", "arguable"}
            assert (claim["label"] == "false") == bool(claim.get("wrong"))
            assert all(
                claim["span"][0] <= w["span"][0] < w["span"][1] <= claim["span"][1] for w in claim.get("wrong", ())
            )


@given(WORDS, WORDS)
def test_a_folded_draft_unfolds_to_itself_and_keeps_no_long_run(text: str, article: str) -> None:
    other = DATA.Article("qags", "en", article, {"dataset": "qags"})
    pieces = DATA.fold(text, other)
    assert DATA.unfold(pieces, other) == text
    runs = {tuple(article.casefold().replace(",", "").split()[i : i + 6]) for i in range(len(article.split()) - 5)}
    for piece in pieces:
        words = piece.casefold().replace(",", "").split() if isinstance(piece, str) else []
        assert not runs & {tuple(words[i : i + 6]) for i in range(len(words) - 5)}


@pytest.mark.parametrize("name", ["drafts", "held_out"])
def test_drafts_are_rebuilt_from_the_articles_they_are_about(name: str, test_data: Path) -> None:
    known = {json.dumps(a.reference, sort_keys=True): a for a in DATA.articles(DATA.SETS[name])}
    for record in records(name):
        text = DATA.unfold(record["text"], known[json.dumps(record["source"], sort_keys=True)])
        assert all(text[slice(*claim["span"])].strip() for claim in record["claims"])
