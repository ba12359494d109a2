"""The pages to browse: the list of documents, a document, two texts of it side by side, the glossary. They work without JavaScript."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from flask import Flask, Response, render_template, request
from pydantic import TypeAdapter, ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from kb.facts import FACT_TOPICS, Fact
from kb.types import KINDS, SECTORS, STATUSES, Document, Language, Rendition
from kb.validity import today
from service.alignment import align
from service.catalogue import find_document, find_documents, find_rendition
from service.contract import Day
from service.contract_documents import DocumentParameters
from service.glossary import GROUPS, find_terms, group_of, in_chapters
from service.interface import interface
from service.knowledge import Snapshot, knowledge_base
from service.lineage import lineage, superseding_notes, ties_of
from service.pages import pages
from service.places import place_of, place_of_fact
from service.reading import Block, provision_at, provision_titles, quoted_range, read_blocks
from service.terms import TermLinks
from service.validation import parameters_of


def init_app(app: Flask) -> None:
    """Give templates what the pages to browse need; their routes are on the blueprint of the pages."""
    app.add_template_filter(web_address)
    app.add_template_global(term_links)
    app.add_template_global(issuer_of)


@pages.get("/documents")
def documents() -> AnyResponse:
    """The documents that match the filters, newest first."""
    snapshot = knowledge_base().snapshot()
    chosen = MultiDict([(name, value) for name, value in request.args.items(multi=True) if value and name != "lang"])
    try:
        wanted, status = DocumentParameters.model_validate(parameters_of(chosen, DocumentParameters)), 200
        if wanted.cursor:
            find_document(snapshot, wanted.cursor)
    except ValidationError:
        wanted, status, chosen = DocumentParameters(), 400, MultiDict()
    found, following = find_documents(snapshot, wanted.model_copy(update={"limit": 200}))
    html = render_template(
        "documents.html",
        snapshot=snapshot,
        documents=found,
        on=wanted.as_of or today(),
        wanted=wanted,
        chosen=bool(chosen),
        following=following and {**chosen.to_dict(flat=False), "cursor": following},
        failed=status == 400,
        choices=_choices(snapshot, wanted.as_of or today()),
    )
    return Response(html, status)


@pages.get("/documents/<document_id>")
def document(document_id: str) -> str:
    """A document: what it is, how it stands to others, what rests on it, and the whole text of a rendition with a quote marked where asked for."""
    snapshot = knowledge_base().snapshot()
    found = find_document(snapshot, document_id)
    language = interface().language
    rendition = find_rendition(snapshot, found, request.args.get("rendition"), language)
    passages = snapshot.passages(document_id, rendition.name)
    quote = quoted_range(rendition, request.args.get("start"), request.args.get("end"))
    blocks = _blocks(snapshot, found, rendition, quote)
    return render_template(
        "document.html",
        snapshot=snapshot,
        document=found,
        rendition=rendition,
        blocks=TermLinks(snapshot.glossary).linked(blocks, rendition.language),
        contents={passage.provision: passage for passage in reversed(passages)},
        titles=_titles(snapshot, found, rendition.language),
        notes=superseding_notes(snapshot, document_id),
        quoted=quote is not None,
        provision=provision_at(passages, quote[0]) if quote else None,
        superseding=snapshot.documents.get(found.superseded_by or ""),
        lineage=lineage(snapshot, document_id),
        ties=[tie for tie in ties_of(snapshot, document_id) if tie.kind in ("implements", "complements")],
        facts=_facts_by_topic(snapshot, document_id),
        place=lambda reference: place_of(snapshot, reference, language),
        fact_place=lambda fact: place_of_fact(snapshot, fact, language),
        on=chosen_day(request.args.get("as_of")),
    )


@pages.get("/documents/<document_id>/side-by-side")
def side_by_side(document_id: str) -> str:
    """Two renditions of a document, aligned by provision, with a quote marked in the one that ``rendition`` names."""
    snapshot = knowledge_base().snapshot()
    found = find_document(snapshot, document_id)
    left, right = _pair(snapshot, found, interface().language)
    arguments = request.args
    columns = []
    for one in (left, right):
        asked = one.name == arguments.get("rendition")
        quote = quoted_range(one, arguments.get("start"), arguments.get("end")) if asked else None
        columns.append(_blocks(snapshot, found, one, quote))
    return render_template(
        "side_by_side.html",
        snapshot=snapshot,
        document=found,
        left=left,
        right=right,
        rows=align(*columns),
        quoted=any(piece.marked for column in columns for block in column for piece in block.pieces),
        on=chosen_day(request.args.get("as_of")),
    )


@pages.get("/glossary")
def glossary() -> str:
    """The terms of the field in both languages; without a search, those of one group."""
    snapshot = knowledge_base().snapshot()
    words = request.args.get("q", "").strip()[:200]
    group = request.args.get("group", "")
    group = group if group in GROUPS else "" if words else GROUPS[0]
    found = find_terms(snapshot.glossary, words, group)
    return render_template(
        "glossary.html",
        snapshot=snapshot,
        words=words,
        group=group,
        groups={one: number for one in GROUPS if (number := sum(group_of(term) == one for term in snapshot.glossary.terms))},
        count=len(found),
        chapters=[("", found)] if words and found else in_chapters(found, interface().language),
    )


def term_links(snapshot: Snapshot) -> TermLinks:
    """The links of one page to the glossary: ``with_terms`` of ``terms.html`` takes them."""
    return TermLinks(snapshot.glossary)


def issuer_of(snapshot: Snapshot, document: Document) -> str | None:
    """The issuer in the language of the page, where the glossary knows it."""
    if interface().language == "en" or not document.issuer:
        return document.issuer
    names = {term.en: term.zh for term in snapshot.glossary.terms if term.id.startswith("body:")}
    return "、".join(names.get(one.strip(), one.strip()) for one in document.issuer.split(";"))


def web_address(url: str | None) -> str | None:
    """An address that may be linked to; None for anything but http and https."""
    return url if url and url.startswith(("https://", "http://")) else None


def chosen_day(text: str | None) -> date:
    """The day that an address names; today where it names none."""
    try:
        return TypeAdapter(Day).validate_python(text, strict=True)
    except ValidationError:
        return today()


def _blocks(snapshot: Snapshot, found: Document, rendition: Rendition, quote: tuple[int, int] | None) -> list[Block]:
    return read_blocks(rendition, snapshot.passages(found.id, rendition.name), quote, (found.title, found.title_original))


def _titles(snapshot: Snapshot, found: Document, language: Language) -> dict[str, str]:
    """What the provisions are about, by the headings of the digest in a language, else in any."""
    digests = [one for one in snapshot.renditions(found.id).values() if one.kind == "digest" and one.language == language]
    return provision_titles(_blocks(snapshot, found, digests[0], None)) if digests else {}


def _pair(snapshot: Snapshot, found: Document, language: Language) -> tuple[Rendition, Rendition]:
    """The renditions to show side by side: those named, else the official text and the digest in the language of the page."""
    left = find_rendition(snapshot, found, request.args.get("left"), language)
    if request.args.get("right"):
        return left, find_rendition(snapshot, found, request.args["right"])
    others = [one for one in snapshot.renditions(found.id).values() if one is not left]
    quoted = request.args.get("rendition")
    return left, min(others, key=lambda one: (one.name != quoted, one.language != language, one.name), default=left)


def _facts_by_topic(snapshot: Snapshot, document_id: str) -> dict[str, list[Fact]]:
    facts = [fact for fact in snapshot.facts if fact.document_id == document_id]
    return {topic: chosen for topic in FACT_TOPICS if (chosen := [fact for fact in facts if fact.topic == topic])}


def _choices(snapshot: Snapshot, on: date) -> dict[str, Mapping[str, int]]:
    """The values of each filter with the number of documents that have them; values that no document has are left out."""
    all_documents = snapshot.documents.values()
    counts: dict[str, tuple[Iterable[str], Counter[str]]] = {
        "jurisdiction": (sorted({one.jurisdiction for one in all_documents}), Counter(one.jurisdiction for one in all_documents)),
        "sector": (SECTORS, Counter(sector for one in all_documents for sector in one.sectors)),
        "kind": (KINDS, Counter(one.kind for one in all_documents)),
        "status": (STATUSES, Counter(snapshot.status(one.id, on) for one in all_documents)),
    }
    return {name: {value: counter[value] for value in values if counter[value]} for name, (values, counter) in counts.items()}


