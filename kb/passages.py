"""The passage store: documents, renditions and passages of one generation, in one SQLite file that is written once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

from kb.errors import DamagedIndexError, UnknownDocumentError
from kb.facts import Fact, Relation
from kb.glossary import Glossary, Term
from kb.locators import parents
from kb.types import Document, Passage, ProvisionText, Rendition

_SCHEMA = """
CREATE TABLE document (id TEXT PRIMARY KEY, fields TEXT NOT NULL) STRICT;
CREATE TABLE rendition (document_id TEXT NOT NULL, name TEXT NOT NULL, fields TEXT NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (document_id, name)) STRICT;
CREATE TABLE passage (id TEXT PRIMARY KEY, position INTEGER NOT NULL UNIQUE, document_id TEXT NOT NULL, rendition TEXT NOT NULL,
  language TEXT NOT NULL, provision TEXT NOT NULL, locator TEXT NOT NULL, title_path TEXT NOT NULL, start INTEGER NOT NULL,
  "end" INTEGER NOT NULL, page INTEGER, piece INTEGER NOT NULL) STRICT;
CREATE TABLE term (id TEXT PRIMARY KEY, fields TEXT NOT NULL) STRICT;
CREATE TABLE fact (id TEXT PRIMARY KEY, fields TEXT NOT NULL) STRICT;
CREATE TABLE relation (fields TEXT NOT NULL) STRICT;
"""


class PassageStore:
    """Everything a generation knows, in memory: some thousands of passages weigh a few megabytes."""

    def __init__(
        self, documents: Iterable[Document], renditions: Iterable[Rendition], passages: Sequence[Passage],
        terms: Iterable[Term] = (), facts: Iterable[Fact] = (), relations: Iterable[Relation] = (),
    ) -> None:
        self.documents: Mapping[str, Document] = {document.id: document for document in documents}
        self.passages: Sequence[Passage] = tuple(passages)
        self.glossary = Glossary(terms)
        self.facts: Sequence[Fact] = tuple(facts)
        self.relations: Sequence[Relation] = tuple(relations)
        self._renditions: dict[str, dict[str, Rendition]] = {}
        for rendition in renditions:
            self._renditions.setdefault(rendition.document_id, {})[rendition.name] = rendition

    def renditions(self, document_id: str) -> Mapping[str, Rendition]:
        """A document's renditions by name.

        Raises:
            UnknownDocumentError: where there is no such document.
        """
        if document_id not in self.documents:
            raise UnknownDocumentError("no document has this id: GET /api/documents lists them")
        return self._renditions.get(document_id, {})

    def passage(self, passage_id: str) -> Passage:
        """The passage with this id.

        Raises:
            UnknownDocumentError: where there is none.
        """
        try:
            return self._by_id[passage_id]
        except KeyError:
            raise UnknownDocumentError("no passage has this id") from None

    def of_document(self, document_id: str, rendition: str | None = None) -> list[Passage]:
        """A document's passages in order, of one rendition or of all."""
        found = self._by_document.get(document_id, [])
        return [passage for passage in found if rendition is None or passage.rendition == rendition]

    def of_provision(self, document_id: str, provision: str, rendition: str | None = None) -> list[Passage]:
        """The passages of a provision and of all that lies in it, in order."""
        return [passage for passage in self.of_document(document_id, rendition) if _holds(provision, passage.provision)]

    def provision_text(self, passage: Passage, rendition: str) -> ProvisionText | None:
        """The whole text of a passage's provision in a rendition; of the nearest one around it where that rendition is coarser.

        None where the rendition has no such provision.
        """
        for provision in (passage.provision, *parents(passage.provision)):
            if found := self.of_provision(passage.document_id, provision, rendition):
                start, end = min(piece.start for piece in found), max(piece.end for piece in found)
                return ProvisionText(rendition, self.renditions(passage.document_id)[rendition].text[start:end], start, end)
        return None

    def embedded_text(self, passage: Passage) -> str:
        """What a passage is embedded by: its document's title in its language, its headings, its own words."""
        document = self.documents[passage.document_id]
        title = document.title_original if passage.language == "zh" and document.title_original else document.title
        return "\n".join([title, *(heading for heading in passage.title_path if heading != title), passage.text])

    def search_text(self, passage: Passage) -> str:
        """What a passage is searched by: the same, and what the facts that rest on its provision say in other words."""
        facts = self._facts_of.get(f"{passage.document_id}#{passage.provision}", ())
        statements = (fact.statement_zh if passage.language == "zh" else fact.statement for fact in facts)
        return "\n".join([self.embedded_text(passage), *statements])

    @cached_property
    def _facts_of(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = {}
        for fact in self.facts:
            found.setdefault(fact.provision, []).append(fact)
        return found

    @cached_property
    def _by_id(self) -> dict[str, Passage]:
        return {passage.id: passage for passage in self.passages}

    @cached_property
    def _by_document(self) -> dict[str, list[Passage]]:
        found: dict[str, list[Passage]] = {}
        for passage in self.passages:
            found.setdefault(passage.document_id, []).append(passage)
        return found

    def save(self, path: Path) -> None:
        """Write everything into a new file."""
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.executescript(_SCHEMA)
            connection.executemany("INSERT INTO document VALUES (?, ?)", ((d.id, _json(asdict(d))) for d in self.documents.values()))
            connection.executemany(
                "INSERT INTO rendition VALUES (?, ?, ?, ?)",
                (
                    (r.document_id, r.name, _json({k: v for k, v in asdict(r).items() if k != "text"}), r.text)
                    for group in self._renditions.values()
                    for r in group.values()
                ),
            )
            connection.executemany(
                "INSERT INTO passage VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
                (
                    (p.id, position, p.document_id, p.rendition, p.language, p.provision, p.locator, _json(p.title_path),
                     p.start, p.end, p.page, p.piece)
                    for position, p in enumerate(self.passages)
                ),
            )
            connection.executemany("INSERT INTO term VALUES (?, ?)", ((term.id, _json(asdict(term))) for term in self.glossary.terms))
            connection.executemany("INSERT INTO fact VALUES (?, ?)", ((fact.id, _json(asdict(fact))) for fact in self.facts))
            connection.executemany("INSERT INTO relation VALUES (?)", ((_json(asdict(relation)),) for relation in self.relations))

    @classmethod
    def load(cls, path: Path) -> PassageStore:
        """What ``save`` wrote.

        Raises:
            DamagedIndexError: where the file is missing or not what ``save`` wrote.
        """
        if not path.is_file():
            raise DamagedIndexError("the passage store is missing: ingest again")
        try:
            with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
                connection.row_factory = sqlite3.Row
                documents = [_document(json.loads(row["fields"])) for row in connection.execute("SELECT fields FROM document ORDER BY id")]
                renditions = [_rendition(row) for row in connection.execute("SELECT * FROM rendition")]
                texts = {(rendition.document_id, rendition.name): rendition.text for rendition in renditions}
                passages = [_passage(row, texts) for row in connection.execute("SELECT * FROM passage ORDER BY position")]
                facts = [Fact(**_with_tuples(json.loads(row["fields"]))) for row in connection.execute("SELECT fields FROM fact ORDER BY rowid")]
                relations = [Relation(**json.loads(row["fields"])) for row in connection.execute("SELECT fields FROM relation ORDER BY rowid")]
                terms = [_term(json.loads(row["fields"])) for row in connection.execute("SELECT fields FROM term ORDER BY rowid")]
        except (sqlite3.Error, ValueError, KeyError, TypeError) as error:
            raise DamagedIndexError("the passage store cannot be read: ingest again") from error
        return cls(documents, renditions, passages, terms, facts, relations)


def _holds(outer: str, inner: str) -> bool:
    return inner == outer or inner.startswith((f"{outer}.", f"{outer}/"))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _document(values: dict[str, Any]) -> Document:
    return Document(**_with_tuples(values))


def _rendition(row: sqlite3.Row) -> Rendition:
    return Rendition(**_with_tuples(json.loads(row["fields"])), text=row["text"])


def _passage(row: sqlite3.Row, texts: Mapping[tuple[str, str], str]) -> Passage:
    text = texts[row["document_id"], row["rendition"]][row["start"] : row["end"]]
    return Passage(
        document_id=row["document_id"], rendition=row["rendition"], language=row["language"], provision=row["provision"],
        locator=row["locator"], title_path=tuple(json.loads(row["title_path"])), text=text, start=row["start"], end=row["end"],
        page=row["page"], piece=row["piece"],
    )


def _term(values: dict[str, Any]) -> Term:
    return Term(**_with_tuples(values))


def _with_tuples(values: dict[str, Any]) -> dict[str, Any]:
    """JSON knows no tuples: its lists were tuples before."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}
