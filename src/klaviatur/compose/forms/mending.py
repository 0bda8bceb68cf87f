"""The net under every form: what breaks a hard limit goes, what has to be there comes."""

from collections import Counter
from collections.abc import Iterator, Sequence

from klaviatur.compose.desk import Desk, Draft
from klaviatur.compose.forms.lines import line, titles
from klaviatur.compose.forms.telegrams import told_by_itself
from klaviatur.compose.pieces import Pieces, text_of
from klaviatur.compose.statements import likeness, stems_of
from klaviatur.records import PartProfile, Severity
from klaviatur.text.counting import fits

_SAME = 0.85
_LAST_WORDS = ("cta.button", "ad.headline", "avoid.figures", "avoid.dates", "open.rest", "question.social")


def mended(desk: Desk, drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts with every hard limit kept and every part there as often as the profile asks at least."""
    kept = [draft for draft in drafts if text_of(draft[1]).strip() and _holds(desk, draft)]
    count = Counter(name for name, _ in kept)
    missing = [part for part in desk.channel.parts if count[part.name] < part.count[0]]
    if not missing:
        return kept
    desk.warn(
        "source.thin",
        "Die Quelle trägt diesen Kanal nicht ganz; einige Teile bestehen aus allgemeinen Wendungen.",
        "The source does not carry this channel fully; some parts are general phrases.",
        Severity.WARN,
    )
    for part in missing:
        said = {text_of(pieces) for _, pieces in kept}
        kept += [(part.name, one) for one in _stopgaps(desk, part, said, part.count[0] - count[part.name])]
    return _in_order(desk, kept)


def _holds(desk: Desk, draft: Draft) -> bool:
    part = desk.part(draft[0])
    hard = [limit for limit in part.limits if limit.severity is Severity.BLOCK] if part else []
    text = desk.shown(text_of(draft[1]))
    return fits(text, hard) and (part is None or part.multiline or "\n" not in text)


def _stopgaps(desk: Desk, part: PartProfile, said: set[str], missing: int) -> Iterator[Pieces]:
    """Give wordings for a part that is missing, none of them said yet; the source's own first."""
    phrases = [desk.say(use, turn=turn) for use in _LAST_WORDS for turn in range(8)]
    clauses = [c for s in desk.brief.standing if "quote" not in s.kinds for c in told_by_itself(desk, s)]
    lines = (line(desk, part.name, [one]) for one in (*titles(desk), *clauses, *phrases))
    for words in lines:
        own = stems_of(text_of(words))
        new = all(likeness(own, stems_of(other)) < _SAME for other in said)
        if missing > 0 and words and new and _holds(desk, (part.name, words)):
            said.add(text_of(words))
            missing -= 1
            yield words


def _in_order(desk: Desk, drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts in the profile's order; those of parts that alternate keep theirs."""
    order = {part.name: at for at, part in enumerate(desk.channel.parts)}
    order |= {"answer": order["question"]} if "question" in order and "answer" in order else {}
    return sorted(drafts, key=lambda draft: order.get(draft[0], len(order)))
