"""A form of several sheets out as a workbook and back, through other programs, and as a stranger draws it up."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.exchange.excel_reader import read_workbook
from desktop.exchange.excel_writer import write_workbook
from desktop.exchange.proposal import Confidence, Proposal, proposal_json
from tests.exchange.forms import BUDGET, NAMES, definitions, record_of, sample, write_and_read
from tests.exchange.stranger import stranger
from tests.exchange.test_libreoffice import convert
from tests.exchange.test_round_trip import folded


def squeezed(data: dict[str, Any]) -> dict[str, str]:
    """Leaves without separators, white space and issued headings; what is said below tables that have no rows aside."""
    leaves = {path: re.sub(r"\s+", "", text) for path, text in folded(data).items()}
    return {path: text for path, text in leaves.items() if ".columns[" not in path}


def assert_reads_as(proposal: Proposal, data: dict[str, Any]) -> None:
    want, back = squeezed(data), squeezed(proposal_json(proposal))
    assert {path: back.get(path) for path in want} == want
    assert {path: text for path, text in back.items() if path not in want} == {}


def test_the_budget_comes_back_leaf_by_leaf(tmp_path: Path) -> None:
    data = sample(BUDGET)
    proposal = write_and_read(record_of(data), tmp_path / "a.xlsx")
    assert_reads_as(proposal, data)
    assert (proposal.doubts, proposal.unread) == ([], [])
    assert {value.confidence for value in proposal.values.values()} == {Confidence.HIGH}
    assert len(proposal.sheets) == 13
    assert proposal.score == 1.0


def test_the_published_budget_comes_back_leaf_by_leaf(
    reference: Callable[[str], dict[str, Any]], tmp_path: Path
) -> None:
    data = reference(BUDGET)
    assert_reads_as(write_and_read(record_of(data), tmp_path / "a.xlsx"), data)


@pytest.mark.parametrize("title", ["2022年示例市医疗保障局部门预算（草案）", "2022年医保预算", "部门预算"])
def test_a_title_written_anew_comes_back(title: str, tmp_path: Path) -> None:
    data = sample(BUDGET) | {"title": title}
    proposal = write_and_read(record_of(data), tmp_path / "a.xlsx")
    assert_reads_as(proposal, data)
    assert (proposal.doubts, proposal.unread) == ([], [])


def test_a_title_written_anew_on_the_first_table_comes_back_with_its_year(tmp_path: Path) -> None:
    title = "2023年度示例市医疗保障局绩效自评"
    record = record_of(sample("nanjing-2023-department") | {"title": title})
    proposal = write_and_read(record, tmp_path / "a.xlsx")
    back = proposal_json(proposal)
    assert (back["title"], back["year"]) == (title, 2023)
    assert (proposal.doubts, proposal.unread) == ([], [])


def test_sources_name_sheet_and_cell(tmp_path: Path) -> None:
    sources = proposal_json(write_and_read(record_of(sample(BUDGET)), tmp_path / "a.xlsx"))["sources"]
    assert sources["tables[1].rows[0][1]"] == "表2收入总表!B8"
    assert sources["tables[0].rows[28][3]"] == "表1收支总表!D34"
    assert sources["tables[0].notes"] == "表1收支总表!A35"
    assert sources["performance_goals.total.fiscal"] == "表11整体支出绩效目标表!F23"
    assert sources["key_projects[0].budget"] == "重点项目绩效目标!B4"
    assert sources["bureau"] == "表11整体支出绩效目标表!C4"
    assert sources["title"] == sources["year"] == "封面!A1"


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_saved_again_by_another_program_the_budget_reads_the_same(kind: str, tmp_path: Path) -> None:
    data = sample(BUDGET)
    write_workbook(record_of(data), tmp_path / "a.xlsx")
    (proposal,) = read_workbook(convert(tmp_path / "a.xlsx", kind, tmp_path), definitions())
    assert_reads_as(proposal, data)
    assert (proposal.doubts, proposal.unread) == ([], [])


@pytest.mark.parametrize("one_sheet", [False, True])
def test_a_strangers_budget_reads_the_same(one_sheet: bool, tmp_path: Path) -> None:
    data = sample(BUDGET)
    stranger(data, one_sheet=one_sheet).save(tmp_path / "b.xlsx")
    (proposal,) = read_workbook(tmp_path / "b.xlsx", definitions())
    data["tables"][3]["notes"] = []  # the table without rows is not in the stranger's workbook
    assert_reads_as(proposal, data)
    assert proposal.doubts == ["没有找到“表4 基本支出总表”。"]
    assert proposal.unread == []
    assert len(proposal.sheets) == (1 if one_sheet else 11)


def test_budgets_and_other_forms_in_one_workbook_are_told_apart(tmp_path: Path) -> None:
    first, second = sample(BUDGET), sample(BUDGET)
    second["bureau"] = second["performance_goals"]["header"]["部门（单位）名称"] = "另一市医疗保障局"
    second["title"] = "2022年另一市医疗保障局部门预算"
    second["tables"][2]["rows"][0][2] = "4444"
    records = [record_of(first), record_of(sample(NAMES[0])), record_of(second)]
    write_workbook(records, tmp_path / "a.xlsx")
    found = read_workbook(tmp_path / "a.xlsx", definitions())
    assert [one.definition.kind for one in found] == ["budget", "region-managed", "budget"]
    assert_reads_as(found[0], first)
    assert_reads_as(found[2], second)
    assert all(one.doubts == [] for one in found)
