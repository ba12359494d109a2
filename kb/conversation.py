"""Follow-ups: a question that leans on the one before it, written out so that it can be answered by itself. No model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.language import detect_language, fold, terms, without_question_words
from kb.locators import find_locators, format_locator
from kb.types import LANGUAGES, Language, Turn

if TYPE_CHECKING:
    from kb.snapshot import Snapshot

_TURNS = 3
"""Earlier questions that are looked at; a topic further back has been left."""
_CUE = re.compile(
    r"^\s*(?:(?:and|but|then|also|so|what about|how about|what of|same (?:question )?for)\b|那么?|还有|以及|另外|如果是|换成)"
    r"|呢\s*[？?]?\s*$|^[^,，。?？]{1,8}呢[,，]",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^\s*(?:(?:and|but|then|also|so|what about|how about|what of|same (?:question )?for)\b\s*|(?:那么?|还有|以及|另外|如果是|换成)\s*)+", re.IGNORECASE
)
_POINTING = re.compile(r"\b(?:it|its|they|them|their|that|this|those|these|there|such|the same)\b|[它其该此]|这个|那个|这些|上述|同样", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:what|when|how|who|whom|which|where|why|until|does|do|did|is|are|was|were|can|may|must|should|shall|will|has|have)\b"
    r"|[吗几谁哪]|多少|什么|多久|多长|如何|怎么|怎样|是否|能否|可以|要不要|何时",
    re.IGNORECASE,
)
_DEFINES = re.compile(r"^\s*what (?:is|are|does) (?:an? )?[\w\s-]+(?:mean)?\s*\??$|什么是|是什么意思|什么叫", re.IGNORECASE)
_NEXT_PROVISION = re.compile(r"\b(?:the )?(next|following|previous|preceding) (?:article|section|one|part)|([上下])一[条款]|([前后])一条", re.IGNORECASE)
_NEXT_YEAR = re.compile(
    r"\b(?:the )?(?:(year before|previous year|last year)|(year after|next year|following year))\b|(上一年度?|前一年度?|去年)|(下一年度?|后一年度?|次年|明年)",
    re.IGNORECASE,
)
_NOW = re.compile(r"\b(?:now|today|at present|currently|at the moment)\b|现在|目前|当前|如今", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FILLER = re.compile(r"\b(?:for|in|of|on|the|own|at|s|case|with|under)\b|[的地在时候年度呢那对于]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Mention:
    """Something named in a question that a follow-up may replace or carry on, as it stands there."""

    type: str
    words: str


def resolve(text: str, history: Sequence[Turn], snapshot: Snapshot) -> str:
    """The question by itself: completed from the last questions of the conversation where it leans on them, else as it is."""
    previous = [turn.content for turn in history if turn.role == "user"][-_TURNS:]
    if not previous:
        return text
    before = resolve(previous[-1], [Turn("user", content) for content in previous[:-1]], snapshot)
    if moved := _moved(text, before):
        return moved
    mine, bare = _mentions(text, snapshot), _OPENING.sub("", text)
    content = terms(without_question_words(fold(_FILLER.sub(" ", _without(bare, mine)))))
    is_cued = _CUE.search(text) is not None
    if mine and not content:
        return _substituted(before, mine, snapshot)
    if is_cued and not _ASKS.search(bare):
        return text if any(mention.type in ("place", "document") for mention in mine) else _joined(before, _trimmed(bare))
    if is_cued or _POINTING.search(text) or _is_open(text, mine):
        return _with_context(text, mine, before, snapshot)
    return text


def _is_open(text: str, mine: Iterable[_Mention]) -> bool:
    """Whether a question names nothing that would say what it is about."""
    return not any(mention.type in ("document", "place", "sector", "locator", "year") for mention in mine) and not _DEFINES.search(text)


def _moved(text: str, before: str) -> str | None:
    """The question before, with its provision or its year moved by one: "and the next article?"; None where nothing is to move."""
    if found := _NEXT_PROVISION.search(text):
        step = 1 if (found[1] or "").lower() in ("next", "following") or found[2] == "下" or found[3] == "后" else -1
        located = [(provision, start, end) for provision, start, end in find_locators(before) if re.fullmatch(r"(?:article|section)-\d+", provision)]
        if located:
            provision, start, end = located[0]
            unit, _, number = provision.partition("-")
            return before[:start] + format_locator(f"{unit}-{int(number) + step}", detect_language(before)) + before[end:]
    if (found := _NEXT_YEAR.search(text)) and (years := _YEAR.findall(before)):
        step = -1 if found[1] or found[3] else 1
        return re.sub(years[0], str(int(years[0]) + step), before)
    return None


def _mentions(text: str, snapshot: Snapshot) -> list[_Mention]:
    """Documents, provisions, places, sectors and years that a text names, each with its words."""
    folded = fold(text)
    found = [_Mention("document", _as_written(match.name, text)) for match in snapshot.names.find(text)]
    found += [_Mention("locator", text[start:end]) for _, start, end in find_locators(text)]
    for language in LANGUAGES:
        for match in snapshot.store.glossary.find(text, language):
            kind, colon, _ = match.term.id.partition(":")
            if colon and kind in ("place", "sector"):
                found.append(_Mention(kind, _as_written(match.name, text)))
    return found + [_Mention("year", year) for year in dict.fromkeys(_YEAR.findall(folded))]


def _terms(text: str, snapshot: Snapshot) -> list[_Mention]:
    """The glossary's other terms that a text names."""
    return [
        _Mention("term", _as_written(match.name, text))
        for language in LANGUAGES
        for match in snapshot.store.glossary.find(text, language)
        if ":" not in match.term.id
    ]


