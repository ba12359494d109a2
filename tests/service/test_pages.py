"""The pages: what they say, in both languages, that they need no JavaScript, and that nothing gets out of its place."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service import create_app
from service.answers import answer_store
from service.headers import CONTENT_SECURITY_POLICY
from service.strings import LABELS, STRINGS
from tests.fakes import FakeKnowledgeBase, hostile_library

FINE = "What is the fine for not surrendering allowances?"
HOSTILE = "</textarea></mark>\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7777 * 7777 }}"


class Page(HTMLParser):
    """The tags, ids, links and marked words of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.marked: list[str] = []
        self.text: list[str] = []
        self._in_mark = self._in_label = False
        self.labelled: list[dict[str, str]] = []
        """Fields that stand inside their label."""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attributes}))
        if tag == "label":
            self._in_label = True
        elif self._in_label and tag in ("input", "select", "textarea"):
            self.labelled.append(self.tags[-1][1])
        if tag == "mark":
            self._in_mark = True
            self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = self._in_mark and tag != "mark"
        self._in_label = self._in_label and tag != "label"

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._in_mark:
            self.marked[-1] += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.tags if "id" in attributes]

    def links(self, prefix: str) -> list[str]:
        return [link["href"] for link in self.all("a") if link.get("href", "").startswith(prefix)]


def get(client: FlaskClient, path: str, language: str = "en", expected: int = 200, **query: str) -> tuple[str, Page]:
    response = client.get(path, query_string=query or None, headers={"Accept": "text/html", "Accept-Language": language})
    assert response.status_code == expected, response.text
    page = Page(response.text)
    assert len(page.ids()) == len(set(page.ids())), "ids are unique"
    assert {link[1:] for link in page.links("#")} <= set(page.ids()), "links within the page lead somewhere"
    return response.text, page


def test_a_question_is_answered_without_javascript(client: FlaskClient) -> None:
    _, home = get(client, "/")
    form = home.all("form")[0]
    assert form == {"class": "ask", "action": "/ask", "method": "post", "data-busy": "Searching…"}
    posted = client.post(form["action"], data={"question": FINE, "as_of": "2025-03-01"})
    assert posted.status_code == 303
    html, page = get(client, posted.headers["Location"])
    assert "5 to 10 times" in html
    assert "Holds for 1 March 2025" in html
    assert page.links("#citation-1") == ["#citation-1"]
    assert "citation-1" in page.ids()


def test_the_examples_are_links(client: FlaskClient) -> None:
    _, home = get(client, "/")
    assert len(home.links("/ask?question=")) == 5
    for example in home.links("/ask?question="):
        get(client, example)


def test_a_long_question_is_answered_at_a_short_address(client: FlaskClient) -> None:
    response = client.post("/ask", data={"question": "罚款" * 1000, "earlier": "罚款" * 1000})
    assert len(response.headers["Location"]) < 100
    assert "citation-1" in client.get(response.headers["Location"]).text


