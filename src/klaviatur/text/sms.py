"""How a text message is counted: 3GPP TS 23.038 (GSM-7 default alphabet) and TS 23.040 (joined messages)."""

import re
from typing import NamedTuple

# The basic table in its own order, without the escape; the extension table costs an escape first.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")
_FOREIGN = re.compile(f"[^{re.escape(''.join(sorted(BASIC | EXTENSION)))}]")
_EXTENDED = re.compile(f"[{re.escape(''.join(sorted(EXTENSION)))}]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_SINGLE = {"GSM-7": 160, "UCS-2": 70}
_JOINED = {"GSM-7": 153, "UCS-2": 67}


class SmsCount(NamedTuple):
    """What a network would send."""

    encoding: str  # "GSM-7" or "UCS-2"
    units: int  # septets, or 16-bit units
    messages: int
    forced_by: str  # the characters that are not in GSM-7, each once

    @property
    def septets(self) -> int:
        """Return the length in septets; 70 UCS-2 units fill a message as 160 septets do."""
        if self.encoding == "GSM-7":
            return self.units
        single, joined = (160, 70), (153, 67)
        full, units = single if self.messages <= 1 else joined
        return self.units * full // units


def count_sms(text: str) -> SmsCount:
    """Return encoding, units and number of messages; units include what is lost where a character may not be split."""
    foreign = "".join(dict.fromkeys(_FOREIGN.findall(text)))
    encoding, double = ("UCS-2", _ASTRAL) if foreign else ("GSM-7", _EXTENDED)
    doubles = len(double.findall(text))
    units = len(text) + doubles
    if units <= _SINGLE[encoding]:
        return SmsCount(encoding, units, 1 if text else 0, foreign)
    if not doubles:
        return SmsCount(encoding, units, -(-units // _JOINED[encoding]), foreign)
    costs = [2 if double.match(character) else 1 for character in text]
    return _joined(costs, encoding, foreign)


def _joined(costs: list[int], encoding: str, foreign: str) -> SmsCount:
    room, messages, used = _JOINED[encoding], 1, 0
    for cost in costs:
        if used + cost > room:
            messages, used = messages + 1, 0
        used += cost
    return SmsCount(encoding, (messages - 1) * room + used, messages, foreign)
