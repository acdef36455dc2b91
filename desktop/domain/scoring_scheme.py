"""How a form is scored, as plain values: weights, bands of qualitative answers, grades, caps, limits, and their choice.

What it is for: every rule that differs between documents or places is data (``resources/rules/scoring/*.toml``) with
the document or practice it comes from, and a form chooses them by key. What it leaves out: reading the files
(``scoring_loader``), computing scores (``scoring``), grades and caps (``grades``).

Points and percentages are exact ``Decimal``; percentages are in percent (80, not 0.8).

Requirements (cited by the tests), all from domain §3 and §5:
    S1  Weights by level 1 heading, budget execution included, sum to exactly 100.
    S2  Quantitative: met gives full points; otherwise the ratio; never over the weight, never below 0.
    S3  Qualitative: the answer's band gives a range of points, not a value; bands are half-open.
    S4  Execution score = weight × rate, at most the weight; over a budget of 0 or blank it is undefined, never 0.
    S5  Grades are half-open; four or five steps.
    S6  Caps of the total by execution rate are local and chosen per form.
    S7  Over-fulfilment, scores ahead of spending and unspent money are remarks with thresholds as settings.
    S8  What no rule fixes is said to be not calculable, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from desktop.domain.errors import InputError


@dataclass(frozen=True, slots=True)
class Rule:
    """What every rule carries.

    Attributes:
        key: the name a form chooses it by.
        name: its name for people, Chinese.
        source: the document or practice it comes from.
        local: no national document fixes it.
    """

    key: str
    name: str
    source: str
    local: bool


@dataclass(frozen=True, slots=True)
class WeightPart:
    """Points of one level 1 heading.

    Attributes:
        weight: its points.
        headings: names it goes by, the usual one first; empty when the source names none (then its place counts).
        rest: it takes all headings that no other part names, together.
    """

    weight: Decimal
    headings: tuple[str, ...] = ()
    rest: bool = False


@dataclass(frozen=True, slots=True)
class WeightRule(Rule):
    """Points by level 1 heading in the order of the form; they sum to exactly 100."""

    parts: tuple[WeightPart, ...]


@dataclass(frozen=True, slots=True)
class BandRule(Rule):
    """Bands of a qualitative answer in percent of the weight.

    达成 reaches from 100 down to ``met_from`` (included), 部分达成 from there down to ``partly_from`` (included),
    未达成 from there down to 0. The upper edge belongs to the band above.
    """

    met_from: Decimal
    partly_from: Decimal

    def edges(self, rung: int) -> tuple[Decimal, Decimal]:
        """Lower and upper edge in percent of the band of an answer: 2 达成, 1 部分达成, 0 未达成."""
        steps = (Decimal(0), self.partly_from, self.met_from, Decimal(100))
        return steps[rung], steps[rung + 1]


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade and the lowest total that earns it."""

    name: str
    least: Decimal


@dataclass(frozen=True, slots=True)
class GradeRule(Rule):
    """Grades, best first; the last one begins at 0."""

    grades: tuple[Grade, ...]


@dataclass(frozen=True, slots=True)
class CapStep:
    """Below ``below`` percent execution the total is at most ``most`` points."""

    below: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class CapRule(Rule):
    """Caps of the total by execution rate, the mildest first."""

    steps: tuple[CapStep, ...]


@dataclass(frozen=True, slots=True)
class LimitRule(Rule):
    """Thresholds of remarks; None switches a remark off.

    Attributes:
        over_fulfilment: percent beyond the target from which (included) an actual value has to be explained.
        ahead_of_spending: percentage points that the indicators' score may lie above the execution rate.
        unspent: percent of the budget that may be left.
    """

    over_fulfilment: Decimal | None
    ahead_of_spending: Decimal | None
    unspent: Decimal | None


class SeveralTargets(StrEnum):
    """What to do with several targets in one cell when not all are met."""

    NOT_CALCULABLE = "not-calculable"
    """No document tells how the points divide: say that it is below full points, and no more."""
    EQUAL_SHARES = "equal-shares"
    """A local rule set says that every target has the same share; an unmet one earns its share by ratio."""


@dataclass(frozen=True, slots=True)
class ScoringScheme(Rule):
    """All rules one form is scored by.

    Attributes:
        weights: None when the form's own points are free (they still sum to 100).
        caps: None when execution does not cap the total.
    """

    bands: BandRule
    grades: GradeRule
    limits: LimitRule
    weights: WeightRule | None = None
    caps: CapRule | None = None
    several: SeveralTargets = SeveralTargets.NOT_CALCULABLE


R = TypeVar("R", bound=Rule)


@dataclass(frozen=True, slots=True)
class ScoringRules:
    """Everything a form can choose from, by key."""

    weights: Mapping[str, WeightRule] = field(default_factory=dict)
    bands: Mapping[str, BandRule] = field(default_factory=dict)
    grades: Mapping[str, GradeRule] = field(default_factory=dict)
    caps: Mapping[str, CapRule] = field(default_factory=dict)
    limits: Mapping[str, LimitRule] = field(default_factory=dict)
    schemes: Mapping[str, ScoringScheme] = field(default_factory=dict)

    def scheme(
        self,
        key: str,
        *,
        weights: str | None = None,
        bands: str | None = None,
        grades: str | None = None,
        caps: str | None = None,
        limits: str | None = None,
    ) -> ScoringScheme:
        """The scheme ``key`` with single rules exchanged.

        Args:
            key: key of a scheme.
            weights: key of the weights to put in; None keeps the scheme's own, ``""`` takes them away.
            bands: key of the bands to put in; None keeps the scheme's own.
            grades: likewise.
            caps: key of the caps to put in; None keeps the scheme's own, ``""`` takes them away.
            limits: key of the limits to put in; None keeps the scheme's own.

        Raises:
            InputError: a key is not there; the sentence lists those that are.
        """
        found = _pick(self.schemes, key, "计分办法")
        if weights is not None:
            found = replace(found, weights=_pick(self.weights, weights, "分值方案") if weights else None)
        if bands is not None:
            found = replace(found, bands=_pick(self.bands, bands, "定性指标分档"))
        if grades is not None:
            found = replace(found, grades=_pick(self.grades, grades, "等级划分"))
        if caps is not None:
            found = replace(found, caps=_pick(self.caps, caps, "总分封顶办法") if caps else None)
        if limits is not None:
            found = replace(found, limits=_pick(self.limits, limits, "提醒界限"))
        return found


def _pick(rules: Mapping[str, R], key: str, sort: str) -> R:
    """The rule with this key, or InputError."""
    if key not in rules:
        raise InputError(f"没有叫“{key}”的{sort}，现有：{'、'.join(rules) or '无'}。")
    return rules[key]
