"""All the numbers of ranking, in one place: what each feature weighs, as ``benchmarks/tune.py`` found it by cross-validation."""

from __future__ import annotations

from kb.features import Features

WEIGHTS = Features(
    keyword=0.39,
    own_words=0.24,
    dense=0.13,
    coverage=0.46,
    heading=0.22,
    kind=0.19,
    kind_sentence=0.12,
    sector=0.18,
    named_document=0.19,
    other_document=-0.19,
    elsewhere=-0.29,
    unnamed_local=-0.25,
    not_in_force=-0.17,
    draft=-0.19,
    recital=-0.15,
    other_year=-0.11,
    other_period=-0.09,
    age=-0.21,
)
