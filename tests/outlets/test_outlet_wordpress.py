"""WordPress gets posts its editor can go on with, each once."""

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace

import orjson
import pytest
from lxml import html as lxml_html
from tests.outlets.http_server import DROP, DROP_AFTERWARDS, HANG, Platform, Reply, Request, losing, running
from tests.outlets.making import a_picture, form_in, illustrated, making, png

from klaviatur.adapters.outlets import Placed
from klaviatur.adapters.outlets.wordpress.outlet import slug_of
from klaviatur.errors import NotNow, Refused
from klaviatur.records import Marking, Method, Outgoing, Receipt, VariantPart
from klaviatur.testing import check_outlet, sample_outgoing

PASSWORD = "abcd EFGH 1234 ijkl"
KNOWN = "Basic " + b64encode(f"redaktion:{PASSWORD}".encode()).decode()
FIELDS = {"featured_media", "title", "content", "excerpt", "slug", "status", "categories", "tags", "date_gmt"}


class WordPress:
    """What the REST API does (developer.wordpress.org/rest-api, read Nov 2026)."""

    def __init__(self) -> None:
        self.posts: dict[int, dict[str, object]] = {}
        self.terms: dict[str, dict[str, int]] = {"categories": {"Bäder &amp; Seen": 3}, "tags": {}}
        self.may = {"publish_posts": True, "edit_posts": True}
        self.media: dict[int, dict[str, object]] = {}
        self.made = 40
        self.changes = 0

    def __call__(self, request: Request) -> Reply:
        if request.headers["Authorization"] != KNOWN:
            return Reply(401, {"code": "invalid_username", "message": "Unknown username."})
        kind, _, id_ = request.path.removeprefix("/wp-json/wp/v2/").partition("/")
        if kind == "users":
            return Reply(200, {"id": 1, "name": "Redaktion", "capabilities": self.may})
        if kind == "media":
            return self.uploads(request, id_)
        if kind in self.terms:
            return self.term(kind, request)
        if id_:
            return self.known(int(id_), request)
        return self.post(request) if request.method == "POST" else self.listed(request)

    def known(self, id_: int, request: Request) -> Reply:
        if request.method == "POST":
            return self.changed(id_, request)
        return self.one(id_) if request.method == "GET" else self.trash(id_)

    def term(self, kind: str, request: Request) -> Reply:
        known = self.terms[kind]
        if request.method == "GET":
            return Reply(200, [{"id": id_, "name": name} for name, id_ in known.items()])
        name = request.json()["name"]
        if name.casefold() in {one.casefold() for one in known}:
            return Reply(
                400, {"code": "term_exists", "message": "exists", "data": {"status": 400, "term_id": known[name]}}
            )
        known[name] = len(known) + 70
        return Reply(201, {"id": known[name], "name": name})

    def uploads(self, request: Request, id_: str) -> Reply:
        if request.method == "DELETE":
            if request.query.get("force") != "true":
                return Reply(501, {"code": "rest_trash_not_supported", "message": "Set 'force=true' to delete."})
            gone = self.media.pop(int(id_), None)
            return Reply(200, gone) if gone else Reply(404, {"code": "rest_post_invalid_id", "message": "Invalid."})
        if request.method == "GET":
            return Reply(200, [one for one in self.media.values() if one["slug"] == request.query["slug"]])
        if id_:
            self.media[int(id_)] |= request.json()
            return Reply(200, self.media[int(id_)])
        form = form_in(request.headers["Content-Type"], request.body)
        assert set(form) <= {"file", "slug", "title", "alt_text", "caption"}
        if not form["file"].startswith(b"\x89PNG"):
            return Reply(500, {"code": "rest_upload_unknown_error", "message": "Sorry, you are not allowed to upload."})
        number = len(self.media) + 900
        said = {name: form.get(name, b"").decode() for name in ("slug", "title", "alt_text", "caption")}
        place = {"id": number, "source_url": f"https://blog.example/uploads/{number}.png"}
        self.media[number] = {**said, **place}
        return Reply(201, self.media[number])

    def listed(self, request: Request) -> Reply:
        assert request.query["context"] == "edit"
        states = request.query["status"].split(",")
        found = [p for p in self.posts.values() if p["slug"] == request.query["slug"] and p["status"] in states]
        return Reply(200, found)

    def post(self, request: Request) -> Reply:
        said = request.json()
        assert set(said) <= FIELDS, set(said) - FIELDS
        if not all(isinstance(term, int) for kind in self.terms for term in said.get(kind, [])):
            return Reply(400, {"code": "rest_invalid_param", "message": "Invalid parameter(s): categories"})
        if not self.may.get("publish_posts") and said["status"] != "draft":
            return Reply(
                403, {"code": "rest_cannot_publish", "message": "Sorry, you are not allowed to publish posts."}
            )
        if not self.may.get("unfiltered_html"):
            assert "<script" not in said["content"]
        if said.get("featured_media") and said["featured_media"] not in self.media:
            return Reply(400, {"code": "rest_invalid_featured_media", "message": "Invalid featured media ID."})
        self.made += 1
        link = f"https://blog.example/{said['slug']}/"
        self.posts[self.made] = {"id": self.made, "link": link, **said}
        return Reply(201, self.posts[self.made])

    def one(self, id_: int) -> Reply:
        if id_ not in self.posts:
            return Reply(404, {"code": "rest_post_invalid_id", "message": "Invalid post ID."})
        return Reply(200, self.posts[id_])

    def changed(self, id_: int, request: Request) -> Reply:
        found, said = self.one(id_), request.json()
        if found.status != 200:
            return found
        assert set(said) <= FIELDS, set(said) - FIELDS
        if said.get("featured_media") and said["featured_media"] not in self.media:
            return Reply(400, {"code": "rest_invalid_featured_media", "message": "Invalid featured media ID."})
        self.posts[id_] |= said
        self.changes += 1
        return Reply(200, self.posts[id_])

    def trash(self, id_: int) -> Reply:
        if id_ not in self.posts:
            return Reply(404, {"code": "rest_post_invalid_id", "message": "Invalid post ID."})
        if self.posts[id_]["status"] == "trash":
            return Reply(410, {"code": "rest_already_trashed", "message": "The post has already been deleted."})
        self.posts[id_] |= {"status": "trash", "slug": f"{self.posts[id_]['slug']}__trashed"}
        return Reply(200, self.posts[id_])

    @property
    def shown(self) -> list[dict[str, object]]:
        return [post for post in self.posts.values() if post["status"] != "trash"]


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with running(Platform(WordPress())) as platform:
        yield platform


