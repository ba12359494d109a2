"""The words and labels that the script of the chat page needs, in the language of the page."""

from __future__ import annotations

from kb.types import LANGUAGES
from service.interface import Interface
from service.strings import LABELS, STRINGS

_FOR_SCRIPTS = ("chat.", "refusal.")


def page_words(interface: Interface) -> dict[str, object]:
    """Language, strings and labels, as the script reads them from the page."""
    index = LANGUAGES.index(interface.language)
    return {
        "language": interface.language,
        "strings": {key: texts[index] for key, texts in STRINGS.items() if key.startswith(_FOR_SCRIPTS)},
        "labels": {key: texts[index] for key, texts in LABELS.items()},
    }
