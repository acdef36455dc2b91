"""A finding: what is wrong or doubtful, where, both sides with their figures, and what to do.

Severities, as finance staff know them: ``error`` 错误 must be mended before the form is reported; ``verify`` 核实 may
stay when the user writes an explanation that travels with the form; ``info`` 提示.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.address import CellId


class Severity(StrEnum):
    """Ordered by weight through ``rank``: 0 is the gravest."""

    ERROR = "error"
    VERIFY = "verify"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 错误, 1 核实, 2 提示."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}
SEVERITY_NAMES = {Severity.ERROR: "错误", Severity.VERIFY: "核实", Severity.INFO: "提示"}


@dataclass(frozen=True, slots=True)
class Fix:
    """A mend the user can take with one click: put ``text`` into ``cell``; ``label`` is the button, a verb."""

    label: str
    cell: CellId
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    Attributes:
        code: family and name, e.g. ``funds.sum``; stable, tests and explanations name it.
        severity: see ``Severity``.
        cell: the cell to jump to; for a row or section as a whole the first one concerned; None if no cell exists.
        where: path into the JSON shape of an evaluation, e.g. ``funds[0].budget``.
        place: the place in the user's words, e.g. "资金情况 · 年度资金总额 · 全年预算数".
        message: whole sentences: what stands there, both sides with figures.
        advice: what to do, one sentence; ``""`` when the message says it.
        left, right: both sides as printed; None where nothing is compared.
        explained: a 核实 finding whose explanation is written; it stays listed, settled.
        explanation: that explanation, or where it stands; while ``lapsed`` is filled, the one that lapsed.
        source: the document or practice the rule comes from.
        cells: every cell the finding is about; the first is ``cell``.
        fix: a mend to offer, or None.
        about: the figures of a 核实 finding, as an explanation of it remembers them (``remembered``); else ``""``.
        lapsed: why the written explanation no longer holds, a sentence with the figures before and now; ``""`` when
            none is written or it holds. The finding is open then.
    """

    code: str
    severity: Severity
    cell: CellId | None
    where: str
    place: str
    message: str
    advice: str = ""
    left: str | None = None
    right: str | None = None
    explained: bool = False
    explanation: str = ""
    source: str = ""
    cells: tuple[CellId, ...] = ()
    fix: Fix | None = None
    about: str = ""
    lapsed: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What names the finding while figures change: code and path."""
        return (self.code, self.where)

    @property
    def is_open(self) -> bool:
        """True while the user still has to do something: an error, or a 核实 without explanation."""
        return self.severity is not Severity.INFO and not self.explained

    def to_json(self) -> dict[str, object]:
        """The finding in the shape scripts rely on (design: Checks)."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "where": self.where,
            "place": self.place,
            "message": self.message,
            "left": self.left,
            "right": self.right,
            "advice": self.advice,
            "explained": self.explained,
            "explanation": self.explanation,
            "lapsed": self.lapsed,
            "source": self.source,
        }
