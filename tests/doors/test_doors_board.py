"""The board: one page that holds everything, loads nothing and believes nobody."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
import stage
from test_doors_marks import read

from klaviatur.doors import web
from klaviatur.doors.web.board import render_board
from klaviatur.doors.web.index import IndexEntry, render_index
from klaviatur.records import Bilingual, Count, Finding, Limit, Measure, Severity, Span

WEB = Path(web.__file__).parent
HOSTILE = "<script>alert(1)</script> \"quotes\" 'single' & </textarea><!-- \u202eBIDI\u202c `x` {{ 7*7 }} {% raw %}"


@pytest.fixture(scope="module")
def page() -> str:
    return render_board(stage.played(), stage.channels(), "de")


def test_every_character_of_every_variant_is_on_the_page(page: str) -> None:
    shown = read(page).text
    for checked in stage.played().checked:
        for part in checked.variant.parts:
            assert part.text in shown, (checked.variant.channel, part.name)


def test_every_part_can_be_found_by_channel_and_number(page: str) -> None:
    articles = _articles(page)
    for checked in stage.played().checked:
        numbers = set(re.findall(r"data-p=(\d+)", articles[checked.variant.channel]))
        assert numbers == {str(n) for n in range(len(checked.variant.parts))}, checked.variant.channel


def test_the_page_loads_nothing_from_anywhere(page: str) -> None:
    loading = [
        (t, a) for t, a in read(page).tags if "src" in a or (t == "link" and not str(a.get("href")).startswith("data:"))
    ]
    assert loading == []
    assert "@import" not in page
    assert not re.search(r"url\((?!['\"]?data:)", page)
    assert "default-src 'none'" in page


def test_all_channels_of_a_press_text_stay_under_half_a_megabyte(page: str) -> None:
    assert len(stage.played().checked) == 34
    assert len(page.encode()) < 250_000


def test_the_same_run_gives_the_same_page(page: str) -> None:
    assert render_board(stage.played(), stage.channels(), "de") == page


def test_the_page_speaks_the_language_it_is_asked_for() -> None:
    german, english = (render_board(stage.played(), stage.channels(), language) for language in ("de", "en"))
    assert "<html lang=de>" in german
    assert "<html lang=en>" in english
    assert 'data-o="Overview">Übersicht<' in german
    assert 'data-o="Übersicht">Overview<' in english


def test_the_text_of_a_variant_keeps_its_own_language() -> None:
    english = render_board(stage.played(), stage.channels(), "en")
    assert all(a["lang"] == "de" for _, a in read(english).tags if "data-p" in a)


def test_no_id_is_given_twice(page: str) -> None:
    ids = [a["id"] for _, a in read(page).tags if "id" in a]
    assert sorted(ids) == sorted(set(ids))


def test_every_link_inside_the_page_has_its_goal(page: str) -> None:
    tags = read(page).tags
    ids = {a["id"] for _, a in tags if "id" in a}
    goals = {str(a["href"])[1:] for _, a in tags if str(a.get("href", "")).startswith("#")}
    assert goals <= ids


def test_a_blocked_channel_says_so_and_names_the_next_step(page: str) -> None:
    articles = _articles(page)
    assert "Diese Fassung darf so nicht hinaus" in articles["x_post"]
    assert "Nächster Schritt" in articles["x_post"]
    assert "darf so nicht hinaus" not in articles["mastodon"]


def test_a_finding_shows_its_place_what_the_source_says_and_a_proposal(page: str) -> None:
    post = read(_articles(page)["x_post"]).text
    assert "Die Mieter zahlen dafür 4,2 Millionen Euro." in post
    assert post.count("Die Mieterinnen und Mieter zahlen für das Gerät nichts.") == 2
    assert "number.altered" in post


def test_findings_stand_with_the_heaviest_first() -> None:
    findings = tuple(
        Finding(f"rule.{s.value}", s, Bilingual("Etwas.", "Something."), 0, Span(0, 3))
        for s in (Severity.NOTE, Severity.WARN, Severity.BLOCK)
    )
    page = _board("Ein Text hier.", [("text", "Ein Text.")], findings=findings)
    assert re.findall(r"<code>rule\.(\w+)</code>", page) == ["block", "warn", "note"]


def test_a_part_that_does_not_fit_says_by_how_much() -> None:
    count = Count(0, Measure.CHARACTERS, 34, Limit(Measure.CHARACTERS, 30))
    text = read(_board("Ein Text hier.", [("text", "Ein Text.")], counts=(count,))).text
    assert "34 / 30 Zeichen" in text
    assert "4 zu viel" in text


def test_counts_are_grouped_as_the_language_does_it() -> None:
    count = Count(0, Measure.CHARACTERS, 1259, Limit(Measure.CHARACTERS, 3000))
    page = _board("Ein Text hier.", [("text", "Ein Text.")], counts=(count,))
    assert 'data-o="1,259 / 3,000 characters">1.259 / 3.000 Zeichen' in page


def test_the_fold_is_drawn_inside_the_text(page: str) -> None:
    assert "<b></b><span class=x>" in _articles(page)["linkedin"]
    assert "<b></b>" not in _articles(page)["sms"]


def test_provenance_names_writer_method_hash_and_the_age_of_the_profile(page: str) -> None:
    text = read(_articles(page)["sms"]).text
    assert "eingebauter Schreiber" in text
    assert "algorithmicMedia" in text
    assert "gelesen am" in text
    assert re.search(r"[0-9a-f]{64}", text)


def test_a_hostile_text_stays_text() -> None:
    played = stage.make_played(f"Titel {HOSTILE}\n\n{HOSTILE}", [("text", HOSTILE)])
    played = replace(played, source=replace(played.source, origin=HOSTILE))
    finding = Finding(
        "x.y", Severity.WARN, Bilingual(HOSTILE, HOSTILE + "!"), 0, Span(0, 5), HOSTILE, HOSTILE, None, HOSTILE
    )
    checked = replace(
        played.checked[0], findings=(finding,), variant=replace(played.checked[0].variant, writer=HOSTILE)
    )
    page = render_board(replace(played, checked=(checked,)), stage.channels(), "de")
    clean = render_board(stage.make_played("Titel x\n\nx", [("text", "x")]), stage.channels(), "de")
    assert [t for t, _ in read(page).tags].count("script") == [t for t, _ in read(clean).tags].count("script")
    assert "alert(1)</script>" not in page
    assert "{{ 7*7 }}" in unescape(page)
    assert not any(name.startswith("on") for _, a in read(page).tags for name in a)


def test_a_hostile_profile_stays_text() -> None:
    channel = stage.own_channel(
        label=Bilingual("<img src=x>", "<img src=x>"),
        family='"><img src=x>',
        preview="<img>",
        sources=("javascript:alert(1)",),
    )
    page = render_board(
        stage.make_played("Titel\n\nEin Satz.", [("text", "Ein Satz.")], channel="own"), {"own": channel}, "de"
    )
    assert "img" not in {tag for tag, _ in read(page).tags}
    assert 'href="javascript:' not in page


def test_a_channel_of_ones_own_with_unknown_parts_and_look_is_shown_whole() -> None:
    played = stage.make_played("Titel\n\nEin Satz.", [("ruf", "Ein Ruf."), ("antwort", "Eine Antwort.")], channel="own")
    for look in ("nobody-knows-it", *{c.preview for c in stage.channels().values()}):
        text = read(render_board(played, {"own": stage.own_channel(preview=look, family="funk")}, "de")).text
        assert "Ein Ruf." in text, look
        assert "Eine Antwort." in text, look


def test_no_look_shows_a_part_twice() -> None:
    names = sorted({p.name for c in stage.channels().values() for p in c.parts})
    played = stage.make_played("Titel\n\nEin Satz.", [(name, f"Teil {name}.") for name in names], channel="own")
    for look in sorted({c.preview for c in stage.channels().values()}):
        page = render_board(played, {"own": stage.own_channel(preview=look)}, "de")
        assert sorted(re.findall(r"data-p=(\d+)", page), key=int) == [str(n) for n in range(len(names))], look


def test_an_empty_variant_says_what_to_do() -> None:
    assert "Nächster Schritt" in _board("Ein Text hier.", [("text", "")])


def test_a_run_without_channels_offers_the_first_step() -> None:
    played = replace(stage.played(), checked=(), findings=())
    assert "Erster Schritt" in render_board(played, {}, "de")


def test_a_source_without_a_title_is_called_by_its_place() -> None:
    played = stage.played()
    page = render_board(replace(played, source=replace(played.source, title=None)), stage.channels(), "de")
    assert "<title>pressetext_de.md – Klaviatur</title>" in page


def test_the_index_leads_to_every_board_and_names_what_failed() -> None:
    entries = [
        IndexEntry("Eins", "a.md", board="a/board.html", channels=34, blocked=2),
        IndexEntry("b.md", "b.md", problem="'b.md' is empty. <b>"),
    ]
    page = render_index(entries, "de")
    assert 'href="a/board.html"' in page
    assert "gesperrt: 2" in page
    assert "&lt;b&gt;" in page
    assert "1 Quelle gespielt" in page


def _board(source: str, parts: list[tuple[str, str]], **changes: object) -> str:
    return render_board(stage.make_played(source, parts, **changes), stage.channels(), "de")  # type: ignore[arg-type]


def _articles(page: str) -> dict[str, str]:
    return dict(re.findall(r'<article id="c-(\w+)"(.*?)</article>', page, re.DOTALL))


def test_every_look_of_our_profiles_is_known_and_documented() -> None:
    known = set(re.findall(r'"(\w+)": \w+\.\w+', (WEB / "previews" / "previews.html").read_text(encoding="utf-8")))
    documented = (WEB.parents[3] / "docs" / "board.md").read_text(encoding="utf-8")
    assert {c.preview for c in stage.channels().values()} <= known
    assert sorted(known) == re.findall(
        r"`(\w+)`", documented.split("`preview` in its profile:")[1].split("Any other")[0]
    )


def test_an_embargo_stands_at_the_top() -> None:
    played = stage.played()
    source = replace(played.source, embargo=datetime(2027, 3, 3, 10, 30, tzinfo=UTC))
    page = render_board(replace(played, source=source), stage.channels(), "de")
    assert "Sperrfrist bis 3. März 2027, 10:30 Uhr UTC" in page