def test_the_day_that_a_form_comes_with_is_no_choice(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    _, home = get(client, "/")
    shown = {field["name"]: field.get("value", "") for field in home.all("input") if field.get("name") in ("shown", "as_of")}
    client.post("/ask", data={"question": FINE, **shown})
    client.post("/ask", data={"question": FINE, **shown, "as_of": "2025-03-01"})
    assert [str(query.as_of) for query in kb.asked] == ["None", "2025-03-01"]


def test_filters_reach_the_question_and_stay_in_its_address(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    _, page = get(client, "/ask", question=FINE, sector="cement", kind="", jurisdiction="CN")
    assert (kb.asked[-1].filters.sector, kb.asked[-1].filters.jurisdiction, kb.asked[-1].filters.kind) == (("cement",), ("CN",), ())
    kept = [parse_qs(urlsplit(link).query)["sector"] for link in page.links("/ask") if "sector" in link]
    assert kept == [["cement"], ["cement"]], "the link to the answer, and to it in Chinese"
    assert "The form could not be read" in get(client, "/ask", expected=400, question=FINE, sector="x")[0]


def test_a_question_can_be_put_back_to_be_changed(client: FlaskClient) -> None:
    _, answered = get(client, "/ask", question=FINE)
    [back] = answered.links("/?question=")
    assert f">{FINE}</textarea>" in get(client, back)[0]


def test_an_answer_keeps_its_page(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    address = client.post("/ask", data={"question": FINE, "as_of": "2025-03-01"}).headers["Location"]
    kb.served = hostile_library("other words")
    html, page = get(client, address)
    assert "5 to 10 times" in html
    assert "Holds for 1 March 2025" in html
    assert client.get(address).headers["X-Robots-Tag"] == "noindex"
    assert page.all("form")[0]["action"].endswith("/feedback")


def test_feedback_needs_no_javascript(app: Flask, client: FlaskClient) -> None:
    address = client.post("/ask", data={"question": FINE}).headers["Location"]
    said = client.post(f"{address}/feedback", data={"helpful": "no", "reason": "outdated", "comment": "Since May."})
    assert "Thank you" in get(client, said.headers["Location"])[0]
    with app.app_context():
        [one] = answer_store().feedback()
    assert (one.helpful, one.reason, one.comment) == (False, "outdated", "Since May.")
    assert client.post(f"{address}/feedback", data={"helpful": "no", "reason": "x"}).status_code == 400


def test_an_answer_that_is_gone_is_explained(client: FlaskClient) -> None:
    assert "Not found" in get(client, "/a/none", expected=404)[0]


@pytest.mark.parametrize("query", [{"question": " "}, {"question": "x" * 2001}, {}])
def test_a_question_that_cannot_be_asked_is_explained(client: FlaskClient, query: dict[str, str]) -> None:
    html, page = get(client, "/ask", expected=400, **query)
    assert "Write a question of at most 2,000 characters." in html
    assert page.all("textarea")[0]["aria-describedby"] == "question-error"


def test_a_day_that_does_not_exist_is_explained(client: FlaskClient) -> None:
    html, _ = get(client, "/ask", expected=400, question=FINE, as_of="2024-02-30")
    assert "Give a day, such as 2026-11-22" in html
    assert FINE in html


def test_quotes_lead_to_the_words_in_the_document(client: FlaskClient) -> None:
    _, page = get(client, "/ask", question=FINE)
    lead = next(link for link in page.links("/documents/cn-interim-regulations-2024") if "digest.en" in link)
    assert lead.endswith("#quote")
    _, read = get(client, lead)
    assert "".join(read.marked) == ("The fine is 5 to 10 times the average market price of the month before the deadline, on the missing allowances.")
    assert [mark.get("id") for mark in read.all("mark")] == ["quote"]


def test_the_other_renditions_stand_beside_a_quote(client: FlaskClient) -> None:
    html, page = get(client, "/ask", question=FINE)
    assert "The same provision: official text, Chinese" in html
    assert {"lang": "zh-Hans"} in page.all("blockquote")
    assert {"lang": "en"} in page.all("blockquote")


def test_warnings_and_status_are_shown(client: FlaskClient) -> None:
    html, _ = get(client, "/ask", question="What was the fine in 2023?")
    assert "Please note" in html
    assert "superseded since 2024-05-01" in html
    assert '<span class="badge superseded">Superseded since 1 May 2024</span>' in html
    then, _ = get(client, "/ask", question="What was the fine in 2023?", as_of="2023-05-01")
    assert '<span class="badge in_force">In force</span>' in then


def test_a_refusal_helps(client: FlaskClient) -> None:
    html, page = get(client, "/ask", question="Who wins the cup?")
    assert "Nothing found says who wins." in html
    assert "Searched: 5 documents, complete to 22 November 2026" in html
    assert "What helps" in html
    assert len([link for link in page.links("/documents/") if link.endswith("#quote")]) == 5


def test_a_follow_up_carries_the_questions_before_it(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    _, page = get(client, "/ask", question=FINE)
    assert [field["value"] for field in page.all("input") if field.get("name") == "earlier"] == [FINE]
    get(client, "/ask", question="And the fine for cement?", earlier=FINE)
    assert [turn.content for turn in kb.asked[-1].history] == [FINE]


def test_chinese_and_english(client: FlaskClient) -> None:
    for language, tag, word in (
        ("en-GB,en;q=0.9", "en", "Documents"),
        ("zh-CN,zh;q=0.9", "zh-Hans", "文件"),
        ("fr", "en", "Documents"),
    ):
        html, page = get(client, "/documents", language)
        assert page.all("html") == [{"lang": tag}]
        assert f"<h1>{word}</h1>" in html


def test_the_language_can_be_switched_and_stays(client: FlaskClient) -> None:
    _, page = get(client, "/ask", question=FINE, as_of="2025-01-01", _scheme="javascript")
    switch = next(link for link in page.all("a") if link.get("class") == "language")["href"]
    assert urlsplit(switch).scheme == ""
    assert parse_qs(urlsplit(switch).query)["question"] == [FINE]
    html, chinese = get(client, switch)
    assert "所依据的原文" in html
    assert all("lang=zh" in link for link in chinese.links("/documents"))


def test_every_string_is_in_both_languages() -> None:
    for key, (english, chinese) in (STRINGS | LABELS).items():
        assert english.strip(), key
        assert chinese.strip(), key
        assert set(re.findall(r"\{\w+\}", english)) == set(re.findall(r"\{\w+\}", chinese)), key


def test_documents_are_filtered(client: FlaskClient) -> None:
    html, page = get(client, "/documents", kind="draft", q="", sector="", as_of="2026-11-22", status="", jurisdiction="")
    assert "1 document, status as of 22 November 2026" in html
    assert {"value": "draft", "selected": ""} in page.all("option")
    assert "No document matches" in get(client, "/documents", q="nothing like it")[0]


@pytest.mark.parametrize("query", [{"kind": "x"}, {"as_of": "x"}, {"x": "y"}, {"limit": "0"}])
def test_filters_that_make_no_sense_are_explained(client: FlaskClient, query: dict[str, str]) -> None:
    response = client.get("/documents", query_string=query)
    assert response.status_code == 400
    assert "A filter is not known" in response.text


def test_a_document_is_read_by_provision_and_page(client: FlaskClient) -> None:
    html, page = get(client, "/documents/eu-cbam")
    assert {"article-1", "article-6"} <= set(page.ids())
    assert "Page 2" in html
    assert page.links("#article-6")


@pytest.mark.parametrize("query", [{}, {"start": "5"}, {"start": "9", "end": "5"}, {"start": "x", "end": "y"}, {"start": "0", "end": "99999"}])
def test_an_address_without_a_range_marks_nothing(client: FlaskClient, query: dict[str, str]) -> None:
    response = client.get("/documents/eu-cbam", query_string=query)
    assert response.status_code == 200
    assert Page(response.text).marked == []


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/ask", {"question": FINE}),
        ("/ask", {"question": f"fine {HOSTILE}", "earlier": HOSTILE}),
        ("/ask", {"question": HOSTILE, "as_of": HOSTILE}),
        ("/ask", {"question": HOSTILE, "lang": HOSTILE}),
        ("/documents", {"q": HOSTILE, HOSTILE: HOSTILE}),
        ("/documents/cn-interim-regulations-2024", {"start": "5", "end": "90", "as_of": HOSTILE}),
        ("/documents/cn-interim-regulations-2024", {"rendition": HOSTILE}),
        (f"/documents/{HOSTILE}", {}),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_hostile_becomes_markup(path: str, query: dict[str, str], language: str) -> None:
    client = create_app(FakeKnowledgeBase(hostile_library(HOSTILE))).test_client()
    response = client.get(path, query_string=query, headers={"Accept": "text/html", "Accept-Language": language})
    page = Page(response.text)
    assert response.status_code in (200, 400, 404)
    assert [script["src"] for script in page.all("script")] == ["/static/site.js"]
    assert [image["src"] for image in page.all("img")] == ["/static/icon.svg"]
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on") or name == "style"]
    assert not [link for link in page.all("a") if link["href"].startswith("javascript:")]
    assert "60481729" not in "".join(page.text)


@pytest.mark.parametrize("path", ["/", f"/ask?question={FINE}", "/documents", "/documents/eu-cbam", "/nowhere", "/api/documents"])
def test_headers(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Request-ID"]
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("path", ["/", f"/ask?question={FINE}", "/documents", "/documents/eu-cbam", "/nowhere"])
def test_no_other_host_is_needed(client: FlaskClient, path: str) -> None:
    _, page = get(client, path, expected=404 if path == "/nowhere" else 200)
    loaded = [attributes.get("src") or attributes["href"] for tag in ("script", "link", "img") for attributes in page.all(tag)]
    assert all(address.startswith("/static/") for address in loaded)
    for address in loaded:
        assert client.get(address).status_code == 200
    assert not page.all("style")


@pytest.mark.parametrize("path", ["/", f"/ask?question={FINE}", "/ask?question=Who?", "/documents", "/documents/eu-cbam"])
def test_every_field_has_a_label_and_every_page_a_heading(client: FlaskClient, path: str) -> None:
    _, page = get(client, path)
    labelled = {label["for"] for label in page.all("label") if "for" in label}
    fields = [field for tag in ("input", "select", "textarea") for field in page.all(tag) if field.get("type") != "hidden"]
    assert {field["id"] for field in fields if not any(field is one for one in page.labelled)} <= labelled
    assert len(page.all("h1")) == 1
