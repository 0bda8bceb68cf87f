"""What would be wrong with a mail: told before it leaves."""

from collections.abc import Iterator

from klaviatur.adapters.outlets.mail.letter import Letter
from klaviatur.adapters.outlets.mail.settings import Sender
from klaviatur.adapters.outlets.pictures import problems_of_linked
from klaviatur.adapters.outlets.problems import problem
from klaviatur.records import Outgoing, Problem, Severity

MAX_BYTES = 10_000_000
_GMAIL_BYTES = 102_000  # Gmail clips longer HTML (practice, read Nov 2026)
_LONG_SUBJECT = 200


def problems_of(outgoing: Outgoing, letter: Letter, sender: Sender, *, html: str, size: int) -> tuple[Problem, ...]:
    """Return what mail servers, mailboxes or the law would have against a mail."""
    found = [*_of_words(outgoing, letter), *_of_size(outgoing, html, size), *problems_of_linked(outgoing)]
    if outgoing.channel == "newsletter":
        found += _of_newsletter(outgoing, letter, sender)
    return tuple(found)


def _of_words(outgoing: Outgoing, letter: Letter) -> Iterator[Problem]:
    if not outgoing.part("subject", "headline", "title").strip():
        said = ("Die Mail hat keinen Betreff.", "The mail has no subject.")
        yield problem(outgoing, "mail.subject_missing", said, ("Schreiben Sie einen.", "Write one."), place="subject")
    if len(letter.subject) > _LONG_SUBJECT:
        said = (f"Der Betreff hat {len(letter.subject)} Zeichen.", f"The subject has {len(letter.subject)} characters.")
        shorter = ("Kürzen Sie ihn; Telefone zeigen etwa 40.", "Shorten it; phones show about 40.")
        kept = letter.subject
        yield problem(outgoing, "mail.subject_long", said, shorter, place="subject", severity=Severity.WARN, value=kept)
    if not any(line.strip() for block in letter.article.body for line in block.lines):
        said = ("Die Mail hat keinen Text.", "The mail has no text.")
        yield problem(outgoing, "mail.body_missing", said, ("Schreiben Sie einen.", "Write one."), place="body")


def _of_size(outgoing: Outgoing, html: str, size: int) -> Iterator[Problem]:
    shorter = ("Kürzen Sie den Text.", "Shorten the text.")
    if size > MAX_BYTES:
        said = (f"Die Mail hat {f'{size:,}'.replace(',', '.')} Bytes.", f"The mail has {size:,} bytes.")
        yield problem(outgoing, "mail.too_large", said, shorter)
    if len(html.encode("utf-8", "replace")) > _GMAIL_BYTES:
        said = (
            "Gmail zeigt nur den Anfang: mehr als 102 kB HTML.",
            "Gmail shows the beginning only: over 102 kB HTML.",
        )
        yield problem(outgoing, "mail.clipped", said, shorter, severity=Severity.WARN)


def _of_newsletter(outgoing: Outgoing, letter: Letter, sender: Sender) -> Iterator[Problem]:
    """Law and mailboxes ask of bulk mail: a way out, who sends it, a signature."""
    if letter.unsubscribe is None:
        said = ("Der Newsletter hat keinen Weg zum Abmelden.", "The newsletter has no way to unsubscribe.")
        where = ("Setzen Sie am Ziel die Adresse für Abmeldungen.", "Set the outlet's address for unsubscriptions.")
        yield problem(outgoing, "mail.unsubscribe_missing", said, where, place="List-Unsubscribe")
    if not sender.postal and not sender.imprint_url:
        said = ("Dem Newsletter fehlt das Impressum.", "The newsletter has no imprint.")
        where = ("Setzen Sie am Ziel Anschrift oder Impressum.", "Set the outlet's postal address or imprint.")
        yield problem(outgoing, "mail.imprint_missing", said, where)
    if outgoing.unsubscribe and not outgoing.unsubscribe.startswith("https://"):
        said = ("Mit einem Klick abmelden geht nur über https.", "One click to unsubscribe needs https.")
        where = ("Stellen Sie die Seite auf https um.", "Move the page to https.")
        yield problem(outgoing, "mail.one_click", said, where, severity=Severity.WARN, value=outgoing.unsubscribe)
    if sender.signer is None:
        said = ("Klaviatur signiert diese Mail nicht (DKIM).", "Klaviatur does not sign this mail (DKIM).")
        where = ("Gut, wenn Ihr Mailserver signiert.", "Fine if your mail server signs.")
        yield problem(outgoing, "mail.unsigned", said, where, severity=Severity.NOTE)
