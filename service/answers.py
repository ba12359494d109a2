"""Answers that were given, kept so that a link leads back to them, and what readers say of them; all in one SQLite file."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import current_app
from pydantic import ValidationError

from kb.errors import CarbonKBError
from service.contract import QueryResponse

EXTENSION = "answers"
FILE = "answers.sqlite"
KEPT = 100_000
"""Answers beyond this number make room, oldest first, unless a reader has said something of them."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
  id TEXT PRIMARY KEY, key TEXT NOT NULL, kept_at TEXT NOT NULL, question TEXT NOT NULL, status TEXT NOT NULL,
  as_of TEXT NOT NULL, generation TEXT NOT NULL, body BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS feedback (
  answer_id TEXT PRIMARY KEY REFERENCES answers(id) ON DELETE CASCADE, given_at TEXT NOT NULL, helpful INTEGER NOT NULL,
  reason TEXT, comment TEXT
);
"""


class AnswerStoreError(CarbonKBError):
    """The store of answers cannot be read or written; says what to do."""


class UnknownAnswerError(Exception):
    """No answer is kept under this id: it was deleted, made room for newer ones, or never was."""


class WrongKeyError(Exception):
    """The key is not the one that was given with the answer."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader said of an answer; times are UTC, ISO 8601."""

    answer_id: str
    given_at: str
    helpful: bool
    reason: str | None
    comment: str | None
    question: str
    status: str
    as_of: str
    generation: str


def new_answer_id() -> str:
    """An id that nobody can guess: whoever has it can read the answer."""
    return secrets.token_urlsafe(12)


def new_key() -> str:
    """A secret that goes to the one who asked, and allows deleting."""
    return secrets.token_urlsafe(18)


class AnswerStore:
    """Keeps answers under their ids. Opened at first use; safe to use from several threads, and from the command line meanwhile."""

    def __init__(self, path: Path | None = None, limit: int = KEPT) -> None:
        """Keep the answers in a file, or without one in memory."""
        self._path = path
        self._limit = limit
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def keep(self, body: QueryResponse, key: str) -> None:
        """Keep an answer under its id.

        Raises:
            AnswerStoreError: where the store cannot be written.
        """
        packed = zlib.compress(body.model_dump_json().encode(), 1)
        row = (body.id, _digest(key), _now(), body.question, body.status, body.as_of.isoformat(), body.index.generation, packed)
        with self._transaction() as connection:
            last = connection.execute("INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row).lastrowid or 0
            connection.execute(
                "DELETE FROM answers WHERE rowid <= ? AND id NOT IN (SELECT answer_id FROM feedback)", (last - self._limit,)
            )

    def find(self, answer_id: str) -> QueryResponse:
        """The answer under an id, as it was given.

        Raises:
            UnknownAnswerError: where none is kept, or one in a form that this version does not read.
            AnswerStoreError: where the store cannot be read.
        """
        with self._transaction() as connection:
            found = connection.execute("SELECT body FROM answers WHERE id = ?", (answer_id,)).fetchone()
        if found is None:
            raise UnknownAnswerError
        try:
            return QueryResponse.model_validate_json(zlib.decompress(found[0]))
        except (ValidationError, zlib.error) as error:
            raise UnknownAnswerError from error

    def delete(self, answer_id: str, key: str) -> None:
        """Forget an answer and what was said of it.

        Raises:
            UnknownAnswerError: where none is kept.
            WrongKeyError: where the key is not that of the answer.
            AnswerStoreError: where the store cannot be written.
        """
        with self._transaction() as connection:
            found = connection.execute("SELECT key FROM answers WHERE id = ?", (answer_id,)).fetchone()
            if found is None:
                raise UnknownAnswerError
            if not secrets.compare_digest(found[0], _digest(key)):
                raise WrongKeyError
            connection.execute("DELETE FROM answers WHERE id = ?", (answer_id,))

    def say(self, answer_id: str, *, helpful: bool, reason: str | None = None, comment: str | None = None) -> None:
        """Keep what a reader says of an answer; what was said of it before gives way.

        Raises:
            UnknownAnswerError: where no such answer is kept.
            AnswerStoreError: where the store cannot be written.
        """
        with self._transaction() as connection:
            if connection.execute("SELECT 1 FROM answers WHERE id = ?", (answer_id,)).fetchone() is None:
                raise UnknownAnswerError
            row = (answer_id, _now(), helpful, reason, comment)
            connection.execute("INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?)", row)

    def feedback(self) -> list[Feedback]:
        """All that readers said, newest first.

        Raises:
            AnswerStoreError: where the store cannot be read.
        """
        with self._transaction() as connection:
            rows = connection.execute(
                "SELECT answer_id, given_at, helpful, reason, comment, question, status, as_of, generation"
                " FROM feedback JOIN answers ON answers.id = answer_id ORDER BY given_at DESC, feedback.rowid DESC"
            ).fetchall()
        return [Feedback(row[0], row[1], bool(row[2]), *row[3:]) for row in rows]

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock:
                connection = self._connection = self._connection or self._open()
                with connection:
                    yield connection
        except (sqlite3.Error, OSError) as error:
            raise AnswerStoreError(
                f"the answers in {FILE} cannot be read or written ({error}): check that the data directory can be written and has room, "
                "or move the file away to begin a new one"
            ) from error

    def _open(self) -> sqlite3.Connection:
        if self._path:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path or ":memory:", check_same_thread=False, timeout=10)
        connection.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; {_SCHEMA}")
        return connection


def answer_store() -> AnswerStore:
    """The store of the app that handles this request."""
    store: AnswerStore = current_app.extensions[EXTENSION]
    return store


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
