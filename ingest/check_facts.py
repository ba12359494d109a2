"""Whether the facts and relations rest on what the corpus says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from ingest.check_digests import Exceptions, named_in
from ingest.checked_corpus import CheckedCorpus, Digested, Finding
from kb.errors import MetadataError
from kb.fact_values import written_dates
from kb.facts import FACTS_FOLDER, RELATIONS_FILE, Fact, Relation, read_fact_file, read_relations
from kb.numbers import unsupported
from kb.types import LANGUAGES, Language
from kb.validity import first_day


def check_facts(folder: Path, corpus: CheckedCorpus, exceptions: Exceptions) -> tuple[list[Finding], int]:
    """What is wrong with the facts of a corpus folder, and how many there are."""
    findings: list[Finding] = []
    seen: dict[str, str] = {}
    relations = _readable_relations(folder)
    for path in sorted((folder / FACTS_FOLDER).glob("*.toml")):
        file = f"{FACTS_FOLDER}/{path.name}"
        try:
            facts = read_fact_file(path)
        except MetadataError as error:
            findings.append(Finding(file, "", str(error).removeprefix(f"{path.name}: ")))
            continue
        for fact in facts:
            if fact.id in seen:
                findings.append(Finding(file, fact.provision, f"id {fact.id!r} stands in {seen[fact.id]} already"))
            seen.setdefault(fact.id, file)
            faults = _faults(fact, corpus, relations, exceptions)
            findings += [Finding(file, fact.provision, f"{fact.id}: {fault}") for fault in faults]
    return findings, len(seen)


def _faults(fact: Fact, corpus: CheckedCorpus, relations: Sequence[Relation], exceptions: Exceptions) -> Iterator[str]:
    if not exists(fact.provision, corpus):
        yield "there is no such provision in the corpus"
        return
    document_id, _, provision = fact.provision.partition("#")
    for language, _, quote in _sides(fact):
        digest = corpus.digest(document_id, provision, language)
        if quote and (digest is None or quote not in digest.text):
            yield f"the quote is not in the digest in {language}: {quote!r}"
        if digest and not quote:
            yield f"has no quote from the digest in {language}"
    digests = [digest.text for digest in _digests(fact.provision, corpus)]
    evidence = "\n".join([*digests, *named_in(corpus.documents[document_id]), *_turning_days(fact.provision, relations)])
    for language, statement, _ in _sides(fact):
        for quantity in unsupported(statement, evidence):
            if not exceptions.allow(document_id, provision, quantity):
                yield f"the statement in {language} says {quantity}, which the provision does not"
    for quantity in unsupported(written_dates(fact.topic, fact.values), evidence):
        if not exceptions.allow(document_id, provision, quantity):
            yield f"the values say {quantity}, which the provision does not"


def _turning_days(provision: str, relations: Sequence[Relation]) -> Iterator[str]:
    """The days on which a provision gave way or took over, and the last days before them."""
    ends = (provision, provision.partition("#")[0])
    for relation in relations:
        if relation.since and (relation.provision in ends or relation.over in ends):
            yield relation.since
            yield (first_day(relation.since) - timedelta(days=1)).isoformat()


def _readable_relations(folder: Path) -> Sequence[Relation]:
    """The relations, if they can be read; ``check_relations`` says so where they cannot."""
    try:
        return read_relations(folder / RELATIONS_FILE)
    except MetadataError:
        return ()


def _sides(fact: Fact) -> Sequence[tuple[Language, str, str]]:
    return (("en", fact.statement, fact.quote), ("zh", fact.statement_zh, fact.quote_zh))


def _digests(provision: str, corpus: CheckedCorpus) -> Iterator[Digested]:
    document_id, _, name = provision.partition("#")
    for language in LANGUAGES:
        if digest := corpus.digest(document_id, name, language):
            yield digest


def check_relations(folder: Path, corpus: CheckedCorpus) -> tuple[list[Finding], int]:
    """What is wrong with the relations of a corpus folder, and how many there are."""
    try:
        relations = read_relations(folder / RELATIONS_FILE)
    except MetadataError as error:
        return [Finding(RELATIONS_FILE, "", str(error).removeprefix(f"{RELATIONS_FILE}: "))], 0
    findings = [
        Finding(RELATIONS_FILE, relation.provision, message) for relation in relations for message in _wrong(relation, corpus)
    ]
    return findings, len(relations)


def _wrong(relation: Relation, corpus: CheckedCorpus) -> Iterator[str]:
    for end in (relation.provision, relation.over):
        if not exists(end, corpus):
            yield f"{end} is not in the corpus"
    if relation.provision == relation.over:
        yield "a provision cannot stand in a relation to itself"


def exists(reference: str, corpus: CheckedCorpus) -> bool:
    """Whether the corpus has this document, or this provision of it in a digest."""
    document_id, mark, _ = reference.partition("#")
    return document_id in corpus.documents and (not mark or any(_digests(reference, corpus)))
