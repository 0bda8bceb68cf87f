"""From bytes to characters, with a finding for every repair."""

import re
import unicodedata

from klaviatur.records import Bilingual, Finding, Severity

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf¤¶¼Ÿ„–œ]|â€[\u0080-\u00bfœžš“”™¦\u009d\u201c-\u201e]|Â[\u00a0§°«»]")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_JOINERS = re.compile(
    "(?<=[\0-\u024f])[\u200c\u200d]+|[\u200c\u200d]+(?=[\0-\u024f])|^[\u200c\u200d]+|[\u200c\u200d]+$"
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]")


def decode(data: bytes, charset: str | None = None) -> tuple[str, tuple[Finding, ...]]:
    """Return the characters of a text file and the repairs made.

    UTF-8 first, then what the byte order mark or `charset` says, UTF-16 without a mark, at last Windows-1252,
    line by line.
    """
    text, used, repaired = _decode(data, charset)
    findings = [_encoding_finding(used)] if repaired else []
    mended = _mend(text)
    if mended != text:
        findings.append(_mojibake_finding())
    return clean(mended), tuple(findings)


def clean(text: str) -> str:
    r"""Return a text in NFC, with \\n as line end, without invisible and control characters.

    Joiners stay where an emoji or a joining script needs them.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    for ligature, letters in _LIGATURES.items():
        text = text.replace(ligature, letters)
    return unicodedata.normalize("NFC", _CONTROLS.sub(" ", _JOINERS.sub("", _INVISIBLE.sub("", text))))


def _decode(data: bytes, charset: str | None) -> tuple[str, str, bool]:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, errors="replace"), name, False
    try:
        return data.decode("utf-8"), "utf-8", False
    except UnicodeDecodeError:
        return _decode_other(data, charset)


def _decode_other(data: bytes, charset: str | None) -> tuple[str, str, bool]:
    if charset and charset.lower() not in {"utf-8", "utf8", "ascii", "us-ascii"}:
        try:
            return data.decode(charset), charset, False
        except (LookupError, UnicodeDecodeError):
            pass  # the header was wrong; go on guessing
    if data[:400].count(0) > len(data[:400]) * 0.3:
        order = "utf-16-le" if data[1:400:2].count(0) > data[0:400:2].count(0) else "utf-16-be"
        return data.decode(order, errors="replace"), order, True
    return "\n".join(_line(line) for line in data.split(b"\n")), "Windows-1252", True


def _line(data: bytes) -> str:
    """Return a line of a text pasted together from several: UTF-8 where it is, else Windows-1252."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _mend(text: str) -> str:
    """Undo UTF-8 that was once read as Windows-1252 ("fÃ¼r"), if that explains every such place."""
    if not _MOJIBAKE.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def _encoding_finding(used: str) -> Finding:
    return Finding(
        rule="source.encoding",
        severity=Severity.WARN,
        message=Bilingual(
            f"Der Text ist nicht UTF-8; er wurde als {used} gelesen. Prüfen Sie Umlaute und Anführungszeichen.",
            f"The text is not UTF-8; it was read as {used}. Check umlauts and quotation marks.",
        ),
    )


def _mojibake_finding() -> Finding:
    return Finding(
        rule="source.mojibake",
        severity=Severity.WARN,
        message=Bilingual(
            "Zerstörte Umlaute („Ã¼“) wurden wiederhergestellt. Prüfen Sie den Text.",
            "Broken characters (“Ã¼”) were restored. Check the text.",
        ),
    )
