"""One measured figure beside its goal, and the forms that are measured."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.evaluation_json import from_json
from desktop.domain.record import Record
from desktop.services.forms import FormCatalog

DATA = Path(__file__).resolve().parent.parent / "data"


@dataclass(frozen=True)
class Figure:
    """``value`` is reached when it is not over ``goal``; None where there is only something to know."""

    what: str
    value: float
    unit: str
    goal: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Reached, or by how much not."""
        if self.goal is None:
            return ""
        return "reached" if self.value <= self.goal else f"MISSED by {self.value / self.goal - 1:.0%}"


def table(figures: Sequence[Figure]) -> str:
    """The figures as aligned lines."""
    rows = [("what", "measured", "goal", "", "")]
    for f in figures:
        goal = "" if f.goal is None else f"<= {f.goal:g} {f.unit}"
        rows.append((f.what, f"{f.value:.2f} {f.unit}", goal, f.verdict, f.note))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def timed(work: Callable[[], object], runs: int = 5) -> float:
    """Median seconds of ``runs`` runs after one that is thrown away."""
    work()
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def form(name: str, kind: str) -> Record:
    """A form of ``tests/data``."""
    data = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return from_json(data, FormCatalog().definition(kind))


def shanghai() -> Record:
    """The Shanghai form: 21 indicator rows."""
    return form("shanghai-2022-region", "region-managed")


def nanjing() -> Record:
    """The Nanjing form: 41 indicator rows with weights, criteria and scores."""
    return form("nanjing-2023-department", "department")


def shenzhen() -> Record:
    """The Shenzhen form: cover, eleven tables, key projects."""
    return form("shenzhen-2022-budget", "budget")


def long_budget(rows: int) -> Record:
    """The Shenzhen form with about ``rows`` rows in table 7: its last unit again and again under other names."""
    data = json.loads((DATA / "shenzhen-2022-budget.json").read_text(encoding="utf-8"))
    lines = data["tables"][6]["rows"]
    unit = lines[max(number for number, line in enumerate(lines) if line[0]) :]
    for number in range((rows - len(lines)) // len(unit)):
        lines += [[f"{unit[0][0]}（{number}）", *unit[0][1:]], *(list(line) for line in unit[1:])]
    return from_json(data, FormCatalog().definition("budget"))


def long_form(rows: int) -> Record:
    """The Shanghai form with ``rows`` indicator rows, the extra ones with names, targets and answers of their own."""
    data = json.loads((DATA / "shanghai-2022-region.json").read_text(encoding="utf-8"))
    patterns = data["indicators"]
    data.pop("targets_set", None)
    for number in range(len(patterns), rows):
        pattern = dict(patterns[number % len(patterns)])
        pattern["level3"] = f"{pattern['level3']}（第 {number} 项）"
        pattern["actual"] = f"{number % 90 + 5}%" if "%" in pattern["target"] else pattern["actual"]
        data["indicators"].append(pattern)
    return from_json(data, FormCatalog().definition("region-managed"))
