"""Matches for a subject that is being typed, in a light box beside the cell; it never covers the cell.

A child of the sheet's viewport, not a window of its own: a window would take the input method away from the cell.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.domain.subjects import Subject
from desktop.ui.theme import active_theme

_LINE, _CODE, _WIDEST, _SIDE = 28, 76, 380, 10


class SubjectPopup(QWidget):
    """A list of subjects, one of which may be chosen.

    Signals:
        taken(Subject): a line was pressed.
    """

    taken = Signal(object)

    def __init__(self, view: QWidget) -> None:
        """Hidden, above ``view``."""
        super().__init__(view)
        self._subjects: tuple[Subject, ...] = ()
        self._chosen = -1
        self._view = view
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("可选的科目"))
        self.hide()

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """What is offered; empty while it is hidden."""
        return () if self.isHidden() else self._subjects

    @property
    def chosen(self) -> Subject | None:
        """What Enter takes."""
        return self._subjects[self._chosen] if not self.isHidden() and self._chosen >= 0 else None

    def offer(self, subjects: Sequence[Subject], sure: bool, cell: QRect) -> None:
        """Show ``subjects`` beside ``cell``, the first one chosen when it is ``sure``; none hides the box."""
        self._subjects = tuple(subjects)
        self._chosen = 0 if subjects and sure else -1
        if not subjects:
            self.hide()
            return
        self.setGeometry(self._place(cell))
        self._tell()
        self.show()
        self.raise_()
        self.update()

    def step(self, steps: int) -> None:
        """Choose the next (+1) or previous (−1) line; before the first one stands the text as typed."""
        count = len(self._subjects)
        self._chosen = (self._chosen + 1 + steps) % (count + 1) - 1
        self._tell()
        self.update()

    def _tell(self) -> None:
        chosen = self.chosen
        self.setAccessibleDescription(f"{chosen.code} {chosen.name}" if chosen is not None else "")

    def _place(self, cell: QRect) -> QRect:
        """Below the cell; above it where there is more room; never over it."""
        theme = active_theme()
        view = self._view.rect()
        height = len(self._subjects) * theme.px(_LINE) + 2
        width = min(theme.px(_WIDEST), view.width())
        left = max(0, min(cell.left(), view.right() - width))
        below, above = view.bottom() - cell.bottom() - 1, cell.top() - 1
        if below >= height or below >= above:
            return QRect(left, cell.bottom() + 2, width, min(height, max(below, theme.px(_LINE))))
        return QRect(left, max(0, cell.top() - 1 - height), width, min(height, above))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Code and name a line; the chosen one on the accent ground."""
        theme, painter = active_theme(), QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        for number, subject in enumerate(self._subjects):
            line = QRect(1, 1 + number * theme.px(_LINE), self.width() - 2, theme.px(_LINE))
            if number == self._chosen:
                painter.fillRect(line, theme.color("accent-soft"))
                painter.fillRect(QRect(line.left(), line.top(), 3, line.height()), theme.color("accent"))
            inner = line.adjusted(theme.px(_SIDE), 0, -theme.px(_SIDE), 0)
            painter.setFont(theme.font("list"))
            painter.setPen(theme.color("text2"))
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter), subject.code)
            painter.setPen(theme.color("text"))
            name = inner.adjusted(theme.px(_CODE), 0, 0, 0)
            shown = painter.fontMetrics().elidedText(subject.name, Qt.TextElideMode.ElideRight, name.width())
            painter.drawText(name, int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.setPen(QPen(theme.color("line2"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the line that is pressed; the cell keeps the keyboard."""
        number = int(event.position().y() - 1) // active_theme().px(_LINE)
        if 0 <= number < len(self._subjects):
            self.taken.emit(self._subjects[number])
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the colours of a new theme."""
        super().changeEvent(event)
        self.update()
