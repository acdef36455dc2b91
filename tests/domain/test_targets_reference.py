"""The verdict of every indicator row of the published forms, pinned (domain §8: what must and must not be said).

Skipped with a reason where the published forms do not lie beside the project; fails under CI.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desktop.domain.amounts import RateVerdict, is_empty, parse_amount, parse_rate, rate_is_legal
from desktop.domain.targets import (
    ExpectationKind,
    Verdict,
    compare,
    format_quantity,
    lower_is_better,
    parse_actual,
    parse_target,
)

Reference = Callable[[str], dict[str, Any]]

# One word per row, in the order of the form.
VERDICTS = {
    "beijing-2022-region": """
        MET NO_FIGURE MET NO_FIGURE MET MET MET MET MET MET MET MET
        MET MET MET MET MET MET MET
    """,
    "shanghai-2022-region": """
        REPEATS_TARGET REPEATS_TARGET MET REPEATS_TARGET REPEATS_TARGET MET MET MET MET MET MET MET
        REPEATS_TARGET REPEATS_TARGET MET MET MET MET MET MET REPEATS_TARGET
    """,
    "yiyang-2022-project": "MET MET INEXACT UNKNOWN MET UNKNOWN UNKNOWN MET MET",
    "nanjing-2023-department": """
        MET MET MET MET UNKNOWN MET MET MET
        NO_FIGURE MET MET MET MET
        MET UNKNOWN UNKNOWN UNKNOWN UNKNOWN MET UNKNOWN UNKNOWN UNKNOWN UNKNOWN UNKNOWN UNKNOWN UNKNOWN MET
        INEXACT NOT_MET MET MET
        MET MET MET MET INEXACT INEXACT MET UNKNOWN
        INEXACT INEXACT
    """,
}

# What the targets of the budget's goal table are, in its order; its actual values are not filled yet.
BUDGET_TARGETS = """
    约8000个 9家 约845组 ≥500人次 ≥1次 1次 ≥1次 ≥2次 ≥1次 ≥5次 ≥20万份 ≥5个半版 ≥1次 ≥1次 ≥2000家 100% ≥1000人次 ≥100次
    ≥1次 ≥1次 约42万条 约440万页 178台 100% 100% LEVEL 100% LEVEL LEVEL 100% ≥90% 100% DATE DATE LEVEL DATE LEVEL DATE
    LEVEL LEVEL LEVEL LEVEL ≥1000万人次 100% LEVEL LEVEL LEVEL ≤3% ≥90% ≥95% ≥90% ≥90%
"""


@pytest.mark.parametrize("name", VERDICTS)
def test_every_row_gets_its_verdict(name: str, reference: Reference) -> None:
    form = reference(name)
    year = form["year"]
    found = []
    for row in form["indicators"]:
        target, actual = parse_target(row["target"], year), parse_actual(row["actual"], year)
        found.append(compare(target, actual, lower_is_better=lower_is_better(row["level3"])).verdict.name)
    assert found == VERDICTS[name].split()


def test_only_one_published_row_is_below_its_target(reference: Reference) -> None:
    """Domain §8: 生育保险 362.95 against 363.21, and nothing else."""
    below = []
    for name in VERDICTS:
        form = reference(name)
        for row in form["indicators"]:
            comparison = compare(parse_target(row["target"], form["year"]), parse_actual(row["actual"], form["year"]))
            if Verdict.NOT_MET in (comparison.verdict, comparison.implied):
                below.append((name, row["level3"]))
    assert below == [("nanjing-2023-department", "生育保险参保人数")]


def test_the_budgets_targets_read(reference: Reference) -> None:
    form = reference("shenzhen-2022-budget")
    rows = form["performance_goals"]["indicators"]
    found = []
    for row in rows:
        target = parse_target(row["target"], form["year"])
        assert compare(target, parse_actual(row["actual"], form["year"])).verdict is Verdict.EMPTY
        if target.kind is ExpectationKind.QUANTITIES:
            found.append(" ".join(map(format_quantity, target.quantities)))
        else:
            found.append(target.kind.name)
    assert found == BUDGET_TARGETS.split()


def test_the_form_repeats_the_targets_handed_down(reference: Reference) -> None:
    """Spaces inside (≥2 次) make no difference between the form and the table it is compared with."""
    form = reference("shanghai-2022-region")
    handed_down = {row["level3"].replace(" ", ""): row["target"] for row in form["targets_set"]}
    for row in form["indicators"]:
        theirs = handed_down[row["level3"].replace(" ", "")]
        assert parse_target(row["target"]).key == parse_target(theirs).key


@pytest.mark.parametrize("name", VERDICTS)
def test_every_amount_and_rate_reads_and_agrees(name: str, reference: Reference) -> None:
    for row in reference(name).get("funds", []):
        executed, budget = parse_amount(row["executed"]), parse_amount(row["budget"])
        printed = parse_rate(row["rate"])
        if printed is None or executed is None or budget is None:
            assert is_empty(row["rate"])
        elif budget.value:
            assert rate_is_legal(printed, executed, budget) is RateVerdict.EXACT
        else:
            assert rate_is_legal(printed, executed, budget) is RateVerdict.UNDEFINED
