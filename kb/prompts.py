"""The sentences that the knowledge base says in its own voice, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from kb.types import Language, Status

REFUSAL: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "no_evidence": "I don't know: nothing in the knowledge base states this clearly enough to be quoted.",
        "no_date": "I don't know: the nearest provisions give no date or time limit for this.",
        "no_share": "I don't know: the nearest provisions give no percentage for this.",
        "no_money": "I don't know: the nearest provisions give no amount for this.",
        "no_tonnes": "I don't know: the nearest provisions give no tonnage for this.",
        "no_count": "I don't know: the nearest provisions give no number for this.",
        "no_year": "I don't know: the nearest provisions are for other years and say nothing of {years}.",
        "no_provision": "“{title}” has no {locator}: the text held here ends with {last}.",
        "absent": "I can't answer this from a text: the question is about “{name}”, which the knowledge base does not hold.",
        "elsewhere": "I can't answer this: the knowledge base holds no rules of {places}.",
        "company": "I can't answer this: the knowledge base holds rules and reports, not data on single companies.",
        "price": "I can't answer this: prices of the day and forecasts stand in no rule. What past reports state can be asked for.",
        "evasion": "I can't help with breaking a rule. What the rules require, and what follows a breach, can be asked for.",
        "order": "This reads as an instruction to the service, not as a question about carbon-market rules.",
        "other_field": "I can only answer about carbon-market rules: nothing in this question is a term, a rule, a sector or a place of that field.",
        "gibberish": "I don't understand the question: please write one sentence that names a rule, a sector, a duty or a date.",
        "not_in_force": "I don't know: what the knowledge base holds on this was not in force on that date.",
        "unclear": "I don't understand the question: please name a rule, a sector, a duty or a date.",
    },
    "zh": {
        "no_evidence": "我不知道：知识库中没有可以明确引用的相关规定。",
        "no_date": "我不知道：最接近的条款没有写明相关日期或期限。",
        "no_share": "我不知道：最接近的条款没有写明相关比例。",
        "no_money": "我不知道：最接近的条款没有写明相关金额。",
        "no_tonnes": "我不知道：最接近的条款没有写明相关吨数。",
        "no_count": "我不知道：最接近的条款没有写明相关数量。",
        "no_year": "我不知道：最接近的条款针对其他年份，未涉及{years}年。",
        "no_provision": "《{title}》没有{locator}：所收录文本止于{last}。",
        "absent": "无法据文本回答：问题涉及“{name}”，知识库未收录。",
        "elsewhere": "无法回答：知识库未收录{places}的规则。",
        "company": "无法回答：知识库收录的是规则和公开报告，不含单个企业的数据。",
        "price": "无法回答：当日价格和价格预测不在任何规则之中；可以询问以往报告中的数据。",
        "evasion": "无法协助规避规则；可以询问规则的要求以及违反的后果。",
        "order": "这像是对服务的指令，而不是关于碳市场规则的问题。",
        "other_field": "只能回答碳市场规则方面的问题：该问题未涉及本领域的术语、规则、行业或地区。",
        "gibberish": "未能理解该问题：请用一句话写明规则、行业、义务或日期。",
        "not_in_force": "我不知道：知识库中的相关规定在该日期并不生效。",
        "unclear": "未能理解该问题：请写明规则、行业、义务或日期。",
    },
}
"""Why there is no answer, by what stands in its way."""

STATUS_WARNING: Mapping[Language, Mapping[Status, str]] = {
    "en": {
        "draft": "“{title}” is a draft for consultation: it is not law.",
        "not_yet_in_force": "“{title}” was not yet in force on {as_of}.",
        "superseded": "“{title}” had been superseded by {as_of}.",
        "expired": "“{title}” was no longer in force on {as_of}.",
    },
    "zh": {
        "draft": "《{title}》为征求意见稿，不具法律效力。",
        "not_yet_in_force": "《{title}》在{as_of}尚未施行。",
        "superseded": "《{title}》在{as_of}已被取代。",
        "expired": "《{title}》在{as_of}已失效。",
    },
}

SUPERSEDED_WARNING: Mapping[Language, str] = {
    "en": "“{title}”, {locator}, has been superseded since {since} by “{by}”.",
    "zh": "《{title}》{locator}自{since}起已被《{by}》取代。",
}

CHANGED_WARNING: Mapping[Language, str] = {
    "en": "Changed on {since}: before, “{over}” held.",
    "zh": "{since}起有变化：此前适用《{over}》。",
}
"""Said of a provision that took the place of another; the reason follows."""

CHANGES_WARNING: Mapping[Language, str] = {
    "en": "Changed later, on {since}, by “{by}”.",
    "zh": "此后有变化：自{since}起适用《{by}》。",
}
"""Said of a provision that another has taken the place of since the as-of date; the reason follows."""

PREVAILS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "higher": "The text of higher authority, quoted first, prevails over the other.",
        "later": "The texts are of equal rank: the later one, quoted first, prevails over the earlier one.",
    },
    "zh": {
        "higher": "两者位阶不同：先引的文本效力位阶更高，优先适用。",
        "later": "两者位阶相同：先引的文本发布在后，后法优先适用。",
    },
}

PREMISE_WARNING: Mapping[Language, str] = {
    "en": "Your question takes {figures} for granted; the texts quoted do not state it.",
    "zh": "问题中的{figures}在所引文本中没有依据，请以所引文本为准。",
}

SECONDARY_WARNING: Mapping[Language, str] = {
    "en": "“{title}” rests on secondary reports: the official text is not in the knowledge base.",
    "zh": "《{title}》依据二手报道整理：知识库未收录其官方文本。",
}

OTHER_LANGUAGE_WARNING: Mapping[Language, str] = {
    "en": "The knowledge base holds this text in Chinese only: the original words are quoted.",
    "zh": "知识库仅收录该文本的英文版：以下引用原文。",
}

COMMAND_LINE: Mapping[Language, Mapping[str, str]] = {
    "en": {"as_of": "As of", "nearest": "Nearest in the knowledge base:"},
    "zh": {"as_of": "截至", "nearest": "知识库中最接近的内容："},
}
