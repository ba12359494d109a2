"""Questions with known answers: what they look like, and whether an answer is right."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kb.errors import MetadataError
from kb.locators import parse_locator
from kb.types import Filters, Kind, Language, Passage, Query, Sector, Status, Turn

if TYPE_CHECKING:
    from kb.snapshot import Snapshot

ANSWER_WINDOW = 900
"""Characters of an answer within which its facts must stand: what a reader reads."""
_SHARED = 0.6
"""Share of a gold quote that a passage must hold in one run to count as the gold passage."""


class GoldPassage(BaseModel):
    """Where the answer stands: a document, a provision as people write it, and the words."""

    model_config = ConfigDict(frozen=True)

    document: Annotated[str, Field(alias="doc")]
    locator: str = ""
    quote: str = ""


class QuestionFilters(BaseModel):
    """The filters of a question, as the API takes them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    jurisdiction: tuple[str, ...] = ()
    sector: tuple[Sector, ...] = ()
    kind: tuple[Kind, ...] = ()
    document_id: tuple[str, ...] = ()
    status: tuple[Status, ...] = ()


class HistoryTurn(BaseModel):
    """An earlier message."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Literal["user", "assistant"]
    content: str


class EvaluationQuestion(BaseModel):
    """One line of a file of questions; fields that only people read are let through."""

    model_config = ConfigDict(frozen=True)

    id: str
    question: str
    lang: Language
    category: str
    answerable: bool
    as_of: date | None = None
    filters: QuestionFilters | None = None
    history: tuple[HistoryTurn, ...] = ()
    gold: tuple[GoldPassage, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    """Of each inner list one string must stand in the answer."""
    wrong: tuple[str, ...] = ()
    """None of these may."""

    def query(self) -> Query:
        """The question as the knowledge base takes it."""
        filters = Filters(**self.filters.model_dump()) if self.filters else Filters()
        return Query(self.question, self.as_of, filters=filters, history=tuple(Turn(turn.role, turn.content) for turn in self.history))


def read_questions(path: Path) -> list[EvaluationQuestion]:
    """The questions of a JSONL file.

    Raises:
        MetadataError: naming file, line and field.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found.append(EvaluationQuestion.model_validate({key: value for key, value in json.loads(line).items() if value is not None}))
        except json.JSONDecodeError as error:
            raise MetadataError(f"{path.name}, line {number}: not JSON: {error.msg}") from error
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise MetadataError(f"{path.name}, line {number}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    return found


def is_gold(snapshot: Snapshot, key: tuple[str, str], gold: Sequence[GoldPassage]) -> bool:
    """Whether a provision, ``(document, provision)``, is one of the gold ones: by its number, or by the words of any rendition."""
    document, provision = key
    if all(one.document != document for one in gold):
        return False
    passages = [passage for passage in snapshot.store.of_provision(document, provision) if passage.provision == provision]
    return any(is_gold_passage(passage, one) for one in gold for passage in passages)


def is_gold_passage(passage: Passage, gold: GoldPassage) -> bool:
    """Whether a passage is a gold one: in its document, with the number of its provision or most of its words."""
    if passage.document_id != gold.document:
        return False
    if _number(passage.locator) is not None and _number(passage.locator) == _number(gold.locator):
        return True
    return holds_quote(passage.text, gold.quote)


def holds_quote(text: str, quote: str) -> bool:
    """Whether a text holds a quote, or most of it in one run, whatever its line breaks and punctuation."""
    wanted, body = _squashed(quote), _squashed(text)
    if not wanted or not body:
        return False
    size = max(1, round(_SHARED * len(wanted)))
    return any(wanted[start : start + size] in body for start in range(len(wanted) - size + 1))


def states(answer: str, alternative: str) -> bool:
    """Whether an answer states one alternative of a fact; a number counts only as a whole number."""
    wanted, text = _plain(alternative), _plain(answer)
    if wanted[:1].isdigit():
        end = r"(?!\d|\.\d)" if wanted[-1].isdigit() else ""
        return re.search(rf"(?<![\d.]){re.escape(wanted)}{end}", text) is not None
    return wanted in text or (not wanted.isascii() and _squashed(wanted) in _squashed(text))


def _number(locator: str) -> str | None:
    """The last step of a locator, the same in both languages and for every way of writing it: ``article-24``, ``part-3.3``."""
    parsed = parse_locator(locator)
    return parsed[0].rpartition("/")[2].replace("section-", "article-") if parsed else None


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    joined = re.sub(r"(?<!\d)\d{1,3}(?:[,\s]\d{3})+(?!\d)", lambda found: re.sub(r"\D", "", found[0]), folded)
    return re.sub(r"\s+", " ", joined)


def _squashed(text: str) -> str:
    return "".join(character for character in unicodedata.normalize("NFKC", text).lower() if character.isalnum())
