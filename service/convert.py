"""Between the contract's models and the domain's words."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import date

from kb.types import Answer, Citation, Document, Filters, Passage, Query, Rendition, Turn
from service.contract import (
    AbstentionModel,
    AlsoModel,
    CitationModel,
    CitedDocument,
    FoundPassage,
    IndexModel,
    QueryFilters,
    QueryRequest,
    QueryResponse,
    Searched,
    SentenceModel,
    Timings,
    UnderstoodModel,
)
from service.contract_documents import DocumentSummary, DocumentText, IndexedPassage
from service.knowledge import Snapshot


def to_query(asked: QueryRequest) -> Query:
    """The question as the knowledge base takes it."""
    wanted = asked.filters or QueryFilters()
    return Query(
        question=asked.question,
        as_of=asked.as_of,
        language=None if asked.language == "auto" else asked.language,
        top_k=asked.top_k,
        filters=Filters(
            jurisdiction=tuple(wanted.jurisdiction),
            sector=tuple(wanted.sector),
            kind=tuple(wanted.kind),
            document_id=tuple(wanted.document_id),
            status=tuple(wanted.status),
        ),
        history=tuple(Turn(item.role, item.content) for item in asked.history),
        mode=asked.mode,
    )


def to_response(snapshot: Snapshot, query: Query, answer: Answer, total_ms: float) -> QueryResponse:
    """An answer, or a refusal, as the contract shows it."""
    return QueryResponse(
        id=_answer_id(snapshot, query, answer),
        status=answer.status,
        question=answer.question,
        understood=UnderstoodModel(**asdict(answer.understood)),
        language=answer.language,
        as_of=answer.as_of,
        answer=answer.text,
        sentences=[
            SentenceModel(text=sentence.text, start=sentence.start, end=sentence.end, citations=list(sentence.citations))
            for sentence in answer.sentences
        ],
        citations=[to_citation(snapshot, citation, answer.as_of) for citation in answer.citations],
        passages=[_found(hit.passage, hit.score) for hit in answer.hits],
        abstention=_abstention(answer),
        warnings=list(answer.warnings),
        index=IndexModel(
            generation=snapshot.generation,
            documents=len(snapshot.documents),
            passages=snapshot.passage_count,
            embedding_model=snapshot.embedding_model,
        ),
        timings_ms=Timings(
            retrieve=round(answer.timings_ms.get("retrieve", 0.0), 1),
            answer=round(answer.timings_ms.get("answer", 0.0), 1),
            total=round(total_ms, 1),
        ),
    )


def to_summary(snapshot: Snapshot, document: Document, on: date) -> DocumentSummary:
    """A document without its text, with its status on a day."""
    return DocumentSummary(
        **_cited_document(snapshot, document, on).model_dump(),
        sectors=list(document.sectors),
        renditions=sorted(snapshot.renditions(document.id)),
    )


def to_text(snapshot: Snapshot, document: Document, rendition: Rendition, on: date) -> DocumentText:
    """A document with the text of one rendition."""
    return DocumentText(
        **to_summary(snapshot, document, on).model_dump(),
        rendition=rendition.name,
        rendition_kind=rendition.kind,
        language=rendition.language,
        text=rendition.text,
        page_starts=list(rendition.page_starts),
        basis=document.basis,
        completeness=document.completeness,
        notes=[note for note in (document.note, *rendition.notes) if note],
    )


def to_indexed(passage: Passage) -> IndexedPassage:
    """A passage as it is indexed."""
    return IndexedPassage(
        passage_id=passage.id,
        document_id=passage.document_id,
        locator=passage.locator,
        rendition=passage.rendition,
        provision=passage.provision,
        title_path=list(passage.title_path),
        text=passage.text,
        start=passage.start,
        end=passage.end,
        page=passage.page,
    )


def to_citation(snapshot: Snapshot, citation: Citation, on: date) -> CitationModel:
    """A citation as the contract shows it, with its document's status on a day."""
    passage = citation.passage
    return CitationModel(
        number=citation.number,
        passage_id=passage.id,
        locator=passage.locator,
        page=passage.page,
        quote=citation.quote,
        start=citation.start,
        end=citation.end,
        rendition=passage.rendition,
        also=[AlsoModel(rendition=other.rendition, text=other.text, start=other.start, end=other.end) for other in citation.also],
        document=_cited_document(snapshot, snapshot.documents[passage.document_id], on),
    )


def _cited_document(snapshot: Snapshot, document: Document, on: date) -> CitedDocument:
    return CitedDocument(
        id=document.id,
        title=document.title,
        title_original=document.title_original or document.title,
        number=document.number,
        issuer=document.issuer,
        kind=document.kind,
        jurisdiction=document.jurisdiction,
        issued=document.issued,
        effective_from=document.effective_from,
        effective_to=document.effective_to,
        status=snapshot.status(document.id, on),
        superseded_by=document.superseded_by,
        url=document.url,
    )


def _found(passage: Passage, score: float) -> FoundPassage:
    return FoundPassage(
        passage_id=passage.id,
        document_id=passage.document_id,
        locator=passage.locator,
        rendition=passage.rendition,
        text=passage.text,
        score=score,
    )


def _abstention(answer: Answer) -> AbstentionModel | None:
    if answer.abstention is None:
        return None
    refused = answer.abstention
    searched = Searched(documents=refused.documents, complete_to=refused.complete_to)
    return AbstentionModel(reason=refused.reason, message=refused.message, searched=searched, would_hold=refused.would_hold)


def _answer_id(snapshot: Snapshot, query: Query, answer: Answer) -> str:
    """The same question on the same terms, to the same generation, has the same id."""
    asked = repr((snapshot.generation, answer.as_of.isoformat(), query))
    return hashlib.sha256(asked.encode("utf-8", "backslashreplace")).hexdigest()[:20]
