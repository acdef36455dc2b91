"""The words a rule file may use for ``kind``, each with the class behind it."""

from __future__ import annotations

from desktop.domain.checks.alike import AlikeCheck
from desktop.domain.checks.bare_target import BareTargetCheck
from desktop.domain.checks.base import Check
from desktop.domain.checks.carry_over import CarryOverCheck
from desktop.domain.checks.comparison import ComparisonCheck
from desktop.domain.checks.condition import ConditionCheck
from desktop.domain.checks.copied import CopiedCheck
from desktop.domain.checks.criterion_target import CriterionTargetCheck
from desktop.domain.checks.criterion_weight import CriterionWeightCheck
from desktop.domain.checks.duplicate import DuplicateCheck
from desktop.domain.checks.empty_column import EmptyColumnCheck
from desktop.domain.checks.full_points import FullPointsCheck
from desktop.domain.checks.grade import GradeCheck
from desktop.domain.checks.handed_down import MissingCheck, TargetChangedCheck
from desktop.domain.checks.identity import IdentityCheck
from desktop.domain.checks.magnitude import MagnitudeCheck
from desktop.domain.checks.missing_table import IncompleteCheck, MissingTableCheck
from desktop.domain.checks.no_measure import NoMeasureCheck
from desktop.domain.checks.no_rows import NoRowsCheck
from desktop.domain.checks.number import NumberCheck, PrecisionCheck, UnitTypedCheck
from desktop.domain.checks.other_unit import OtherUnitCheck
from desktop.domain.checks.over_hundred import OverHundredCheck
from desktop.domain.checks.points_off import PointsOffCheck
from desktop.domain.checks.rate import RateCheck
from desktop.domain.checks.repeats import RepeatsCheck
from desktop.domain.checks.required import RequiredCheck
from desktop.domain.checks.same_by import ListedCheck, SameByCheck
from desktop.domain.checks.score_cap import ScoreCapCheck
from desktop.domain.checks.score_expected import ScoreExpectedCheck
from desktop.domain.checks.spending import SpendingCheck
from desktop.domain.checks.subject import DoubledRowCheck, SubjectCheck, SubjectParentCheck, UncodedSubjectCheck
from desktop.domain.checks.text import HintCheck, LengthCheck, OneOfCheck, TermCheck
from desktop.domain.checks.total import TotalCheck
from desktop.domain.checks.tree_sum import TreeSumCheck
from desktop.domain.checks.unexplained import UnexplainedCheck
from desktop.domain.checks.unreadable import UnreadableTargetCheck
from desktop.domain.checks.unusual_figures import DecimalsCheck, NegativeCheck
from desktop.domain.checks.weight_scheme import WeightSchemeCheck
from desktop.domain.checks.weight_sum import WeightSubtotalCheck, WeightSumCheck
from desktop.domain.checks.wrong_year import WrongYearCheck
from desktop.domain.checks.year_change import YearChangeCheck
from desktop.domain.checks.year_rows import YearRowsCheck

KINDS: dict[str, type[Check]] = {
    kind.name: kind
    for kind in (
        BareTargetCheck,
        AlikeCheck,
        CarryOverCheck,
        ComparisonCheck,
        ConditionCheck,
        CopiedCheck,
        CriterionTargetCheck,
        CriterionWeightCheck,
        DecimalsCheck,
        DoubledRowCheck,
        DuplicateCheck,
        EmptyColumnCheck,
        FullPointsCheck,
        GradeCheck,
        HintCheck,
        IdentityCheck,
        IncompleteCheck,
        LengthCheck,
        ListedCheck,
        MagnitudeCheck,
        MissingCheck,
        MissingTableCheck,
        NegativeCheck,
        NoMeasureCheck,
        NoRowsCheck,
        NumberCheck,
        OneOfCheck,
        OtherUnitCheck,
        OverHundredCheck,
        PointsOffCheck,
        PrecisionCheck,
        RateCheck,
        RepeatsCheck,
        RequiredCheck,
        ScoreCapCheck,
        ScoreExpectedCheck,
        SpendingCheck,
        TargetChangedCheck,
        TermCheck,
        TotalCheck,
        UncodedSubjectCheck,
        UnexplainedCheck,
        SameByCheck,
        SubjectCheck,
        SubjectParentCheck,
        TreeSumCheck,
        UnitTypedCheck,
        UnreadableTargetCheck,
        WeightSchemeCheck,
        WeightSubtotalCheck,
        WeightSumCheck,
        WrongYearCheck,
        YearChangeCheck,
        YearRowsCheck,
    )
}
