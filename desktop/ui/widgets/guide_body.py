"""Middle of a guided page in its three shapes: fields, a grid of figures, one row with its verdict."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolTip,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from desktop.domain.address import CellId
from desktop.domain.amounts import format_amount
from desktop.domain.definition import Column, Section, ValueType
from desktop.domain.places import row_label
from desktop.services.entry import FormSession
from desktop.services.review import CellState, cell_state
from desktop.services.scores import notes_on
from desktop.services.verdict import target_chip, verdict
from desktop.ui.models.guide_items import GuideItem, Layout, is_optional
from desktop.ui.models.why import why_closed
from desktop.ui.session import Session
from desktop.ui.theme import active_theme
from desktop.ui.widgets.entry_field import EntryField
from desktop.ui.widgets.field_block import FieldBlock
from desktop.ui.widgets.score_line import ScoreLine
from desktop.ui.widgets.verdict_line import VerdictLine

FIELD_WIDTH = 316


class ClosedField(QLineEdit):
    """A cell that takes no entry: sunken, and says why on hover and on typing."""

    def __init__(self, form: FormSession, cell: CellId, name: str) -> None:
        """Show ``cell``; ``name`` is for screen readers."""
        super().__init__()
        self._form = form
        self.cell = cell
        self.setReadOnly(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.refresh()

    def refresh(self) -> None:
        """Show what is computed now."""
        column = self._form.definition.column(self.cell.section, self.cell.column)
        amount = self._form.record.amount(self.cell) if column.type is ValueType.AMOUNT else None
        text = format_amount(amount, thousands=True) if amount is not None else self._form.record.shown(self.cell)
        self.setText(text)
        why = why_closed(self._form.record, self.cell)
        said = "；".join(finding.message for finding in self._form.engine.at(self.cell) if finding.is_open)
        self.setToolTip("\n".join(part for part in (why, said) if part))
        self.setAccessibleDescription(why)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Typing is refused with the reason."""
        if event.text().isprintable() and event.text():
            QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), self.toolTip(), self)
        super().keyPressEvent(event)


