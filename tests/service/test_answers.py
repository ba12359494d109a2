"""Kept answers: found again under their id, deleted with their key, commented on, and listed on the command line."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service import create_app
from service.answers import FILE, AnswerStore, AnswerStoreError, UnknownAnswerError, WrongKeyError
from service.cli import main
from service.contract import QueryResponse
from tests.fakes import FakeKnowledgeBase

FINE = "What is the fine for not surrendering allowances?"


def ask(client: FlaskClient, question: str = FINE) -> tuple[QueryResponse, str]:
    response = client.post("/api/query", json={"question": question, "as_of": "2025-03-01"})
    return QueryResponse.model_validate_json(response.data), response.headers["Answer-Key"]


@pytest.fixture
def store(tmp_path: Path) -> AnswerStore:
    return AnswerStore(tmp_path / FILE)


@pytest.fixture
def body(client: FlaskClient) -> QueryResponse:
    return ask(client)[0]


def test_an_answer_is_found_as_it_was_given(client: FlaskClient) -> None:
    body, _ = ask(client)
    again = client.get(f"/api/answers/{body.id}")
    assert QueryResponse.model_validate_json(again.data) == body
    assert again.headers["Cache-Control"] == "no-store"


def test_every_answer_has_an_id_of_its_own(client: FlaskClient) -> None:
    ids = {ask(client)[0].id for _ in range(20)}
    assert len(ids) == 20
    assert min(map(len, ids)) >= 16


def test_answers_outlast_the_process(tmp_path: Path, body: QueryResponse) -> None:
    AnswerStore(tmp_path / FILE).keep(body, "key")
    assert AnswerStore(tmp_path / FILE).find(body.id) == body


def test_only_the_key_deletes(client: FlaskClient) -> None:
    body, key = ask(client)
    for headers in ({}, {"Answer-Key": "guess"}):
        assert client.delete(f"/api/answers/{body.id}", headers=headers).status_code == 403
    assert client.delete(f"/api/answers/{body.id}", headers={"Answer-Key": key}).get_json() == {"id": body.id, "deleted": True}
    assert client.get(f"/api/answers/{body.id}").status_code == 404
    assert client.get(f"/a/{body.id}").status_code == 404
    assert client.delete(f"/api/answers/{body.id}", headers={"Answer-Key": key}).status_code == 404


def test_the_key_itself_is_not_on_disk(store: AnswerStore, body: QueryResponse, tmp_path: Path) -> None:
    store.keep(body, "the-key-itself")
    assert not [path for path in tmp_path.iterdir() if b"the-key-itself" in path.read_bytes()]


def test_deleting_forgets_what_was_said(store: AnswerStore, body: QueryResponse) -> None:
    store.keep(body, "key")
    store.say(body.id, helpful=False, reason="wrong", comment="No.")
    with pytest.raises(WrongKeyError):
        store.delete(body.id, "other")
    store.delete(body.id, "key")
    assert store.feedback() == []


def test_the_last_word_counts(store: AnswerStore, body: QueryResponse) -> None:
    store.keep(body, "key")
    store.say(body.id, helpful=True)
    store.say(body.id, helpful=False, reason="outdated", comment="Since May.")
    [said] = store.feedback()
    assert (said.helpful, said.reason, said.comment) == (False, "outdated", "Since May.")
    assert (said.question, said.as_of, said.generation) == (FINE, "2025-03-01", "20261122-fake")


def test_the_oldest_make_room_unless_a_reader_spoke_of_them(tmp_path: Path, body: QueryResponse) -> None:
    store = AnswerStore(tmp_path / FILE, limit=3)
    kept = [body.model_copy(update={"id": f"answer-{number}"}) for number in range(6)]
    for number, one in enumerate(kept):
        store.keep(one, "key")
        if number == 0:
            store.say(one.id, helpful=True)
    found = []
    for one in kept:
        try:
            found.append(store.find(one.id).id)
        except UnknownAnswerError:
            continue
    assert found == ["answer-0", "answer-3", "answer-4", "answer-5"]


def test_an_answer_of_another_version_is_unknown(store: AnswerStore, body: QueryResponse, tmp_path: Path) -> None:
    store.keep(body, "key")
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("UPDATE answers SET body = ?", (b"another form",))
    with pytest.raises(UnknownAnswerError):
        store.find(body.id)


def test_threads_share_the_store(store: AnswerStore, body: QueryResponse) -> None:
    def keep(first: int) -> None:
        for number in range(first, first + 20):
            store.keep(body.model_copy(update={"id": str(number)}), "key")

    threads = [threading.Thread(target=keep, args=(first,)) for first in range(0, 100, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [store.find(str(number)).question for number in range(100)] == [FINE] * 100


def test_an_answer_that_cannot_be_kept_is_given_all_the_same(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"This is no database, and long enough to be sure of it." * 100)
    store = AnswerStore(tmp_path / FILE)
    client = create_app(FakeKnowledgeBase(), store).test_client()
    response = client.post("/api/query", json={"question": FINE})
    assert response.status_code == 200
    assert "Answer-Key" not in response.headers
    page = client.post("/ask", data={"question": FINE})
    assert "5 to 10 times" in page.text
    assert client.get("/api/answers/x").get_json()["type"].endswith("answer-store")
    with pytest.raises(AnswerStoreError, match="move the file away"):
        store.feedback()


def test_feedback_by_json(client: FlaskClient) -> None:
    body, _ = ask(client)
    said = client.post(f"/api/answers/{body.id}/feedback", json={"helpful": False, "reason": "wrong", "comment": " It is 6. "})
    assert said.get_json() == {"id": body.id, "helpful": False}
    assert client.post("/api/answers/none/feedback", json={"helpful": True}).status_code == 404


@pytest.mark.parametrize("said", [{}, {"helpful": "yes"}, {"helpful": True, "reason": "x"}, {"helpful": True, "comment": "x" * 1001}])
def test_feedback_that_makes_no_sense_is_refused(client: FlaskClient, said: dict[str, object]) -> None:
    body, _ = ask(client)
    assert client.post(f"/api/answers/{body.id}/feedback", json=said).status_code == 400


def test_feedback_is_listed_on_the_command_line(
    store: AnswerStore, body: QueryResponse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KB_DATA", str(tmp_path))
    store.keep(body, "key")
    store.keep(body.model_copy(update={"id": "good-one"}), "key")
    store.say(body.id, helpful=False, reason="outdated", comment="Since May.")
    store.say("good-one", helpful=True)
    assert main(["feedback"]) == 0
    listed = capsys.readouterr().out
    assert f"NOT HELPFUL (outdated)  /a/{body.id}" in listed
    assert "“Since May.”" in listed
    assert "2 answers were commented on, 1 of them as not helpful" in listed
    assert main(["feedback", "--unhelpful", "--json"]) == 0
    assert "good-one" not in capsys.readouterr().out


def test_without_a_store_there_is_no_feedback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("KB_DATA", str(tmp_path))
    assert main(["feedback"]) == 0
    assert capsys.readouterr().out.startswith("0 answers")
    assert list(tmp_path.iterdir()) == []
