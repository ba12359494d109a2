"""What the examination of one market comes to: tests made, what is missing, what would change it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kb.coverage_rules import Rule

CheckKind = Literal[
    "market_begun", "sector", "process", "circumstance", "threshold", "reporting_threshold", "below_long_enough", "on_list", "national_first",
]  # fmt: skip
GapKind = Literal[
    "sector", "year", "emissions", "scope", "direct", "total", "energy", "screening", "process", "process_rule", "list_status", "local_list",
    "plan", "rule_for_year", "reporting_rule", "local_rules", "market_rules", "which_market", "excluding", "below_and_above", "unlisted_and_above",
    "listed_outside",
]  # fmt: skip
ChangeKind = Literal["reach_threshold", "stay_below", "close", "other_process", "joined_later"]


@dataclass(frozen=True, slots=True)
class Check:
    """A test that was made: whether it is met, None where that cannot be told, and the rule it rests on."""

    kind: CheckKind
    passed: bool | None
    rule: Rule


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing for a verdict, or contradicts itself."""

    kind: GapKind
    market: str
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What would change the verdict, by which rule."""

    kind: ChangeKind
    rule: Rule


@dataclass(slots=True)
class Finding:
    """What the rules of one market come to; None is "cannot be told"."""

    market: str
    allowances: bool | None = None
    reporting: bool | None = None
    checks: list[Check] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    """Why ``allowances`` or ``reporting`` cannot be told."""
    asides: list[Gap] = field(default_factory=list)
    """What could not be looked at and yet decides nothing."""
    changes: list[Change] = field(default_factory=list)

    @property
    def verdict(self) -> Literal["covered", "reporting_only", "not_covered", "cannot_tell"]:
        """The two answers as one word."""
        unlisted = any(gap.kind == "unlisted_and_above" for gap in self.gaps)
        if self.allowances:
            return "covered"
        if self.allowances is None and not (unlisted and self.reporting):
            return "cannot_tell"
        return "reporting_only" if self.reporting else "not_covered" if self.reporting is False else "cannot_tell"