@pytest.fixture
def server(platform: Platform) -> WordPress:
    platform.answer = server = WordPress()
    platform.faults.clear()
    return server


def at(platform: Platform, password: str = PASSWORD, **values: str) -> Placed:
    return making("wordpress", {"url": platform.url, "user": "redaktion", **values}, {"password": password})


@pytest.fixture
def outlet(platform: Platform, server: WordPress) -> Iterator[Placed]:
    outlet = at(platform)
    yield outlet
    outlet.close()


def sent(outlet: Placed, outgoing: Outgoing) -> str:
    return outlet.deliver(outgoing, key=outgoing.delivery).id


@pytest.mark.parametrize("channel", ["blog_post", "press_release", "web_teaser"])
def test_wordpress_keeps_every_promise_of_an_outlet(platform: Platform, server: WordPress, channel: str) -> None:
    check_outlet(
        lambda: at(platform),
        sample_outgoing(channel),
        idempotent=True,
        retractable=True,
        count=lambda: len(server.shown),
    )


@pytest.mark.parametrize("fault", [DROP, DROP_AFTERWARDS, HANG, Reply(500), Reply(503)])
def test_a_lost_answer_makes_no_second_post(
    platform: Platform, server: WordPress, outlet: Placed, fault: Reply | str
) -> None:
    raised = losing(platform, fault, lambda timeout_s: at(platform, timeout_s=timeout_s), sample_outgoing("blog_post"))
    assert raised
    assert all(isinstance(error, NotNow) for error in raised)
    sent(outlet, sample_outgoing("blog_post"))
    assert len(server.posts) == 1


