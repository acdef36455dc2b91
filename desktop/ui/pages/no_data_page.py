"""Shown while no data file could be opened: why, and the two ways on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.theme import active_theme, set_property


class NoDataPage(QWidget):
    """A card in the middle of the page."""

    def __init__(self, open_: Callable[[], object], new: Callable[[], object]) -> None:
        """A card without a reason yet; its buttons call ``open_`` and ``new``, which ask for a file."""
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_property(self, ground="window")
        self._title, self._reason = QLabel(self.tr("打不开数据文件")), QLabel()
        set_property(self._title, role="section")
        self._reason.setWordWrap(True)
        self._reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._open = QPushButton(self.tr("打开另一个数据文件…"))
        self._open.setProperty("kind", "primary")
        self._new = QPushButton(self.tr("新建一个数据文件…"))
        # Qt hands on whether the button is checked, which nobody wants to know.
        self._open.clicked.connect(lambda: open_())
        self._new.clicked.connect(lambda: new())
        for button in (self._open, self._new):
            button.setAutoDefault(True)  # Enter presses it, as it does in a dialog
        theme = active_theme()
        card = QFrame()
        card.setProperty("card", "true")
        card.setMaximumWidth(theme.px(680))
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(20))
        column.setSpacing(theme.px(12))
        column.addWidget(self._title)
        column.addWidget(self._reason)
        buttons = QHBoxLayout()
        buttons.addWidget(self._open)
        buttons.addWidget(self._new)
        buttons.addStretch(1)
        column.addLayout(buttons)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card, 8)
        row.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(2)

    def show_reason(self, reason: str) -> None:
        """Say why there is no data file, and put the focus on the first way on."""
        self._reason.setText(reason)
        self._open.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def reason(self) -> str:
        """What is said."""
        return self._reason.text()
