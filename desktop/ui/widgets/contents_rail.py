"""The contents folded to a rail of 52: a mark and one to three characters per part."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QVBoxLayout, QWidget

from desktop.domain.address import CellId
from desktop.services.progress import PartProgress
from desktop.ui.icons import pixmap
from desktop.ui.theme import active_theme
from desktop.ui.widgets.marks import MARK_WORDS


class RailButton(QAbstractButton):
    """Mark above a short name; the chosen one stands on the accent ground with a bar."""

    def __init__(self, mark: str, text: str, parent: QWidget | None = None) -> None:
        """Show ``mark`` (an icon) and ``text``."""
        super().__init__(parent)
        self.mark = mark
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """As wide as the rail."""
        theme = active_theme()
        return QSize(theme.px(52), theme.px(50))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, mark and name."""
        theme = active_theme()
        painter = QPainter(self)
        if self.isChecked():
            painter.fillRect(self.rect(), theme.color("accent-soft"))
            painter.fillRect(0, 0, 3, self.height(), theme.color("accent"))
        elif self.underMouse():
            painter.fillRect(self.rect(), theme.color("sunken"))
        edge = theme.px(16)
        # Low windows with large letters press the buttons together; mark and name move closer then.
        top = max(0, min(theme.px(8), (self.height() - edge - theme.px(18)) // 2))
        picture = pixmap(self.mark, None, 16, ratio=self.devicePixelRatioF())
        painter.drawPixmap((self.width() - edge) // 2, top, picture)
        painter.setFont(theme.font("hint", bold=self.isChecked()))
        painter.setPen(theme.color("text" if self.isChecked() else "text2"))
        painter.drawText(self.rect().adjusted(0, top + theme.px(18), 0, 0), Qt.AlignmentFlag.AlignHCenter, self.text())
        if self.hasFocus():
            painter.setPen(theme.color("accent"))
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        painter.end()


class ContentsRail(QFrame):
    """52 wide.

    Signals:
        cell_requested(CellId): go to the first cell of a part.
        unfold_requested(): show the whole contents.
    """

    cell_requested = Signal(object)
    unfold_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty rail."""
        super().__init__(parent)
        self.setProperty("ground", "panel")
        self._buttons: list[RailButton] = []
        self._lines: list[PartProgress] = []
        self._current: CellId | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, active_theme().px(8), 0, active_theme().px(8))
        self._column.setSpacing(active_theme().px(4))
        self._column.addStretch(1)
        unfold = RailButton("chevron-right", self.tr("展开"))
        unfold.setAccessibleName(self.tr("展开目录"))
        unfold.clicked.connect(self.unfold_requested)
        self._column.addWidget(unfold)

    def show_lines(self, lines: Sequence[PartProgress]) -> None:
        """Show the parts; buttons are made again only when parts came or went."""
        if [line.key for line in lines] != [line.key for line in self._lines]:
            for button in self._buttons:
                self._column.removeWidget(button)
                button.deleteLater()
            self._buttons = []
            for place, line in enumerate(lines):
                button = RailButton(line.mark, line.short)
                button.setCheckable(True)
                button.clicked.connect(self._go)
                self._buttons.append(button)
                self._column.insertWidget(place, button)
        self._lines = list(lines)
        for button, line in zip(self._buttons, lines, strict=True):
            button.mark = line.mark
            button.setToolTip(f"{line.title} {line.filled}/{line.total}，{MARK_WORDS[line.mark]}")
            button.setAccessibleName(button.toolTip())
            button.update()
        self._check()

    def show_current(self, cell: CellId) -> None:
        """Mark the part of ``cell``."""
        self._current = cell
        self._check()

    def _check(self) -> None:
        for button, line in zip(self._buttons, self._lines, strict=True):
            button.setChecked(self._current is not None and self._current.section in line.sections)

    def _go(self) -> None:
        for button, line in zip(self._buttons, self._lines, strict=True):
            if button is self.sender() and line.cell is not None:
                self.cell_requested.emit(line.cell)
        self._check()
