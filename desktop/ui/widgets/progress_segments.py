"""A row of small segments, one per indicator, coloured by its mark; the current one is framed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.theme import active_theme

_FILLS = {"ok": "bar", "explained": "exp-fill", "error": "err-fill", "verify": "ver-fill"}


class ProgressSegments(QWidget):
    """Painted; the figure stands beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """No segments yet."""
        super().__init__(parent)
        self._marks: list[tuple[str, bool]] = []
        self._current = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_marks(self, marks: Sequence[tuple[str, bool]], name: str) -> None:
        """Show (mark, filled) of each indicator; ``name`` says it in words for screen readers."""
        if list(marks) != self._marks:
            self._marks = list(marks)
            self.update()
        self.setAccessibleName(name)

    def set_current(self, index: int) -> None:
        """Frame a segment, counted from 0; −1 frames none."""
        if index != self._current:
            self._current = index
            self.update()

    def sizeHint(self) -> QSize:
        """As wide as it gets, high enough for the frame."""
        theme = active_theme()
        return QSize(theme.px(180), theme.px(14))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the segments with gaps that shrink when there are many."""
        if not self._marks:
            return
        theme = active_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = self.width() / len(self._marks)
        gap = theme.px(2) if step >= theme.px(6) else step * 0.25
        height = theme.px(8)
        top = (self.height() - height) / 2
        for index, (mark, filled) in enumerate(self._marks):
            box = QRectF(index * step, top, step - gap, height)
            role = _FILLS.get(mark, "bar" if filled else "")
            if role:
                painter.fillRect(box, theme.color(role))
            else:
                painter.setPen(QPen(theme.color("line2"), 1))
                painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        if 0 <= self._current < len(self._marks):
            painter.setPen(QPen(theme.color("text"), 1.5))
            box = QRectF(self._current * step - 2, top - 2, step - gap + 4, height + 4)
            painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 2, 2)
        painter.end()
