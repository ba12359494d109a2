"""All the numbers of ranking, in one place: what each feature weighs, as ``benchmarks/tune.py`` found it by cross-validation."""

from __future__ import annotations

from kb.features import Features

WEIGHTS = Features(
    keyword=0.47,
    own_words=0.21,
    dense=0.20,
    coverage=0.50,
    heading=0.36,
    kind=0.19,
    kind_sentence=0.15,
    sector=0.16,
    named_document=0.23,
    other_document=-0.23,
    elsewhere=-0.44,
    unnamed_local=-0.43,
    not_in_force=-0.19,
    draft=-0.20,
    recital=-0.22,
    other_year=-0.07,
    other_period=-0.13,
    age=-0.23,
)
