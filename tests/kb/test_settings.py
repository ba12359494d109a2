"""The settings, read from an environment."""

from __future__ import annotations

import logging
from dataclasses import fields
from pathlib import Path

import pytest

from kb.errors import SettingsError
from kb.settings import Settings, read_settings


def test_nothing_needs_to_be_set() -> None:
    settings = read_settings({})
    assert settings == Settings()
    assert settings.data == Path("data")


def test_what_is_set_counts() -> None:
    settings = read_settings({"KB_DATA": "/srv/kb", "KB_EMBEDDING_MODEL": "BAAI/bge-m3", "KB_EMBEDDING_LANGUAGES": "zh", "KB_SOURCES": "/texts"})
    assert (settings.data, settings.embedding_model, settings.embedding_languages, settings.sources) == (
        Path("/srv/kb"), "BAAI/bge-m3", ("zh",), Path("/texts"),
    )  # fmt: skip


@pytest.mark.parametrize("name", [f"KB_{field.name.upper()}" for field in fields(Settings)])
def test_an_empty_value_is_the_default(name: str) -> None:
    assert read_settings({name: ""}) == Settings()


@pytest.mark.parametrize(
    ("value", "languages"),
    [("en,zh", ("en", "zh")), (" zh , en ", ("en", "zh")), ("en", ("en",)), ("zh,zh", ("zh",)), (",", ("en", "zh"))],
)
def test_languages(value: str, languages: tuple[str, ...]) -> None:
    assert read_settings({"KB_EMBEDDING_LANGUAGES": value}).embedding_languages == languages


@pytest.mark.parametrize("value", ["fr", "en,fr", "english"])
def test_a_language_that_nobody_knows_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="KB_EMBEDDING_LANGUAGES holds a language other than en, zh"):
        read_settings({"KB_EMBEDDING_LANGUAGES": value})


def test_a_misspelt_setting_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        read_settings({"KB_DATTA": "x", "KB_DATA": "y", "HOME": "/root"})
    assert "KB_DATTA" in caplog.text
    assert "KB_DATA" in caplog.text, "the right names are listed"
    assert "HOME" not in caplog.text


def test_the_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_DATA", "/from/environment")
    assert read_settings().data == Path("/from/environment")
