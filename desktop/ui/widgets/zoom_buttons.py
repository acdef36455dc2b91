"""− 100 % +: the zoom of the sheet."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from desktop.ui.icons import icon
from desktop.ui.theme import active_theme


class ZoomButtons(QWidget):
    """Two buttons and the factor between them.

    Signals:
        asked(int): one size up (+1) or down (−1).
    """

    asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """At 100 %."""
        super().__init__(parent)
        self._factor = QLabel("100%", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(active_theme().px(10))
        row.addWidget(self._button("minus", self.tr("缩小表格"), -1))
        row.addWidget(self._factor)
        row.addWidget(self._button("plus", self.tr("放大表格"), 1))

    def show_zoom(self, zoom: float) -> None:
        """Show the zoom factor."""
        self._factor.setText(f"{zoom:.0%}")

    def _button(self, name: str, text: str, step: int) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(name, "text2"))
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setProperty("step", step)
        button.clicked.connect(self._ask)
        return button

    def _ask(self) -> None:
        self.asked.emit(int(self.sender().property("step")))
