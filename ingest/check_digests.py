"""Whether the digests say what the official texts say, in their own words and alike in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.checked_corpus import CheckedCorpus, Digested, Finding
from kb.language import CHINESE
from kb.numbers import Quantity, quantities, unsupported
from kb.types import LANGUAGES, Document, Language

LONGEST_COPY: dict[Language, int] = {"zh": 20, "en": 12}
"""Characters (Chinese) or words (English) in a row that a digest may share with the official text, names aside."""
_MOST_SHOWN = 6
_TOKEN: dict[Language, re.Pattern[str]] = {
    "zh": re.compile(f"[{CHINESE}]|[a-z0-9.]+", re.I),
    "en": re.compile(r"[a-z0-9]+(?:[.,]\d+)*", re.I),
}
_COUNTED: dict[Language, re.Pattern[str]] = {"zh": re.compile(f"[{CHINESE}]"), "en": re.compile("[a-z]", re.I)}
_TITLES = re.compile("《[^《》]{1,200}》|“[^“”]{1,60}”")
_SHORTEST_NAME = 4
"""Characters of a Chinese name that is set aside; a shorter one is a common word."""


@dataclass(slots=True)
class Exceptions:
    """Numbers that may differ, reviewed one by one, and which of them were needed."""

    allowed: frozenset[tuple[str, str, str]] = frozenset()
    """Document, provision and the value as a finding shows it."""
    needed: set[tuple[str, str, str]] = field(default_factory=set)

    def allow(self, document_id: str, provision: str, quantity: Quantity) -> bool:
        """Whether this number of this provision may differ."""
        key = (document_id, provision, str(quantity))
        if key in self.allowed:
            self.needed.add(key)
        return key in self.allowed


def has_official(corpus: CheckedCorpus, document: Document) -> bool:
    """Whether a document's digests can be held against its official text."""
    return document.basis != "secondary" and bool(corpus.officials(document.id))


def check_numbers(corpus: CheckedCorpus, exceptions: Exceptions) -> tuple[list[Finding], int]:
    """Numbers of digests that do not stand in the official provision, and how many were compared."""
    findings: list[Finding] = []
    compared = 0
    for digest in corpus.digests():
        if not has_official(corpus, digest.document):
            continue
        stated = quantities(digest.text)
        compared += len(stated)
        for quantity, official in _invented(corpus, digest):
            if not exceptions.allow(digest.document.id, digest.provision, quantity):
                other = _shown(official - stated, quantity)
                message = f"says {quantity}; the official text does not, but has {other}"
                findings.append(Finding(digest.file, digest.provision, message))
    return findings, compared


def _invented(corpus: CheckedCorpus, digest: Digested) -> list[tuple[Quantity, frozenset[Quantity]]]:
    """The numbers that no official text of a provision has, each with the numbers of the nearest one."""
    named = quantities("\n".join(named_in(digest.document)))
    texts = [quantities(text) for text in corpus.official_texts(digest.document.id, digest.provision)]
    missing = [unsupported(digest.text, official | named) for official in texts]
    return [(quantity, texts[0]) for quantity in missing[-1] if all(quantity in each for each in missing)]


def named_in(document: Document) -> tuple[str, ...]:
    """What a document's metadata say of it: its digests may state it anywhere."""
    dates = (document.issued, document.effective_from, document.effective_to)
    return tuple(text for text in (document.title, document.title_original, *dates) if text)


def check_languages(corpus: CheckedCorpus, exceptions: Exceptions) -> tuple[list[Finding], int]:
    """Provisions that one language lacks, numbers in which the two differ, and how many were compared."""
    findings: list[Finding] = []
    compared = 0
    for document in corpus.documents.values():
        english, chinese = ({d.provision: d for d in corpus.digests(document.id, language)} for language in ("en", "zh"))
        if not english or not chinese:
            continue
        for digests, others, other in ((english, chinese, "zh"), (chinese, english, "en")):
            for provision, digest in digests.items():
                if provision not in others:
                    findings.append(Finding(digest.file, provision, f"the digest in {other} has no such provision"))
                    continue
                compared += len(quantities(digest.text))
                findings += _differences(digest, others[provision], exceptions)
    return findings, compared


