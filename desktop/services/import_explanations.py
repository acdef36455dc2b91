"""Explanations of an import preview: one line for each, taken or left whole with its code, path and figures.

A path counts the rows of the file. In the form the rows may stand elsewhere, or be added by the very import, so it is
written anew for the form. Figures come along as they are: where those of the form differ, the explanation shows as
lapsed there, and nobody takes an old sentence for an answer to new figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from desktop.domain.address import CellId, Row
from desktop.domain.changes import CellChange, Change, RowChange
from desktop.domain.checks.base import place_in_words
from desktop.domain.checks.settling import EXPLANATIONS
from desktop.domain.places import cell_at, path_of
from desktop.domain.record import Record
from desktop.exchange.proposal import ReadValue
from desktop.services.entry import new_row_key
from desktop.services.explanations import changed_copy
from desktop.services.import_line import ImportLine

_KEPT = ("code", "where", "about")


def explanation_lines(
    read: Record, values: Mapping[CellId, ReadValue], base: Record | None, rows: Mapping[tuple[str, str], Row]
) -> Iterator[ImportLine]:
    """A line for each explanation of the file ``read``, beside what ``base`` (None: a new form) holds.

    ``rows`` tells which row of the form a row of the file is.
    """
    for row in read.rows(EXPLANATIONS):
        value = values[CellId(EXPLANATIONS, row.key, "text")]
        code, where, about = (read.text(CellId(EXPLANATIONS, row.key, key)) for key in _KEPT)
        source = cell_at(read, where)
        concerns = source
        if source is not None and base is not None and (source.section, source.row) in rows:
            concerns = CellId(source.section, rows[source.section, source.row].key, source.column)
        where = _path(base or read, concerns, where)
        known = _row(base, code, where, concerns) if base is not None else None
        old, old_about = (_text(base, known, key) for key in ("text", "about"))
        same = old == value.text and about in ("", old_about)
        reason = "文字相同，写于另一组数字" if old == value.text else "审核说明表中的编号和位置"
        yield ImportLine(
            cell=CellId(EXPLANATIONS, known or (new_row_key() if base is not None else row.key), "text"),
            section=read.definition.section_by_key[EXPLANATIONS].title,
            place=place_in_words(read, source) if source is not None else where,
            column="说明",
            source=value.source,
            old=old,
            new=value.text,
            state="same" if same else "different" if old else "new",
            confidence=str(value.confidence),
            reason=value.reason or reason,
            take=not same,
            along=(("code", code), ("where", where), ("about", about)),
            concerns=concerns,
        )


def explanation_texts(lines: Iterable[ImportLine]) -> dict[CellId, str]:
    """Cell → text of what goes along with the explanations among ``lines``."""
    return {
        CellId(EXPLANATIONS, line.cell.row, column): text
        for line in lines
        if line.cell.section == EXPLANATIONS
        for column, text in line.along
        if text
    }


def explanation_changes(lines: Iterable[ImportLine], record: Record, before: Sequence[Change]) -> Iterator[Change]:
    """The changes that take the explanations among ``lines`` into ``record``, after the changes ``before`` are made."""
    explained = [line for line in lines if line.cell.section == EXPLANATIONS]
    if not explained:
        return
    after = changed_copy(record, before)
    count = len(record.rows(EXPLANATIONS))
    for line in explained:
        texts = dict(line.along) | {"text": line.new}
        texts["where"] = _path(after, line.concerns, texts["where"])
        known = record.has_cell(line.cell)
        if not known:
            yield RowChange(EXPLANATIONS, Row(line.cell.row, ""), None, count)
            count += 1
        for column, text in texts.items():
            cell = CellId(EXPLANATIONS, line.cell.row, column)
            old = record.text(cell) if known else ""
            if old != text:
                yield CellChange(cell, old, text)


def _row(record: Record, code: str, where: str, concerns: CellId | None) -> str | None:
    """The explanation of ``record`` with a code and path; None for a cell whose row is yet to be added."""
    if concerns is not None and not record.has_cell(concerns):
        return None
    named = (row.key for row in record.rows(EXPLANATIONS))
    return next(
        (key for key in named if (_text(record, key, "code"), _text(record, key, "where")) == (code, where)), None
    )


def _text(record: Record | None, row: str | None, column: str) -> str:
    """A text of an explanation, ``""`` where there is none."""
    return record.text(CellId(EXPLANATIONS, row, column)) if record is not None and row is not None else ""


def _path(record: Record, cell: CellId | None, path: str) -> str:
    """The path of ``cell`` in ``record``; ``path`` where there is no such cell."""
    return path_of(record, cell) if cell is not None and record.has_cell(cell) else path
