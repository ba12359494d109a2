"""What differs between two generations: documents, provisions, facts and relations that were added, changed or withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby

from kb.errors import NoIndexError
from kb.facts import Relation
from kb.generation import PASSAGES, Generations, read_manifest
from kb.passages import PassageStore


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was."""

    id: str
    """A document, ``document#provision@rendition``, a fact, or ``kind provision over``."""
    title: str = ""
    """Of its document."""
    fields: tuple[str, ...] = ()
    """What changed of it."""


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs of one kind, each in order of ids."""

    added: tuple[Difference, ...] = ()
    changed: tuple[Difference, ...] = ()
    withdrawn: tuple[Difference, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.withdrawn)

    def ids(self) -> frozenset[str]:
        """The ids of all."""
        return frozenset(one.id for one in (*self.added, *self.changed, *self.withdrawn))


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two generations."""

    before: str
    after: str
    documents: Differences
    provisions: Differences
    facts: Differences
    relations: Differences

    def __bool__(self) -> bool:
        return any((self.documents, self.provisions, self.facts, self.relations))


def compare_generations(generations: Generations, before: str, after: str) -> Changes:
    """What differs between two generations on disk.

    Raises:
        DamagedIndexError: where one is missing, cannot be read, or has another format.
    """
    return compare_stores(before, _store(generations, before), after, _store(generations, after))


def compare_stores(before: str, old: PassageStore, after: str, new: PassageStore) -> Changes:
    """What differs between two stores, under the names of their generations."""
    titles = {document.id: document.title for store in (old, new) for document in store.documents.values()}
    return Changes(
        before,
        after,
        _differences({d.id: asdict(d) for d in old.documents.values()}, {d.id: asdict(d) for d in new.documents.values()}, titles),
        _differences(_provisions(old), _provisions(new), titles),
        _differences({f.id: asdict(f) for f in old.facts}, {f.id: asdict(f) for f in new.facts}, titles, _documents_of_facts(old, new)),
        _differences(_relations(old.relations), _relations(new.relations), titles),
    )


def previous_generation(generations: Generations, current: str) -> str:
    """The newest complete generation older than another.

    Raises:
        NoIndexError: where there is none.
    """
    older = [generation for generation in generations.finished() if generation < current]
    if not older:
        raise NoIndexError("there is no older generation to compare with: ingest something else first")
    return older[-1]


def _store(generations: Generations, generation: str) -> PassageStore:
    folder = generations.path(generation)
    read_manifest(folder)
    return PassageStore.load(folder / PASSAGES)


def _provisions(store: PassageStore) -> dict[str, dict[str, object]]:
    """The text of each provision in each rendition, wherever in the document it stands."""

    def key(name: tuple[str, str, str]) -> str:
        return f"{name[0]}#{name[1]}@{name[2]}"

    ordered = sorted(store.passages, key=lambda one: (one.document_id, one.provision, one.rendition, one.start))
    groups = groupby(ordered, lambda one: (one.document_id, one.provision, one.rendition))
    return {key(name): {"text": "\n".join(passage.text for passage in group)} for name, group in groups}


def _relations(relations: Iterable[Relation]) -> dict[str, dict[str, object]]:
    return {f"{one.kind} {one.provision} {one.over}": asdict(one) for one in relations}


def _documents_of_facts(*stores: PassageStore) -> dict[str, str]:
    return {fact.id: fact.document_id for store in stores for fact in store.facts}


def _differences(
    old: Mapping[str, Mapping[str, object]],
    new: Mapping[str, Mapping[str, object]],
    titles: Mapping[str, str],
    document_of: Mapping[str, str] | None = None,
) -> Differences:
    """What differs between two sets of fields by id."""

    def difference(one: str, fields: Iterable[str] = ()) -> Difference:
        document = (document_of or {}).get(one) or one.rpartition(" ")[0].rpartition(" ")[2].partition("#")[0] or one.partition("#")[0]
        return Difference(one, titles.get(document, ""), tuple(fields))

    changed = {one: [name for name in new[one] if old[one].get(name) != new[one][name]] for one in sorted(old.keys() & new.keys())}
    return Differences(
        tuple(difference(one) for one in sorted(new.keys() - old.keys())),
        tuple(difference(one, fields) for one, fields in changed.items() if fields),
        tuple(difference(one) for one in sorted(old.keys() - new.keys())),
    )
