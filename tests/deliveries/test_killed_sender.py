"""kill -9 at random points while mails leave for a server that fails, hangs and drops: none is lost, none comes twice."""

from pathlib import Path

from bench.mail import EACH, run


def test_no_mail_is_lost_or_comes_twice_whenever_its_sender_is_killed(tmp_path: Path) -> None:
    outcome = run(tmp_path, messages=EACH, kills=8, seed=7, every_s=(0.1, 0.6))
    assert (outcome.lost, outcome.twice, outcome.doubts_unlisted) == (0, 0, 0)
    assert (outcome.delivered, outcome.refused) == (EACH - 1, 1)
    assert outcome.kills == 8
    assert outcome.holds
