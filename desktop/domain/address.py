"""Where a value stands in a form: section, row and column, by their keys, never by position.

Keys stay the same when rows are moved or inserted, so history, findings and undo hold on to them.
The position-bound paths of the JSON shape (``funds[0].budget``) are made in ``evaluation_json``.
"""

from __future__ import annotations

from typing import NamedTuple


class CellId(NamedTuple):
    """One cell of a form.

    Attributes:
        section: key of the section, e.g. ``funds``.
        row: key of the row; ``""`` in a section of fields (header, goal, note).
        column: key of the column or field, e.g. ``budget``.
    """

    section: str
    row: str
    column: str

    def __str__(self) -> str:
        return f"{self.section}/{self.row}/{self.column}"


class Row(NamedTuple):
    """One row of a section, as a record holds it.

    Attributes:
        key: unique in its section for ever; never given to another row.
        item: key of the definition's item it stands for; ``""`` when the user added it or the
            imported form has a row the definition does not know.
    """

    key: str
    item: str
