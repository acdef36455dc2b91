"""The grade printed against the one the total earns by the layout's steps (domain §5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from desktop.domain.amounts import plain
from desktop.domain.checks.finding import Finding, Fix
from desktop.domain.checks.whole_form import WholeFormCheck
from desktop.domain.checks.wording import shorten
from desktop.domain.folding import is_empty
from desktop.domain.score_expectation import FormScore


class GradeCheck(WholeFormCheck):
    """One finding when the grade written down is another one. 优秀 is 优, 良好 is 良."""

    name: ClassVar[str] = "grade"
    fields: ClassVar[frozenset[str]] = frozenset({"total"})

    def judge(self, score: FormScore) -> Iterable[Finding]:
        """Nothing without a grade or a total."""
        if self.grade is None or score.grade is None or score.total is None:
            return
        written = "".join(self.record.shown(self.grade).split())
        right = score.grade.name
        if is_empty(written) or written.startswith(right) or right.startswith(written):
            return
        others = (self.total,) if self.total is not None else ()
        fix = Fix(f"改成 {right}", self.grade, right)
        words = {"total": plain(score.total)}
        yield self.finding(self.grade, words, left=shorten(written), right=right, others=others, fix=fix)
