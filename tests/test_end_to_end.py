"""From files to answers: four of the shipped documents, ingested with the real embedders and asked through the service."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from ingest.build import Built, build
from kb.generation import Generations
from kb.settings import Settings
from kb.wire import make_embedders, open_knowledge_base
from service import create_app
from tests.conftest import SMALL
from tests.invariants import check_answer

pytestmark = pytest.mark.model

TODAY = "2026-11-22"
NOTICE, REGULATIONS, ORDER, BRIEFING = "cn-2026-work-notice", "cn-interim-regulations-2024", "cn-mee-order19-2021-ets-measures", SMALL[3]
QUESTIONS = [
    "When must power plants surrender allowances for 2025 emissions?",
    "发电企业2025年度的配额要在哪一天之前清缴？",
    "What does Article 11 of the Interim Regulations say?",
    "《碳排放权交易管理暂行条例》第十一条规定了什么？",
    "Which enterprises outside the market have to report their emissions?",
    "哪些企业虽未纳入配额管理也要报告排放？",
    "How long must original records be kept?",
    "原始记录和台账要保存多久？",
    "Can a verifier also write the report of the same company?",
    "技术服务机构能不能既编报告又审报告？",
    "What share of allowances can be offset with CCER?",
    "CCER最多可以抵销多少？",
    "What did officials say about adding more sectors?",
    "吹风会上怎么说扩大行业覆盖？",
    "What happens to a company that fabricates data?",
    "数据造假怎么处罚？",
    "When do the Interim Regulations take effect?",
    "Which products can be traded?",
    "Who publishes the list of key emitting units, and by when?",
    "What is the capital of Australia?",
    "红烧肉怎么做？",
    "?",
]


@pytest.fixture(scope="module")
def client(small_index: Path) -> Iterator[FlaskClient]:
    """The service as an operator starts it: the data directory comes from the environment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KB_DATA", str(small_index))
        yield create_app().test_client()


@pytest.fixture(scope="module")
def ask(client: FlaskClient) -> Callable[..., dict[str, Any]]:
    """Asks, and checks on every answer what holds of every answer."""

    def ask(question: str, **terms: object) -> dict[str, Any]:
        response = client.post("/api/query", json={"question": question, "as_of": TODAY} | terms)
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.get_json()
        check_answer(body, lambda document, rendition: text_of(client, document, rendition))
        return body

    return ask


def text_of(client: FlaskClient, document: str, rendition: str) -> str:
    text: str = client.get(f"/api/documents/{document}?rendition={rendition}").get_json()["text"]
    return text


def cited(body: dict[str, Any]) -> set[str]:
    return {citation["document"]["id"] for citation in body["citations"]}