def _differences(digest: Digested, counterpart: Digested, exceptions: Exceptions) -> Iterator[Finding]:
    for quantity in unsupported(digest.text, counterpart.text):
        if not exceptions.allow(digest.document.id, digest.provision, quantity):
            other = _shown(quantities(counterpart.text) - quantities(digest.text), quantity)
            message = f"says {quantity}; the digest in {counterpart.language} does not, but has {other}"
            yield Finding(digest.file, digest.provision, message)


def check_articles(corpus: CheckedCorpus) -> list[Finding]:
    """Articles of an official text that a digest leaves out, for documents digested in both languages."""
    findings = []
    for document in corpus.documents.values():
        if document.basis != "official" or not all(any(corpus.digests(document.id, language)) for language in LANGUAGES):
            continue
        official = [p.provision for name in corpus.officials(document.id) for p in corpus.store.of_document(document.id, name)]
        articles = dict.fromkeys(provision for provision in official if re.search(r"(?:^|/)article-[\d.]+$", provision))
        for language in LANGUAGES:
            digested = {digest.provision for digest in corpus.digests(document.id, language)}
            file = corpus.file(document.id, f"digest.{language}")
            findings += [
                Finding(file, article, "the digest leaves out this article") for article in articles if article not in digested
            ]
    return findings


def check_copying(corpus: CheckedCorpus) -> list[Finding]:
    """Runs of words that a digest shares with the official text of its document."""
    findings = []
    names = {language: _names(corpus, language) for language in LANGUAGES}
    for document in corpus.documents.values():
        for language in LANGUAGES:
            official = corpus.rendition_text(document.id, f"official.{language}")
            if official is None or document.basis == "secondary":
                continue
            runs = _runs_of(official, language)
            for digest in corpus.digests(document.id, language):
                findings += [
                    Finding(digest.file, digest.provision, f"copies the official text: {copy}")
                    for copy in _copies(digest.text, runs, names[language], language)
                ]
    return findings


def _names(corpus: CheckedCorpus, language: Language) -> re.Pattern[str]:
    """Names have to be repeated as they are: those of documents, bodies and the terms of the glossary."""
    names = {name for term in corpus.store.glossary.terms for name in term.names(language)}
    for document in corpus.documents.values():
        names |= {document.title, document.title_original, *document.aliases}
    long = sorted((name for name in names if len(name) >= _SHORTEST_NAME), key=len, reverse=True)
    return re.compile("|".join([_TITLES.pattern, *map(re.escape, long)]), re.I)


def _runs_of(text: str, language: Language) -> set[tuple[str, ...]]:
    tokens = [token.lower() for token in _TOKEN[language].findall(text)]
    length = LONGEST_COPY[language] + 1
    return {tuple(tokens[start : start + length]) for start in range(len(tokens) - length + 1)}


def _copies(text: str, runs: set[tuple[str, ...]], names: re.Pattern[str], language: Language) -> Iterator[str]:
    """The shared runs of a text that are too long even without the names in them."""
    tokens = list(_TOKEN[language].finditer(text))
    words = [token[0].lower() for token in tokens]
    named = {offset for match in names.finditer(text) for offset in range(*match.span())}
    length = LONGEST_COPY[language] + 1
    starts = [start for start in range(len(words) - length + 1) if tuple(words[start : start + length]) in runs]
    for first, last in _stretches(starts):
        run = tokens[first : last + length]
        counted = [token for token in run if token.start() not in named and _COUNTED[language].search(token[0])]
        if len(counted) >= length:
            yield text[run[0].start() : run[-1].end()]


def _stretches(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each stretch of consecutive numbers."""
    stretch: list[int] = []
    for number in numbers:
        if stretch and number != stretch[-1] + 1:
            yield stretch[0], stretch[-1]
            stretch = []
        stretch.append(number)
    if stretch:
        yield stretch[0], stretch[-1]


def _shown(candidates: Iterable[Quantity], like: Quantity) -> str:
    """What stands there instead, the same unit first."""
    ordered: Sequence[Quantity] = sorted(candidates, key=lambda quantity: (quantity.unit != like.unit, str(quantity)))
    return ", ".join(map(str, ordered[:_MOST_SHOWN])) + (" …" if len(ordered) > _MOST_SHOWN else "") or "no other number"
