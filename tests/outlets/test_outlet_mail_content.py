"""What a mail says: the same words as text and HTML, heads nobody can break, a signature that holds."""

import base64
import email
import email.policy
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from email.message import EmailMessage

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from playwright.sync_api import Browser
from tests.accessible import broken_rules
from tests.outlets.making import NOW, a_picture, making

from klaviatur.adapters.outlets.mail.addresses import Address
from klaviatur.adapters.outlets.mail.message import message_of
from klaviatur.adapters.outlets.mail.outlet import MailOutlet
from klaviatur.records import Marking, Method, Outgoing, Prepared, Severity, VariantPart
from klaviatur.testing import sample_outgoing

SENDER = {
    "host": "127.0.0.1",
    "from_address": "neues@ostheim.example",
    "from_name": "Stadt Ostheim, Bäder",
    "unsubscribe_mail": "abmelden@ostheim.example",
    "postal": "Stadt Ostheim\nMarkt 1\n12345 Ostheim",
    "imprint_url": "https://ostheim.example/impressum",
}
OUT = "https://ostheim.example/abmelden?id=1&liste=2"


def prepared(outgoing: Outgoing, values: Mapping[str, str] | None = None) -> Prepared:
    return making("mail", SENDER | (values or {})).prepare(outgoing)


def letter(
    outgoing: Outgoing, values: Mapping[str, str] | None = None, secrets: Mapping[str, str] | None = None
) -> bytes:
    outlet = making("mail", SENDER | (values or {}), secrets)
    assert isinstance(outlet, MailOutlet)
    return outlet._made(outgoing, Address("anna", "example.org"), outgoing.delivery)[0]


