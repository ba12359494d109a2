"""The words of the coverage check, in English and in Chinese. They hold no number but what the reader said."""

from __future__ import annotations

from kb.coverage_places import PLACES
from kb.types import LANGUAGES, Language

WORDS: dict[str, tuple[str, str]] = {
    # Verdicts
    "verdict.covered": ("Covered", "已纳入"),
    "verdict.reporting_only": ("Reporting only", "只须报告"),
    "verdict.not_covered": ("Not covered", "未纳入"),
    "verdict.cannot_tell": ("Cannot tell", "无法判断"),
    "summary.covered": (
        "Covered by {market}, going by what was said: allowances have to be surrendered for that year's emissions.",
        "按所述情况，已纳入{market}：须为该年度排放清缴配额。",
    ),
    "summary.reporting_only": (
        "Going by what was said, emissions have to be reported under the rules of {market}, but no allowances have to be surrendered.",
        "按所述情况，须按{market}的规则报告排放，但无须清缴配额。",
    ),
    "summary.not_covered": (
        "Going by what was said, not covered: no allowances have to be surrendered for that year's emissions.",
        "按所述情况，未纳入：无须为该年度排放清缴配额。",
    ),
    "summary.cannot_tell": ("This cannot be told from what was said and from the rules at hand.", "根据所述情况和现有规则，无法判断。"),
    "summary.expected": (
        "That year still lies ahead: the verdict holds if the emissions and the rules turn out as assumed.",
        "该年度尚未到来：排放量和规则与设想一致时，结论才成立。",
    ),
    "summary.no_double": (
        "A unit in the national market no longer takes part in the local market for the same sector and gases.",
        "进入全国碳市场的单位，就相同行业和气体不再参加地方碳市场。",
    ),
    "summary.national": ("By the national rules alone: {verdict}.", "仅按全国规则：{verdict}。"),
    "missing": ("What is missing: {missing}.", "尚缺：{missing}。"),
    "said": ("You said: {said}.", "您所述：{said}。"),
    # Tests
    "check.market_begun": ("Had the market begun?", "市场当年是否已启动？"),
    "check.sector": ("Is the sector in the market that year?", "该行业当年是否在市场之内？"),
    "check.process": ("Is the process in the market?", "该工艺是否在市场之内？"),
    "check.circumstance": ("Does nothing take it out?", "是否没有排除情形？"),
    "check.threshold": ("Do the emissions reach the threshold?", "排放量是否达到门槛？"),
    "check.reporting_threshold": ("Do the emissions reach the threshold for reporting?", "排放量是否达到报告门槛？"),
    "check.below_long_enough": ("Has it not been below for too long?", "是否没有连续多年低于门槛？"),
    "check.on_list": ("Is it on the list?", "是否在名录（名单）之内？"),
    "check.national_first": ("Does the national market come first?", "是否以全国碳市场为先？"),
    "passed.yes": ("yes", "是"),
    "passed.no": ("no", "否"),
    "passed.unknown": ("cannot be told", "无法判断"),
    # What is missing
    "gap.sector": ("the sector", "所属行业"),
    "gap.year": ("the emission year", "排放年度"),
    "gap.emissions": ("the year's emissions", "年度排放量"),
    "gap.scope": ("whether the emissions are direct only, or direct and indirect together", "排放量是仅含直接排放，还是直接与间接合计"),
    "gap.direct": (
        "the direct emissions: the rule counts these, and the total that was given includes indirect ones",
        "直接排放量：规则只计直接排放，而所给总量含间接排放",
    ),
    "gap.total": (
        "the total emissions: the rule counts indirect ones too, and direct ones alone stay below its threshold",
        "排放总量：规则也计间接排放，仅直接排放未达到门槛",
    ),
    "gap.energy": ("the year's energy use in tonnes of standard coal, which the rule counts as well", "年综合能源消费量（吨标准煤），规则也以此为准"),
    "gap.screening": (
        "whether the emissions reached the threshold in another year of the rule's screening period",
        "在规则所定筛查期的其他年份，排放量是否达到门槛",
    ),
    "gap.process": ("the kind of installation or process", "设施或工艺类型"),
    "gap.process_rule": (
        "a rule on this process for that year: no official text in this corpus settles it",
        "关于该工艺在该年度的规定：本库的官方文本未作明确",
    ),
    "gap.list_status": (
        "whether it is on the list from an earlier year: below the threshold it would not be newly listed, but one year below does not take it off",
        "是否因以前年度已在名录之内：低于门槛不会新列入，但一年低于门槛也不会被移出",
    ),
    "gap.local_list": ("whether it is on the list of {market}, which decides", "是否在{market}的名单之内（以名单为准）"),
    "gap.plan": ("the allocation plan of {market} for that year, which names who takes part", "{market}该年度的配额分配方案（由方案确定纳入范围）"),
    "gap.rule_for_year": ("a rule of {market} on this sector for that year: this corpus holds none", "{market}关于该行业该年度的规则：本库未收录"),
    "gap.reporting_rule": (
        "Whether that year's emissions have to be reported under the rules of {market}, this corpus does not say.",
        "该年度排放是否须按{market}的规则报告，本库没有相关文本。",
    ),
    "gap.local_rules": ("the rules of {market}: this corpus does not hold them", "{market}的规则：本库未收录"),
    "gap.market_rules": (
        "rules that this check can apply: it knows the national market of China and local markets there",
        "本检查可适用的规则：目前只含中国全国碳市场和国内地方碳市场",
    ),
    "gap.which_market": (
        "which of two markets it is in: {market} would cover it unless the national market does",
        "属于哪一个市场：若未进入全国碳市场，则由{market}纳入",
    ),
    "gap.excluding": ("which of two circumstances holds: those given exclude each other", "两种情形中哪一种属实：所述情形互相矛盾"),
    "gap.below_and_above": (
        "which is right: emissions below the threshold for years in a row, or this year's emissions, which reach it",
        "哪一种属实：连续多年低于门槛，还是本年度排放量达到门槛",
    ),
    "gap.unlisted_and_above": (
        "why it is not on the list: by these emissions the rule puts it there; ask the authority that keeps the list",
        "为何不在名录之内：按此排放量应当列入；请询问制定名录的主管部门",
    ),
    "gap.listed_outside": (
        "which list it is on: the rules of that year do not put such a unit on the list of {market}",
        "在哪一个名录之内：该年度规则并不把这类单位列入{market}的名录",
    ),
    # What would change it
    "change.reach_threshold": ("Reaching the threshold would change it.", "达到门槛则结论改变。"),
    "change.stay_below": ("Staying below the threshold for long enough takes a unit off the list.", "连续多年低于门槛则移出名录。"),
    "change.close": ("Closing down ends it.", "停业关闭则终止纳入。"),
    "change.joined_later": ("The sector joined for a later year.", "该行业在以后年度才纳入。"),
    "change.other_process": ("Another process would leave it with reporting.", "若属下列工艺，则只须报告。"),
    # What was said
    "scope.direct": ("direct", "直接排放"),
    "scope.total": ("direct and indirect together", "直接与间接合计"),
    "energy": ("{amount} t of standard coal", "{amount}吨标准煤"),
    "nothing": ("not said", "未说明"),
    "process.power_plant": ("power plant", "发电企业"),
    "process.captive_power_plant": ("captive power plant", "自备电厂"),
    "process.heat_only": ("heat only, no power generation", "纯供热"),
    "process.non_fossil_only": ("only non-fossil fuels (pure biomass, waste, waste heat)", "只用非化石燃料（纯生物质、垃圾、余热等）"),
    "process.long_process": ("long process: blast furnace and converter", "长流程（高炉—转炉）"),
    "process.electric_arc_furnace": ("independent electric-furnace (short-process) steel", "独立电炉短流程"),
    "process.rolling": ("independent rolling", "独立轧钢（钢压延加工）"),
    "process.clinker_line": ("Portland clinker line", "硅酸盐水泥熟料生产线"),
    "process.other_clinker": ("clinker other than Portland clinker", "非硅酸盐水泥熟料"),
    "process.grinding_station": ("grinding station without clinker", "粉磨站（无熟料线）"),
    "process.electrolysis": ("electrolysis", "铝电解"),
    "process.other_aluminium": ("other aluminium, no electrolysis", "其他铝企业（无电解）"),
    "process.industrial": ("industrial enterprise", "工业企业"),
    "process.building_or_service": ("hotel, shop, office, public institution or the like", "宾馆、商贸、金融、公共机构等"),
    "sector.power": ("power generation", "发电"),
    "sector.steel": ("steel", "钢铁"),
    "sector.cement": ("cement", "水泥"),
    "sector.aluminium": ("aluminium smelting", "铝冶炼"),
    "sector.petrochemicals": ("petrochemicals", "石化"),
    "sector.chemicals": ("chemicals", "化工"),
    "sector.flat_glass": ("flat glass", "平板玻璃"),
    "sector.copper": ("copper smelting", "铜冶炼"),
    "sector.paper": ("paper making", "造纸"),
    "sector.aviation": ("civil aviation", "民航"),
    "sector.other": ("none of these sectors", "其他行业"),
    "circumstance.on_list": ("on the national list of key emitting units", "在全国碳市场重点排放单位名录之内"),
    "circumstance.not_on_list": ("not on the national list", "不在全国名录之内"),
    "circumstance.in_local_market": ("already in a local market", "已在地方碳市场之内"),
    "circumstance.not_in_local_market": ("not in the local market", "不在地方碳市场之内"),
    "circumstance.local_market_2019_only": (
        "took part in a local market's allocation for 2019 but not for 2020",
        "参加了地方2019年度配额分配、未参加2020年度分配",
    ),
    "circumstance.below_threshold_two_years": ("below the threshold for two years in a row", "连续两年低于门槛"),
    "circumstance.below_threshold_three_years": ("below the threshold for three years in a row", "连续三年低于门槛"),
    "circumstance.reached_in_screening_years": ("reached the threshold in an earlier year of the screening period", "在筛查期的较早年份达到过门槛"),
    "circumstance.not_reached_in_screening_years": ("never reached it in an earlier year of the screening period", "在筛查期的较早年份从未达到门槛"),
    "circumstance.closed": ("closed: no longer produces or operates", "已停业关闭，不再生产经营"),
    "circumstance.new_in_year": ("newly put into operation in that year", "当年新投产"),
    "market.CN": ("the national carbon market", "全国碳市场"),
    "market": ("the {place} market", "{place}碳市场"),
}


def words(key: str, language: Language) -> str:
    """The words under a key."""
    return WORDS[key][LANGUAGES.index(language)]


def market_name(market: str, language: Language) -> str:
    """A market by name: ``the national carbon market``, ``the Guangdong market``."""
    return words("market.CN", language) if market == "CN" else words("market", language).format(place=place_name(market, language))


def place_name(code: str, language: Language) -> str:
    """A place by name; by its code where it has no name here."""
    return PLACES[code][LANGUAGES.index(language)] if code in PLACES else code
