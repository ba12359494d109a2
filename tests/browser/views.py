"""The ways in which the pages are looked at: how wide, how bright, in which language."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Literal

import pytest

from kb.types import LANGUAGES, Language

WIDE, NARROW = 1280, 390
_HEIGHTS = {WIDE: 900, NARROW: 844}


@dataclass(frozen=True, slots=True)
class View:
    """What a reader's browser says of itself."""

    width: int = WIDE
    scheme: Literal["light", "dark"] = "light"
    language: Language = "en"
    javascript: bool = True

    @property
    def height(self) -> int:
        """Of the window, in CSS pixels."""
        return _HEIGHTS[self.width]

    def __str__(self) -> str:
        return "-".join([str(self.width), self.scheme, self.language, *([] if self.javascript else ["no-js"])])


LOOKS = tuple(View(width, scheme) for width, scheme in product((WIDE, NARROW), ("light", "dark")))
"""Every width and brightness, in English."""
VIEWS = tuple(View(look.width, look.scheme, language) for look, language in product(LOOKS, LANGUAGES))

in_views = pytest.mark.parametrize("view", VIEWS, ids=str)
in_looks = pytest.mark.parametrize("view", LOOKS, ids=str)
in_languages = pytest.mark.parametrize("view", [View(language=language) for language in LANGUAGES], ids=str)
at_widths = pytest.mark.parametrize("view", [View(WIDE), View(NARROW)], ids=str)
without_javascript = pytest.mark.parametrize("view", [View(language=language, javascript=False) for language in LANGUAGES], ids=str)
