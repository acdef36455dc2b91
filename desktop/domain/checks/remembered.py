"""The figures a 核实 finding speaks of, kept beside its explanation so that it lapses when they change.

What counts as the figures: both sides as the message prints them, and where a message compares nothing, or prints only
the beginning of a text, the texts of the cells it names. Row numbers and the wording of messages are no figures: a row
that moves or a sentence that is put differently lapses nothing. What is left out: storing them (the hidden section
``explanations``, column ``about``) and deciding what an explanation settles (``settling``).
"""

from __future__ import annotations

import hashlib
import re

from desktop.domain.checks.finding import Finding
from desktop.domain.folding import fold_width
from desktop.domain.record import Record

_LONGEST = 60
_KEPT = 30
_CUT = "…"
_NOTHING = "空白"
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_NO_FRACTION = re.compile(r"(?<=\d)\.0+(?![\d.])")


def figures_of(record: Record, finding: Finding) -> str:
    """The figures of ``finding`` as ``record`` shows them, one a line; never ``""`` for a finding of a cell.

    A text longer than 60 characters is kept by its beginning, its length and a digest.
    """
    sides = [side for side in (finding.left, finding.right) if side is not None]
    if not sides or any(_CUT in side for side in sides):
        sides = [record.shown(cell) for cell in finding.cells if record.has_cell(cell)]
    return "\n".join(_line(side) for side in sides)


def same_figures(first: str, second: str) -> bool:
    """True when two texts of ``figures_of`` say the same: width, spaces, separators and .00 are presentation."""
    return first == second or _folded(first) == _folded(second)


def change_in_words(before: str, now: str) -> str:
    """What became of the figures, one sentence: only those that changed are named, 原为 84.35%，现为 81.20%."""
    old, new = before.split("\n"), now.split("\n")
    if len(old) == len(new):
        pairs = [(one, other) for one, other in zip(old, new, strict=True) if not same_figures(one, other)]
        old, new = [one for one, _ in pairs], [other for _, other in pairs]
    return f"说明写于数字变动之前：原为 {_listed(old)}，现为 {_listed(new)}，请重新确认。"


def _line(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= _LONGEST:
        return line or _NOTHING
    digest = hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{line[:_KEPT]}{_CUT}（{len(line)} 字，{digest}）"


def _listed(lines: list[str]) -> str:
    """Figures side by side; of a shortened text what a reader can use, without its digest."""
    return "、".join(re.sub(r"(?<=…)（(\d+ 字)，[0-9a-f]{10}）$", r"（\1）", line) for line in lines) or _NOTHING


def _folded(text: str) -> str:
    lines = []
    for line in text.split("\n"):
        bare = _THOUSANDS.sub("", re.sub(r"\s+", "", fold_width(line)))
        lines.append(_NO_FRACTION.sub("", bare))  # other zeros at the end stay: 2022.10 is not 2022.1
    return "\n".join(lines)
