"""Numbers that only name a thing: Article 24, 第775号, CO2, GB 21258-2017, table 1, the 14th Five-Year Plan, 1/3."""

from __future__ import annotations

import re

_NUMERAL = "[零〇一二两三四五六七八九十百千万]"
_MEASURED = r"%|per\s?cent|times|fold|(?:(?:working|business|trading|calendar)[\s-]+)?(?:day|week|month|year|hour)s?"
_LISTED = rf"(?:\d{{1,3}}(?:\.\d+)*+(?:\s*\(\d+\))*[a-z]?|[IVX]+)(?![\w,]*\d|\.\d|\s*-?\s*(?:{_MEASURED}))"
_NAMED = (
    r"articles?|arts?\.|sections?|ss?\.|sub-?sections?|paragraphs?|paras?\.?|parts?|annex(?:es)?|append(?:ix|ices)|attachments?|schedules?|"
    r"chapters?|tables?|figures?|equations?|formulae?|note|cases?|steps?|points?|items?|recitals?|rules?|form|class(?:es)?|nos?\.|number|order|"
    r"decree|announcement|scenarios?|options?|text|level|scopes?|clauses?|footnotes?|phases?|tiers?"
)
_COUNTED = "[%万亿年月日个倍种家项次吨元台]"
_LABELS = "附件|附录|附表|附图|附|(?<![代列])表|图|公式|文段|情形|步骤|(?<!关)注|式"
_PATTERNS = (
    rf"第\s*(?:{_NUMERAL}++|\d++)(?:\s*[、和及至或,-]\s*第?(?:{_NUMERAL}++|\d++)(?=\s*[条款项章节部、和及至或]))*",
    rf"(?:{_LABELS})\s*\(?\d++(?:[.-]\d+)*\)?(?!{_COUNTED})(?:\s*[、和及至-]\s*\d++(?!{_COUNTED}))*",
    rf"(?<![A-Za-z])(?i:{_NAMED})[ \t]*(?i:no\.?[ \t]*)?\(?{_LISTED}\)?"
    r"(?:(?:\s\([^()\d]{1,40}\))?\s*(?:,?\s*(?:and|or)|,|to|-)\s*"
    rf"\(?{_LISTED}\)?)*",
    # The numbers of documents and standards, and codes such as HFC-23; Mid-2026 is a date.
    r"\[(?:19|20)\d\d\]\s*(?:(?:No\.?\s*)?\d+\s*号?)?|(?<![路街道巷弄\d])\d+号(?!机)",
    r"(?<![A-Za-z\d])[A-Z]{2,}(?:/[A-Z]+)?[ -]?\d+(?:\.\d+)*-(?:19|20)\d\d(?!\d)",
    r"(?<![A-Za-z\d])(?:GB|DB|DL|HJ|ISO|IEC|EN)(?:/[TZ])?\s+\d+(?:\.\d+)*(?:-\d+)*",
    r"(?<![A-Za-z\d-])(?!Mid|Post|Pre|Late|Early)[A-Z][A-Za-z]*-\d[A-Za-z\d-]*",
    # Fractions and 2023/956, but not the date 2024/05/01.
    r"(?<![A-Za-z\d./])(?!(?:19|20)\d\d/\d\d?/\d)\d+/\d++(?:/[A-Z]+)?(?!/|\.\d)",
    r"[一二三四五六七八九十两]+分之[一二三四五六七八九十两]+",
    # Points (6.2.3.2, but not 2024.05.01), ordinals that are no days of a month, five-year plans and congresses.
    r"(?<![\d.])(?!(?:19|20)\d\d\.\d\d?\.\d\d?(?![\d.]))\d+(?:\.\d+){2,}(?!\d)",
    r"(?<!\d)\d+(?:st|nd|rd|th)(?![a-z])(?:\s+five-year|(?!\s+(?:of\s+)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)))",
    r"(?<!\d)\d+(?:st|nd|rd|th)\s+[Ff]ive-[Yy]ear|[Ff]ive-[Yy]ear\s+[Pp]lans?|十[一二三四五]五|五年规划|二十[一二]?大",
    # The number of a list item or of a heading.
    r"\(\d{1,2}(?:,\s?\d{1,2})*\)",
    r"(?:^|[;:。、,])[ \t]*\d{1,2}\)(?=\s*[A-Za-z\u4e00-\u9fff])",
    r"^[ \t]*(?:\d{1,2}(?:[.、](?!\d)|\.\d{1,2}(?=\s+(?![百千万亿吨元倍年个])[A-Z\u4e00-\u9fff])))",
)
_REFERENCES = re.compile(
    # Most positions of a text cannot begin a reference: this look spares them the patterns.
    r"(?=[第附表图公文情步注式一二三四五六七八九十两\d\[(\s;:。、,]|(?<![A-Za-z\d-])[A-Za-z])(?:" + "|".join(_PATTERNS) + ")",
    re.MULTILINE,
)


def without_references(folded: str) -> str:
    """A text, folded by NFKC and with plain hyphens, without the numbers that only name a thing."""
    return _REFERENCES.sub(" ; ", folded)
