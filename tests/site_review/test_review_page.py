"""The review page without script: reading, editing, fixing, talking, releasing."""

import re
from pathlib import Path

from review_site import Site

from klaviatur.records import State

ROOT = Path(__file__).resolve().parents[2]
WRONG, RIGHT = "33\xa0Prozent", "23\xa0Prozent"


def test_the_page_shows_source_and_variant_with_a_link_from_each_clause_to_its_evidence(site: Site) -> None:
    page = site.browser("anna").read(f"/review/{site.variant('linkedin').id}")
    targets = re.findall(r'<a class=s href="#(s\d+)"', page)
    assert len(targets) > 5
    assert all(f"<span id={target} tabindex=-1>" in page for target in targets)


def test_figures_and_names_carry_a_mark_of_their_verdict(site: Site) -> None:
    kept = site.reword("linkedin", RIGHT, WRONG)
    page = site.browser("anna").read(f"/review/{kept.id}")
    assert f'<u class="f f-a">{WRONG}</u>' in page
    assert '<u class="f f-s">Oktober 2027</u>' in page


def test_findings_are_grouped_by_weight_with_what_the_source_says(site: Site) -> None:
    kept = site.reword("linkedin", RIGHT, WRONG)
    page = site.browser("anna").read(f"/review/{kept.id}")
    assert "1 block" in page
    assert "number.unknown" in page
    assert "Take the proposal" in page


def test_one_click_takes_a_proposal_over(site: Site) -> None:
    kept = site.reword("linkedin", RIGHT, WRONG)
    number = [f.rule for f in site.desk.opened(kept.id).revision.checked.findings].index("number.unknown")
    place = site.browser("ben").send(f"/review/{kept.id}/fix", finding=str(number), base=str(kept.revision))
    assert place == f"/review/{kept.id}#findings"
    assert "um 23 Prozent sinken" in site.texts(kept.id)[0].replace("\xa0", " ")
    assert site.variant("linkedin").blocks == 0


def test_an_edit_is_kept_and_checked_again(site: Site) -> None:
    kept = site.variant("sms")
    texts = [text.replace("Lindhof", "Die Firma Lindhof") for text in site.texts(kept.id)]
    site.browser("ben").send(f"/review/{kept.id}/edit", part=texts, base="1", why="named")
    now = site.desk.opened(kept.id)
    assert (now.revision.number, now.revision.by, now.revision.why) == (2, "ben", "named")
    assert site.texts(kept.id) == texts


def test_line_breaks_of_a_form_do_not_change_the_wording(site: Site) -> None:
    kept = site.variant("linkedin")
    site.browser("ben").send(
        f"/review/{kept.id}/edit", part=[text.replace("\n", "\r\n") for text in site.texts(kept.id)], base="1"
    )
    assert site.variant("linkedin").wording == kept.wording


