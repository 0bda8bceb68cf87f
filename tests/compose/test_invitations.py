"""A text that invites: the invitation is passed on, dates that are known are told, words stand on their own."""

import pytest
from written import part, parts, written

INVITING = """\
# Neue Wärmestube am Hafen öffnet im November: 30 Plätze, Suppe gratis

Bremen, 4. Oktober 2027. Der Verein Hafenlicht e. V. eröffnet am 8. November 2027 eine Wärmestube am Holzhafen. Dreißig
Plätze stehen bereit, täglich von 10 bis 18 Uhr. Die Suppe ist kostenlos, ein Kaffee kostet 50 Cent.

Der Verein hat in der Nordstraße eine Küche gemietet. „Dort kochen wir jeden Morgen frisch“, sagt Köchin Jale Arslan.

„Im Winter friert niemand freiwillig“, sagt Vorstand Ole Brandt. „Wir machen die Tür auf.“

Wer helfen möchte, meldet sich unter 0421 998877. Die Stube hat 140 Quadratmeter.

Zur Eröffnung am 8. November um 15 Uhr sind alle Nachbarn eingeladen.

Kontakt: Ole Brandt, post@hafenlicht.example
"""


@pytest.mark.parametrize("channel", ["facebook", "linkedin"])
def test_an_invitation_is_passed_on(channel: str) -> None:
    assert "sind alle Nachbarn eingeladen" in part(written(INVITING, channel), "text")


@pytest.mark.parametrize("channel", ["facebook", "instagram", "threads", "linkedin", "youtube"])
def test_no_quote_opens_with_a_word_that_points_back(channel: str) -> None:
    assert "„Dort kochen" not in written(INVITING, channel).text


def test_a_phone_number_is_told_as_no_figure() -> None:
    text = part(written(INVITING, "linkedin"), "text")
    assert "0421 998877" not in text.partition("Die Zahlen dazu")[2].partition("In Zahlen")[0]


def test_what_the_source_knows_is_never_said_to_be_unknown() -> None:
    talk = written(INVITING, "talking_points")
    asked = dict(zip(parts(talk, "question"), parts(talk, "answer"), strict=True))
    unknown = [question for question, answer in asked.items() if not any(char.isdigit() for char in answer)]
    assert not {"Wann ist es so weit?", "Was kostet das?"} & set(unknown)
