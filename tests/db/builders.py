"""Small factories for what a data file stores, and a form with made-up content."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal

from desktop.domain.address import CellId, Row
from desktop.domain.amounts import parse_amount, to_cents
from desktop.domain.changes import CellChange, Change, Command
from desktop.domain.evaluation import EvaluationHead

NOW = datetime(2023, 3, 1, 9, 30, 15, 250_000, tzinfo=timezone(timedelta(hours=8)))
BUDGET = CellId("funds", "total", "budget")
EXECUTED = CellId("funds", "total", "executed")
TARGET = CellId("indicators", "r1", "target")
ROWS = {"indicators": [Row("r1", "r1"), Row("r2", "r2"), Row("u1", "")]}


def head(bureau: str = "某市医疗保障局", year: int = 2022) -> EvaluationHead:
    return EvaluationHead(0, "region", "sample-2022", bureau, year, NOW, NOW)


def cell_change(old: str, new: str, cell: CellId = BUDGET) -> CellChange:
    return CellChange(cell, old, new)


def command(
    evaluation_id: int, *changes: Change, key: str = "", minute: int = 0, label: str = "填写 全年预算数"
) -> Command:
    return Command(0, evaluation_id, label, NOW + timedelta(minutes=minute), "office", key, "", changes)


def cents_of(**texts: str) -> dict[CellId, tuple[int, int]]:
    """``budget="1.20"`` → the amount of ``funds/total/budget`` in 万元."""
    found = {}
    for column, text in texts.items():
        amount = parse_amount(text)
        assert amount is not None
        assert isinstance(amount.value, Decimal)
        found[CellId("funds", "total", column)] = (to_cents(amount, "万元"), amount.decimals)
    return found
