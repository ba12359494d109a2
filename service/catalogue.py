"""Find documents and renditions, the same way for the API and for the pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from kb.errors import UnknownDocumentError
from kb.language import fold
from kb.types import Document, Filters, Rendition, Status
from kb.validity import passes, today
from service.contract_documents import DocumentParameters
from service.knowledge import Snapshot


def find_documents(snapshot: Snapshot, wanted: DocumentParameters) -> tuple[list[Document], str | None]:
    """A page of the documents that match, newest first, and the cursor of the next page.

    Raises:
        UnknownDocumentError: where the cursor is not one that this service gave.
    """
    ordered = newest_first(snapshot.documents.values())
    if wanted.cursor is not None:
        last = find_document(snapshot, wanted.cursor)
        ordered = ordered[ordered.index(last) + 1 :]
    on = wanted.as_of or today()
    filters = Filters(tuple(wanted.jurisdiction), tuple(wanted.sector), tuple(wanted.kind))
    named = {term.id: (*term.names("en"), *term.names("zh")) for term in snapshot.glossary.terms if term.id.startswith("document:")}
    matching = (
        document
        for document in ordered
        if passes(document, filters, on)
        and (not wanted.status or _has_status(snapshot.status(document.id, on), wanted.status))
        and _mentions(document, named.get(f"document:{document.id}", ()), wanted.q)
    )
    found = list(islice(matching, wanted.limit + 1))
    page = found[: wanted.limit]
    return page, page[-1].id if len(found) > wanted.limit else None


def newest_first(documents: Iterable[Document]) -> list[Document]:
    """Documents by date of issue, those without one last."""
    by_id = sorted(documents, key=lambda document: document.id)
    return sorted(by_id, key=lambda document: document.issued or "", reverse=True)


def find_document(snapshot: Snapshot, document_id: str) -> Document:
    """The document with this id.

    Raises:
        UnknownDocumentError: where there is none.
    """
    document = snapshot.documents.get(document_id)
    if document is None:
        raise UnknownDocumentError("There is no document with this id; GET /api/documents lists them.")
    return document


def find_rendition(snapshot: Snapshot, document: Document, name: str | None, language: str | None = None) -> Rendition:
    """A rendition by name; without a name the official text, in the language given where there is a choice.

    Raises:
        UnknownDocumentError: where the document has no such rendition.
    """
    renditions = snapshot.renditions(document.id)
    if name is not None:
        if name not in renditions:
            raise UnknownDocumentError("The document has no such rendition; its entry in /api/documents names those it has.")
        return renditions[name]
    if not renditions:
        raise UnknownDocumentError("The document has no text.")
    return min(renditions.values(), key=lambda one: (one.kind != "official", one.language != language, one.name))


def _has_status(status: Status, wanted: Sequence[Status]) -> bool:
    """A document of which single provisions are superseded is in force too."""
    return status in wanted or (status == "in_part" and "in_force" in wanted)


def _mentions(document: Document, usual_names: Iterable[str], words: str) -> bool:
    names = (document.id, document.title, document.title_original, document.number, document.issuer, *document.aliases, *usual_names)
    text = "\n".join(fold(name) for name in names if name)
    return all(word in text for word in fold(words).split())
