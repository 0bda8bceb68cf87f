"""kill -9 at random points while mails leave for a server that fails, hangs and drops: none is lost, none comes twice."""

from pathlib import Path

from bench.mail import EACH, run


def test_no_mail_is_lost_or_comes_twice_whenever_its_sender_is_killed(tmp_path: Path) -> None:
    outcome = run(tmp_path, messages=2 * EACH, kills=5, seed=7, every_s=(0.1, 0.6))
    assert (outcome.lost, outcome.twice, outcome.doubts_unlisted) == (0, 0, 0)
    assert (outcome.delivered, outcome.refused) == (2 * EACH - 2, 2)
    assert 1 <= outcome.kills <= 5  # a sender that is ready sooner is killed less often
    assert outcome.holds
