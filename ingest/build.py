"""Building a generation: collect, load, embed, write, verify, publish. Until the last step nothing that is served is touched."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.cache import EmbeddingCache
from ingest.collect import SHIPPED_GLOSSARY, Collection, Failure, collect
from ingest.load import Loaded, load
from ingest.verify import verify_in_child
from kb.errors import BusyError, CarbonKBError, DamagedIndexError, NoIndexError
from kb.generation import KEYWORDS, PASSAGES, VECTORS, Generations, Manifest, read_manifest, read_roots, write_manifest
from kb.keywords import KeywordIndex
from kb.language import sentence_spans, terms
from kb.passages import PassageStore
from kb.retrieve import find_canary
from kb.snapshot import Snapshot
from kb.types import LANGUAGES, Embedder, Language, Passage
from kb.validity import first_day, last_day
from kb.vectors import close_vectors, collection_name, write_vectors

Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Opens a progress display for a step with a number of units; what it gives is told how many more are done."""

_CANARIES = 10
_CODE = ("ingest", "kb/glossary.py", "kb/keywords.py", "kb/language.py", "kb/locators.py", "kb/passages.py")
"""What decides what an index holds: with other code, equal files make another index."""
_LIBRARIES = ("bm25s", "chromadb", "langchain-text-splitters", "lxml", "markdown-it-py", "numpy", "pypdfium2", "python-docx", "trafilatura")
_EMPTY = "nothing could be indexed: the current index stays as it is"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build came to."""

    manifest: Manifest
    is_new: bool
    """False where the files, the models and the versions are those of the generation being served."""
    failures: Sequence[Failure]
    notices: Sequence[str]


def _code_fingerprint() -> str:
    root = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for path in sorted(path for name in _CODE for path in ([root / name] if name.endswith(".py") else (root / name).glob("*.py"))):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def quiet(step: str, units: int) -> AbstractContextManager[Callable[[int], None]]:
    """Progress for callers that show none."""
    return nullcontext(lambda count: None)


def build(data: Path, paths: Sequence[Path], embedders: Sequence[Embedder], progress: Progress = quiet, *, add: bool = False) -> Built:
    """Make the index hold exactly the documents under these paths; with ``add``, those of the generation before too.

    Raises:
        BusyError: where another build runs on the same data directory.
        CarbonKBError: where nothing could be indexed, or the new generation does not verify; the current one stays.
    """
    generations = Generations(data)
    with _only_builder(data):
        generations.discard_unfinished()
        current = _current(generations)
        roots = list(dict.fromkeys([*(_roots(generations) if add else ()), *(Path(os.path.abspath(path)) for path in paths)]))
        collection = collect(roots, SHIPPED_GLOSSARY)
        versions = {"inputs": collection.fingerprint(), "code": _code_fingerprint(), **{name: version(name) for name in _LIBRARIES}}
        if current and _is_current(current, versions, roots, embedders) and _is_whole(generations.path(current.generation)):
            return Built(current, False, [Failure(*failure) for failure in current.failures], collection.notices)
        with progress("reading", len(collection.files)) as advance:
            loaded = load(collection, advance)
        if not loaded.passages:
            raise CarbonKBError("\n".join([*(f"{failure.file}: {failure.reason}" for failure in loaded.failures), _EMPTY]))
        generation = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"[:-3] + f"Z-{secrets.token_hex(2)}"
        folder = generations.begin(generation)
        try:
            manifest = _write(folder, generation, loaded, embedders, data, progress, roots, versions, collection)
            verify_in_child(folder)
            generations.publish(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)  # once published, the folder has another name
        return Built(manifest, True, loaded.failures, collection.notices)


@contextmanager
def _only_builder(data: Path) -> Iterator[None]:
    lock, owner = FileLock(data / "BUILD.lock", timeout=0), data / "BUILD.owner"
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        name = owner.read_text(encoding="utf-8") if owner.is_file() else "another process"
        raise BusyError(f"another build is under way on this data directory ({name}): wait for it, or use another KB_DATA") from error
    except OSError as error:
        raise CarbonKBError(f"the data directory {data} cannot be written to ({error.strerror}): choose another with KB_DATA") from error
    try:
        owner.write_text(f"process {os.getpid()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC", encoding="utf-8")
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()


def _current(generations: Generations) -> Manifest | None:
    """The manifest of the generation being served; None where there is none that can be read, so that all is built anew."""
    try:
        return read_manifest(generations.path(generations.current()))
    except (NoIndexError, CarbonKBError):
        return None


def _roots(generations: Generations) -> list[Path]:
    """The paths that were ingested before, which ``add`` takes in again.

    Raises:
        CarbonKBError: where there is an index that does not say: nothing may be lost unnoticed.
    """
    try:
        return [Path(root) for root in read_roots(generations.path(generations.current()))]
    except NoIndexError:
        return []
    except DamagedIndexError as error:
        raise CarbonKBError(f"nothing can be added to an index that cannot be read: ingest all your folders without --add ({error})") from error


def _is_current(current: Manifest, versions: Mapping[str, str], roots: Sequence[Path], embedders: Sequence[Embedder]) -> bool:
    return (
        dict(current.versions) == versions and list(current.roots) == [str(root) for root in roots]
        and list(current.embedders) == [embedder.name for embedder in embedders]
    )  # fmt: skip


def _is_whole(folder: Path) -> bool:
    """Whether a generation still verifies; where files of it were lost, to ingest again mends it."""
    try:
        verify_in_child(folder)
    except DamagedIndexError:
        return False
    return True


def _write(
    folder: Path, generation: str, loaded: Loaded, embedders: Sequence[Embedder], data: Path, progress: Progress,
    roots: Sequence[Path], versions: Mapping[str, str], collection: Collection,
) -> Manifest:
    store = PassageStore(loaded.documents.values(), loaded.renditions, loaded.passages, loaded.terms, loaded.facts, loaded.relations)
    store.save(folder / PASSAGES)
    languages = [language for language in LANGUAGES if any(passage.language == language for passage in loaded.passages)]
    texts = {language: [store.search_text(p) for p in loaded.passages if p.language == language] for language in languages}
    keywords = {language: KeywordIndex.build(texts[language]) for language in languages}
    for language, index in keywords.items():
        index.save(folder / KEYWORDS / language)
    assigned = _assign(embedders, languages)
    with EmbeddingCache(data / "embeddings.sqlite") as cache:
        for embedder in embedders:
            _write_vectors(folder, embedder, assigned[embedder.name], loaded, store, cache, progress)
    close_vectors(folder / VECTORS)
    manifest = Manifest(
        generation=generation, created=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", complete_to=collection.complete_to or _newest(loaded).isoformat(),
        documents=len(loaded.documents), passages={language: len(texts[language]) for language in languages},
        embedders={name: list(known) for name, known in assigned.items()}, sources=tuple(loaded.sources), roots=tuple(map(str, roots)),
        versions=dict(versions), failures=tuple((f.file, f.reason) for f in loaded.failures),
    )
    manifest = replace(manifest, canaries=_canaries(Snapshot(manifest, store, keywords, [])))
    write_manifest(folder, manifest)
    return manifest


def _assign(embedders: Sequence[Embedder], languages: Sequence[Language]) -> dict[str, list[Language]]:
    """Each language goes to the first embedder that knows it."""
    assigned: dict[str, list[Language]] = {embedder.name: [] for embedder in embedders}
    for language in languages:
        if name := next((embedder.name for embedder in embedders if language in embedder.languages), None):
            assigned[name].append(language)
    return assigned


def _write_vectors(
    folder: Path, embedder: Embedder, languages: Sequence[Language], loaded: Loaded, store: PassageStore, cache: EmbeddingCache, progress: Progress
) -> None:
    passages = [passage for passage in loaded.passages if passage.language in languages]
    texts = [store.embedded_text(passage) for passage in passages]
    with progress(f"embedding ({', '.join(languages) or 'no language'})", len(texts)) as advance:
        vectors = cache.embed(embedder, texts, advance)
    ids = [passage.id for passage in passages]
    write_vectors(folder / VECTORS, collection_name(embedder.name), ids, [_metadata(loaded, passage) for passage in passages], vectors)


def _metadata(loaded: Loaded, passage: Passage) -> dict[str, str | int]:
    """What another reader of the store may filter by; dates are integers YYYYMMDD, since Chroma refuses ranges of strings."""
    document = loaded.documents[passage.document_id]
    start = document.effective_from or document.issued
    return {
        "document_id": document.id, "rendition": passage.rendition, "language": passage.language, "provision": passage.provision,
        "kind": document.kind, "jurisdiction": document.jurisdiction,
        "effective_from": int(f"{first_day(start):%Y%m%d}") if start else 0,
        "effective_to": int(f"{last_day(document.effective_to):%Y%m%d}") if document.effective_to else 99991231,
    }


def _newest(loaded: Loaded) -> date:
    """The last day on which a document of this index was issued."""
    issued = (document.issued or document.effective_from for document in loaded.documents.values())
    return max((last_day(partial) for partial in issued if partial), default=datetime.now(UTC).date())


def _canaries(snapshot: Snapshot) -> dict[str, str]:
    """Up to ten passages spread over the index, each with its own longest sentence as the question that must find it.

    Among passages that hardly differ it does not: such a one is no canary. What finds its passage now must find it in the files too.
    """
    passages = snapshot.store.passages
    step = max(1, len(passages) // _CANARIES)
    chosen = passages[step // 2 :: step][:_CANARIES]
    questions = ((max((passage.text[start:end] for start, end in sentence_spans(passage.text)), key=len), passage.id) for passage in chosen)
    return {question: passage for question, passage in questions if terms(question) and find_canary(snapshot, question, passage)}
