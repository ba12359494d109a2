"""All the numbers of ranking, in one place: what each feature weighs, as ``benchmarks/tune.py`` found it by cross-validation."""

from __future__ import annotations

from kb.features import Features

WEIGHTS = Features(
    keyword=0.38,
    own_words=0.29,
    dense=0.10,
    coverage=0.31,
    heading=0.22,
    kind=0.15,
    kind_sentence=0.15,
    sector=0.15,
    named_document=0.12,
    other_document=-0.12,
    elsewhere=-0.35,
    unnamed_local=-0.28,
    not_in_force=-0.15,
    draft=-0.13,
    recital=-0.10,
    other_year=-0.10,
    other_period=-0.10,
    age=-0.10,
)
