"""What each block does in its text: title, lead, body, boilerplate, contact, noise."""

import re
from dataclasses import replace

from klaviatur.collect.dates import dateline, find_dates
from klaviatur.collect.drafts import Draft, lines_of, split_at
from klaviatur.collect.head import head_line, pattern
from klaviatur.collect.names import known_places
from klaviatur.records import RawKind, Role

_ENDS = re.compile(r"[.:;…,]['\"“”»«)]*$")
_REACHABLE = re.compile(
    r"[\w.+-]+@[\w-]+\.\w|(?:^|\s)(?:\+\d|0\d)[\d /()-]{5,}|\b(?:Tel|Fon|Phone|Mobil|Fax|T)[.:]", re.IGNORECASE
)
_NO_WORDS = re.compile(  # what stands beside a day: the weekday, a time, marks
    r"(?:[\s,.|/()–—-]|\d{1,2}[:.]\d{2}|\b(?:Uhr|um|am|den|a\.?m\.?|p\.?m\.?|at|on|[A-Z]{2,4}|Stand|updated|[A-Z][a-z]+day|[A-Z][a-z]+tag|"
    r"Mittwoch|Sonnabend)\b)*",
    re.IGNORECASE,
)
_LONGEST_DATE = 50
_HEAD_BLOCKS = 8
_TITLE_BLOCKS = 3
_MIN_LIST = 3
_MAX_TITLE = 160
_MAX_SUBTITLE = 260


def assign_roles(meta: list[Draft], blocks: list[Draft]) -> list[Draft]:
    """Return all blocks with their roles, head lines first, in the order they were written."""
    body = _split_fields(blocks)
    titled = any(draft.role is Role.TITLE for draft in meta)
    body = _mark_noise(body)
    body = _mark_head(body)
    body = _mark_titles(body, meta=meta, titled=titled)
    body = _mark_sections(_mark_lists(_part_dateline(body)))
    return _mark_lead(_heads_first([*meta, *body]))


def _split_fields(blocks: list[Draft]) -> list[Draft]:
    r"""Part paragraphs near the top whose lines are head lines ("Ort: Kassel\\nDatum: ...")."""
    parted: list[Draft] = []
    for index, draft in enumerate(blocks):
        lines = lines_of(draft) if "\n" in draft.text and index < _HEAD_BLOCKS else [draft]
        fields = [line for line in lines if head_line(line) or (index < 2 and dateline(line.text))]
        titles = index < _TITLE_BLOCKS and 1 < len(lines) <= 3 and all(_is_title_line(line) for line in lines)
        known = len(lines) > 1 and bool(fields) and len(lines) <= _HEAD_BLOCKS
        parted.extend(lines if known or titles else [draft])
    return parted


def _is_title_line(draft: Draft) -> bool:
    words = draft.text.strip(" *_:")
    named = pattern("contact").fullmatch(words) or pattern("boilerplate").fullmatch(words)
    return _is_short_line(draft, _MAX_TITLE) and len(words.split()) > 2 and not named and not _REACHABLE.search(words)


def _mark_noise(blocks: list[Draft]) -> list[Draft]:
    marked: list[Draft] = []
    tail = False
    for index, draft in enumerate(blocks):
        whole = bool(pattern("noise").fullmatch(draft.text.strip()))
        starts = whole and bool(pattern("noise_start").fullmatch(draft.text.strip()))
        tail = tail or (starts and index >= len(blocks) * 0.5)
        end_mark = bool(pattern("end_mark").fullmatch(draft.text))
        marked.append(replace(draft, role=Role.NOISE) if tail or whole or end_mark else draft)
    return marked


def _mark_head(blocks: list[Draft]) -> list[Draft]:
    marked: list[Draft] = []
    near = 0
    for draft in blocks:
        near += draft.role is not Role.NOISE
        head = head_line(draft) if near <= _HEAD_BLOCKS and draft.role is not Role.NOISE else None
        if head is None and near <= _HEAD_BLOCKS and draft.kind is RawKind.PARAGRAPH:
            head = _dateline_alone(draft) or _date_alone(draft)
        if head is None and pattern("letter").fullmatch(draft.text):
            head = replace(draft, role=Role.HEAD, key="letter")  # salutation or signature: nobody's news
        marked.append(head or draft)
    return marked


