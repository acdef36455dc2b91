"""A switch of a few segments, one of them chosen: 引导 | 表格, 全部 | 未填 | 有问题."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from desktop.ui.icons import icon
from desktop.ui.theme import active_theme


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: what it is called in code, its label and its icon (``""`` for none)."""

    name: str
    text: str
    icon: str = ""


class SegmentSwitch(QWidget):
    """Checkable buttons of which exactly one is down.

    Signals:
        chosen(str): name of the segment the user chose; not sent when the program chooses.
    """

    chosen = Signal(str)

    def __init__(
        self, segments: Sequence[Segment], *, small: bool = False, name: str = "", parent: QWidget | None = None
    ) -> None:
        """Make a switch.

        Args:
            segments: at least one; the first is chosen.
            small: 26 high instead of 32.
            name: what the switch is for, for screen readers.
            parent: owner.
        """
        super().__init__(parent)
        self._icons: dict[QToolButton, str] = {}
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for index, segment in enumerate(segments):
            button = self._button(segment, _place(index, len(segments)), small)
            row.addWidget(button)
            self._group.addButton(button, index)
        self._names = [segment.name for segment in segments]
        self._buttons[self._names[0]].setChecked(True)
        self._group.idClicked.connect(self._tell)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self._refresh_icons()

    @property
    def current(self) -> str:
        """Name of the chosen segment."""
        return self._names[self._group.checkedId()]

    def choose(self, name: str) -> None:
        """Choose a segment without telling anybody."""
        self._buttons[name].setChecked(True)

    def set_text(self, name: str, text: str) -> None:
        """Change the label of a segment, such as its count."""
        button = self._buttons[name]
        if button.text() != text:
            button.setText(text)
            button.setAccessibleName(text)

    def button(self, name: str) -> QToolButton:
        """The button of a segment, for tool tips and keys."""
        return self._buttons[name]

    def stretch(self) -> None:
        """Share the whole width evenly among the segments."""
        for button in self._buttons.values():
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def changeEvent(self, event: QEvent) -> None:
        """Load the icons again when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._refresh_icons()

    def _button(self, segment: Segment, place: str, small: bool) -> QToolButton:
        button = QToolButton(self)
        button.setText(segment.text)
        button.setCheckable(True)
        button.setProperty("segment", place)
        button.setProperty("small", small)
        button.setAccessibleName(segment.text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if segment.icon:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self._icons[button] = segment.icon
        self._buttons[segment.name] = button
        return button

    def _refresh_icons(self) -> None:
        edge = active_theme().px(16)
        for button, name in self._icons.items():
            button.setIcon(icon(name, "text2", on_role="on-accent"))
            button.setIconSize(QSize(edge, edge))

    def _tell(self, index: int) -> None:
        self.chosen.emit(self._names[index])


def _place(index: int, count: int) -> str:
    if count == 1:
        return "only"
    return "first" if index == 0 else "last" if index == count - 1 else "middle"
