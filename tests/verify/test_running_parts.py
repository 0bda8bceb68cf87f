"""What is judged over several parts or several variants, on texts as our writer makes them."""

from pathlib import Path

import pytest

from klaviatur import play
from klaviatur.records import Played, Verdict

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", params=["pressetext_de.md", "press_text_en.md"])
def played(request: pytest.FixtureRequest) -> Played:
    return play(ROOT / "examples" / request.param)


def test_a_qualifier_in_the_caption_before_is_not_missed(played: Played) -> None:
    captions = next(c for c in played.checked if c.variant.channel == "video_captions")
    assert [f.words for f in captions.findings if f.rule == "number.qualifier"] == []


def test_prices_of_different_things_do_not_contradict_each_other(played: Played) -> None:
    assert [f.message.en for f in played.findings if f.rule == "consistency.number"] == []


def test_a_name_in_place_of_its_pronoun_leaves_a_clause_supported(played: Played) -> None:
    doubtful = [
        (c.variant.channel, c.variant.parts[e.part].text[e.span.start : e.span.end])
        for c in played.checked
        for e in c.evidence
        if e.verdict in (Verdict.ALTERED, Verdict.UNSUPPORTED)
        and not any(f.part == e.part and f.rule.startswith("word.") for f in c.findings)
    ]
    assert doubtful == []