@pytest.mark.parametrize("as_of", [TODAY, "2024-03-01", "2021-01-15"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_the_invariants_hold(ask: Callable[..., dict[str, Any]], question: str, as_of: str) -> None:
    body = ask(question, as_of=as_of)
    assert body["as_of"] == as_of
    assert body["index"]["documents"] == len(SMALL)


@pytest.mark.parametrize(
    ("question", "language", "deadline"),
    [
        ("When must power plants surrender allowances for 2025 emissions?", "en", "31 December 2026"),
        ("发电企业2025年度的配额要在哪一天之前清缴？", "zh", "2026年12月31日"),
    ],
)
def test_a_deadline_is_told_and_cited(ask: Callable[..., dict[str, Any]], question: str, language: str, deadline: str) -> None:
    body = ask(question)
    assert (body["status"], body["language"]) == ("answered", language)
    assert deadline in body["sentences"][0]["text"], "the deadline comes first"
    first = body["citations"][body["sentences"][0]["citations"][0] - 1]
    assert first["document"]["id"] == NOTICE
    assert first["rendition"] == f"digest.{language}"
    assert deadline in first["quote"]
    assert [other["rendition"] for other in first["also"]] == [f"digest.{'zh' if language == 'en' else 'en'}"]


def test_a_citation_shows_the_words_at_its_offsets(client: FlaskClient, ask: Callable[..., dict[str, Any]]) -> None:
    for citation in ask("Who must keep original records, and for how long?")["citations"]:
        text = client.get(f"/api/documents/{citation['document']['id']}?rendition={citation['rendition']}").get_json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.parametrize(
    ("question", "locator"), [("What does Article 11 of the Interim Regulations say?", "Article 11"), ("暂行条例第十一条", "第十一条")]
)
def test_an_article_that_is_named_is_looked_up(ask: Callable[..., dict[str, Any]], question: str, locator: str) -> None:
    body = ask(question)
    assert (body["passages"][0]["document_id"], body["passages"][0]["locator"]) == (REGULATIONS, locator)
    assert (body["citations"][0]["document"]["id"], body["citations"][0]["locator"]) == (REGULATIONS, locator)


@pytest.mark.parametrize(
    "question",
    [
        "qwertz blorp fnord zzyx",
        "What is the best recipe for sourdough bread?",
        "Who won the football world cup in 2022?",
        "红烧肉怎么做才好吃？",
        "?!",
    ],
)
def test_what_nothing_speaks_of_is_not_answered(ask: Callable[..., dict[str, Any]], question: str) -> None:
    body = ask(question)
    assert body["status"] == "abstained"
    assert body["abstention"]["searched"] == {"documents": len(SMALL), "complete_to": TODAY}


def test_the_higher_and_later_rule_leads(ask: Callable[..., dict[str, Any]]) -> None:
    body = ask("What is the fine for not surrendering allowances?")
    assert body["citations"][0]["document"]["id"] == REGULATIONS
    assert ORDER not in cited(body) or body["warnings"]


def test_filters_limit_what_is_cited_and_found(ask: Callable[..., dict[str, Any]]) -> None:
    body = ask("What did officials say about adding more sectors?", filters={"document_id": [BRIEFING]})
    assert body["passages"]
    assert {passage["document_id"] for passage in body["passages"]} == {BRIEFING}
    assert cited(body) <= {BRIEFING}
    nothing = ask("When must allowances be surrendered?", filters={"jurisdiction": ["EU"]})
    assert (nothing["status"], nothing["passages"]) == ("abstained", [])


def test_what_was_not_yet_in_force_is_marked(ask: Callable[..., dict[str, Any]]) -> None:
    body = ask("What does Article 11 of the Interim Regulations say?", as_of="2024-03-01")
    assert body["citations"][0]["document"]["status"] == "not_yet_in_force"
    assert "2024-03-01" in body["warnings"][0]


def test_the_service_is_ready(client: FlaskClient) -> None:
    assert client.get("/readyz").status_code == 200


def test_every_passage_is_verbatim(client: FlaskClient) -> None:
    for document in SMALL:
        texts = {name: text_of(client, document, name) for name in ("digest.en", "digest.zh")}
        passages = client.get(f"/api/documents/{document}/passages").get_json()["passages"]
        assert {passage["rendition"] for passage in passages} == texts.keys()
        for passage in passages:
            assert texts[passage["rendition"]][passage["start"] : passage["end"]] == passage["text"]


@dataclass
class Running:
    """A service over a data directory and a corpus of its own, which may change."""

    data: Path
    corpus: Path
    client: FlaskClient

    def ingest(self) -> Built:
        return build(self.data, [self.corpus], make_embedders(Settings()))

    def documents(self) -> set[str]:
        return {document["id"] for document in self.client.get("/api/documents").get_json()["documents"]}

    def ask(self, question: str) -> dict[str, Any]:
        body: dict[str, Any] = self.client.post("/api/query", json={"question": question, "as_of": TODAY}).get_json()
        check_answer(body, lambda document, rendition: text_of(self.client, document, rendition))
        return body


@pytest.fixture
def running(tmp_path: Path, small_index: Path, small_corpus: Path) -> Running:
    data, corpus = tmp_path / "data", tmp_path / "corpus"
    shutil.copytree(small_index, data)
    shutil.copytree(small_corpus, corpus)
    return Running(data, corpus, create_app(open_knowledge_base(Settings(data=data))).test_client())


def test_ingesting_again_changes_nothing(running: Running, small_corpus: Path) -> None:
    def files() -> dict[str, bytes]:
        """All but the vector store, which Chroma writes to whenever it opens it."""
        served = Generations(running.data)
        folder = served.path(served.current())
        parts = [folder / "manifest.json", folder / "passages.sqlite", *(folder / "keywords").rglob("*.*")]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in parts}

    before, current = files(), Generations(running.data).current()
    built = build(running.data, [small_corpus], make_embedders(Settings()))
    assert not built.is_new
    assert Generations(running.data).current() == current
    assert Generations(running.data).finished() == [current]
    assert files() == before


def test_a_document_that_is_removed_is_gone_and_rollback_brings_it_back(running: Running) -> None:
    question = "Which announcement was made at the briefing about the 8 sectors and 75% of emissions?"
    former = running.ask(question)
    assert BRIEFING in {passage["document_id"] for passage in former["passages"]}

    shutil.rmtree(running.corpus / "documents" / "CN" / BRIEFING)
    assert running.ingest().is_new
    now = running.ask(question)
    assert now["index"]["generation"] != former["index"]["generation"], "the running service follows"
    assert now["index"]["documents"] == len(SMALL) - 1
    assert BRIEFING not in {passage["document_id"] for passage in now["passages"]} | cited(now)
    assert running.documents() == set(SMALL) - {BRIEFING}
    assert running.client.get(f"/api/documents/{BRIEFING}").status_code == 404
    assert running.client.get(f"/api/documents/{BRIEFING}/passages").status_code == 404

    assert Generations(running.data).rollback() == former["index"]["generation"]
    again = running.ask(question)
    assert again["index"] == former["index"]
    assert [passage["passage_id"] for passage in again["passages"]] == [passage["passage_id"] for passage in former["passages"]]
    assert again["answer"] == former["answer"]


def test_a_file_that_cannot_be_read_is_named_and_the_others_go_in(running: Running) -> None:
    (running.corpus / "documents" / "CN" / NOTICE / "official.zh.pdf").write_bytes(b"%PDF-1.7 and nothing more")
    built = running.ingest()
    assert [failure.file for failure in built.failures] == [f"{NOTICE}/official.zh.pdf"]
    assert running.documents() == set(SMALL)


def test_nothing_that_can_be_indexed_leaves_the_index_as_it_is(running: Running, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    current = Generations(running.data).current()
    with pytest.raises(Exception, match="the current index stays as it is"):
        build(running.data, [tmp_path / "empty"], make_embedders(Settings()))
    assert Generations(running.data).current() == current
    assert running.ask(QUESTIONS[0])["status"] == "answered"
