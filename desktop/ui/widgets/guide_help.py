"""The help box of a guided page: how to fill it, which papers to keep."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.theme import active_theme
from desktop.ui.widgets.elided_label import ElidedLabel
from desktop.ui.widgets.marks import MarkLabel


class GuideHelp(QFrame):
    """Two halves, or one where the other has nothing to say. Folds to one line in low windows."""

    def __init__(self, guidance: str, evidence: tuple[str, ...], parent: QWidget | None = None) -> None:
        """Show ``guidance`` and the list of ``evidence``."""
        super().__init__(parent)
        self.setProperty("card", "help")
        self._halves = QWidget()
        row = QHBoxLayout(self._halves)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        if guidance:
            row.addWidget(_half("table", self.tr("怎么填"), _prose(guidance)), 1)
        if evidence:
            if guidance:
                row.addWidget(_divider())
            row.addWidget(_half("paperclip", self.tr("佐证材料"), *(_paper(name) for name in evidence)), 1)
        self._line = self._folded(" ".join(guidance.split()) or "、".join(evidence))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._halves)
        column.addWidget(self._line)
        self._has_text = bool(guidance or evidence)
        self.setVisible(self._has_text)
        self.fold(False)

    def fold(self, folded: bool) -> None:
        """Show one line instead of the halves; the rest is in its tool tip."""
        self._halves.setVisible(not folded)
        self._line.setVisible(folded)

    def _folded(self, text: str) -> QWidget:
        theme = active_theme()
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(theme.px(12), theme.px(6), theme.px(12), theme.px(6))
        row.addWidget(MarkLabel("help", 16))
        label = ElidedLabel(text)
        label.setProperty("role", "second")
        row.addWidget(label)
        row.addStretch(1)
        return line


def _half(mark: str, title: str, *content: QWidget) -> QWidget:
    theme = active_theme()
    half = QWidget()
    column = QVBoxLayout(half)
    column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
    column.setSpacing(theme.px(6))
    head = QHBoxLayout()
    head.setSpacing(theme.px(8))
    head.addWidget(MarkLabel(mark, 16))
    label = QLabel(title)
    label.setProperty("role", "strong")
    head.addWidget(label)
    head.addStretch(1)
    column.addLayout(head)
    for widget in content:
        column.addWidget(widget)
    column.addStretch(1)
    return half


def _prose(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "second")
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _paper(name: str) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(active_theme().px(6))
    row.addWidget(MarkLabel("file", 14), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(_prose(name), 1)
    return line


def _divider() -> QFrame:
    line = QFrame()
    line.setProperty("line", "v")
    return line
