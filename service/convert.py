"""Between the contract's models and the domain's words."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from kb.types import Answer, AnswerSentence, Citation, Document, Filters, Hit, Passage, Query, Rendition, Turn
from service.alignment import align
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
    SupersededModel,
    Timings,
    UnderstoodModel,
)
from service.contract_aligned import AlignedText, BlockModel, PieceModel, RowModel
from service.contract_documents import DocumentSummary, DocumentText, IndexedPassage
from service.knowledge import Snapshot
from service.reading import Block, read_blocks


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


def to_response(snapshot: Snapshot, answer: Answer, answer_id: str, total_ms: float) -> QueryResponse:
    """An answer, or a refusal, as the contract shows it."""
    return QueryResponse(
        id=answer_id,
        status=answer.status,
        question=answer.question,
        understood=UnderstoodModel(**asdict(answer.understood)),
        language=answer.language,
        as_of=answer.as_of,
        answer=answer.text,
        sentences=[to_sentence(sentence) for sentence in answer.sentences],
        citations=[to_citation(snapshot, citation, answer.as_of) for citation in answer.citations],
        passages=[to_found(hit) for hit in answer.hits],
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


def to_sentence(sentence: AnswerSentence) -> SentenceModel:
    """A sentence of an answer with the numbers of its citations."""
    return SentenceModel(text=sentence.text, start=sentence.start, end=sentence.end, citations=list(sentence.citations))


def to_found(hit: Hit) -> FoundPassage:
    """A passage as retrieval found it."""
    passage = hit.passage
    return FoundPassage(
        passage_id=passage.id,
        document_id=passage.document_id,
        locator=passage.locator,
        rendition=passage.rendition,
        text=passage.text,
        score=hit.score,
    )


def to_cited(snapshot: Snapshot, document: Document, on: date) -> CitedDocument:
    """A document as a citation shows it, with its status on a day."""
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
        basis=document.basis,
    )


def to_summary(snapshot: Snapshot, document: Document, on: date) -> DocumentSummary:
    """A document without its text, with its status on a day."""
    return DocumentSummary(
        **to_cited(snapshot, document, on).model_dump(),
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
        completeness=document.completeness,
        notes=[note for note in (document.note, *rendition.notes) if note],
    )


def to_aligned(
    snapshot: Snapshot, document: Document, lead: Rendition, beside: Rendition | None, quote: tuple[int, int] | None, on: date
) -> AlignedText:
    """A document's text beside another rendition of it, with a range of the first one marked."""
    rows = align(_blocks(snapshot, document, lead, quote), _blocks(snapshot, document, beside, None) if beside else [])
    return AlignedText(
        **to_summary(snapshot, document, on).model_dump(),
        rendition=lead.name,
        language=lead.language,
        beside=beside.name if beside else None,
        beside_language=beside.language if beside else None,
        notes=[note for note in (document.note, *lead.notes) if note],
        rows=[
            RowModel(provision=row.provision or None, lead=[_block(one) for one in row.left], beside=[_block(one) for one in row.right])
            for row in rows
        ],
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
    relation = snapshot.superseding(passage, on)
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
        document=to_cited(snapshot, snapshot.documents[passage.document_id], on),
        superseded=SupersededModel(since=relation.since, by=relation.provision) if relation else None,
    )


def _blocks(snapshot: Snapshot, document: Document, rendition: Rendition, quote: tuple[int, int] | None) -> list[Block]:
    titles = (document.title, document.title_original)
    return read_blocks(rendition, snapshot.passages(document.id, rendition.name), quote, titles)


def _block(block: Block) -> BlockModel:
    pieces = [PieceModel(text=one.text, marked=one.marked, strong=one.strong, page=one.page) for one in block.pieces]
    return BlockModel(kind=block.kind, level=block.level, pieces=pieces)


def _abstention(answer: Answer) -> AbstentionModel | None:
    if answer.abstention is None:
        return None
    refused = answer.abstention
    searched = Searched(documents=refused.documents, complete_to=refused.complete_to)
    return AbstentionModel(reason=refused.reason, message=refused.message, searched=searched, would_hold=refused.would_hold)
