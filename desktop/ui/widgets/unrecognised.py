"""Instead of an empty preview: what was read from a workbook, what is missing, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.theme import active_theme, set_property
from desktop.ui.widgets.key_button import KeyButton


class Unrecognised(QWidget):
    """A card in the middle of the page.

    Signals:
        file_requested(): another file is wanted.
        cancelled(): back to where the user came from.
    """

    file_requested = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget) -> None:
        """An empty card."""
        super().__init__(parent)
        theme = active_theme()
        self._title, self._reason, self._advice = QLabel(self), QLabel(self), QLabel(self)
        set_property(self._title, role="section")
        set_property(self._advice, role="hint")
        self._advice.setText(
            self.tr("请确认文件是自评表，表头的栏名没有改掉；也可以新建一份自评表，再从 Excel 里整块复制过来。")
        )
        for label in (self._title, self._reason, self._advice):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._another = KeyButton(self.tr("换一个文件"), "Ctrl+O", kind="primary", parent=self)
        self._back = KeyButton(self.tr("返回"), "Esc", parent=self)
        self._another.clicked.connect(self.file_requested)
        self._back.clicked.connect(self.cancelled)
        card = QFrame(self)
        card.setProperty("card", "true")
        card.setMaximumWidth(theme.px(680))
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(20))
        column.setSpacing(theme.px(12))
        for label in (self._title, self._reason, self._advice):
            column.addWidget(label)
        buttons = QHBoxLayout()
        buttons.addWidget(self._another)
        buttons.addWidget(self._back)
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

    def show_reason(self, name: str, reason: str) -> None:
        """Say why file ``name`` cannot be previewed."""
        self._title.setText(self.tr("“{}”没有导入").format(name))
        self._reason.setText(reason)
        self._another.setFocus()

    @property
    def reason(self) -> str:
        """What is said."""
        return self._reason.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
            return
        super().keyPressEvent(event)