def test_a_post_is_made_of_blocks_the_editor_knows(server: WordPress, outlet: Placed) -> None:
    text = "Ein <b>Absatz</b>\nmit zwei Zeilen.\n\n### Mehr\n\n• eins\n• zwei\n\n1. a\n2. b\n\nWeiter: https://a.example/?x=1&y=2"
    parts = (
        VariantPart("title", "Größe <M> & mehr"),
        VariantPart("meta_description", "1 < 2."),
        VariantPart("body", text),
    )
    sent(outlet, replace(sample_outgoing("blog_post"), parts=parts))
    post = server.shown[0]
    content = str(post["content"])
    assert (post["title"], post["excerpt"]) == ("Größe &lt;M&gt; &amp; mehr", "1 &lt; 2.")
    opened = re.findall(r"<!-- wp:([a-z-]+)(?: (\{[^}]*\}))? -->", content)
    kinds = [
        "paragraph",
        "heading",
        "list",
        "list-item",
        "list-item",
        "list",
        "list-item",
        "list-item",
        "buttons",
        "button",
    ]
    assert [name for name, _ in opened] == kinds
    assert len(opened) == content.count("<!-- /wp:")
    assert "<p>Ein &lt;b&gt;Absatz&lt;/b&gt;<br>mit zwei Zeilen.</p>" in content
    assert 'href="https://a.example/?x=1&amp;y=2"' in content
    assert '<!-- wp:heading {"level":3} -->\n<h3 class="wp-block-heading">Mehr</h3>' in content


def test_words_in_brackets_are_no_shortcodes(server: WordPress, outlet: Placed) -> None:
    text = "Dazu [video] und https://a.example/?b[]=1\n\n- [gallery]\n\n## [audio]"
    parts = (VariantPart("title", "Bad"), VariantPart("teaser", "[embed]"), VariantPart("body", text))
    sent(outlet, replace(sample_outgoing("blog_post"), parts=parts))
    content = str(server.shown[0]["content"]).partition("<script")[0]
    assert "[" not in content
    shown = lxml_html.fragment_fromstring(content, create_parent="div")
    assert [word for word in ("[video]", "[gallery]", "[audio]", "[embed]") if word in shown.text_content()] == [
        "[video]",
        "[gallery]",
        "[audio]",
        "[embed]",
    ]
    assert shown.xpath("//a/@href") == ["https://a.example/?b[]=1"]


def test_only_who_may_write_any_html_sends_data_for_machines(
    platform: Platform, server: WordPress, outlet: Placed
) -> None:
    outgoing = replace(sample_outgoing("blog_post"), marking=Marking(Method.TRAINED, 1.0))
    sent(outlet, outgoing)
    server.may["unfiltered_html"] = True
    editor = at(platform)
    sent(editor, replace(outgoing, delivery="e" * 32))
    editor.close()
    without, with_ = (str(post["content"]) for post in server.shown)
    assert "Dieser Text wurde mit KI erstellt." in without
    assert "TrainedAlgorithmicMediaDigitalSource" in with_
    assert '"@type": "BlogPosting"' in with_


def test_categories_and_tags_are_found_by_name_or_made(platform: Platform, server: WordPress) -> None:
    server.terms["tags"]["sommer"] = 9
    outlet = at(platform, categories="bäder & seen, Neu", tags="Sommer")
    sent(outlet, sample_outgoing("blog_post"))
    assert (server.shown[0]["categories"], server.shown[0]["tags"]) == ([3, 71], [9])
    outlet.close()


def test_a_post_may_be_a_draft_or_appear_later(platform: Platform, server: WordPress) -> None:
    for number, (values, state) in enumerate([({"status": "draft"}, "draft"), ({"delay_minutes": "90"}, "future")]):
        outlet = at(platform, **values)
        sent(outlet, replace(sample_outgoing("blog_post"), delivery=f"{number}" * 32))
        assert server.shown[-1]["status"] == state
        outlet.close()
    assert server.shown[-1]["date_gmt"] == "2027-03-03T09:30:00"


