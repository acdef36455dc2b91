"""One labelled field of a guided page: label, badge when it must be written, the editor, its count of characters."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.address import CellId
from desktop.services.entry import FormSession
from desktop.services.review import CellState, cell_state
from desktop.ui.session import Session
from desktop.ui.theme import active_theme, set_property
from desktop.ui.widgets.entry_field import EntryField


class FieldBlock(QWidget):
    """A label with its field."""

    def __init__(
        self,
        session: Session,
        form: FormSession,
        cell: CellId,
        *,
        big: bool = False,
        unit: str = "",
        lines: tuple[int, int] = (3, 10),
        parent: QWidget | None = None,
    ) -> None:
        """Make the block of ``cell``; the other arguments go to ``EntryField``."""
        super().__init__(parent)
        theme = active_theme()
        self._form = form
        column = form.definition.column(cell.section, cell.column)
        label = " ".join(column.label.split()) or column.short
        self.field = EntryField(session, form, cell, big=big, unit=unit, lines=lines, name=label)
        self._limit = column.max_length
        self._badge = QLabel(self.tr("需要填写"), self)
        self._badge.setProperty("chip", "err")
        self._note = QLabel(self)
        self._note.setProperty("role", "second")
        self._count = QLabel(self)
        self._count.setProperty("role", "hint")
        self._count.setVisible(column.multiline)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        title = QLabel(label)
        title.setProperty("role", "strong")
        title.setBuddy(self.field.editor)
        for widget in (title, self._badge, self._note):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self._count)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(6))
        box.addLayout(head)
        box.addWidget(self.field)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.field.length_changed.connect(self._show_count)
        self.refresh()

    def refresh(self) -> None:
        """Show text, badge and count as they are now."""
        self.field.refresh()
        needed = cell_state(self._form, self.field.cell) is CellState.NEEDED
        self._badge.setVisible(needed)
        self._note.setVisible(needed)
        self._show_count(len(self.field.text))

    def narrow(self, width: int) -> None:
        """Make the field ``width`` px wide, for a figure; such a field needs no count of characters."""
        self.field.setMaximumWidth(width)
        self._count.hide()

    def say(self, note: str) -> None:
        """Show a short reason beside the badge."""
        self._note.setText(note)

    def _show_count(self, length: int) -> None:
        if self._limit is None:
            self._count.setText(self.tr("{0} 字").format(length))
            return
        self._count.setText(self.tr("{0} / {1} 字").format(length, self._limit))
        set_property(self._count, role="err" if length > self._limit else "hint")
