"""Bars under the menu row: why nothing can be stored, until it can again; what another window did, until it is read."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.ui.theme import active_theme
from desktop.ui.widgets.marks import MarkLabel


class FaultBar(QFrame):
    """Hidden while everything is well.

    Signals:
        retry_requested(): the user wants the program to try again now.
    """

    retry_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """A hidden bar."""
        super().__init__(parent)
        theme = active_theme()
        self.setProperty("ground", "err-soft")
        self.setProperty("edge", "bottom")
        self._text = QLabel()
        self._text.setProperty("role", "err")
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        retry = QPushButton(self.tr("再试一次"))
        retry.setProperty("kind", "small")
        retry.clicked.connect(self.retry_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(6))
        row.setSpacing(theme.px(8))
        row.addWidget(MarkLabel("error"))
        row.addWidget(self._text, 1)
        row.addWidget(retry)
        self.hide()

    def show_fault(self, sentence: str) -> None:
        """Show why; ``""`` hides the bar."""
        self._text.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))


class NoteBar(QFrame):
    """A sentence about a step that is stored all the same; hidden until there is one, and again once it is read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """A hidden bar."""
        super().__init__(parent)
        theme = active_theme()
        self.setProperty("ground", "ver-soft")
        self.setProperty("edge", "bottom")
        self._text = QLabel()
        self._text.setProperty("role", "ver")
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        read = QPushButton(self.tr("知道了"))
        read.setProperty("kind", "small")
        read.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(6))
        row.setSpacing(theme.px(8))
        row.addWidget(MarkLabel("verify"))
        row.addWidget(self._text, 1)
        row.addWidget(read)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence shown last."""
        return self._text.text()

    def show_note(self, sentence: str) -> None:
        """Show a sentence; the keys stay where they are."""
        self._text.setText(sentence)
        self.setAccessibleName(sentence)
        self.show()