def _dateline_alone(draft: Draft) -> Draft | None:
    found = dateline(draft.text)
    if found and len(draft.text) - found.end <= 3:
        return replace(draft, role=Role.HEAD, key="dateline")
    return None


def _date_alone(draft: Draft) -> Draft | None:
    """Return a line that is nothing but the day of the text ("November 4, 2027", "Montag, 3. März 2027, 10.15 Uhr")."""
    found = find_dates(draft.text) if len(draft.text) <= _LONGEST_DATE else []
    day = next((date for date in found if len(date.iso) == len("2027-03-03") and date.iso[0] != "-"), None)
    rest = draft.text[: day.span.start] + draft.text[day.span.end :] if day else draft.text
    return replace(draft, role=Role.HEAD, key="date") if _NO_WORDS.fullmatch(rest) else None


def _mark_titles(blocks: list[Draft], *, meta: list[Draft], titled: bool) -> list[Draft]:
    free = [index for index, draft in enumerate(blocks) if draft.role in {Role.BODY, Role.HEADING}]
    marked = list(blocks)
    if titled:
        return _mark_known_title(marked, free, meta)
    if any(draft.role is Role.TITLE for draft in blocks):
        return marked
    place = next((index for index in free[:3] if blocks[index].kind is RawKind.HEADING), None)
    if place is None and free and _could_be_title(blocks, free):
        place = free[0]
    if place is None:
        return marked
    marked[place] = replace(marked[place], role=Role.TITLE, level=1)
    kickers = [index for index in free if index < place and _is_label(blocks[index])]
    for index in kickers:
        marked[index] = replace(marked[index], role=Role.HEAD, key="kicker")
    return _mark_subtitle(marked, [index for index in free if index > place])


def _mark_known_title(marked: list[Draft], free: list[int], meta: list[Draft]) -> list[Draft]:
    title = next(draft.text for draft in meta if draft.role is Role.TITLE)
    for index in free[:2]:
        if marked[index].text.casefold() == title.casefold():
            marked[index] = replace(marked[index], role=Role.TITLE, level=1)
            meta[:] = [draft for draft in meta if draft.role is not Role.TITLE]
    return marked


def _could_be_title(blocks: list[Draft], free: list[int]) -> bool:
    first = blocks[free[0]]
    return len(free) > 1 and first.kind is RawKind.PARAGRAPH and _is_short_line(first, _MAX_TITLE)


def _is_short_line(draft: Draft, limit: int) -> bool:
    return len(draft.text) <= limit and "\n" not in draft.text and not _ENDS.search(draft.text)


def _is_label(draft: Draft) -> bool:
    return len(draft.text) < 60 and _is_short_line(draft, 60)


def _mark_subtitle(marked: list[Draft], free: list[int]) -> list[Draft]:
    if len(free) < 2 or any(draft.role is Role.SUBTITLE for draft in marked):
        return marked
    place, after = marked[free[0]], marked[free[1]]
    heading = place.kind is RawKind.HEADING and len(place.text.split()) >= 5 and after.kind is not RawKind.ITEM
    line = place.kind is RawKind.PARAGRAPH and _is_short_line(place, _MAX_SUBTITLE) and not dateline(place.text)
    if heading or (line and len(after.text) > 80):
        marked[free[0]] = replace(place, role=Role.SUBTITLE, level=2)
    return marked


def _part_dateline(blocks: list[Draft]) -> list[Draft]:
    """Make the dateline of the first paragraph ("Kassel, 3. März 2027 – Die ...") a head line of its own."""
    place = next((i for i, d in enumerate(blocks) if d.role is Role.BODY and d.kind is RawKind.PARAGRAPH), None)
    found = dateline(blocks[place].text, known_places()) if place is not None else None
    if place is None or found is None or found.end >= len(blocks[place].text):
        return blocks
    line, rest = split_at(blocks[place], found.end)
    head = replace(line, role=Role.HEAD, key="dateline")
    return [*blocks[:place], head, rest, *blocks[place + 1 :]]


def _mark_lists(blocks: list[Draft]) -> list[Draft]:
    """Make three or more short lines in a row a list; bullets are often lost on the way."""
    marked = list(blocks)
    start = 0
    for index in range(len(blocks) + 1):
        if index < len(blocks) and _is_loose_line(blocks[index]):
            continue
        run = range(start + _is_list_heading(blocks[start:index]), index)
        if len(run) >= _MIN_LIST:
            marked[run.start : run.stop] = [replace(blocks[i], role=Role.ITEM, level=1) for i in run]
        start = index + 1
    return marked


