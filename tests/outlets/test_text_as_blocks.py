"""Paragraphs, lists and addresses: every number and every address of a wording arrives as it was released."""

from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from klaviatur.adapters.outlets.blocks import BlockKind, TextBlock, article_of, blocks_of
from klaviatur.adapters.outlets.linking import linked
from klaviatur.adapters.outlets.markup import article_markdown, html_of
from klaviatur.records import VariantPart
from klaviatur.testing import sample_outgoing

DATES = "12. Mai: Konzert\n15. Mai: Lesung\n24. Dezember: geschlossen"


def links_in(text: str) -> list[str]:
    return [to for _, to in linked(text) if to]


@pytest.mark.parametrize(
    "text",
    [
        DATES,
        DATES.replace("\n", "\n\n"),
        f"Die Termine:\n{DATES}",
        "3. März 2027: Das Bad öffnet.",
        "1. Mai: geschlossen\n2. Mai: offen",
        "1. 5. 2027: geschlossen\n2. 5. 2027: offen",
        "3. Wird der Eintritt teurer?",
        "2) Zweitens\n3) Drittens",
    ],
)
def test_numbers_before_lines_stay_as_they_were_released(text: str) -> None:
    blocks = blocks_of(text)
    assert {block.kind for block in blocks} == {BlockKind.PARAGRAPH}
    assert [line for block in blocks for line in block.lines] == [line for line in text.splitlines() if line]


def test_lines_that_count_are_a_list_also_with_blank_lines_between_them() -> None:
    counted = TextBlock(BlockKind.NUMBERED, ("Anmelden", "Einsteigen"))
    assert blocks_of("1. Anmelden\n2. Einsteigen") == (counted,)
    assert blocks_of("1) Anmelden\n\n2) Einsteigen") == (counted,)
    assert blocks_of("1. Anmelden\n2. Einsteigen\n\n1. Anmelden\n2. Einsteigen") == (counted, counted)


def test_a_date_is_the_same_day_as_text_html_and_markdown() -> None:
    outgoing = replace(
        sample_outgoing("blog_post"), parts=(VariantPart("title", "Termine"), VariantPart("body", DATES))
    )
    article = article_of(outgoing)
    markdown = MarkdownIt().render(article_markdown(article, outgoing))
    for line in DATES.splitlines():
        assert line in html_of(article.body)
        assert line in markdown


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Mehr unter https://de.wikipedia.org/wiki/Bad_(Ostheim).", ["https://de.wikipedia.org/wiki/Bad_(Ostheim)"]),
        ("(siehe https://bad.example/zeiten)", ["https://bad.example/zeiten"]),
        ("(https://bad.example/a_(b))", ["https://bad.example/a_(b)"]),
        ("https://bad.example/?wo[]=Nord, bald", ["https://bad.example/?wo[]=Nord"]),
        ("Er sagt: ‚https://bad.example‘", ["https://bad.example"]),
        ("**https://bad.example/zeiten**", ["https://bad.example/zeiten"]),
        ("HTTPS://Bad.example/Zeiten", ["https://Bad.example/Zeiten"]),
        ("https://bäder.example/öffnung\u200b jetzt", ["https://bäder.example/öffnung"]),
        ("https://bad\u00ad.example/zei\u200bten\u200f", ["https://bad.example/zeiten"]),
        ("https:// und https://) sind keine", []),
    ],
)
def test_an_address_leads_where_it_was_meant_to(text: str, links: list[str]) -> None:
    assert links_in(text) == links
    assert "".join(words for words, _ in linked(text)) == text


def test_a_call_leads_to_its_address_without_the_stop_behind_it() -> None:
    assert blocks_of("Karten: https://bad.example/karten.") == (
        TextBlock(BlockKind.CALL, ("Karten", "https://bad.example/karten")),
    )
    kinds = [block.kind for block in blocks_of("Karten: https://bad.example/karten oder an der Kasse")]
    assert kinds == [BlockKind.PARAGRAPH]
