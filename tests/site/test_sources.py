"""Bringing sources in and playing them, in the browser."""

import io

import pytest
from docx import Document as Word
from httpx2 import Response
from site_house import ANNA, CHANNELS, House

TABLE = b"sku;name;weight;price\nA-1;Trinkflasche Aqua 750 ml;310 g;24,90 EUR\nA/2;Becher Aqua;180 g;12,50 EUR\n"
NOTE = (
    "Der Wochenmarkt zieht um\n\nAb dem 4. Mai 2027 steht der Wochenmarkt auf dem Rathausplatz. 42 H\u00e4ndler kommen."
)


def _send(house: House, *files: tuple[str, bytes], place: str = "/sources/texts") -> Response:
    return house[ANNA].post(place, files=[("files", (name, data)) for name, data in files])


def _word(text: str) -> bytes:
    file, document = io.BytesIO(), Word()
    for paragraph in text.split("\n\n"):
        document.add_paragraph(paragraph)
    document.save(file)
    return file.getvalue()


def test_a_word_file_becomes_a_source_that_shows_its_words(house: House) -> None:
    answer = _send(house, ("Wochenmarkt.docx", _word(NOTE)))
    page = house[ANNA].follow(answer)
    assert answer.headers["location"] == "/sources/text/wochenmarkt.docx"
    assert "The text is in. Now play it." in page.text
    assert "42" in page.text
    assert "Rathausplatz" in page.text


def test_what_is_told_after_a_deed_is_told_once(house: House) -> None:
    answer = _send(house, ("markt.txt", NOTE.encode()))
    assert "The text is in" in house[ANNA].follow(answer).text
    assert "The text is in" not in house[ANNA].get(answer.headers["location"]).text


def test_of_several_files_the_broken_one_stops_no_other(house: House) -> None:
    answer = _send(house, ("gut.txt", NOTE.encode()), ("kaputt.docx", b"PK\x03\x04 no document"), ("leer.txt", b""))
    assert answer.status_code == 422
    assert "kaputt.docx" in answer.text
    assert "leer.txt" in answer.text
    assert "/sources/text/gut.txt" in answer.text
    assert house.desk.source("text", "gut.txt")[0].version == 1


def test_the_images_that_a_text_names_are_chosen_with_it(house: House) -> None:
    image = b"\x89PNG\r\n\x1a\n" + b"image of a market"
    text = f"# {NOTE}\n\n![St\u00e4nde vor dem Rathaus](bilder/markt.png)\n".encode()
    answer = _send(house, ("markt.png", image), ("bild.md", text))
    assert answer.headers["location"] == "/sources/text/bild.md"
    (named,) = house.desk.source("text", "bild.md")[1].images
    assert (house.desk.folder / "images" / named.digest).read_bytes() == image
    assert _send(house, ("allein.png", image)).status_code == 422
    told = _send(
        house, ("markt.png", image), ("unbenannt.png", image + b"2"), ("anders.md", text.replace(b"Markt", b"Platz"))
    )
    assert told.status_code == 422
    assert "unbenannt.png" in told.text
    assert "No text names" in told.text
    assert house.desk.source("text", "anders.md")[1].images[0].digest == named.digest


def test_a_typed_text_that_is_refused_is_still_in_its_field(house: House) -> None:
    answer = house[ANNA].post("/sources/texts", {"title": "Only a <title>", "text": " ", "address": ""})
    assert answer.status_code == 422
    assert "Only a &lt;title&gt;" in answer.text


def test_a_typed_text_becomes_a_source(house: House) -> None:
    answer = house[ANNA].post("/sources/texts", {"title": "Markt", "text": NOTE})
    assert "Rathausplatz" in house[ANNA].follow(answer).text


@pytest.mark.parametrize("address", ["file:///etc/passwd", "/etc/passwd", "ftp://127.0.0.1/a", "klaviatur.toml"])
def test_no_file_of_the_server_is_an_address(house: House, address: str) -> None:
    answer = house[ANNA].post("/sources/texts", {"address": address})
    assert answer.status_code == 422
    assert "starts with http://" in answer.text
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8000/",
        "http://localhost/",
        "http://[::1]/",
        "http://169.254.169.254/x",
        "http://10.0.0.1/",
        "http://0/",
    ],
)
def test_no_machine_in_the_servers_own_network_is_read(house: House, address: str) -> None:
    answer = house[ANNA].post("/sources/texts", {"address": address})
    assert answer.status_code == 422
    assert "inside the own network" in answer.text


def test_who_may_not_bring_sources_in_is_told_who_may(house: House) -> None:
    answer = house["cleo"].post("/sources/texts", {"title": "Markt", "text": NOTE})
    assert answer.status_code == 403
    assert "author" in answer.text
    assert "Rathausplatz" in answer.text  # what was typed is not lost


def test_a_text_shows_its_versions_newest_first_with_who_and_when(house: House) -> None:
    _send(house, ("markt.txt", NOTE.encode()))
    assert " versions</summary>" not in house[ANNA].get("/sources/text/markt.txt").text
    _send(house, ("markt.txt", NOTE.replace("Rathausplatz", "Neumarkt").encode()))
    page = house[ANNA].get("/sources/text/markt.txt").text
    assert "2 versions</summary>" in page
    assert page.index('<li value="2">') < page.index('<li value="1">')
    assert [one["version"] for one in house[ANNA].json("/sources/text/markt.txt").json()["versions"]] == [2, 1]


