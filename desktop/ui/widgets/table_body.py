"""Middle of a guided page for a budget table: what is in it, how far it is, and the way there.

A table is read across and down, against its sums; a page a row would take that away. So the guide lists the parts of
the table and leads to them.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel

from desktop.domain.definition import Section, Shape
from desktop.services.entry import FormSession
from desktop.services.progress import counting_cells
from desktop.ui.models.guide_items import GuideItem
from desktop.ui.session import Session
from desktop.ui.theme import active_theme
from desktop.ui.widgets.guide_body import GuideBody
from desktop.ui.widgets.key_button import KeyButton


class TableBody(GuideBody):
    """The parts of a table with counts, and a button.

    Attributes:
        button: leads to the table.

    Signals:
        table_requested(): the user wants the table.
    """

    table_requested = Signal()

    def __init__(self, session: Session, form: FormSession, item: GuideItem) -> None:
        """List the parts of ``item``."""
        super().__init__(session, form, item)
        theme = active_theme()
        named = [form.definition.section_by_key[key] for key in item.sections]
        self._sections = [one for one in named if any(column.at for column in one.columns)]
        self._counts: list[QLabel] = []
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(24))
        grid.setVerticalSpacing(theme.px(10))
        grid.setColumnStretch(2, 1)
        for line, section in enumerate(self._sections):
            count = QLabel()
            count.setProperty("role", "second")
            self._counts.append(count)
            grid.addWidget(QLabel(section.title), line, 0)
            grid.addWidget(count, line, 1)
        self._column.addLayout(grid)
        self.button = KeyButton(self.tr("到表格里填"), "Ctrl+G", kind="primary", icon_name="table")
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.clicked.connect(self.table_requested)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        self._column.addLayout(row)
        self.refresh()

    def refresh(self) -> None:
        """Counts as they are now."""
        for section, label in zip(self._sections, self._counts, strict=True):
            label.setText(self._count(section))

    def _count(self, section: Section) -> str:
        record = self._form.record
        rows = len(record.rows(section.key))
        cells = counting_cells(record, section)
        filled = sum(1 for cell in cells if record.shown(cell))
        said = self.tr("要填 {0} 格，填了 {1} 格").format(len(cells), filled)
        if section.shape is not Shape.LIST:
            return said
        figures = [cell for cell in record.entry_cells(section) if record.text(cell)]
        return self.tr("{0} 行，填了 {1} 格").format(rows, len(figures)) if rows else self.tr("还没有行")
