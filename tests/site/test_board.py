"""The board: every source's variants, and deciding about several at once."""

import re

from site_house import ANNA, BEN, House

from klaviatur.records import State


def _ticket(house: House, channel: str, key: str = "buecherei.md") -> str:
    variant = house.variants(key)[channel]
    return f"{variant.id}.{variant.wording[:16]}"


def _states(house: House, key: str = "buecherei.md") -> dict[str, State]:
    return {channel: variant.state for channel, variant in house.variants(key).items()}


def test_the_board_shows_each_source_as_a_row_and_each_channel_in_use_as_a_column(house: House) -> None:
    page = house[ANNA].get("/board").text
    assert page.count('scope="row"') == 2
    assert page.count('id="c-') == 5
    assert "Die Stadtb\u00fccherei \u00f6ffnet" in page
    for variant in house.variants().values():
        assert f"/review/{variant.id}" in page


def test_nothing_of_the_board_is_painted_before_its_last_row_is_there(house: House) -> None:
    page = house[ANNA].get("/board").text
    expected = re.search(r'<link rel="expect" href="#([a-z]+)" blocking="render">', page)
    assert expected is not None
    assert page.index(f'id="{expected[1]}"') > page.index("</tbody>")


def test_the_board_filters_by_state_kind_family_words_and_what_is_assigned(house: House) -> None:
    sms = house.variants()["sms"]
    house.desk.submit(sms.id, to=BEN, by=house.members.actor(ANNA))
    assert house[ANNA].get("/board?state=in_review").text.count("/review/") == 1
    assert house[BEN].get("/board?mine=1").text.count("/review/") == 1
    assert house[ANNA].get("/board?mine=1").text.count("/review/") == 0
    assert house[ANNA].get("/board?family=social").text.count("/review/") == 4
    assert house[ANNA].get("/board?q=ferry").text.count("/review/") == 5
    assert "Nothing answers this filter" in house[ANNA].get("/board?kind=product").text


def test_a_filter_that_means_nothing_shows_everything(house: House) -> None:
    assert house[ANNA].get("/board?state=x&kind=y").text.count("/review/") == 10


def test_many_are_sent_to_review_and_released_in_one_go(house: House) -> None:
    tickets = [_ticket(house, "sms"), _ticket(house, "linkedin")]
    page = house[ANNA].follow(house[ANNA].post("/board", {"do": "submit", "v": tickets}))
    assert "Sent to review: 2." in page.text
    answer = house[BEN].post("/board", {"do": "release", "v": tickets, "next": "/board?state=in_review"})
    assert answer.headers["location"] == "/board?state=in_review"
    assert "Released: 2." in house[BEN].follow(answer).text
    assert _states(house)["sms"] is State.RELEASED


def test_a_wording_that_changed_after_the_page_was_opened_is_not_released(house: House) -> None:
    sms, seen = house.variants()["sms"], _ticket(house, "sms")
    author = house.members.actor(ANNA)
    opened = house.desk.opened(sms.id)
    words = [part.text for part in opened.revision.checked.variant.parts]
    house.desk.edit(sms.id, [words[0] + " "[:0] + "!", *words[1:]], base=sms.revision, by=author)
    house.desk.submit(sms.id, by=author)
    other = _ticket(house, "linkedin")
    house.desk.submit(house.variants()["linkedin"].id, by=author)
    answer = house[BEN].post("/board", {"do": "release", "v": [seen, other]})
    assert "Its wording has changed since the page was opened" in answer.text
    assert "Released: 1." in answer.text
    assert _states(house)["sms"] is State.IN_REVIEW
    assert _states(house)["linkedin"] is State.RELEASED


def test_who_may_not_release_releases_nothing(house: House) -> None:
    tickets = [_ticket(house, "sms")]
    house[ANNA].post("/board", {"do": "submit", "v": tickets})
    answer = house[ANNA].post("/board", {"do": "release", "v": tickets})
    assert answer.status_code in {403, 409}
    assert "reviewer" in answer.text
    assert _states(house)["sms"] is State.IN_REVIEW


def test_what_cannot_be_sent_is_named_and_the_rest_is_sent(house: House) -> None:
    tickets = [_ticket(house, "sms"), _ticket(house, "linkedin")]
    house[ANNA].post("/board", {"do": "submit", "v": tickets[:1]})
    answer = house[ANNA].post("/board", {"do": "submit", "v": tickets})
    assert answer.status_code == 200
    assert "1 variant stayed as it was" in answer.text
    assert _states(house)["linkedin"] is State.IN_REVIEW


def test_choosing_nothing_is_told_with_the_next_step(house: House) -> None:
    answer = house[ANNA].post("/board", {"do": "submit"})
    assert answer.status_code == 409
    assert "Tick variants on the board" in answer.text


def test_tickets_that_nobody_handed_out_decide_nothing(house: House) -> None:
    answer = house[BEN].post("/board", {"do": "release", "v": ["none.0", "", "..", "\u00e4.\u00e4"]})
    assert answer.status_code < 500
    assert set(_states(house).values()) == {State.DRAFT}


def test_retiring_keeps_the_written_reason(house: House) -> None:
    ticket = _ticket(house, "sms")
    page = house[BEN].follow(house[BEN].post("/board", {"do": "retire", "v": ticket, "why": "The event is over."}))
    assert "Retired: 1." in page.text
    assert house.variants()["sms"].why == "The event is over."


def test_a_board_of_many_sources_has_pages_and_stays_light(house: House) -> None:
    author = house.members.actor(ANNA)
    text = "Am {n}. Mai 2027 kommt der Bus auf dem Rathausplatz an. Er bringt 42 H\u00e4ndler und 300 G\u00e4ste in die Stadt."
    for number in range(22):
        source = house.desk.add_typed(text.format(n=number + 1), title=f"Bus {number}", by=author)
        house.desk.play("text", source.key, channels=["sms"], by=author)
    first = house[ANNA].get("/board").text
    assert first.count('scope="row"') == 20
    after = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert house[ANNA].get(after).text.count('scope="row"') == 4
    assert len(first) < 150_000


def test_a_board_of_sources_played_for_everything_has_fewer_rows_and_stays_light(house: House) -> None:
    author = house.members.actor(ANNA)
    for number in range(14):
        source = house.desk.add_typed(
            f"Am {number + 1}. Mai 2027 kommt der Bus auf dem Rathausplatz an. Er bringt 42 H\u00e4ndler in die Stadt.",
            title=f"Bus {number}",
            by=author,
        )
        house.desk.play("text", source.key, channels=None, by=author)
    page = house[ANNA].get("/board").text
    assert 10 <= page.count('scope="row"') < 16
    assert 'rel="next"' in page
    assert len(page.encode()) < 150_000