def test_a_source_is_played_by_work_that_can_be_watched_and_left(house: House) -> None:
    _send(house, ("markt.txt", NOTE.encode()))
    sent = {"kind": "text", "key": "markt.txt", "channel": ["sms", "linkedin"]}
    page = house[ANNA].follow(house[ANNA].post("/sources/play", sent))
    assert 'hx-trigger="every 2s"' in page.text
    assert "markt.txt" in house[ANNA].get("/works").text
    house.work_off()
    page = house[ANNA].get("/sources/text/markt.txt").text
    assert page.count("/review/") == 2
    assert 'hx-trigger="every 2s"' not in page


def test_playing_for_no_channel_is_refused_with_the_next_step(house: House) -> None:
    answer = house[ANNA].post("/sources/play", {"kind": "text", "key": "buecherei.md"})
    assert answer.status_code == 409
    assert "Tick at least one channel" in answer.text


def test_work_that_was_ordered_can_be_stopped(house: House) -> None:
    house[ANNA].post("/sources/play", {"kind": "text", "key": "buecherei.md", "channel": "sms"})
    number = house.works.unfinished()[0]
    page = house[ANNA].follow(house[ANNA].post("/works/stop", {"work": number}))
    assert "what is done stays" in page.text
    assert house.works.unfinished() == []


def test_a_table_of_products_comes_in_and_shows_every_value_with_its_origin(house: House) -> None:
    answer = _send(house, ("preise.csv", TABLE), place="/sources/products")
    assert "preise.csv" in house[ANNA].follow(answer).text
    house.work_off()
    page = house[ANNA].get("/sources/product/A-1").text
    assert "Trinkflasche Aqua 750 ml" in page
    assert "310 g" in page
    assert "preise.csv" in page
    assert house[ANNA].get("/sources/product/A%2F2").status_code == 200


def test_every_product_is_listed_and_found_before_anybody_played_it(house: House) -> None:
    _send(house, ("preise.csv", TABLE), place="/sources/products")
    house.work_off()
    assert "/sources?kind=product" in house[ANNA].get("/works").text
    for place in ("/sources?kind=product", "/search?q=aqua"):
        page = house[ANNA].get(place).text
        assert 'href="/sources/product/A-1"' in page
        assert 'href="/sources/product/A%2F2"' in page or 'href="/sources/product/A/2"' in page
        assert "Trinkflasche Aqua 750 ml" in page
    assert "Trinkflasche" not in house[ANNA].get("/sources?kind=product&q=becher").text


def test_the_list_of_products_goes_on_where_the_last_page_ended(house: House) -> None:
    rows = b"".join(b"P-%03d;Becher %d;180 g;1,50 EUR\n" % (number, number) for number in range(55))
    _send(house, ("becher.csv", b"sku;name;weight;price\n" + rows), place="/sources/products")
    house.work_off()
    first = house[ANNA].get("/sources?kind=product").text
    assert first.count('class="line"') == 50
    after = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert house[ANNA].get(after).text.count('class="line"') == 5


def test_a_typed_text_without_a_title_is_called_by_its_first_words(house: House) -> None:
    typed = "Ab dem 4. Mai 2027 steht der Wochenmarkt auf dem Rathausplatz, und 42 Haendler kommen dorthin."
    page = house[ANNA].follow(house[ANNA].post("/sources/texts", {"text": typed})).text
    assert '<h1 lang="de" dir="auto">Ab dem 4. Mai 2027 steht der Wochenmarkt auf dem …</h1>' in page


def test_a_product_is_played_in_the_locale_that_was_chosen(house: House) -> None:
    _send(house, ("preise.csv", TABLE), place="/sources/products")
    house.work_off()
    sent = {"kind": "product", "key": "A-1", "channel": ["product_page"], "locale": "de_DE"}
    house[ANNA].post("/sources/play", sent)
    house.work_off()
    assert [v.locale for v in house.desk.source("product", "A-1")[2]] == ["de_DE"]
    assert "/sources/product/A-1" in house[ANNA].get("/sources?kind=product").text


def test_the_list_finds_a_source_by_its_words_and_shows_the_next_page(house: House) -> None:
    author = house.members.actor(ANNA)
    for number in range(55):
        house.desk.add_typed(NOTE, title=f"Markt {number}", by=author)
    first = house[ANNA].get("/sources").text
    assert first.count('class="line"') == 50
    after = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert house[ANNA].get(after).text.count('class="line"') == 7
    found = house[ANNA].get("/sources?q=ferry").text
    assert "/sources/text/ferry.md" in found
    assert "buecherei" not in found


def test_a_text_or_product_that_does_not_exist_is_not_found(house: House) -> None:
    for place in ("/sources/text/none.md", "/sources/product/none", "/sources/other/x"):
        assert house[ANNA].get(place).status_code == 404


def test_the_words_of_a_source_are_never_markup(house: House) -> None:
    _send(house, ("<b>.txt", b"Title <script>alert(1)</script>\n\nA sentence with <img src=x onerror=alert(1)> in it."))
    page = house[ANNA].get("/sources").text + house[ANNA].get("/").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_channels_of_the_form_are_those_a_source_can_be_played_for(house: House) -> None:
    page = house[ANNA].get("/sources/text/buecherei.md").text
    assert 'value="product_page"' not in page
    for channel in CHANNELS:
        assert f'value="{channel}" checked' in page
