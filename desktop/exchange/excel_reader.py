"""Reads forms out of a workbook, by their labels: file → grids → proposals. Nothing is written anywhere.

History: 1 the program's own exports and forms with the same labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop.domain.definition import FormDefinition
from desktop.domain.errors import InputError
from desktop.exchange.grid import read_grids
from desktop.exchange.proposal import Proposal
from desktop.exchange.recognise import explain_unrecognised, recognise


def read_workbook(path: Path, definitions: Sequence[FormDefinition]) -> list[Proposal]:
    """The forms of a workbook, at least one.

    Raises:
        InputError: the file cannot be read, or holds no form that a definition fits; names file and reason.
        EnvironmentFault: the file cannot be opened.
    """
    grids = read_grids(path)
    proposals = recognise(grids, definitions)
    if not proposals:
        reason = explain_unrecognised(grids, definitions)
        raise InputError(f"在文件“{path.name}”里没有认出自评表：{reason}。")
    return proposals
