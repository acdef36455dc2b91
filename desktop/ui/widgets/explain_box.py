"""The box in which a 核实 finding is explained, inside its own row of the findings."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.domain.checks.finding import Finding
from desktop.ui.theme import active_theme

LIMIT = 200


class ExplainBox(QWidget):
    """Text, count and 保存说明. What was written is kept when the focus goes elsewhere.

    Signals:
        saved(object, str): the finding and its explanation; ``""`` withdraws it.
        closed(): the box is done.
    """

    saved = Signal(object, str)
    closed = Signal()

    def __init__(self, finding: Finding, text: str, left: int, top: int, parent: QWidget | None = None) -> None:
        """A box for ``finding`` with its ``text`` so far; ``left`` and ``top`` px are left to what the row paints."""
        super().__init__(parent)
        theme = active_theme()
        self.finding = finding
        self._before = text
        self.editor = QPlainTextEdit(text)
        self.editor.setFixedHeight(theme.px(56))
        self.editor.setTabChangesFocus(True)
        self.editor.setPlaceholderText(self.tr("为什么是这样，写一两句。"))
        self.editor.setAccessibleName(self.tr("说明：{0}").format(finding.place))
        self.editor.installEventFilter(self)
        self._count = QLabel()
        self._count.setProperty("role", "hint")
        save = QPushButton(self.tr("保存说明"))
        save.setProperty("kind", "small")
        save.setToolTip("Ctrl+Enter")
        foot = QHBoxLayout()
        foot.addWidget(self._count)
        foot.addStretch(1)
        foot.addWidget(save)
        column = QVBoxLayout(self)
        column.setContentsMargins(left, top, theme.px(14), theme.px(10))
        column.setSpacing(theme.px(6))
        column.addWidget(self.editor)
        column.addLayout(foot)
        self.editor.textChanged.connect(self._show_count)
        save.clicked.connect(self.finish)
        self._show_count()

    @staticmethod
    def room() -> int:
        """Height of editor and foot with their margins, px."""
        return active_theme().px(56 + 6 + 26 + 10)

    def finish(self) -> None:
        """Keep the text and close."""
        self.keep()
        self.closed.emit()

    def keep(self) -> None:
        """Keep the text if it changed; the box stays."""
        text = self.editor.toPlainText().strip()
        if text != self._before:
            self._before = text
            self.saved.emit(self.finding, text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter keeps, Esc leaves, losing the focus keeps."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.closed.emit()
                return True
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.finish()
                return True
        left = event.type() == QEvent.Type.FocusOut
        if left and isinstance(event, QFocusEvent) and event.reason() != Qt.FocusReason.PopupFocusReason:
            self.keep()
        return False

    def _show_count(self) -> None:
        length = len(self.editor.toPlainText())
        self._count.setText(self.tr("{0} / {1} 字，随表一起报出").format(length, LIMIT))
