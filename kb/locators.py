"""The names of provisions: read them out of text, and write them in either language.

A provision's id is the same in every rendition, so that a digest aligns with its official text. It is a path of steps joined
by ``/``: ``article-24``, ``part-3.2``, ``annex-2/point-6.2.3.2``, ``rules-2/article-9``. A locator is the same in words:
``Article 24``, ``第二十四条``, ``Part 3(2)``, ``三（二）``, ``Annex 2, 6.2.3.2``.
"""

from __future__ import annotations

import re
import unicodedata

from kb.types import Language

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
CHINESE_NUMERAL = "[零〇一二两三四五六七八九十百千]+"
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}

_ROMAN_NUMERAL = "(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})(?<=[ivxlc])"

_UNIT_WORDS: tuple[tuple[str, str], ...] = (
    ("article", r"articles?|arts?\.?"),
    ("section", r"sections?|ss?\."),
    ("part", r"parts?"),
    ("schedule", r"schedules?"),
    ("annex", r"annex(?:es)?|appendix|attachment"),
    ("recital", r"recitals?"),
    ("text", r"texts?"),
    ("point", r"points?"),
)
_ENGLISH_STEP = re.compile(
    r"\b(?:" + "|".join(f"(?P<{unit}>{words})" for unit, words in _UNIT_WORDS) + r")(?:\s+no\.?)?\s*"
    rf"(?P<number>\d+(?:\.\d+)*(?:[a-z]\b)?|{_ROMAN_NUMERAL}\b)(?P<inner>(?:\s*\(\d+\))*)(?P<deep>\d{{1,2}}(?!\d))?",
    re.IGNORECASE,
)
_CHINESE_STEP = re.compile(
    rf"第\s*(?P<article>{CHINESE_NUMERAL}|\d+)\s*条(?:之(?P<bis>{CHINESE_NUMERAL}))?"
    rf"|(?:附件|附录|附表|附)\s*(?P<annex>{CHINESE_NUMERAL}|\d+)"
    rf"|文段\s*(?P<text>\d+)"
    rf"|第\s*(?P<parted>{CHINESE_NUMERAL}|\d+)\s*部分(?:\s*\((?P<pinner>{CHINESE_NUMERAL}|\d+)\))?"
)
_CHINESE_PART = re.compile(
    rf"(?P<part>{CHINESE_NUMERAL})"
    rf"(?:\s*\((?P<inner>{CHINESE_NUMERAL})\)\s*(?P<deep>\d{{1,2}}(?![\d年月日.]))?|(?=$|[\s、,—–-]))"
)
_POINT = re.compile(r"(?P<point>\d+(?:\.\d+)*)(?!\d)")
_OPENING = re.compile(
    rf"\b(?:articles?|arts?\.?|sections?|ss?\.|parts?|schedules?|annex(?:es)?|recitals?)\s*(?:\d|{_ROMAN_NUMERAL}\b)"
    rf"|第\s*(?:{CHINESE_NUMERAL}|\d+)\s*(?:条|部分)|附(?:件|录|表)?\s*(?:{CHINESE_NUMERAL}|\d)"
    rf"|{CHINESE_NUMERAL}\s*\({CHINESE_NUMERAL}\)|(?<![\d.])\d{{1,2}}(?:\.\d{{1,2}}){{2,}}(?![\d.])",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\s*(?:,|and|or|to|&)\s*(\d{1,3})(?![\d.]|\s*(?:of\s+)?(?:days?|months?|years?|%))", re.IGNORECASE)
_SINGLE = (("preamble", r"preamble|前言"), ("annex", r"annex|附件"))
_SEPARATOR = re.compile(r"[\s,，、.;:]*")

_CHINESE_SIGNS = "零一二三四五六七八九"


def chinese_number(numeral: str) -> int:
    """The value of a Chinese or Arabic numeral: ``二十四`` and ``24`` are 24, ``三千五百万`` is 35 000 000.

    Raises:
        ValueError: where a character is not part of a numeral.
    """
    if numeral.isascii() and numeral.isdigit():
        return int(numeral)
    total = myriads = section = digit = 0
    for character in numeral:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _UNITS:
            section += (digit or 1) * _UNITS[character]
            digit = 0
        elif character == "万":
            myriads = (section + digit) * 10_000
            section = digit = 0
        elif character == "亿":
            total = (total + myriads + section + digit) * 100_000_000
            myriads = section = digit = 0
        else:
            raise ValueError(f"not a Chinese numeral: {numeral!r}")
    return total + myriads + section + digit


def chinese_numeral(number: int) -> str:
    """``24`` as ``二十四``; for 1 to 999.

    Raises:
        ValueError: outside that range.
    """
    if not 1 <= number <= 999:
        raise ValueError(f"no numeral for {number}")
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    text = f"{_CHINESE_SIGNS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _CHINESE_SIGNS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_CHINESE_SIGNS[ones] if ones else "")


def roman_number(numeral: str) -> int:
    """``XIV`` is 14.

    Raises:
        ValueError: where a character is no Roman digit.
    """
    try:
        values = [_ROMAN[character] for character in numeral.lower()]
    except KeyError:
        raise ValueError(f"not a Roman numeral: {numeral!r}") from None
    return sum(-value if value < max(values[index:]) else value for index, value in enumerate(values))


def parse_locator(text: str) -> tuple[str, int] | None:
    """The provision that a text begins by naming, and how many characters the name takes.

    ``Article 24 — Fine`` gives ``("article-24", 10)``; ``附件2，6.2.3.2`` gives ``("annex-2/point-6.2.3.2", 11)``.
    Returns None where the text does not begin with the name of a provision.
    """
    folded = _fold(text)
    steps: list[str] = []
    position = end = 0
    while step := _step_at(folded, position, first=not steps):
        steps.append(step[0])
        end = step[1]
        if step[0].split("-")[0] not in ("annex", "schedule"):
            break
        gap = _SEPARATOR.match(folded, end)
        position = gap.end() if gap else end
    return ("/".join(steps), end) if steps else None


def find_locators(text: str) -> list[tuple[str, int, int]]:
    """The provisions that a text names anywhere, each once and with its offsets, in order: those of a question, say."""
    folded = _fold(text)
    found: dict[str, tuple[int, int]] = {}
    position = 0
    while match := _OPENING.search(folded, position):
        parsed = parse_locator(folded[match.start() :])
        position = match.start() + max(1, parsed[1] if parsed else 1)
        if parsed:
            found.setdefault(parsed[0], (match.start(), position))
            position = _append_listed(parsed[0], folded, position, found)
    return [(provision, start, end) for provision, (start, end) in found.items()]


def _append_listed(provision: str, text: str, position: int, found: dict[str, tuple[int, int]]) -> int:
    """The further numbers of "Articles 21, 22 and 23"; returns where the list ends."""
    unit, _, number = provision.partition("-")
    if unit not in ("article", "section") or not number.isdigit():
        return position
    while listed := _LISTED.match(text, position):
        found.setdefault(f"{unit}-{listed[1]}", (listed.start(1), listed.end()))
        position = listed.end()
    return position


def format_locator(provision: str, language: Language, rules: tuple[str, ...] = ()) -> str:
    """A provision's locator in a language: ``annex-2/part-1.2`` is ``Annex 2, Part 1(2)`` and ``附件2，一（二）``.

    ``rules`` are the titles of the instruments of a document that holds several; ``rules-2/article-9`` is then
    ``Trading Rules, Article 9``.
    """
    words = []
    for step in provision.split("/"):
        unit, _, number = step.partition("-")
        if unit == "rules" and number.isdigit():
            ordinal = int(number)
            words.append(rules[ordinal - 1] if ordinal <= len(rules) else f"Rules {number}")
        else:
            words.append(_english(unit, number) if language == "en" else _chinese(unit, number))
    if language == "zh" and len(words) > 1 and provision.startswith("rules-"):
        return " ".join(words)
    return (", " if language == "en" else "，").join(words)


def parents(provision: str) -> list[str]:
    """The provisions that hold this one, nearest first: ``part-3.2.1`` lies in ``part-3.2`` and ``part-3``."""
    head, _, last = provision.rpartition("/")
    unit, _, number = last.partition("-")
    found = []
    while "." in number:
        number = number.rpartition(".")[0]
        found.append(f"{head}/{unit}-{number}" if head else f"{unit}-{number}")
    return found + ([head, *parents(head)] if head else [])


def _fold(text: str) -> str:
    """Full-width forms as ASCII, character for character, so that offsets stay."""
    return "".join(folded if len(folded := unicodedata.normalize("NFKC", character)) == 1 else character for character in text)


def _step_at(text: str, position: int, first: bool) -> tuple[str, int] | None:
    if found := _ENGLISH_STEP.match(text, position):
        unit = next(name for name, _ in _UNIT_WORDS if found[name])
        try:
            number = found["number"] if found["number"][0].isdigit() else str(roman_number(found["number"]))
        except ValueError:
            return None
        if unit != "part":
            return f"{unit}-{number.lower()}", found.end("number")
        inner = re.findall(r"\d+", found["inner"]) + ([found["deep"]] if found["deep"] else [])
        return f"part-{'.'.join([number, *inner])}", found.end()
    if found := _CHINESE_STEP.match(text, position):
        return _chinese_step(found), found.end()
    if found := _CHINESE_PART.match(text, position):
        numbers = [str(chinese_number(found[name])) for name in ("part", "inner") if found[name]]
        return f"part-{'.'.join(numbers + ([found['deep']] if found['deep'] else []))}", found.end()
    if found := _POINT.match(text, position):
        return (f"point-{found['point']}", found.end()) if not first or "." in found["point"] else None
    for unit, words in _SINGLE:
        if found := re.compile(rf"(?:{words})(?!\w)", re.IGNORECASE).match(text, position):
            return unit, found.end()
    return None


def _chinese_step(found: re.Match[str]) -> str:
    if found["article"]:
        bis = f".{chinese_number(found['bis'])}" if found["bis"] else ""
        return f"article-{chinese_number(found['article'])}{bis}"
    if found["annex"]:
        return f"annex-{chinese_number(found['annex'])}"
    if found["text"]:
        return f"text-{found['text']}"
    inner = f".{chinese_number(found['pinner'])}" if found["pinner"] else ""
    return f"part-{chinese_number(found['parted'])}{inner}"


def _numeral(number: str) -> str:
    return chinese_numeral(int(number)) if number.isdigit() and 0 < int(number) < 1000 else number


def _english(unit: str, number: str) -> str:
    if unit == "point":
        return number
    if unit == "part":
        head, *inner = number.split(".")
        return f"Part {head}" + "".join(f"({part})" for part in inner[:1]) + ".".join(inner[1:])
    return f"{unit.capitalize()} {number}".strip()


def _chinese(unit: str, number: str) -> str:
    if unit in ("article", "section"):
        head, _, bis = number.partition(".")
        return f"第{_numeral(head)}条" + (f"之{_numeral(bis)}" if bis else "")
    if unit == "part":
        head, *inner = number.split(".")
        text = chinese_numeral(int(head))
        return text + "".join(f"（{chinese_numeral(int(part))}）" for part in inner[:1]) + ".".join(inner[1:])
    return {"annex": "附件", "schedule": "附表", "text": "文段", "preamble": "前言", "point": ""}.get(unit, unit) + number