def parsed(message: bytes) -> EmailMessage:
    found = email.message_from_bytes(message, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def words(text: str) -> list[str]:
    return re.findall(r"[\w]+", text.casefold())


def rules(seen: Prepared) -> dict[str, Severity]:
    return {found.rule: found.severity for found in seen.problems}


def with_parts(outgoing: Outgoing, **texts: str) -> Outgoing:
    parts = tuple(replace(part, text=texts.get(part.name, part.text)) for part in outgoing.parts)
    return replace(outgoing, parts=parts)


@pytest.mark.parametrize("channel", ["newsletter", "press_release", "internal_email"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_text_and_html_say_the_same(channel: str, language: str) -> None:
    outgoing = sample_outgoing(channel, "de" if language == "de" else "en")
    message = parsed(letter(outgoing))
    plain, rich = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert rich is not None
    page = lxml_html.document_fromstring(rich.get_content())
    shown = page.xpath("//body")[0]
    seen = set(words(" ".join(shown.itertext())))
    for part in outgoing.parts:
        told = words(re.sub(r"https?://\S+", "", part.text))
        assert set(told) <= seen
        assert set(told) <= set(words(plain.get_content()))
    assert page.xpath("//html/@lang") == [outgoing.locale]
    assert len(page.xpath("//h1")) == 1
    assert all(image.get("alt") is not None for image in page.xpath("//img"))
    assert not page.xpath("//script | //link | //iframe | //form")
    assert "@import" not in rich.get_content()  # opening a mail tells nobody but its sender, if at all


def test_a_mail_of_many_lines_is_short_lines_of_ascii() -> None:
    outgoing = with_parts(sample_outgoing("newsletter"), body="Wärme 🌡 " * 3000 + "\n.\n..\nFrom here\n" + "x" * 3000)
    message = letter(replace(outgoing, unsubscribe=OUT))
    head, _, body = message.partition(b"\r\n\r\n")
    assert message.isascii()
    assert b"\n" not in message.replace(b"\r\n", b"")
    assert max(map(len, body.split(b"\r\n"))) <= 78
    assert max(map(len, head.split(b"\r\n"))) <= 998
    plain = parsed(message).get_body(("plain",))
    assert plain is not None
    assert plain.get_content().count("🌡") == 3000
    assert "x" * 3000 in plain.get_content()


def test_the_heads_of_a_newsletter() -> None:
    outgoing = replace(sample_outgoing("newsletter"), unsubscribe=OUT)
    message = parsed(letter(outgoing, {"list_id": "neues.ostheim.example", "reply_to": "buero@ostheim.example"}))
    assert message["From"] == '"Stadt Ostheim, Bäder" <neues@ostheim.example>'
    assert message["Reply-To"] == "buero@ostheim.example"
    assert message["Subject"] == "Freibad Ostheim öffnet nach zwei Jahren Umbau"
    assert message["Message-ID"] == f"<{outgoing.delivery}@ostheim.example>"
    assert message["List-Unsubscribe"] == f"<{OUT}>, <mailto:abmelden@ostheim.example?subject=unsubscribe>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == "<neues.ostheim.example>"
    assert message["Auto-Submitted"] is None


def test_without_an_address_on_the_web_one_unsubscribes_by_mail_and_never_by_one_click() -> None:
    message = parsed(letter(sample_outgoing("newsletter")))
    assert message["List-Unsubscribe"] == "<mailto:abmelden@ostheim.example?subject=unsubscribe>"
    assert message["List-Unsubscribe-Post"] is None


def test_a_long_address_is_never_folded_or_encoded() -> None:
    address = "https://ostheim.example/unsubscribe/" + "a" * 300
    message = letter(replace(sample_outgoing("newsletter"), unsubscribe=address))
    assert f"List-Unsubscribe: <{address}>".encode() in message


@pytest.mark.parametrize(("channel", "said"), [("press_release", "auto-generated"), ("newsletter", None)])
def test_only_mails_that_no_person_triggers_say_that_they_are_automatic(channel: str, said: str | None) -> None:
    assert parsed(letter(sample_outgoing(channel), {"automatic": "on"}))["Auto-Submitted"] == said
    assert parsed(letter(sample_outgoing(channel)))["Auto-Submitted"] is None


def test_a_mail_to_colleagues_is_no_list() -> None:
    message = parsed(letter(replace(sample_outgoing("internal_email"), unsubscribe=OUT)))
    assert message["List-Unsubscribe"] is None


@pytest.mark.parametrize(
    "subject",
    [
        "\U0001f469\u200d\U0001f4bb Das Bad sucht Leute \u2764\ufe0f\u200d\U0001f525",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f England",
        "Öffnung: \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u200f(2027)\u200e",
    ],
)
def test_emoji_and_letters_that_are_joined_stay_joined_in_the_subject(subject: str) -> None:
    assert parsed(letter(with_parts(sample_outgoing("newsletter"), subject=subject)))["Subject"] == subject


def test_a_subject_is_not_parted_where_a_word_might_be() -> None:
    outgoing = with_parts(sample_outgoing("newsletter"), subject="Donau\u00addampf\u200bschiff\ufefffahrt")
    assert parsed(letter(outgoing))["Subject"] == "Donaudampfschifffahrt"


@pytest.mark.parametrize("sign", ["\x01", "\x0b", "\x0c", "\ufffe", "\ud800"])
@pytest.mark.parametrize("channel", ["newsletter", "press_release", "internal_email"])
def test_a_sign_that_nothing_can_show_stops_no_mail(channel: str, sign: str) -> None:
    outgoing = sample_outgoing(channel)
    parts = tuple(VariantPart(part.name, f"{part.text}{sign}Schluss") for part in outgoing.parts)
    parts += tuple(VariantPart(name, f"Ende{sign}") for name in ("boilerplate", "contact"))
    picture = replace(a_picture(alt=f"Ein{sign}Kind"), url="https://bad.example/lake.png")
    message = parsed(letter(replace(outgoing, parts=parts, pictures=(picture,))))
    assert "Schluss" in message["Subject"]


def test_a_heading_is_no_other_figure_in_the_text_than_in_the_html() -> None:
    outgoing = with_parts(sample_outgoing("newsletter"), body="## Große Straße: 50 mW statt 5 MW\n\nMehr Licht.")
    text = parsed(letter(outgoing)).get_body(("plain",))
    assert text is not None
    assert "Große Straße: 50 mW statt 5 MW\r\n------" in text.get_content()


def test_a_question_without_words_stops_no_mail() -> None:
    outgoing = sample_outgoing("newsletter")
    asked = VariantPart("question", " "), VariantPart("answer", "Ab Mai.")
    assert "Ab Mai." in dict(prepared(replace(outgoing, parts=(*outgoing.parts, *asked))).details)["text"]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120), st.text(max_size=60), st.text(max_size=60))
def test_no_words_break_out_of_a_head(subject: str, name: str, locale: str) -> None:
    outgoing = replace(sample_outgoing("newsletter"), locale=locale, unsubscribe=f"https://a.example/{locale}")
    outlet = making("mail", SENDER)
    assert isinstance(outlet, MailOutlet)
    sender = replace(outlet.sender, name=name)
    texts = {"subject": subject, "text": "Hallo", "html": "<p>Hallo</p>"}
    message = message_of(outgoing, sender, Address("anna", "example.org"), **texts, key="0" * 32, at=NOW)
    heads = message.partition(b"\r\n\r\n")[0].split(b"\r\n")
    names = [line.partition(b":")[0].decode() for line in heads if not line[:1].isspace()]
    expected = ["From", "Subject", "To", "Date", "Message-ID", "Content-Language", "List-Unsubscribe"]
    assert names == [*expected, "List-Unsubscribe-Post", "MIME-Version", "Content-Type"]
    assert message.isascii()


@pytest.mark.parametrize(
    "text", ['<script>alert("x")</script>', "{{ 7*7 }}", "</mj-text><mj-raw>", "&lt;b&gt;", "]]>", "<!--"]
)
def test_words_never_become_markup(text: str) -> None:
    for channel in ("newsletter", "press_release", "internal_email"):
        outgoing = sample_outgoing(channel)
        parts = tuple(VariantPart(part.name, f"{part.text} {text}") for part in outgoing.parts)
        parts += (VariantPart("boilerplate", text), VariantPart("contact", text))
        seen = prepared(replace(outgoing, parts=parts), {"postal": text, "from_name": text.replace("\n", " ")})
        page = lxml_html.document_fromstring(seen.body.decode())
        assert not page.xpath("//script")
        assert text in page.xpath("//h1")[0].text_content()


def test_the_reader_is_told_where_a_machine_wrote_and_nobody_looked() -> None:
    for marking, told in [
        (Marking(Method.TRAINED, 1.0), True),
        (Marking(Method.TRAINED, 1.0, reviewed_by="Anna"), False),
    ]:
        seen = prepared(replace(sample_outgoing("newsletter"), marking=marking))
        label = "Dieser Text wurde mit KI erstellt."
        assert (label in seen.body.decode()) is told
        assert (label in dict(seen.details)["text"]) is told
        assert Method.TRAINED.value in seen.body.decode()


@pytest.mark.parametrize("between", ["|", " | ", "\n"])
def test_a_postal_address_stands_in_lines_however_they_were_parted(between: str) -> None:
    seen = prepared(sample_outgoing("newsletter"), {"postal": f"Stadt Ostheim{between}Markt 1"})
    assert "Stadt Ostheim<br" in seen.body.decode()
    assert "Stadt Ostheim\nMarkt 1" in dict(seen.details)["text"]


def test_problems_are_told_before_a_mail_leaves() -> None:
    assert rules(prepared(sample_outgoing("newsletter"))) == {"mail.unsigned": Severity.NOTE}
    bare = {"unsubscribe_mail": "", "postal": "", "imprint_url": ""}
    found = rules(prepared(sample_outgoing("newsletter"), bare))
    assert found["mail.unsubscribe_missing"] is Severity.BLOCK
    assert found["mail.imprint_missing"] is Severity.BLOCK
    assert not rules(prepared(sample_outgoing("press_release"), bare))
    no_subject = with_parts(sample_outgoing("newsletter"), subject=" ")
    assert rules(prepared(no_subject))["mail.subject_missing"] is Severity.BLOCK
    assert rules(prepared(with_parts(no_subject, body=" ")))["mail.body_missing"] is Severity.BLOCK
    plain_http = replace(sample_outgoing("newsletter"), unsubscribe="http://a.example/out")
    assert rules(prepared(plain_http))["mail.one_click"] is Severity.WARN
    assert rules(prepared(with_parts(no_subject, body="Wort " * 30_000)))["mail.clipped"] is Severity.WARN


@pytest.fixture(scope="module")
def rsa_pair() -> tuple[str, str]:
    key = rsa.generate_private_key(65537, 2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


def dns(record: str) -> Callable[..., bytes]:
    def look_up(name: bytes, timeout: int = 5) -> bytes:
        assert name == b"news._domainkey.ostheim.example."
        return record.encode()

    return look_up


@pytest.mark.parametrize("pair", ["rsa_pair"])
def test_a_signature_holds_and_breaks_with_any_change(pair: str, request: pytest.FixtureRequest) -> None:
    private, record = request.getfixturevalue(pair)
    values = {"dkim_domain": "ostheim.example", "dkim_selector": "news", "list_id": "neues.ostheim.example"}
    outgoing = replace(sample_outgoing("newsletter"), unsubscribe=OUT)
    message = letter(outgoing, values, {"dkim_key": private})
    assert dkim.verify(message, dnsfunc=dns(record))
    signed = re.search(rb"h=([^;]+);", message)
    assert signed
    names = [name.strip().lower() for name in signed[1].split(b":")]
    assert {b"list-unsubscribe", b"list-unsubscribe-post", b"from", b"subject", b"date"} <= set(names)
    for old, new in [(b"liste=2", b"liste=3"), (b"Ostheim", b"Westheim"), (b"One-Click", b"Two-Click")]:
        assert not dkim.verify(message.replace(old, new, 1), dnsfunc=dns(record))
    assert not dkim.verify(message.replace(b"Subject:", b"Subject: You won\r\nSubject:", 1), dnsfunc=dns(record))
    assert "mail.unsigned" not in rules(making("mail", SENDER | values, {"dkim_key": private}).prepare(outgoing))


@pytest.mark.parametrize("channel", ["newsletter", "press_release", "internal_email"])
def test_a_mail_is_read_on_phone_and_desk_by_day_and_night(chromium: Browser, channel: str) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 700})
    page.set_content(prepared(replace(sample_outgoing(channel), unsubscribe=OUT)).body.decode())
    for width in (360, 900):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            ratios = page.evaluate(CONTRASTS)
            assert ratios
            assert min(ratio for _, ratio in ratios) >= 4.5, ratios
    broken = [rule for rule in broken_rules(page) if ": region:" not in rule and ": landmark-" not in rule]
    assert not broken  # a mail stands inside a page of its mailbox, which has the landmarks
    page.close()