def _substituted(before: str, mine: Iterable[_Mention], snapshot: Snapshot) -> str:
    """The question before with what a follow-up names in the place of what it named of the same type."""
    theirs = _mentions(before, snapshot)
    resolved, added = before, []
    for mention in mine:
        old = next((other.words for other in theirs if other.type == mention.type), None)
        if old and fold(mention.words) not in fold(resolved):
            resolved = _replaced(resolved, old, mention.words)
        elif mention.type == "year" and _NOW.search(resolved):
            resolved = _NOW.sub(f"{mention.words}年" if detect_language(before) == "zh" else f"in {mention.words}", resolved, count=1)
        elif fold(mention.words) not in fold(resolved):
            added.append(mention.words)
    return _annotated(resolved, added)


def _with_context(text: str, mine: Sequence[_Mention], before: str, snapshot: Snapshot) -> str:
    """The follow-up with what the question before was about in brackets: its document, place, sector and year, or else its terms."""
    own = {mention.type for mention in mine}
    carried = [mention.words for mention in _mentions(before, snapshot) if mention.type not in own and mention.type != "locator"]
    if not carried or _POINTING.search(text):
        carried += [mention.words for mention in _terms(before, snapshot)]
    said = fold(text)
    return _annotated(text, [words for words in dict.fromkeys(carried) if fold(words) not in said])


def _annotated(text: str, words: Sequence[str]) -> str:
    if not words:
        return text
    language: Language = detect_language(text)
    return f"{text.rstrip()}（{'，'.join(words)}）" if language == "zh" else f"{text.rstrip()} ({', '.join(words)})"


def _joined(before: str, addition: str) -> str:
    return f"{before.rstrip()} — {addition}" if addition else before


def _trimmed(text: str) -> str:
    return re.sub(r"[\s呢?？。.]+$", "", text.strip())


def _without(text: str, mentions: Iterable[_Mention]) -> str:
    for mention in mentions:
        text = _replaced(text, mention.words, " ")
    return text


def _replaced(text: str, old: str, new: str) -> str:
    """A text with the first of some words, in whatever case, replaced."""
    found = _found(old, text)
    return text[: found.start()] + new + text[found.end() :] if found else text


def _as_written(name: str, text: str) -> str:
    """A folded name as the text has it."""
    found = _found(name, text)
    return found[0] if found else name


def _found(words: str, text: str) -> re.Match[str] | None:
    return re.search(re.escape(words).replace(r"\ ", r"\s+"), text, re.IGNORECASE)
