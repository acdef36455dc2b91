"""Definitions and records that the workbook tests share."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from desktop.domain.definition import FormDefinition
from desktop.domain.definition_loader import load_definition
from desktop.domain.evaluation_json import from_json
from desktop.domain.record import Record
from desktop.exchange.excel_reader import read_workbook
from desktop.exchange.excel_writer import write_workbook
from desktop.exchange.proposal import Proposal
from desktop.paths import resources_dir

DATA = Path(__file__).resolve().parent.parent / "data"
BUDGET = "shenzhen-2022-budget"
"""The form of several sheets; the others have one."""
NAMES = ("shanghai-2022-region", "beijing-2022-region", "yiyang-2022-project", "nanjing-2023-department")


@cache
def definitions() -> tuple[FormDefinition, ...]:
    """The layouts the samples are of."""
    forms = resources_dir() / "forms"
    single = ("region/beijing-2022", "region-managed/shanghai-2022", "project/yiyang-2022", "department/nanjing-2023")
    layouts = (*single, "budget/shenzhen-2022")
    return tuple(load_definition(forms / f"{layout}.toml") for layout in layouts)


def definition(kind: str) -> FormDefinition:
    """The layout of a kind."""
    return next(one for one in definitions() if one.kind == kind)


def sample(name: str) -> dict[str, Any]:
    """What a workbook shows of a form of ``tests/data``, as parsed JSON, a fresh copy."""
    data: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return data


def record_of(data: dict[str, Any]) -> Record:
    """The record of an evaluation."""
    return from_json(data, definition(data["kind"]))


def write_and_read(record: Record, path: Path) -> Proposal:
    """Out as a workbook and back; the workbook holds one form."""
    write_workbook(record, path)
    (proposal,) = read_workbook(path, definitions())
    return proposal