# Contrast of every run of words with what is behind it (WCAG 2.2, 1.4.3).
CONTRASTS = """() => {
  const shares = c => c.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const bright = c => { const [r, g, b] = shares(c); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const solid = c => c && c !== 'transparent' && !/, 0\\)$/.test(c);
  const behind = e => { for (; e; e = e.parentElement) {
      const c = getComputedStyle(e).backgroundColor; if (solid(c)) return c; } return 'rgb(255, 255, 255)'; };
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (words.nextNode()) {
    const e = words.currentNode.parentElement;
    if (!words.currentNode.data.trim() || !e.getClientRects().length || getComputedStyle(e).opacity === '0') continue;
    const [a, b] = [bright(getComputedStyle(e).color), bright(behind(e))].sort((x, y) => y - x);
    found.push([words.currentNode.data.trim().slice(0, 30), (a + 0.05) / (b + 0.05)]);
  }
  return found;
}"""


@pytest.mark.parametrize("channel", ["newsletter", "press_release", "internal_email"])
def test_images_on_the_web_are_shown_with_what_is_seen_on_them(channel: str) -> None:
    web = replace(a_picture("https://ostheim.example/see.png?a=1&b=2", 'Der "See"'), caption="Foto: A. Bauer")
    outgoing = replace(sample_outgoing(channel), pictures=(a_picture(), web, replace(web, url=f"{web.url}&c=3")))
    seen = prepared(outgoing)
    assert rules(seen)["image.not_on_the_web"] is Severity.WARN
    shown = lxml_html.fromstring(seen.body).xpath("//img[@alt='Der \"See\"']/@src")
    assert shown == [web.url, f"{web.url}&c=3"]
    assert seen.body.decode().count("Foto: A. Bauer") == 2
    assert f"[Foto: A. Bauer]\n{web.url}\n" in dict(seen.details)["text"]
