"""The sheets 审核说明 of a workbook: which forms get one, what each is called, which columns are hidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from desktop.domain.explanation_sheet import HIDDEN, NAME, lay_out_explanations
from desktop.domain.record import Record
from desktop.domain.sheet_cells import OfficialSheet


def explanation_sheets(forms: Sequence[Record]) -> Iterator[tuple[Record, OfficialSheet]]:
    """Each form that has written explanations, with their sheet.

    In a workbook of one form it is called 审核说明; of several, the number of the form follows, by which the reader
    finds the form again.
    """
    for number, record in enumerate(forms, start=1):
        sheet = lay_out_explanations(record, NAME if len(forms) == 1 else f"{NAME} {number}")
        if sheet is not None:
            yield record, sheet


def hide_columns(worksheet: Worksheet) -> None:
    """Hide what only reading back needs."""
    for number in HIDDEN:
        worksheet.column_dimensions[get_column_letter(number)].hidden = True