class GuideBody(QWidget):
    """What the three shapes have in common.

    Attributes:
        fields: editors in the order Enter walks them; hidden ones are skipped by the page.
        scores: the lines about scores, in the order of the form.
    """

    def __init__(self, session: Session, form: FormSession, item: GuideItem) -> None:
        """Make the fields of ``item``."""
        super().__init__()
        self._session = session
        self._form = form
        self._item = item
        self.fields: list[EntryField] = []
        self.scores: list[ScoreLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(active_theme().px(16))

    def refresh(self) -> None:
        """Show what changed; the shapes show their own fields too."""
        for line in self.scores:
            line.refresh()

    def _add_score(self, cell: CellId, *, title: str = "", lead: VerdictLine | None = None) -> None:
        """A line about the score in ``cell`` comes next."""
        line = ScoreLine(self._session, self._form, cell, title=title, lead=lead)
        self.scores.append(line)
        self._column.addWidget(line)

    def reveal(self, cell: CellId) -> None:
        """Show the field of ``cell`` if it is folded away."""


class FieldsBody(GuideBody):
    """Fields one under the other."""

    def __init__(self, session: Session, form: FormSession, item: GuideItem) -> None:
        """One block a cell; fields that are computed are shown closed."""
        super().__init__(session, form, item)
        lines = (5, 16) if len(item.cells) <= 2 else (2, 6)
        self._blocks = [FieldBlock(session, form, cell, lines=lines) for cell in item.cells]
        pair: QHBoxLayout | None = None
        noted = notes_on(form.record, item.sections)
        for block, cell in zip(self._blocks, item.cells, strict=True):
            self.fields.append(block.field)
            if cell in noted:
                block.narrow(active_theme().px(FIELD_WIDTH))
                self._column.addWidget(block)
                self._add_score(cell)
                pair = None
            elif form.definition.column(cell.section, cell.column).multiline:
                self._column.addWidget(block)
                pair = None
            elif pair is None:
                pair = QHBoxLayout()
                pair.setSpacing(active_theme().px(16))
                pair.addWidget(block, 1)
                self._column.addLayout(pair)
            else:
                pair.addWidget(block, 1)
                pair = None

    def refresh(self) -> None:
        """Every block; there are few."""
        super().refresh()
        for block in self._blocks:
            block.refresh()


class MatrixBody(GuideBody):
    """Rows and columns of figures, totals sunken."""

    def __init__(self, session: Session, form: FormSession, item: GuideItem) -> None:
        """One row of fields for each row of the section."""
        super().__init__(session, form, item)
        self._closed: list[ClosedField] = []
        self._section = form.definition.section_by_key[item.sections[0]]
        columns = [column for column in self._section.columns if column.type is not ValueType.LABEL]
        unit = QLabel(self.tr("单位：{0}").format(form.record.unit))
        unit.setProperty("role", "hint")
        self._column.addWidget(unit, 0, Qt.AlignmentFlag.AlignRight)
        grid = QGridLayout()
        grid.setHorizontalSpacing(active_theme().px(12))
        grid.setVerticalSpacing(active_theme().px(10))
        self._column.addLayout(grid)
        for place, column in enumerate(columns, 1):
            grid.addWidget(_head(column), 0, place)
            grid.setColumnStretch(place, 1)
        for line, row in enumerate(form.record.rows(self._section.key), 1):
            grid.addWidget(self._label(row.key), line, 0)
            for place, column in enumerate(columns, 1):
                grid.addWidget(self._cell(CellId(self._section.key, row.key, column.key), column), line, place)
        for cell in notes_on(form.record, item.sections):
            name = row_label(form.record, self._section, cell.row)
            self._add_score(cell, title=f"{name} {self._section.column_by_key[cell.column].short}")

    def refresh(self) -> None:
        """Fields and totals."""
        super().refresh()
        for field in self.fields:
            field.refresh()
        for closed in self._closed:
            closed.refresh()

    def _label(self, row: str) -> QLabel:
        item = self._form.record.item(self._section.key, row)
        label = QLabel("　" * (1 if item and item.indent else 0) + row_label(self._form.record, self._section, row))
        return label

    def _cell(self, cell: CellId, column: Column) -> QWidget:
        name = f"{row_label(self._form.record, self._section, cell.row)}，{column.short}"
        if not self._form.record.is_entry(cell):
            closed = ClosedField(self._form, cell, name)
            closed.setMinimumHeight(active_theme().px(40))
            self._closed.append(closed)
            return closed
        field = EntryField(self._session, self._form, cell, name=name, lines=(1, 4))
        if isinstance(field.editor, QLineEdit):
            field.editor.setMinimumHeight(active_theme().px(40))
            # The hint would be cut off in a field of this width; it is shown on hover and the heading says enough.
            field.editor.setPlaceholderText("")
            if column.type.is_numeric:
                field.editor.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.fields.append(field)
        return field


class RowBody(GuideBody):
    """One row: big field with the verdict under it, prose, and prose that nobody has to write behind a link."""

    def __init__(self, session: Session, form: FormSession, item: GuideItem) -> None:
        """The entry cells of the row in the order of the form."""
        super().__init__(session, form, item)
        self._section: Section = form.definition.section_by_key[item.sections[0]]
        self._verdict: VerdictLine | None = None
        self._blocks: list[FieldBlock] = []
        self._optional: dict[CellId, tuple[FieldBlock, QPushButton]] = {}
        chip = target_chip(form, self._section, item.row)
        for cell in item.cells:
            column = self._section.column_by_key[cell.column]
            unit = chip.unit if chip is not None and column.type is ValueType.ACTUAL else ""
            self._add(cell, column, unit)
        self.refresh()

    def refresh(self) -> None:
        """Fields, verdict, score, and whether the reason is needed now."""
        for block in self._blocks:
            block.refresh()
        if self._verdict is not None:
            self._verdict.show_verdict(verdict(self._form, self._section, self._item.row))
        super().refresh()
        for cell, (block, link) in self._optional.items():
            needed = cell_state(self._form, cell) in (CellState.NEEDED, CellState.INVALID)
            if needed or block.field.text or block.field.is_open:
                self._unfold(block, link)

    def reveal(self, cell: CellId) -> None:
        """Show the prose field of ``cell``."""
        if cell in self._optional:
            self._unfold(*self._optional[cell])

    @property
    def verdict_word(self) -> str:
        """The word beside the field now; ``""`` without one."""
        return self._verdict.word if self._verdict is not None else ""

    def _add(self, cell: CellId, column: Column, unit: str) -> None:
        big = not column.multiline or column.type is ValueType.ACTUAL
        block = FieldBlock(self._session, self._form, cell, big=big, unit=unit, lines=(1, 6) if big else (3, 10))
        self._blocks.append(block)
        self.fields.append(block.field)
        if big and (unit or not column.multiline):
            # A figure reads better in a field of its size; an answer in words needs the width of the page.
            block.narrow(active_theme().px(FIELD_WIDTH))
        self._column.addWidget(block)
        if column.type is ValueType.ACTUAL:
            self._verdict = VerdictLine()
            noted = notes_on(self._form.record, self._item.sections, cell.row)
            for score in noted:
                self._add_score(score, lead=self._verdict)
            if not noted:
                self._column.addWidget(self._verdict)
        if is_optional(column) and any(c.type is ValueType.TARGET for c in self._section.columns):
            self._fold(cell, block, column)

    def _fold(self, cell: CellId, block: FieldBlock, column: Column) -> None:
        link = QPushButton(self.tr("写{0}").format(column.short))
        link.setProperty("kind", "link")
        link.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        link.setObjectName(str(cell))
        link.clicked.connect(self._unfold_clicked)
        line = QHBoxLayout()
        line.addWidget(link)
        line.addStretch(1)
        self._column.addLayout(line)
        block.say(self.tr("没有达成目标的，这一栏不能空。"))
        block.hide()
        self._optional[cell] = (block, link)

    def _unfold_clicked(self) -> None:
        for block, link in self._optional.values():
            if link is self.sender():
                self._unfold(block, link)
                block.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _unfold(self, block: FieldBlock, link: QPushButton) -> None:
        link.hide()
        block.show()


BODIES: dict[Layout, type[GuideBody]] = {
    Layout.FIELDS: FieldsBody,
    Layout.MATRIX: MatrixBody,
    Layout.ROW: RowBody,
}


def _head(column: Column) -> QLabel:
    label = QLabel(" ".join(column.label.split()))
    label.setProperty("role", "strong")
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
    label.setWordWrap(True)
    return label
