"""How far a form is: the contents with counts and marks, kept current at the cost of what a change touches.

Reads a form and changes nothing. Lines that a change does not touch stay the same objects, so that a view can tell by
identity what to renew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop.domain.address import CellId
from desktop.domain.checks.finding import Finding, Severity
from desktop.domain.definition import JsonShape, Section, Shape
from desktop.domain.places import row_label
from desktop.domain.record import Record
from desktop.services.changes import ChangeSet
from desktop.services.entry import FormSession


def is_unfilled(finding: Finding) -> bool:
    """True for a cell that was not filled yet, which is no mistake but work still to do."""
    return finding.code.endswith(".required")


@dataclass(frozen=True, slots=True)
class PartProgress:
    """One line of the contents.

    Attributes:
        key: ``part:<title>``, ``group:<section>:<level2>`` or ``row:<section>:<row key>``; stable.
        title, short: as shown; ``short`` for the narrow rail.
        sections: keys of the sections it stands for.
        cell: the first cell to go to; None if it has none.
        filled, total: entry cells that count (rows, for indicators).
        mark: ``error`` ``verify`` ``explained`` ``ok`` ``partial`` ``empty``.
        children: groups and rows below.
        number: number of an indicator row, counted from 1; 0 elsewhere.
    """

    key: str
    title: str
    short: str
    sections: tuple[str, ...]
    cell: CellId | None
    filled: int
    total: int
    mark: str
    children: tuple[PartProgress, ...] = ()
    number: int = 0


class Progress:
    """The contents of one form.

    Attributes:
        lines: one line a part in the order of the form; indicators by second-level group and row.
    """

    def __init__(self, form: FormSession) -> None:
        """Read all of ``form``."""
        self._form = form
        self._rows: dict[tuple[str, str], PartProgress] = {}
        self._known: dict[str, PartProgress] = {}
        self._parts: dict[str, list[Section]] = {}
        for section in form.definition.visible_sections:
            self._parts.setdefault(section.part, []).append(section)
        self.lines = self._build(set(self._parts))

    def read_again(self) -> None:
        """Renew every line, whatever changed."""
        self._rows.clear()
        self.lines = self._build(set(self._parts))

    def update(self, changes: Iterable[ChangeSet]) -> None:
        """Renew the lines that ``changes`` of this form touched."""
        cells: set[CellId] = set()
        sections: set[str] = set()
        for change in changes:
            sections |= change.sections
            cells |= change.cells
            for finding in (*change.added, *change.removed):
                cells.update(finding.cells)
                if finding.cell is not None:
                    cells.add(finding.cell)
        if sections:
            self._rows.clear()
        for cell in cells:
            self._rows.pop((cell.section, cell.row), None)
        touched = sections | {cell.section for cell in cells}
        # A blank part, such as one whose rows were all removed, is renewed too: it costs next to nothing.
        self.lines = self._build({part for part, kept in self._parts.items() if touched & {s.key for s in kept}})

    @property
    def rows(self) -> list[PartProgress]:
        """The indicator rows of all list sections, in order."""
        return [row for part in self.lines for group in part.children for row in group.children or (group,)]

    @property
    def indicator_counts(self) -> tuple[int, int]:
        """Indicator rows with every required cell filled, and all of them."""
        rows = self.rows
        return sum(1 for row in rows if row.filled >= row.total), len(rows)

    # building -----------------------------------------------------------------------------------------------------

    def _build(self, touched: set[str]) -> list[PartProgress]:
        return [
            self._part(title, sections) if title in touched else self._known[f"part:{title}"]
            for title, sections in self._parts.items()
        ]

    def _kept(self, line: PartProgress) -> PartProgress:
        """The line of before where nothing differs, so that it is recognised by identity."""
        known = self._known.get(line.key)
        if known is not None and _same(known, line):
            return known
        self._known[line.key] = line
        return line

    def _part(self, title: str, sections: list[Section]) -> PartProgress:
        # Title and year have defaults; the part is measured by the sections a clerk really fills.
        counted = [s for s in sections if s.key != "form"] or sections
        children = tuple(child for s in counted if _has_lines(s) for child in self._groups(s))
        fixed = [s for s in sections if not _has_lines(s)]
        cells = [cell for s in counted if s in fixed for cell in counting_cells(self._form.record, s)]
        filled = sum(1 for cell in cells if self._form.record.shown(cell)) + sum(c.filled for c in children)
        total = len(cells) + sum(child.total for child in children)
        findings = [f for s in fixed for cell in self._form.record.cells(s) for f in self._form.engine.at(cell)]
        mark = _mark(findings, filled, total)
        if children:
            mark = worst_mark([child.mark for child in children] + ([mark] if cells else []))
        keys = tuple(s.key for s in sections)
        first = next((c for s in counted for c in self._form.record.entry_cells(s)), None)
        if children:
            first = children[0].cell
        line = PartProgress(f"part:{title}", title, sections[-1].short, keys, first, filled, total, mark, children)
        return self._kept(line)

    def _groups(self, section: Section) -> list[PartProgress]:
        """Rows under their second-level name; a section without levels has its rows directly."""
        record = self._form.record
        levels = "level2" in section.column_by_key
        groups: list[tuple[str, list[PartProgress]]] = []
        lines = []
        for number, row in enumerate(record.rows(section.key), 1):
            line = self._rows.get((section.key, row.key))
            if line is None:
                line = self._rows[section.key, row.key] = self._row(section, number, row.key)
            lines.append(line)
            if levels:
                name = record.text(CellId(section.key, row.key, "level2")) or "未分组"
                if not groups or groups[-1][0] != name:
                    groups.append((name, []))
                groups[-1][1].append(line)
        if not levels:
            return lines
        return [self._group(section, index, name, children) for index, (name, children) in enumerate(groups)]

    def _group(self, section: Section, index: int, name: str, children: list[PartProgress]) -> PartProgress:
        filled, total = sum(c.filled for c in children), sum(c.total for c in children)
        mark = worst_mark([child.mark for child in children])
        key, keys = f"group:{section.key}:{index}", (section.key,)
        line = PartProgress(key, name, name[:2], keys, children[0].cell, filled, total, mark, tuple(children))
        return self._kept(line)

    def _row(self, section: Section, number: int, row: str) -> PartProgress:
        record, engine = self._form.record, self._form.engine
        entry = [CellId(section.key, row, column.key) for column in section.entry_columns]
        required = [cell for cell in entry if section.column_by_key[cell.column].required] or entry
        filled = sum(1 for cell in required if record.shown(cell))
        cells = [CellId(section.key, row, column.key) for column in section.columns]
        mark = _mark([finding for cell in cells for finding in engine.at(cell)], filled, len(required))
        title, first = row_label(record, section, row), required[0] if required else None
        key, keys = f"row:{section.key}:{row}", (section.key,)
        line = PartProgress(key, title, str(number), keys, first, filled, len(required), mark, (), number)
        return self._kept(line)


def _has_lines(section: Section) -> bool:
    """True for rows that have a line each: indicators, tasks. A budget table is one line, however many rows it has."""
    return section.shape is Shape.LIST and section.json_shape is not JsonShape.TABLE


def _same(first: PartProgress, second: PartProgress) -> bool:
    """Equal but for children, which are compared by identity: they were kept where nothing differs."""
    if len(first.children) != len(second.children):
        return False
    if any(one is not other for one, other in zip(first.children, second.children, strict=True)):
        return False
    return (first.title, first.cell, first.filled, first.total, first.mark, first.number) == (
        second.title,
        second.cell,
        second.filled,
        second.total,
        second.mark,
        second.number,
    )


def contents(form: FormSession) -> list[PartProgress]:
    """The contents of a form as it is now."""
    return Progress(form).lines


def counting_cells(record: Record, section: Section) -> list[CellId]:
    """The cells progress counts: required ones; where none is, those of rows somebody began, or all at the start.

    So blank 地方资金 and 其他资金 rows, which are harmless, do not keep a finished form at "2/6". What a new form
    starts with (分值 10) does not begin its row, but counts; columns that may stay empty for good do not.
    """
    entry = [cell for cell in record.entry_cells(section) if not section.column_by_key[cell.column].optional]
    required = [cell for cell in entry if section.column_by_key[cell.column].required]
    if required or section.shape is Shape.LIST:
        return required or entry
    preset = {cell: _preset(record, cell) for cell in entry}
    begun = {cell.row for cell in entry if record.shown(cell) not in ("", preset[cell])}
    return [cell for cell in entry if cell.row in begun or preset[cell]] if begun else entry


def _preset(record: Record, cell: CellId) -> str:
    """What a new form holds there."""
    item = record.item(cell.section, cell.row) if cell.row else None
    return item.preset.get(cell.column, "") if item is not None else ""


def _mark(findings: Sequence[Finding], filled: int, total: int) -> str:
    serious = [f for f in findings if not is_unfilled(f) and f.severity is not Severity.INFO]
    if any(f.severity is Severity.ERROR for f in serious):
        return "error"
    if any(f.is_open for f in serious):
        return "verify"
    if filled < total:
        return "partial" if filled else "empty"
    return "explained" if serious else "ok"


def worst_mark(marks: Sequence[str]) -> str:
    """The mark of a group: the gravest of its rows; some filled and some not is ``partial``."""
    if "error" in marks or "verify" in marks:
        return "error" if "error" in marks else "verify"
    states = set(marks)
    if states <= {"ok", "explained"}:
        return "explained" if "explained" in states else "ok"
    return "empty" if states == {"empty"} else "partial"
