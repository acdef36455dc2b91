"""Totals above what the execution rate allows, in forms whose scheme caps them (domain §3, local)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.amounts import plain
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.whole_form import WholeFormCheck
from desktop.domain.score_expectation import FormScore


class ScoreCapCheck(WholeFormCheck):
    """One finding when the total is above the cap; the cap itself is allowed."""

    name: ClassVar[str] = "score-cap"

    def judge(self, score: FormScore) -> Iterable[Finding]:
        """Nothing without a total, and where nothing caps it."""
        if self.total is None or score.total is None or score.cap is None or score.total <= score.cap.most:
            return
        others = (self.rate,) if self.rate is not None else ()
        left, right = plain(score.total), plain(score.cap.most)
        yield self.finding(self.total, {"why": score.cap.sentence}, left=left, right=right, others=others)
