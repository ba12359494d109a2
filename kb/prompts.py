"""The sentences that the knowledge base says in its own voice, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from kb.types import AbstentionReason, Language, Status

ABSTENTION: Mapping[Language, Mapping[AbstentionReason, str]] = {
    "en": {
        "no_evidence": "I don't know: nothing in the knowledge base states this clearly enough to be quoted.",
        "out_of_scope": "I can't answer this: the knowledge base holds the texts of carbon-market rules, not what this asks for.",
        "not_in_force": "I don't know: what the knowledge base holds on this was not in force on that date.",
        "unclear": "I don't understand the question: please name a rule, a sector, a duty or a date.",
    },
    "zh": {
        "no_evidence": "我不知道：知识库中没有可以明确引用的相关规定。",
        "out_of_scope": "无法回答：知识库收录的是碳市场规则文本，不包含此问题所需的内容。",
        "not_in_force": "我不知道：知识库中的相关规定在该日期并不生效。",
        "unclear": "未能理解该问题：请写明规则、行业、义务或日期。",
    },
}

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
