"""Foot of the guide: back, skip, next problem, next."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.ui.theme import active_theme
from desktop.ui.widgets.key_button import KeyButton


class GuideFoot(QFrame):
    """56 high.

    Signals:
        back(), skip(), problem(), forward(): what was pressed.
    """

    back = Signal()
    skip = Signal()
    problem = Signal()
    forward = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Lay the buttons out."""
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setProperty("edge", "top")
        self._back = KeyButton(self.tr("上一项"), "PgUp", icon_name="chevron-left")
        self._skip = KeyButton(self.tr("跳过，以后再填"), "Ctrl+PgDn", kind="quiet")
        self._problem = KeyButton(self.tr("下一处问题"), "F8", icon_name="jump")
        self._next = KeyButton(self.tr("下一项"), "Enter", kind="primary", icon_name="chevron-right", icon_behind=True)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(active_theme().px(8))
        self._row.addWidget(self._back)
        self._row.addWidget(self._skip)
        self._row.addStretch(1)
        self._row.addWidget(self._problem)
        self._row.addWidget(self._next)
        self._back.clicked.connect(self.back)
        self._skip.clicked.connect(self.skip)
        self._problem.clicked.connect(self.problem)
        self._next.clicked.connect(self.forward)
        self._refresh()

    def show_place(self, *, first: bool, last: bool, problems: bool) -> None:
        """Rest what leads nowhere."""
        self._back.setEnabled(not first)
        self._skip.setEnabled(not last)
        self._next.setEnabled(not last)
        self._problem.setEnabled(problems)

    def set_inset(self, left: int, right: int) -> None:
        """Stand under the column of the page, px."""
        self._row.setContentsMargins(left, 0, right, 0)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the skip button where there is no room for four; its key stays."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        margins = self._row.contentsMargins()
        buttons = (self._back, self._skip, self._problem, self._next)
        wanted = sum(button.sizeHint().width() for button in buttons) + self._row.spacing() * (len(buttons) + 1)
        self._skip.setVisible(wanted <= self.width() - margins.left() - margins.right())

    def changeEvent(self, event: QEvent) -> None:
        """Take the height of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._refresh()

    def _refresh(self) -> None:
        self.setFixedHeight(active_theme().height("foot"))