def test_a_retracted_post_is_in_the_bin(server: WordPress, outlet: Placed) -> None:
    outgoing = sample_outgoing("blog_post")
    outlet.retract(outlet.deliver(outgoing, key=outgoing.delivery), key=outgoing.delivery)
    assert [post["status"] for post in server.posts.values()] == ["trash"]


def test_who_may_not_publish_is_told_by_health_and_refused(server: WordPress, outlet: Placed) -> None:
    server.may = {"edit_posts": True}
    assert "Rolle Autor" in outlet.health().message.de
    with pytest.raises(Refused, match="not allowed to publish"):
        sent(outlet, sample_outgoing("blog_post"))


def test_a_wrong_application_password_is_told_and_shown_nowhere(platform: Platform, server: WordPress) -> None:
    outlet = at(platform, "wrong-777")
    with pytest.raises(NotNow, match="Set a new key") as refused:
        sent(outlet, sample_outgoing("blog_post"))
    told = f"{refused.value} {outlet.health()} {outlet}"
    assert "wrong-777" not in told
    assert b64encode(b"redaktion:wrong-777").decode() not in told
    outlet.close()


def test_a_slug_is_words_of_the_title_and_a_mark_of_the_delivery() -> None:
    assert (
        slug_of("Wärmespeicher für 1.850 Häuser – größer!", "0123456789")
        == "waermespeicher-fuer-1-850-haeuser-groesser-01234567"
    )
    assert slug_of("Ж", "0123456789") == "01234567"
    long = slug_of("Ein Wort nach dem anderen " * 9, "0123456789")
    assert len(long) <= 70
    assert re.fullmatch(r"[a-z0-9-]+", long)


def test_questions_and_answers_are_told_to_machines(platform: Platform, server: WordPress) -> None:
    server.may["unfiltered_html"] = True
    named = [("question", "Wann?"), ("answer", "Um 8 Uhr."), ("question", "Wo? </script>"), ("answer", "Hier.")]
    outlet = at(platform)
    sent(outlet, replace(sample_outgoing("faq"), parts=tuple(VariantPart(*one) for one in named)))
    outlet.close()
    content = str(server.shown[0]["content"])
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', content)
    assert found
    data = orjson.loads(found[1])
    assert data["@type"] == "FAQPage"
    assert [(one["name"], one["acceptedAnswer"]["text"]) for one in data["mainEntity"]] == [
        ("Wann?", "Um 8 Uhr."),
        ("Wo? </script>", "Hier."),
    ]
    assert content.count("<!-- wp:heading -->") == 2


def test_the_first_image_stands_at_the_top_and_the_others_in_the_text(server: WordPress, outlet: Placed) -> None:
    second = replace(a_picture("Zwei.png", 'Zwei "Boote"', png(9, 9)), caption="Foto: A. Bauer")
    outgoing = illustrated("blog_post", a_picture(), second)
    receipt = outlet.deliver(outgoing, key=outgoing.delivery)
    (post,) = server.shown
    assert post["featured_media"] == 900
    assert [(one["alt_text"], one["caption"]) for one in server.media.values()] == [
        ("Ein Kind springt ins Wasser", ""),
        ('Zwei "Boote"', "Foto: A. Bauer"),
    ]
    content = str(post["content"])
    assert '<!-- wp:image {"id":901,"sizeSlug":"large"} -->' in content
    assert 'src="https://blog.example/uploads/901.png" alt="Zwei &quot;Boote&quot;" class="wp-image-901"' in content
    assert "Foto: A. Bauer</figcaption>" in content
    outlet.retract(receipt, key=outgoing.delivery)
    assert not server.shown
    assert not server.media


def test_an_image_whose_answer_is_lost_is_found_again(platform: Platform, server: WordPress, outlet: Placed) -> None:
    outgoing = illustrated("blog_post")
    platform.faults.append(DROP_AFTERWARDS)
    with pytest.raises(NotNow):
        sent(outlet, outgoing)
    sent(outlet, outgoing)
    assert (len(server.media), len(server.shown)) == (1, 1)


