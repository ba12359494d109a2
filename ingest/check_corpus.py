"""All checks of the corpus that ships, in one report."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.check_digests import (
    Exceptions,
    check_articles,
    check_copying,
    check_languages,
    check_numbers,
    has_official,
)
from ingest.check_facts import check_facts, check_relations
from ingest.checked_corpus import CheckedCorpus, Finding, open_corpus
from kb.types import LANGUAGES

EXCEPTIONS_FILE = "check-exceptions.toml"


@dataclass(frozen=True, slots=True)
class CorpusReport:
    """What was looked at and what is wrong with it."""

    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    skipped: tuple[str, ...]
    """The checks that could not be made, and why."""


def check_corpus(corpus: Path, sources: Path | None = None) -> CorpusReport:
    """Check the corpus in a folder; with the folder of the official texts, against these too.

    Raises:
        MetadataError: where the folder is no corpus.
    """
    checked, findings = open_corpus(corpus, sources)
    exceptions, unreadable = _read_exceptions(corpus / EXCEPTIONS_FILE)
    facts, fact_count = check_facts(corpus, checked, exceptions)
    relations, relation_count = check_relations(corpus, checked)
    languages, between_languages = check_languages(checked, exceptions)
    findings += [*unreadable, *facts, *relations, *languages]
    counts = _counts(checked) | {"facts": fact_count, "relations": relation_count}
    counts["numbers compared between languages"] = between_languages
    skipped: tuple[str, ...] = ()
    if sources is None:
        skipped = ("numbers, articles and wording against the official texts: no folder of sources was given",)
    else:
        numbers, against_official = check_numbers(checked, exceptions)
        findings += [*numbers, *check_articles(checked), *check_copying(checked), *_unused(exceptions)]
        counts["numbers compared with official texts"] = against_official
        alone = [document for document in checked.documents.values() if not has_official(checked, document)]
        counts["documents without an official text to compare"] = len(alone)
    return CorpusReport(tuple(findings), counts, skipped)


def _counts(checked: CheckedCorpus) -> dict[str, int]:
    provisions = {f"provisions in {language}": sum(1 for _ in checked.digests(language=language)) for language in LANGUAGES}
    return {"documents": len(checked.documents), **provisions, "terms": len(checked.store.glossary.terms)}


class _Exception(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    document: str
    provision: str
    value: str | tuple[str, ...]
    reason: Annotated[str, Field(min_length=10)]


class _ExceptionsFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    exception: list[_Exception] = []


def _read_exceptions(path: Path) -> tuple[Exceptions, list[Finding]]:
    if not path.is_file():
        return Exceptions(), []
    try:
        entries = _ExceptionsFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).exception
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return Exceptions(), [Finding(path.name, "", f"not valid TOML: {error}")]
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return Exceptions(), [Finding(path.name, "", f"{'.'.join(map(str, first['loc']))}: {first['msg']}")]
    return Exceptions(frozenset(
        (entry.document, entry.provision, value)
        for entry in entries
        for value in ((entry.value,) if isinstance(entry.value, str) else entry.value)
    )), []


def _unused(exceptions: Exceptions) -> list[Finding]:
    return [
        Finding(EXCEPTIONS_FILE, f"{document}#{provision}", f"the exception for {value} is not needed: take it out")
        for document, provision, value in sorted(exceptions.allowed - exceptions.needed)
    ]
