"""Scores ahead of the money, and money left over, beyond the limits of the scheme (domain §3, local)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.checks.base import Param, ParamType
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.whole_form import WholeFormCheck
from desktop.domain.grades import RemarkKind
from desktop.domain.score_expectation import FormScore

_REPORTS = {"ahead": RemarkKind.AHEAD_OF_SPENDING, "unspent": RemarkKind.UNSPENT}


class SpendingCheck(WholeFormCheck):
    """One finding when a limit is exceeded.

    Parameters:
        report: ``ahead`` indicators scored better than the money was spent, ``unspent`` much of the budget left.
    """

    name: ClassVar[str] = "spending"
    params: ClassVar[tuple[Param, ...]] = (Param("report", ParamType.CHOICE, choices=tuple(_REPORTS)),)

    def judge(self, score: FormScore) -> Iterable[Finding]:
        """At the rate; nothing where a limit is switched off or the rate is not known."""
        for remark in score.remarks:
            if self.rate is not None and remark.kind is _REPORTS[self.values["report"]]:
                yield self.finding(self.rate, {"why": remark.sentence})