def newer(outgoing: Outgoing, before: Receipt, *, title: str = "Neuer Titel") -> Outgoing:
    """Return another wording of the same text, released after one that stands there."""
    parts = (VariantPart("title", title), VariantPart("body", "Jetzt sind es 19.000 Euro."))
    return replace(outgoing, parts=parts, delivery="b" * 32, before=before)


def delivered(outlet: Placed, outgoing: Outgoing) -> Receipt:
    return outlet.deliver(outgoing, key=outgoing.delivery)


def test_a_newer_wording_goes_into_the_post_of_the_earlier_one(server: WordPress, outlet: Placed) -> None:
    first = delivered(outlet, sample_outgoing("blog_post"))
    server.posts[41] |= {"categories": [3], "status": "private"}  # by an editor there
    second = delivered(outlet, newer(sample_outgoing("blog_post"), first))
    (post,) = server.posts.values()
    assert (post["title"], post["excerpt"]) == ("Neuer Titel", "")
    assert "19.000 Euro" in str(post["content"])
    assert (post["categories"], post["status"]) == ([3], "private")
    assert (second.id, second.url) == (first.id, first.url)
    assert dict(second.details)["slug"] == dict(first.details)["slug"] == post["slug"]
    outlet.retract(second, key="b" * 32)
    assert not server.shown


@pytest.mark.parametrize("fault", [DROP, DROP_AFTERWARDS, HANG, Reply(500), Reply(503)])
def test_a_lost_answer_to_a_newer_wording_makes_no_second_post(
    platform: Platform, server: WordPress, outlet: Placed, fault: Reply | str
) -> None:
    outgoing = newer(sample_outgoing("blog_post"), delivered(outlet, sample_outgoing("blog_post")))
    raised = losing(platform, fault, lambda timeout_s: at(platform, timeout_s=timeout_s), outgoing)
    assert raised
    assert all(isinstance(error, NotNow) for error in raised)
    delivered(outlet, outgoing)
    assert [post["title"] for post in server.posts.values()] == ["Neuer Titel"]


@pytest.mark.parametrize("how", ["deleted", "binned"])
def test_a_post_that_is_gone_there_is_made_anew_and_not_brought_back(
    server: WordPress, outlet: Placed, how: str
) -> None:
    first = delivered(outlet, sample_outgoing("blog_post"))
    if how == "deleted":
        del server.posts[int(first.id)]
    else:
        server.trash(int(first.id))
    second = delivered(outlet, newer(sample_outgoing("blog_post"), first))
    assert second.id != first.id
    assert [str(post["id"]) for post in server.shown] == [second.id]


@pytest.mark.parametrize(("state", "posts"), [("draft", 1), ("pending", 1), ("publish", 2), ("future", 2)])
def test_an_outlet_of_drafts_changes_nothing_that_an_editor_has_published(
    platform: Platform, server: WordPress, state: str, posts: int
) -> None:
    outlet = at(platform, status="draft")
    first = delivered(outlet, sample_outgoing("blog_post"))
    server.posts[int(first.id)]["status"] = state
    second = delivered(outlet, newer(sample_outgoing("blog_post"), first))
    assert len(server.shown) == posts
    assert server.posts[int(second.id)]["status"] == (state if posts == 1 else "draft")
    outlet.close()


def test_images_that_stay_are_not_handed_over_twice_and_others_go(server: WordPress, outlet: Placed) -> None:
    other = replace(a_picture("Zwei.png", "Zwei Boote", png(9, 9)))
    first = delivered(outlet, illustrated("blog_post", a_picture(), other))
    again = replace(a_picture(), alt="Ein Kind springt")
    second = delivered(outlet, newer(illustrated("blog_post", again), first))
    assert [(one["id"], one["alt_text"]) for one in server.media.values()] == [(900, "Ein Kind springt")]
    assert server.shown[0]["featured_media"] == 900
    assert [number for name, number in second.details if name == "image"] == ["900"]
    third = replace(newer(sample_outgoing("blog_post"), second), delivery="c" * 32)
    delivered(outlet, third)
    assert not server.media
    assert server.shown[0]["featured_media"] == 0
