"""The pages to browse, in both languages: documents, a document, its texts side by side, the glossary."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pytest
from flask.testing import FlaskClient

from kb.facts import Relation
from kb.glossary import Glossary, Term
from service.glossary import find_terms, in_chapters
from tests.fakes import FakeKnowledgeBase
from tests.service.test_pages import Page, get

REGULATIONS = "/documents/cn-interim-regulations-2024"
ORDER_19 = "/documents/cn-order-19-2021"


def words(page: Page) -> str:
    return " ".join("".join(page.text).split())


@pytest.mark.parametrize("name", ["order 19", "the OLD measures", "旧办法", "19号令", "MEE Order No. 19", "ＭＥＥ"])
def test_a_document_is_found_by_any_of_its_names(client: FlaskClient, name: str) -> None:
    _, page = get(client, "/documents", q=name)
    assert {link.partition("?")[0].partition("#")[0] for link in page.links("/documents/")} == {ORDER_19}


def test_filters_say_how_many_documents_they_find(client: FlaskClient) -> None:
    html, _ = get(client, "/documents", as_of="2026-11-22")
    assert "Cement (2)" in html
    assert "Draft, not binding (1)" in html
    assert "Press" not in html, "a choice that finds nothing is not offered"


def test_a_search_that_finds_nothing_leads_to_the_question(client: FlaskClient) -> None:
    _, page = get(client, "/documents", q="when is it due")
    assert page.links("/ask?question=when")


def test_what_is_superseded_in_part_is_in_force_too(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    kb.served = replace(kb.served)
    kb.served.status = lambda document_id, on: "in_part"  # type: ignore[method-assign]
    for status in ("in_force", "in_part"):
        html, _ = get(client, "/documents", status=status)
        assert "5 documents" in html
    assert "No document matches" in get(client, "/documents", status="expired")[0]


@pytest.mark.parametrize(("language", "expected"), [("en", "State Council"), ("zh", "国务院")])
def test_the_issuer_reads_in_the_language_of_the_page(client: FlaskClient, kb: FakeKnowledgeBase, language: str, expected: str) -> None:
    kb.served.glossary.terms = [Term("body:state-council", "State Council", "国务院")]
    for path in ("/documents", REGULATIONS):
        assert expected in words(get(client, path, language)[1])


def test_a_document_shows_what_it_replaced(client: FlaskClient) -> None:
    _, page = get(client, REGULATIONS, as_of="2026-11-22")
    assert "Supersedes “Measures for the Administration of Carbon Emission Trading (Trial)”: 1 provision, from 1 May 2024" in words(page)
    assert "A regulation outranks an order." in words(page)
    assert page.links(f"{ORDER_19}?rendition=official.zh&as_of=2026-11-22#article-40")
    assert [svg for svg in page.all("svg") if svg.get("aria-hidden") != "true"] == []
    assert len(page.all("svg")) == 2


def test_and_in_chinese(client: FlaskClient) -> None:
    _, page = get(client, ORDER_19, "zh")
    assert "取代《碳排放权交易管理办法（试行）》：1 项条款，自2024年5月1日起" in words(page)
    assert "行政法规的位阶高于部门规章。" in words(page)


def test_related_documents_and_facts_are_listed(client: FlaskClient) -> None:
    _, page = get(client, REGULATIONS)
    assert "Carried out by 1" in words(page)
    assert page.links("/documents/cn-shenzhen-measures")
    fact = next(link for link in page.links(REGULATIONS) if "start=" in link)
    _, read = get(client, fact)
    assert "".join(read.marked) == "The fine is 5 to 10 times the average market price"


def test_a_fact_whose_words_are_not_held_leads_to_its_provision(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    kb.served = replace(kb.served, facts=[replace(kb.served.facts[0], quote="Nobody says so.")])
    _, page = get(client, REGULATIONS)
    assert not [link for link in page.links(REGULATIONS) if "start=" in link]
    assert page.links(f"{REGULATIONS}?rendition=digest.en#article-24")


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2024-05-01", "Superseded since 1 May 2024 by Article 24 of “Interim Regulations"),
        ("2024-04-30", "Will be superseded on 1 May 2024 by Article 24 of “Interim Regulations"),
    ],
)
def test_a_provision_says_what_superseded_it(client: FlaskClient, as_of: str, expected: str) -> None:
    _, page = get(client, ORDER_19, as_of=as_of)
    assert expected in words(page)


def test_an_amendment_without_a_date_says_so(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    kb.served = replace(kb.served, relations=[Relation("amends", "cn-shenzhen-measures", "cn-order-19-2021#article-40", None, "It says so.")])
    assert "Amended by “Shenzhen Measures”" in words(get(client, ORDER_19)[1])


def test_the_contents_say_what_a_provision_is_about(client: FlaskClient) -> None:
    html, page = get(client, REGULATIONS, rendition="digest.en")
    contents = html.partition('class="contents"')[2].partition("</nav>")[0]
    assert "Fine for not surrendering allowances" in contents
    assert page.links("#article-24")


def test_terms_lead_to_the_glossary(client: FlaskClient) -> None:
    _, page = get(client, REGULATIONS, rendition="digest.en")
    links = page.links("/glossary#")
    assert links == ["/glossary#allowance"], "once, at its first mention"
    term = next(link for link in page.all("a") if link.get("class") == "term")
    assert term["title"] == "碳排放配额 · The right to emit one tonne."
    assert "allowance" in get(client, "/glossary")[1].ids()


def test_two_texts_stand_side_by_side(client: FlaskClient) -> None:
    _, document = get(client, REGULATIONS)
    address = next(link for link in document.links(REGULATIONS) if "side-by-side" in link)
    html, page = get(client, address)
    assert {"article-1", "article-24"} <= set(page.ids())
    row = html.partition('id="article-24"')[2].partition("</section>")[0]
    assert row.index("第二十四条") < row.index("A key emitting unit")


def test_a_quote_is_marked_in_the_text_it_is_from(client: FlaskClient) -> None:
    _, quoted = get(client, f"{REGULATIONS}/side-by-side", rendition="digest.en", start="3", end="13")
    assert quoted.marked == ["Article 1 "]
    assert [mark.get("id") for mark in quoted.all("mark")] == ["quote"]


def test_the_two_texts_can_be_chosen(client: FlaskClient) -> None:
    html, _ = get(client, f"{REGULATIONS}/side-by-side", left="digest.en", right="official.zh")
    assert html.index("A key emitting unit") < html.index("处未清缴的")
    get(client, f"{REGULATIONS}/side-by-side", expected=404, left="digest.fr")


def test_a_document_with_one_text_offers_no_second(client: FlaskClient) -> None:
    _, page = get(client, "/documents/eu-cbam")
    assert not [link for link in page.links("/documents/eu-cbam") if "side-by-side" in link]
    get(client, "/documents/eu-cbam/side-by-side")


def test_the_glossary_has_both_languages(client: FlaskClient) -> None:
    for language, name, definition in (("en", "allowance", "The right to emit one tonne."), ("zh", "碳排放配额", "排放一吨的权利。")):
        html, page = get(client, "/glossary", language)
        assert {"allowance", "surrender"} <= set(page.ids())
        assert "place:CN" not in page.ids(), "names of places are a group of their own"
        assert name in html
        assert definition in html


@pytest.mark.parametrize("query", ["CEA", "配额", "one tonne", "ALLOWANCE right"])
def test_the_glossary_is_searched_in_names_and_definitions(client: FlaskClient, query: str) -> None:
    _, page = get(client, "/glossary", q=query)
    assert "allowance" in page.ids()
    assert "place:CN" not in page.ids()


def test_what_is_called_so_comes_first() -> None:
    terms = [
        Term("1", "cap", "总量", (), (), "All allowances."),
        Term("2", "free allowance", "免费配额"),
        Term("3", "credit", "信用", ("allowance",)),
        Term("4", "allowance", "配额"),
    ]
    assert [term.id for term in find_terms(Glossary(terms), "Allowance")] == ["4", "3", "2", "1"]


def test_a_search_goes_through_all_groups_and_a_group_can_be_chosen(client: FlaskClient) -> None:
    assert "place:CN" in get(client, "/glossary", q="China")[1].ids()
    assert "place:CN" in get(client, "/glossary", group="place")[1].ids()
    _, documents = get(client, "/glossary", group="document")
    assert documents.links(ORDER_19)
    assert "No entry matches" in unescape(get(client, "/glossary", q="nothing like it")[0])


def test_chapters_follow_the_alphabet_and_the_pinyin() -> None:
    terms = [Term("1", "Zero", "阿"), Term("2", "allowance", "配额"), Term("3", "1+N", "碳"), Term("4", "Cap", "CCER"), Term("5", "cap two", "熵")]
    assert [(initial, [term.en for term in chapter]) for initial, chapter in in_chapters(terms, "en")] == [
        ("A", ["allowance"]),
        ("C", ["Cap", "cap two"]),
        ("Z", ["Zero"]),
        ("#", ["1+N"]),
    ]
    assert [(initial, [term.zh for term in chapter]) for initial, chapter in in_chapters(terms, "zh")] == [
        ("A", ["阿"]),
        ("C", ["CCER"]),
        ("P", ["配额"]),
        ("T", ["碳"]),
        ("#", ["熵"]),
    ]
