"""The phrases by which a question says what an emitter is, how much it emits and what has happened to it."""

from __future__ import annotations

import re

from kb.coverage_values import Circumstance, Process


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_IN = (
    r"(?:in|covered|included|regulated|count(?:ed)?|part of|subject to|fall under|brought in|on the list|listed|affected"
    r"|(?:have to|need to|must) (?:join|report|surrender))"
)
_TO_DO = r"(?:do|report|surrender|file|join|comply)"
_ZH_IN = r"(?:纳入|被纳入|覆盖|管控|控排|重点排放单位|履约|清缴|报告|进入|参加|加入|列入|做什么|做些什么|干什么)"
_ZH_WHETHER = r"(?:是否|是不是|会不会|要不要|需不需要|用不用|算不算|有没有|能不能|属不属于|该不该|需要|应该|必须|需|须|要)"
ASKS = _any_of(
    rf"\b(?:are|is|am|were|was|will|would|do|does|did)\s+(?:we|i|it|they|our|my|this|that|the|an?)\b[^?.!]{{0,60}}?\b{_IN}\b",
    rf"\b(?:what (?:must|should|do|does|will)|do|does|must|should)\s+(?:we|i|our)\b[^?.!]{{0,60}}?\b{_TO_DO}\b",
    r"\bcovered\b[^.!]{0,80}\?",
    rf"{_ZH_WHETHER}[^？?。！]{{0,12}}?{_ZH_IN}",
    r"(?:纳入|覆盖|管控|列入|进入)[^？?。！]{0,12}(?:吗|么|没有|不)",
    r"(?:要|该|应|需要)做(?:什么|哪些|些什么)",
    r"算(?:控排|重点排放单位|覆盖)",
)
"""Asks whether somebody is in, or what they have to do."""
OF_AN_EMITTER = _any_of(
    r"\b(?:we|our|us|i|my|i'm|we're|the company|a (?:company|plant|mill|firm|factory))\b",
    r"\ban? [\w-]+ (?:plant|mill|line|station|smelter|factory|company)\b",
    r"我们|我司|本公司|我公司|我厂|本厂|我单位|本单位|我是|企业|公司|工厂|电厂|钢厂|水泥厂|生产线",
)
FIRST_PERSON = _any_of(r"\b(?:we|our|us|i|my|i'm|we're)\b", "我们|我司|本公司|我公司|我厂|本厂|我单位|本单位|我是")
YEAR = re.compile(r"(?<![\d.,])(?P<year>1[89]\d\d|20\d\d|2100)(?!\d|\s*(?:t\b|kt\b|吨|tonnes?|tons?|万|号|,\d))")
PROCESSES: tuple[tuple[Process, str], ...] = (
    ("captive_power_plant", r"captive (?:power|coal|plant)|own power plant|self-owned power plant|自备电厂|自备电站|自备机组"),
    ("heat_only", r"heat[- ]only|only heat|heating plant|纯供热|供热企业|热力公司"),
    (
        "non_fossil_only",
        r"biomass|waste[- ]to[- ]energy|waste incineration|waste[- ]heat power|纯生物质|生物质电厂|生物质发电|垃圾焚烧|余热发电",
    ),
    ("electric_arc_furnace", r"electric[- ](?:arc[- ])?furnaces?|\beafs?\b|short[- ]process|mini[- ]?mill|电弧炉|电炉|短流程"),
    ("rolling", r"(?:stand-?alone|independent)?\s?(?:steel |re-?)rolling|轧钢|钢压延"),
    ("long_process", r"long[- ]process|blast furnaces?|integrated steel|converter steel|长流程|高炉|转炉"),
    ("grinding_station", r"grinding (?:station|plant|mill|unit|only)|粉磨站|粉磨企业|粉磨厂"),
    ("other_clinker", r"non[- ]portland|(?:sulpho?|sulfo)?aluminate c(?:ement|linker)|非硅酸盐|铝酸盐水泥"),
    ("clinker_line", r"clinker|熟料"),
    ("electrolysis", r"electrolysis|electrolytic alumini?um|potlines?|电解铝|铝电解"),
    (
        "other_aluminium",
        r"alumini?um (?:rolling|processing|extrusion|recycling)|recycled alumini?um|alumina|氧化铝|再生铝|铝加工",
    ),
)
"""A name found first wins, so that what is said more exactly stands before what it holds."""
SETTINGS: tuple[tuple[Process, str], ...] = (
    (
        "building_or_service",
        r"\bhotels?\b|shopping (?:mall|cent(?:re|er))|office (?:building|tower)|hospital|university|宾馆|酒店|饭店|商场|医院|写字楼|大学",
    ),
    (
        "industrial",
        r"\b(?:factory|manufacturer|electronics|semiconductor|textiles?|food|battery|ceramics?|brewery)\b"
        r"|制造厂|工厂|电子厂|纺织|食品|陶瓷|电池",
    ),
)
_TWO_YEARS = r"(?:(?:two|2)\s+(?:consecutive\s+)?years|(?:连续)?(?:两|二|2)年)"
_THREE_YEARS = r"(?:(?:three|3)\s+(?:consecutive\s+)?years|(?:连续)?(?:三|3)年)"
_BELOW = r"(?:below|under|less than|not reach(?:ed)?|低于|不到|未达|没达|没有达|不足)"
_LOCAL = r"(?:local|pilot|shenzhen|guangdong|shanghai|tianjin|fujian|hubei|beijing|chongqing)"
CIRCUMSTANCES: tuple[tuple[Circumstance, str], ...] = (
    ("below_threshold_three_years", rf"{_BELOW}[^.?!。？]{{0,40}}{_THREE_YEARS}|{_THREE_YEARS}[^.?!。？]{{0,20}}{_BELOW}"),
    ("below_threshold_two_years", rf"{_BELOW}[^.?!。？]{{0,40}}{_TWO_YEARS}|{_TWO_YEARS}[^.?!。？]{{0,20}}{_BELOW}"),
    ("closed", r"\b(?:closed|shut down|shut|ceased (?:production|operations?))\b|停业|关闭|关停|停产"),
    ("new_in_year", r"newly (?:built|put into operation|commissioned)|started up in|新投产|新建投产"),
    ("not_on_list", r"not (?:yet )?(?:on|put on) the (?:national )?list|未列入|不在名录|没列入|未纳入名录|没有列入"),
    ("on_list", r"(?<!not )(?<!not yet )(?:already )?on the (?:national )?list(?! of\b(?! key))|已列入|已在名录|在名录(?:内|里|中)"),
    (
        "in_local_market",
        rf"(?:in|part of|covered by) (?:the|a) {_LOCAL}(?: carbon)?(?: pilot)? (?:market|ets|scheme)|already in (?:a|the) local"
        r"|(?:已|已经)(?:在|参加|纳入|进入)[^。？]{0,6}(?:地方|试点)(?:碳)?市场",
    ),
)
ASKS_ABOUT_LIST = _any_of(r"\b(?:are|is|am|were|be) (?:we|i|it|they)\b(?: \w+){0,2} on the (?:national )?list", r"是否[^。？]{0,4}在名录")
"""Asks whether it is on the list, rather than saying so."""
DIRECT = _any_of(r"(?<!in)\bdirect\b", r"scope\s*1\b", r"(?<!间)直接(?:二氧化碳|温室气体|碳)?排放", "范围一")
TOTAL = _any_of(
    r"\btotal\b", r"direct (?:and|plus) indirect", r"including (?:purchased )?(?:electricity|indirect)", r"scopes? 1 (?:and|\+) 2",
    "总排放|排放总量|合计|含间接|包括间接",
)  # fmt: skip
ENERGY = _any_of(r"(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<myriad>万)?\s*(?:tce\b|t(?:on(?:ne)?s?)? of standard coal|吨标准煤|吨标煤)")
VAGUE = _any_of(
    r"\b(?:ten|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|several|few)\b"
    r"[^.?!]{0,30}\b(?:tonnes?|tons?|kt)\b",
    "[几数][十百千万]*吨|[十百千万][几多余][万千]?吨",
)
"""An amount in words: there is one, and it has to be asked for in digits."""
LIMIT = re.compile(
    r"(?:below|under|less than|reach(?:ed|es)?|threshold(?: of)?|limit(?: of)?|低于|不到|未达|达到|门槛(?:为|是)?|超过)\W{0,3}$", re.IGNORECASE
)
"""What stands before an amount that is the threshold, not the emitter's own."""
NEGATIVE = _any_of(r"(?<![\w\d])[-−–]\s?\d[\d,.]*\s*(?:t|kt|mt|万?吨|tonnes?|tons?)\b", r"(?:minus|negative)\s+\d", r"负\s?\d")
