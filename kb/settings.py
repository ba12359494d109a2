"""The settings: environment variables, read once, listed in one table of the README that a test compares with this module."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import get_args

from kb.errors import SettingsError
from kb.types import LANGUAGES, Language

_log = logging.getLogger(__name__)
PACKAGED = "packaged"
"""The value of ``KB_EMBEDDING_MODEL`` that stands for the two models that PyPI packages carry."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator can choose. Each field is the environment variable ``KB_<FIELD>``."""

    data: Path = Path("data")
    """Directory of generations, caches and stores."""
    embedding_model: str = PACKAGED
    """``packaged``, or one sentence-transformers model for all its languages: a hub id or a folder."""
    embedding_languages: tuple[Language, ...] = LANGUAGES
    """Languages that a model other than the packaged ones knows, separated by commas."""
    reranker: str | None = None
    """A sentence-transformers cross-encoder that reads the first passages again: a hub id or a folder; none by default."""
    sources: Path | None = None
    """Folder of official texts, for tests and benchmarks."""


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings that an environment (the process's own by default) gives.

    Raises:
        SettingsError: where a value cannot be used.
    """
    given = os.environ if environment is None else environment
    known = {f"KB_{field.name.upper()}" for field in fields(Settings)}
    for name in sorted(name for name in given if name.startswith("KB_") and name not in known):
        _log.warning("unknown setting %s is ignored: the settings are %s", name, ", ".join(sorted(known)))
    sources = given.get("KB_SOURCES", "")
    return Settings(
        data=Path(given.get("KB_DATA") or "data"),
        embedding_model=given.get("KB_EMBEDDING_MODEL") or PACKAGED,
        embedding_languages=_languages(given.get("KB_EMBEDDING_LANGUAGES", "")),
        reranker=given.get("KB_RERANKER") or None,
        sources=Path(sources) if sources else None,
    )


def _languages(value: str) -> tuple[Language, ...]:
    names = [name.strip() for name in value.split(",") if name.strip()]
    if not names:
        return LANGUAGES
    chosen = tuple(language for language in LANGUAGES if language in names)
    if len(chosen) != len(set(names)):
        raise SettingsError(f"KB_EMBEDDING_LANGUAGES holds a language other than {', '.join(get_args(Language))}")
    return chosen
