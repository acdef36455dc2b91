"""The exports as another office program prints them: A4, one page wide, nothing cut off, and saved again unharmed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from desktop.domain.address import CellId
from desktop.domain.record import Record
from desktop.exchange.excel_reader import read_workbook
from desktop.exchange.excel_writer import write_workbook
from desktop.exchange.proposal import proposal_json
from tests.exchange.forms import NAMES, definitions, record_of, sample
from tests.exchange.test_round_trip import folded

pytestmark = pytest.mark.libreoffice
SHANGHAI, BEIJING, YIYANG, NANJING, *_ = NAMES
PAGES = {SHANGHAI: 2, BEIJING: 2, YIYANG: 1, NANJING: 5}
"""Pages as printed; the department form has its income and spending on one of its own."""
A4 = (595, 842)


def convert(path: Path, kind: str, folder: Path) -> Path:
    """``path`` as LibreOffice saves it."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", kind, "--outdir", str(folder / "out"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "out" / f"{path.stem}.{kind}"


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def columns_of(pdf: Path) -> str:
    """The text of a PDF by columns of the sheet: words one under the other in the same cell stay together."""
    return bare(subprocess.run(["pdftotext", "-raw", str(pdf), "-"], check=True, capture_output=True, text=True).stdout)


def texts_of(record: Record) -> list[str]:
    """Every printed text, in pieces as long as a line may be at the least."""
    definition = record.definition
    cells = [cell for section in definition.visible_sections for cell in record.cells(section)]
    if not any("{unit}" in section.side for section in definition.sections):
        cells.remove(CellId("form", "", "unit"))  # a table without amounts
    shown = map(record.shown, cells)
    blocks = [section for section in definition.visible_sections if section.style != "line"]
    labels = [column.label for section in blocks for column in section.columns if column.at]
    return [text for text in map(bare, (*shown, *labels, *definition.footnotes)) if text]


def assert_printed_whole(record: Record, folder: Path, pages: int) -> None:
    write_workbook(record, folder / "a.xlsx")
    pdf = convert(folder / "a.xlsx", "pdf", folder)
    info = subprocess.run(["pdfinfo", str(pdf)], check=True, capture_output=True, text=True).stdout
    width, height = map(float, re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", info).groups())  # type: ignore[union-attr]
    upright = record.definition.sheet.print_setup.orientation == "portrait"
    assert (round(width), round(height)) == (A4 if upright else A4[::-1])
    count = int(re.search(r"Pages:\s+(\d+)", info)[1])  # type: ignore[index]
    assert count == pages
    printed = columns_of(pdf)
    missing = [text for text in texts_of(record) if text not in printed and not _in_pieces(text, printed)]
    assert missing == []


def _in_pieces(text: str, printed: str) -> bool:
    """True when nearly every stretch of four characters is there.

    A line of another cell, or a page break with its repeated rows, may stand between two lines of a text.
    """
    grams = [text[at : at + 4] for at in range(0, max(1, len(text) - 3))]
    lost = [gram for gram in grams if gram not in printed]
    return len(lost) <= len(text) // 8


@pytest.mark.parametrize("name", NAMES)
def test_the_forms_are_printed_whole_on_a4(name: str, tmp_path: Path) -> None:
    assert_printed_whole(record_of(sample(name)), tmp_path, pages=PAGES[name])


def test_long_prose_is_printed_to_its_last_word(tmp_path: Path) -> None:
    data = sample(NAMES[0])
    prose = "".join(f"第{number}项任务按计划完成，群众反映良好；" for number in range(140))
    data["goal"]["achieved"] = prose + "目标末尾"
    data["indicators"][3]["actual"] = prose[:900] + "指标末尾"
    record = record_of(data)
    write_workbook(record, tmp_path / "a.xlsx")
    printed = columns_of(convert(tmp_path / "a.xlsx", "pdf", tmp_path))
    for number in range(140):
        assert f"第{number}项" in printed
    assert "目标末尾" in printed
    assert "指标末尾" in printed


@pytest.mark.parametrize("name", NAMES)
def test_saved_again_by_another_program_it_still_reads_the_same(name: str, tmp_path: Path) -> None:
    data = sample(name)
    write_workbook(record_of(data), tmp_path / "a.xlsx")
    (proposal,) = read_workbook(convert(tmp_path / "a.xlsx", "xlsx", tmp_path), definitions())
    back = folded(proposal_json(proposal))
    assert {path: back.get(path) for path in folded(data)} == folded(data)
