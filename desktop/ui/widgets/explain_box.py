"""The box in which a 核实 finding is explained, inside its own row of the findings."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.domain.checks.finding import Finding
from desktop.ui.theme import active_theme

LIMIT = 200


class ExplainBox(QWidget):
    """Text, count and one button; every keystroke is told at once.

    Signals:
        typed(str): the text after a keystroke.
        finished(): keep it and close; an explanation that lapsed holds again.
        restored(): put back what was there and close.
        left(): the focus went elsewhere.
    """

    typed = Signal(str)
    finished = Signal()
    restored = Signal()
    left = Signal()

    def __init__(self, finding: Finding, text: str, left: int, top: int, parent: QWidget | None = None) -> None:
        """A box for ``finding`` with its ``text`` so far; ``left`` and ``top`` px are left to what the row paints."""
        super().__init__(parent)
        theme = active_theme()
        self.finding = finding
        self._busy = False
        self.editor = QPlainTextEdit(text)
        self.editor.setFixedHeight(theme.px(56))
        self.editor.setTabChangesFocus(True)
        self.editor.setPlaceholderText(self.tr("为什么是这样，写一两句。"))
        self.editor.setAccessibleName(self.tr("说明：{0}").format(finding.place))
        self.editor.installEventFilter(self)
        self._count = QLabel()
        self._count.setProperty("role", "hint")
        self.button = QPushButton()
        self.button.setProperty("kind", "small")
        self.button.setToolTip("Ctrl+Enter")
        foot = QHBoxLayout()
        foot.addWidget(self._count)
        foot.addStretch(1)
        foot.addWidget(self.button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(left, top, theme.px(14), theme.px(10))
        self._column.setSpacing(theme.px(6))
        self._column.addWidget(self.editor)
        self._column.addLayout(foot)
        self.editor.textChanged.connect(self._edited)
        self.button.clicked.connect(self.finish)
        self.show_finding(finding, top)
        self._show_count()

    @staticmethod
    def room() -> int:
        """Height of editor and foot with their margins, px."""
        return active_theme().px(56 + 6 + 26 + 10)

    @property
    def text(self) -> str:
        """What stands in the box."""
        return self.editor.toPlainText()

    def finish(self) -> None:
        """Keep the text and close."""
        self.finished.emit()

    def show_finding(self, finding: Finding, top: int) -> None:
        """The finding may have changed, by the explanation itself for one: the button says what it does now."""
        margins = self._column.contentsMargins()
        if margins.top() != top:
            self._column.setContentsMargins(margins.left(), top, margins.right(), margins.bottom())
        label = self.tr("仍然适用") if finding.lapsed else self.tr("保存说明")
        if label != self.button.text():
            self.button.setText(label)

    def put(self, text: str) -> None:
        """Show a text that changed elsewhere."""
        self._busy = True
        try:
            self.editor.setPlainText(text)
        finally:
            self._busy = False
        self._show_count()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter keeps, Esc puts back, losing the focus ends the step."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.restored.emit()
                return True
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.finish()
                return True
        left = event.type() == QEvent.Type.FocusOut
        if left and isinstance(event, QFocusEvent) and event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()
        return False

    def _edited(self) -> None:
        if not self._busy:
            self._show_count()
            self.typed.emit(self.text)

    def _show_count(self) -> None:
        self._count.setText(self.tr("{0} / {1} 字，随表一起报出").format(len(self.text), LIMIT))