def _is_loose_line(draft: Draft) -> bool:
    plain = draft.role is Role.BODY and draft.kind is RawKind.PARAGRAPH and bool(draft.text)
    named = pattern("contact").fullmatch(draft.text.strip(" :")) or pattern("boilerplate").fullmatch(
        draft.text.strip(" :")
    )
    return plain and _is_short_line(draft, 120) and not named and not _REACHABLE.search(draft.text)


def _is_list_heading(run: list[Draft]) -> bool:
    return len(run) > 1 and ":" not in run[0].text and ":" in run[1].text


def _mark_sections(blocks: list[Draft]) -> list[Draft]:
    marked: list[Draft] = []
    section = Role.BODY
    seen_body = 0
    for draft in blocks:
        if draft.role in {Role.NOISE, Role.HEAD, Role.TITLE, Role.SUBTITLE}:
            marked.append(draft)
            continue
        section = _section_after(draft, section, seen_body)
        seen_body += section is Role.BODY
        draft = _promote(draft) if section is Role.BODY else draft
        marked.append(draft if section is Role.BODY else replace(draft, role=section))
    return marked


def _section_after(draft: Draft, section: Role, seen_body: int) -> Role:
    first, _, rest = draft.text.partition("\n")
    label = first.strip(" *_:").strip()
    opens_line = draft.kind is RawKind.HEADING or bool(rest) or len(draft.text) < 80
    if opens_line and pattern("contact").fullmatch(label):
        return Role.CONTACT
    if (section is not Role.BODY and _contact_sentence(draft)) or (seen_body and _starts_contact(draft)):
        return Role.CONTACT
    about = opens_line and pattern("boilerplate").fullmatch(label) and not _ENDS.search(label)
    if seen_body and (about or _runs_in(draft)):
        return Role.BOILERPLATE
    if draft.kind is RawKind.HEADING or (section is Role.CONTACT and _is_prose(draft)):
        return Role.BODY
    return section


def _runs_in(draft: Draft) -> bool:
    """Return whether label and text share a paragraph: „Über die Muster GmbH: Die Muster GmbH ...“."""
    label, colon, rest = draft.text.partition(":")
    return (
        bool(colon)
        and len(rest) > 20
        and len(label) < 80
        and bool(pattern("boilerplate").fullmatch(label.strip(" *_")))
    )


def _starts_contact(draft: Draft) -> bool:
    label, colon, _ = draft.text.partition(":")
    return (
        bool(colon)
        and len(label) < 60
        and bool(pattern("contact").fullmatch(label.strip(" *_")))
        and bool(_REACHABLE.search(draft.text))
    )


def _contact_sentence(draft: Draft) -> bool:
    return bool(_REACHABLE.search(draft.text)) and len(draft.text) < 300


def _is_prose(draft: Draft) -> bool:
    return len(draft.text) > 200 and not _REACHABLE.search(draft.text)


def _promote(draft: Draft) -> Draft:
    """A short line of its own without a full stop is a heading, even in plain text."""
    short = (
        draft.kind is RawKind.PARAGRAPH and _is_short_line(draft, 90) and not draft.text.endswith(("!", "?", '"', "“"))
    )
    if short and draft.role is Role.BODY and len(draft.text.split()) <= 10 and not draft.links:
        return replace(draft, role=Role.HEADING, level=2)
    return draft


def _heads_first(drafts: list[Draft]) -> list[Draft]:
    """Head lines first; contact and boilerplate of the front matter last, as in a printed release."""
    head = [draft for draft in drafts if draft.role is Role.HEAD]
    last = [draft for draft in drafts if draft.key and draft.role in {Role.CONTACT, Role.BOILERPLATE}]
    return head + [draft for draft in drafts if draft not in head and draft not in last] + last


def _mark_lead(drafts: list[Draft]) -> list[Draft]:
    place = next(
        (i for i, d in enumerate(drafts) if d.role is Role.BODY and d.kind is RawKind.PARAGRAPH and d.text), None
    )
    if place is None:
        return drafts
    return [replace(d, role=Role.LEAD) if i == place else d for i, d in enumerate(drafts)]