def test_opening_and_saving_without_a_change_keeps_the_wording_to_the_last_character(site: Site) -> None:
    for channel in ("linkedin", "newsletter", "google_search_ad"):
        kept = site.variant(channel)
        page = site.browser("ben").read(f"/review/{kept.id}/edit")
        shown = re.findall(r"<textarea id=\"part-\d+\"[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)
        assert [_unescaped(text) for text in shown] == site.texts(kept.id)


def test_trying_out_checks_and_keeps_nothing(site: Site) -> None:
    kept = site.variant("linkedin")
    texts = [text.replace(RIGHT, WRONG) for text in site.texts(kept.id)]
    page = site.browser("ben").send(f"/review/{kept.id}/try", status=200, part=texts, base="1")
    assert "number.unknown" in page
    assert WRONG in page
    assert site.variant("linkedin") == kept


def test_a_proposal_can_be_taken_before_saving(site: Site) -> None:
    kept = site.variant("linkedin")
    texts = [text.replace(RIGHT, WRONG) for text in site.texts(kept.id)]
    found = site.desk.try_out(kept.id, texts, by=site.actor("ben")).findings
    number = [f.rule for f in found].index("number.unknown")
    page = site.browser("ben").send(f"/review/{kept.id}/try", status=200, part=texts, base="1", fix=str(number))
    assert "number.unknown" not in page
    assert "um 23 Prozent sinken" in page.replace("\xa0", " ")


def test_the_later_of_two_people_sees_both_versions_and_loses_nothing(site: Site) -> None:
    kept = site.variant("newsletter")
    first, second = site.browser("ben"), site.browser("anna")
    began = site.texts(kept.id)
    theirs = ["Bens Betreff zum Tonda", *began[1:-1], began[-1] + "\n\nBen war schneller."]
    mine = ["Mein Betreff zum Tonda", *began[1:-1], began[-1] + "\n\nAnna schrieb auch."]
    first.send(f"/review/{kept.id}/edit", part=theirs, base="1")
    page = second.send(f"/review/{kept.id}/edit", status=409, part=mine, base="1", why="mine")
    assert "Ben war schneller." in page
    assert "Anna schrieb auch." in page
    assert "Mein Betreff zum Tonda" in page
    assert "changed by both: please choose" in page
    merged = [mine[0], *theirs[1:]]
    second.send(f"/review/{kept.id}/edit", part=merged, base=re.search(r'name="base" value="(\d+)"', page)[1])
    assert site.texts(kept.id) == merged


def test_what_only_the_other_changed_is_laid_together_at_once(site: Site) -> None:
    kept = site.variant("newsletter")
    began = site.texts(kept.id)
    site.browser("ben").send(f"/review/{kept.id}/edit", part=["Bens Betreff", *began[1:]], base="1")
    mine = [*began[:-1], began[-1] + " Annas Satz."]
    page = site.browser("anna").send(f"/review/{kept.id}/edit", status=409, part=mine, base="1")
    fields = [_unescaped(t) for t in re.findall(r'name="part"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)]
    assert fields == ["Bens Betreff", *mine[1:]]


def test_changes_of_one_text_that_do_not_touch_are_laid_together(site: Site) -> None:
    kept = site.variant("linkedin")
    (text,) = site.texts(kept.id)
    theirs, mine = text.replace("Oktober 2027", "November 2027"), text.replace("rechnet damit", "erwartet")
    site.browser("ben").send(f"/review/{kept.id}/edit", part=[theirs], base="1")
    page = site.browser("anna").send(f"/review/{kept.id}/edit", status=409, part=[mine], base="1")
    assert "changed by both, laid together" in page
    assert mine.replace("Oktober 2027", "November 2027") in _unescaped(page)


def test_an_ended_session_gives_the_typed_text_back(site: Site) -> None:
    kept = site.variant("sms")
    person = site.browser("ben")
    site.members.sign_out(site.secrets["ben"])
    page = person.send(f"/review/{kept.id}/edit", status=401, part=["Nicht verloren."], base="1")
    assert "Nicht verloren." in page
    assert site.variant("sms") == kept


def test_a_release_says_what_is_signed_and_leads_to_the_next_variant(site: Site) -> None:
    kept, following = site.variant("sms"), site.variant("push")
    person = site.browser("anna")
    page = person.read(f"/review/{kept.id}/release")
    assert site.texts(kept.id)[0].split("\xa0")[0][:40] in _unescaped(page)
    assert kept.wording in page
    place = person.send(f"/review/{kept.id}/release", wording=kept.wording, after=f"/review/{following.id}")
    assert place == f"/review/{following.id}"
    assert site.variant("sms").state is State.RELEASED


def test_another_wording_than_the_one_seen_is_not_released(site: Site) -> None:
    seen = site.variant("linkedin")
    site.reword("linkedin", "Tonda", "Tonda II")
    page = site.browser("anna").send(f"/review/{seen.id}/release", status=409, wording=seen.wording)
    assert "has another wording than the one you saw" in _unescaped(page)
    assert site.variant("linkedin").state is State.DRAFT


def test_a_blocking_finding_needs_a_written_reason_which_is_shown_for_ever(site: Site) -> None:
    kept = site.reword("linkedin", RIGHT, WRONG)
    person = site.browser("anna")
    place = f"/review/{kept.id}/release"
    page = person.read(place)
    assert "1 blocking finding: vouch for it" in page
    answer = {"rule": "number.unknown", "words": "33 Prozent", "wording": kept.wording}
    again = person.send(place, status=409, reason="weil so", **answer)
    assert "Not released." in again
    assert "weil so" in again
    reason = "Die Technik hat am Montag 33 Prozent gemessen."
    person.send(place, reason=reason, **answer)
    shown = person.read(f"/review/{kept.id}")
    assert reason in shown
    site.desk.withdraw(kept.id, "doch nicht", by=site.actor("anna"))
    assert reason in person.read(f"/review/{kept.id}")


def test_a_changed_character_ends_the_release_and_the_page_says_why(site: Site) -> None:
    kept = site.variant("sms")
    person = site.browser("anna")
    person.send(f"/review/{kept.id}/release", wording=kept.wording)
    site.reword("sms", "Lindhof", "Lindhof,")
    page = person.read(f"/review/{kept.id}")
    assert "Release ended" in page
    assert "1 ended release" in page


def test_changes_are_asked_for_with_a_reason_that_the_author_reads(site: Site) -> None:
    kept = site.variant("push")
    site.browser("ben").send(f"/review/{kept.id}/submit")
    site.browser("cleo").send(f"/review/{kept.id}/request-changes", why="Bitte den Preis nennen.")
    assert "Bitte den Preis nennen." in site.browser("ben").read(f"/review/{kept.id}")
    assert site.variant("push").state is State.NEEDS_CHANGES


def test_a_variant_is_handed_to_somebody_of_the_team(site: Site) -> None:
    kept = site.variant("push")
    assert '<option value="ben">Ben</option>' in site.browser("anna").read(f"/review/{kept.id}")
    site.browser("anna").send(f"/review/{kept.id}/assign", to="ben")
    assert site.variant("push").assigned == "ben"


def test_a_release_is_withdrawn_and_a_variant_retired_with_a_reason(site: Site) -> None:
    kept, person = site.variant("sms"), site.browser("anna")
    person.send(f"/review/{kept.id}/release", wording=kept.wording)
    person.send(f"/review/{kept.id}/withdraw", status=409, why="")
    person.send(f"/review/{kept.id}/withdraw", why="Der Preis stimmt nicht mehr.")
    assert "Der Preis stimmt nicht mehr." in person.read(f"/review/{kept.id}")
    person.send(f"/review/{kept.id}/retire", why="Der Kanal fällt weg.")
    assert "Der Kanal fällt weg." in person.read(f"/review/{kept.id}")
    assert site.variant("sms").state is State.RETIRED
    person.send(f"/review/{kept.id}/restore", revision="1", base="1")
    assert site.variant("sms").state is State.DRAFT


def test_a_stale_variant_is_edited_against_what_its_source_says_now(site: Site) -> None:
    text = (ROOT / "examples" / "pressetext_de.md").read_text(encoding="utf-8").replace("1.850", "1.900")
    site.desk.add_text(text.encode(), name="pressetext_de.md", by=site.actor("ben"))
    kept = site.variant("linkedin")
    assert kept.state is State.STALE
    assert "Stale: something it states has changed." in site.browser("anna").read(f"/review/{kept.id}")
    page = site.browser("ben").read(f"/review/{kept.id}/edit")
    assert "1.900 Haushalte" in page.replace("\xa0", " ")
    assert "number.unknown" in page


def test_a_comment_stands_at_its_sentence_and_can_be_settled(site: Site) -> None:
    kept = site.variant("linkedin")
    place = re.search(r'<option value="(0:\d+-\d+)" data-nth="0.1">', site.browser("ben").read(f"/review/{kept.id}"))
    assert place
    site.browser("ben").send(f"/review/{kept.id}/comments", text="Stimmt das?", place=place[1])
    comment = site.desk.opened(kept.id).comments[0]
    assert site.texts(kept.id)[0][comment.span.start : comment.span.end] == comment.words
    site.browser("anna").send(f"/review/{kept.id}/comments/{comment.id}/settle")
    assert "Settled by Anna Beispiel" in site.browser("ben").read(f"/review/{kept.id}")


def test_history_shows_what_people_changed_and_brings_a_revision_back(site: Site) -> None:
    kept = site.reword("linkedin", RIGHT, WRONG)
    person = site.browser("ben")
    page = person.read(f"/review/{kept.id}/history")
    assert re.search(r"<del>.*?23\xa0.*?</del><ins>.*?33\xa0", page, re.DOTALL)
    person.send(f"/review/{kept.id}/restore", revision="1", base=str(kept.revision))
    assert RIGHT in site.texts(kept.id)[0]


def test_who_may_only_read_is_offered_nothing_to_change(site: Site) -> None:
    kept = site.variant("linkedin")
    page = site.browser("dora").read(f"/review/{kept.id}")
    assert 'id="do-' not in page
    assert "comment-form" not in page
    site.browser("dora").send(f"/review/{kept.id}/edit", status=403, part=site.texts(kept.id), base="1")
    site.browser("dora").read(f"/review/{kept.id}/release", status=403)


def test_an_author_cannot_release(site: Site) -> None:
    kept = site.variant("sms")
    assert "do-release" not in site.browser("ben").read(f"/review/{kept.id}")
    site.browser("ben").send(f"/review/{kept.id}/release", status=403, wording=kept.wording)
    assert site.variant("sms").state is State.DRAFT


def test_next_and_previous_follow_the_filter(site: Site) -> None:
    for channel in ("sms", "push", "linkedin"):
        site.desk.submit(site.variant(channel).id, by=site.actor("ben"))
    person, seen = site.browser("anna"), []
    place = f"/review/{site.variant('linkedin').id}?state=in_review"
    page = person.read(place)
    while (before := re.search(r'id="before"[^>]*href="([^"]+)"', page)) is not None:
        page = person.read(_unescaped(before[1]))
    while True:
        seen.append(re.search(r'data-variant="(\w+)"', page)[1])
        after = re.search(r'id="after"[^>]*href="([^"]+)"', page)
        if after is None:
            break
        page = person.read(_unescaped(after[1]))
    assert sorted(seen) == sorted(site.variant(channel).id for channel in ("sms", "push", "linkedin"))


def test_next_leads_beyond_one_page_of_the_board(site: Site) -> None:
    anna = site.actor("anna")
    for number in range(23):
        text = f"# Markt {number}\n\nDer Markt ist am Samstag um {number % 12 + 1} Uhr auf dem Platz. Es gibt Brot."
        site.desk.play("text", site.desk.add_typed(text, by=anna).key, channels=["sms"], by=anna)
    rows = site.desk.board(channels=["sms"], limit=100).rows
    expected = [variant.id for row in rows for variant in row.variants]
    person, seen = site.browser("anna"), []
    family = next(channel.family for name, channel in site.desk.channels.items() if name == "sms")
    place = f"/review/{expected[0]}?family={family}&state=draft"
    while place:
        page = person.read(place)
        seen.append(re.search(r'data-variant="(\w+)"', page)[1])
        after = re.search(r'id="after"[^>]*href="([^"]+)"', page)
        place = _unescaped(after[1]) if after else ""
    assert [one for one in seen if one in expected] == expected
    assert len(seen) == len(set(seen)) > 20


def test_the_page_is_json_too(site: Site) -> None:
    kept = site.variant("linkedin")
    client = site.browser("anna").client
    for place in ("", "/edit", "/release", "/history"):
        answer = client.get(f"/review/{kept.id}{place}", headers={"accept": "application/json"})
        assert answer.status_code == 200
        assert answer.json()["kept"]["id"] == kept.id


def test_pages_stay_small(site: Site) -> None:
    for channel in ("linkedin", "google_search_ad"):
        page = site.browser("anna").read(f"/review/{site.variant(channel).id}")
        assert len(page.encode()) < 150_000


def test_nothing_on_a_page_breaks_the_policy(site: Site) -> None:
    kept = site.reword("linkedin", RIGHT, WRONG)
    for place in ("", "/edit", "/release", "/history"):
        page = site.browser("anna").read(f"/review/{kept.id}{place}")
        assert not re.search(r"\sstyle=|\son[a-z]+=|<script(?![^>]*(?:src=|application/json))", page)


def test_an_unknown_variant_says_so(site: Site) -> None:
    site.browser("anna").read("/review/0000000000000000", status=404)
    site.browser("anna").read(f"/review/{site.variant('sms').id}?revision=99", status=404)


def _unescaped(text: str) -> str:
    for name, sign in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        text = text.replace(name, sign)
    return text
