"""The language of the pages: which one a reader wants, and the words, labels and dates in it."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import urlencode

from flask import Flask, request, url_for

from kb.language import detect_language
from kb.types import LANGUAGES, Language
from service.strings import LABELS, STRINGS

Group = Literal[
    "kind", "status", "sector", "rendition", "jurisdiction", "topic", "basis", "group", "event", "role", "action", "recurrence"
]
_MONTHS = tuple(calendar.month_name)[1:]
_TAGS: dict[Language, str] = {"en": "en", "zh": "zh-Hans"}


@dataclass(frozen=True, slots=True)
class Interface:
    """The words of the pages in one language."""

    language: Language

    @property
    def tag(self) -> str:
        """The language as HTML's ``lang`` takes it."""
        return lang_tag(self.language)

    def __getitem__(self, key: str) -> str:
        """The text under a key."""
        return STRINGS[key][LANGUAGES.index(self.language)]

    def __contains__(self, key: str) -> bool:
        """Whether there is an error page of its own under this key."""
        return f"{key}.title" in STRINGS

    def label(self, group: Group, value: str) -> str:
        """How a value of the domain reads; a value that has no label reads as itself."""
        texts = LABELS.get(f"{group}.{value}")
        return texts[LANGUAGES.index(self.language)] if texts else value

    def date(self, when: str | date) -> str:
        """A day, a month or a year in words: ``2024-10`` is ``October 2024`` or ``2024年10月``."""
        parts = str(when).split("-")
        numbers = [int(part) for part in parts if part.isdigit()]
        if len(numbers) != len(parts) or len(parts) > 3:
            return str(when)
        if self.language == "zh":
            return "".join(f"{number}{unit}" for number, unit in zip(numbers, "年月日", strict=False))
        if len(numbers) > 1 and not 1 <= numbers[1] <= 12:
            return str(when)
        words = [str(numbers[0])] + [_MONTHS[number - 1] for number in numbers[1:2]] + [str(number) for number in numbers[2:]]
        return " ".join(reversed(words))

    def quoted(self, title: str, locator: str = "") -> str:
        """A title in quotation marks, with a provision of it: ``Article 24 of “Interim Regulations”``, ``《暂行条例》第二十四条``."""
        if self.language == "zh":
            return f"{title if title.startswith('《') else f'《{title}》'}{locator}"
        return f"{locator} of “{title}”" if locator else f"“{title}”"

    def count(self, number: int) -> str:
        """A whole number with separators."""
        return f"{number:,}"


def interface() -> Interface:
    """The pages in the language that this request wants: ``?lang=`` first, then what the browser prefers."""
    chosen = request.args.get("lang")
    for language in LANGUAGES:
        if chosen == language:
            return Interface(language)
    return Interface("zh" if request.accept_languages.best_match(LANGUAGES, "en") == "zh" else "en")


def written_in(text: str) -> str:
    """The language of a text as HTML's ``lang`` takes it."""
    return lang_tag(detect_language(text))


def lang_tag(language: Language) -> str:
    """A language as HTML's ``lang`` takes it."""
    return _TAGS[language]


def init_app(app: Flask) -> None:
    """Give templates the words, and links that keep the language a reader has chosen."""
    app.add_template_filter(written_in)
    app.context_processor(lambda: {"t": interface(), "link": link, "other_language": other_language, "lang_tag": lang_tag})


def link(endpoint: str, **values: str | int | list[str] | None) -> str:
    """The address of a page, in the language that was chosen with ``?lang=``."""
    if "lang" in request.args:
        values.setdefault("lang", interface().language)
    return url_for(endpoint, **{name: value for name, value in values.items() if value is not None})  # type: ignore[arg-type]


def other_language() -> str:
    """The address of this page in the other language."""
    other = "en" if interface().language == "zh" else "zh"
    if request.method != "GET" or request.endpoint is None:
        return url_for("pages.home", lang=other)
    # url_for takes _scheme and the like as orders, so what a client sent goes through urlencode instead.
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{url_for(request.endpoint, **(request.view_args or {}))}?{urlencode([*kept, ('lang', other)])}"
