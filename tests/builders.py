"""Small makers of records, forms and data files for tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from desktop.domain.evaluation_json import from_json
from desktop.domain.record import Record, new_record
from desktop.services.forms import FormCatalog

DATA = Path(__file__).resolve().parent / "data"
KINDS = {
    "shanghai-2022-region": "region-managed",
    "beijing-2022-region": "region",
    "yiyang-2022-project": "project",
    "nanjing-2023-department": "department",
}


def evaluation(name: str) -> dict[str, Any]:
    """One of the forms under ``tests/data`` as parsed JSON, a fresh copy."""
    data: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return data


def sample_record(name: str = "shanghai-2022-region") -> Record:
    """The record of one of the forms under ``tests/data``."""
    return from_json(evaluation(name), FormCatalog().definition(KINDS[name]))


def empty_record(kind: str = "region-managed", bureau: str = "示例市医疗保障局", year: int = 2022) -> Record:
    """A new form from its dictionary."""
    return new_record(FormCatalog().definition(kind), bureau, year)
