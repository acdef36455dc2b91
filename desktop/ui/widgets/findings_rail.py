"""The findings folded to a rail of 44: a mark and a count for errors and for 核实."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.ui.theme import active_theme
from desktop.ui.widgets.contents_rail import RailButton


class FindingsRail(QFrame):
    """44 wide.

    Signals:
        unfold_requested(): show the findings over the page.
    """

    unfold_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Two counts and a button to unfold."""
        super().__init__(parent)
        self.setProperty("ground", "panel")
        theme = active_theme()
        self._errors = RailButton("error", "0")
        self._verifies = RailButton("verify", "0")
        unfold = RailButton("chevron-left", self.tr("问题"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(8), 0, theme.px(8))
        column.setSpacing(theme.px(4))
        for button in (self._errors, self._verifies):
            column.addWidget(button)
        column.addStretch(1)
        column.addWidget(unfold)
        for button in (self._errors, self._verifies, unfold):
            button.setFixedWidth(theme.px(44))
            button.setToolTip(self.tr("打开问题清单（F6）"))
            button.clicked.connect(self.unfold_requested)
        unfold.setAccessibleName(self.tr("打开问题清单"))

    def show_counts(self, errors: int, verifies: int) -> None:
        """Show how many of each are open."""
        self._errors.mark = "error" if errors else "ok"
        self._errors.setText(str(errors))
        self._errors.setAccessibleName(self.tr("错误 {0}").format(errors))
        self._verifies.setText(str(verifies))
        self._verifies.setAccessibleName(self.tr("核实 {0}").format(verifies))
        self._errors.update()
        self._verifies.update()
