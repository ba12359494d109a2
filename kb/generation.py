"""Generations on disk: complete, immutable indexes, and the pointer CURRENT that names the one being served.

data/CURRENT                     the id of a generation
data/generations/<id>/           manifest.json, passages.sqlite, keywords/<language>/, vectors/
data/embeddings.sqlite           the cache of embeddings, a builder's alone
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass, field
from pathlib import Path

from kb.errors import DamagedIndexError, NoIndexError

FORMAT = 2
"""Raised by one whenever what a generation holds changes in form; another format means: ingest again."""
POINTER = "CURRENT"
MANIFEST = "manifest.json"
PASSAGES = "passages.sqlite"
KEYWORDS = "keywords"
VECTORS = "vectors"
UNFINISHED = ".unfinished-"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that went into a generation."""

    document_id: str
    rendition: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is made of, and how to tell that it is whole."""

    generation: str
    created: str
    complete_to: str
    """The day up to which the corpus is complete, as its newest document or its own statement says."""
    documents: int
    passages: Mapping[str, int]
    """How many by language."""
    embedders: Mapping[str, list[str]]
    """Languages of each embedder, by its name."""
    sources: tuple[SourceFile, ...]
    roots: tuple[str, ...]
    """The paths that were ingested, so that ``--add`` can take them in again."""
    versions: Mapping[str, str] = field(default_factory=dict)
    canaries: Mapping[str, str] = field(default_factory=dict)
    """Questions, each with the passage that it must find."""
    failures: tuple[tuple[str, str], ...] = ()
    """Files that could not be taken in, each with the reason."""
    format: int = FORMAT

    @property
    def passage_count(self) -> int:
        """Passages in all languages."""
        return sum(self.passages.values())

    @property
    def content_hash(self) -> str:
        """The sha256 of what went in and how it was indexed: equal for equal generations, whenever and wherever they were built."""
        parts = [FORMAT, [astuple(source) for source in self.sources], sorted(self.embedders.items()), sorted(self.versions.items())]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class Generations:
    """The generations under a data directory."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.folder = data / "generations"

    def current(self) -> str:
        """The id of the generation being served.

        Raises:
            NoIndexError: where nothing has been ingested yet.
        """
        try:
            return (self.data / POINTER).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            raise NoIndexError("there is no index yet: run `carbonkb ingest PATH` with a folder of documents") from None
        except (OSError, UnicodeDecodeError) as error:
            raise DamagedIndexError(f"the pointer {POINTER} cannot be read: ingest again") from error

    def path(self, generation: str) -> Path:
        """The directory of a generation.

        Raises:
            DamagedIndexError: where there is no such directory.
        """
        path = self.folder / generation
        if not generation or "/" in generation or not path.is_dir():
            raise DamagedIndexError(f"the generation {generation!r} is missing: ingest again, or `carbonkb rollback`")
        return path

    def finished(self) -> list[str]:
        """The ids of all complete generations, oldest first."""
        if not self.folder.is_dir():
            return []
        return sorted(path.name for path in self.folder.iterdir() if (path / MANIFEST).is_file() and not path.name.startswith("."))

    def begin(self, generation: str) -> Path:
        """A new directory for a generation under construction; it counts for nothing until ``publish``."""
        path = self.folder / f"{UNFINISHED}{generation}"
        path.mkdir(parents=True)
        return path

    def publish(self, unfinished: Path) -> str:
        """Give a finished generation its name and serve it, by one atomic rename each; the one served before stays, older ones go.

        Returns:
            The id of the generation.
        """
        generation = unfinished.name.removeprefix(UNFINISHED)
        before = self.current() if (self.data / POINTER).is_file() else None
        _sync_tree(unfinished)
        unfinished.rename(self.folder / generation)
        _sync(self.folder)
        self.point_to(generation)
        self._discard_all_but(generation, before)
        return generation

    def point_to(self, generation: str) -> None:
        """Serve this generation from now on."""
        self.path(generation)
        pointer, written = self.data / POINTER, self.data / f"{POINTER}.new"
        with written.open("w", encoding="ascii") as file:
            file.write(generation + "\n")
            file.flush()
            os.fsync(file.fileno())
        written.replace(pointer)
        _sync(self.data)

    def rollback(self) -> str:
        """Serve the newest complete generation older than the current one.

        Returns:
            Its id.

        Raises:
            NoIndexError: where there is no older one.
        """
        current = self.current()
        older = [generation for generation in self.finished() if generation < current]
        if not older:
            raise NoIndexError("there is no older generation to go back to")
        self.point_to(older[-1])
        return older[-1]

    def discard_unfinished(self) -> None:
        """Remove what builds that were killed left behind; call it only while no other build runs."""
        if self.folder.is_dir():
            for path in self.folder.glob(f"{UNFINISHED}*"):
                shutil.rmtree(path, ignore_errors=True)

    def _discard_all_but(self, current: str, before: str | None) -> None:
        """Remove all other generations, each under an unfinished one's name: one half removed counts for nothing."""
        for generation in self.finished():
            if generation not in (current, before):
                doomed = (self.folder / generation).rename(self.folder / f"{UNFINISHED}{generation}")
                shutil.rmtree(doomed, ignore_errors=True)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write a generation's manifest into its directory."""
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """A generation's manifest.

    Raises:
        DamagedIndexError: where it is missing, malformed, or of another format.
    """
    try:
        values = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if values["format"] != FORMAT:
            raise DamagedIndexError(f"the generation {folder.name} has format {values['format']}, this program reads {FORMAT}: ingest again")
        values["sources"] = tuple(SourceFile(**source) for source in values["sources"])
        values["roots"] = tuple(values["roots"])
        values["failures"] = tuple((file, reason) for file, reason in values["failures"])
        return Manifest(**values)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedIndexError(f"the manifest of generation {folder.name} cannot be read: ingest again") from error


def read_roots(folder: Path) -> tuple[str, ...]:
    """The paths that a generation was made of, whatever its format.

    Raises:
        DamagedIndexError: where its manifest does not say.
    """
    try:
        return tuple(map(str, json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["roots"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedIndexError(f"the manifest of generation {folder.name} cannot be read") from error


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
