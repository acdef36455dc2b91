"""One line about the chosen cell: address, name, figure and where it goes, last change; why something was refused."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop.services.flow import Step
from desktop.ui.theme import active_theme, set_property
from desktop.ui.widgets.elided_label import ElidedLabel
from desktop.ui.widgets.zoom_buttons import ZoomButtons


class CellLine(QFrame):
    """40 high.

    Signals:
        zoom_asked(int): one size up (+1) or down (−1).
        cell_requested(CellId): go where the figure goes.
    """

    zoom_asked = Signal(int)
    cell_requested = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        """An empty line."""
        super().__init__(parent)
        theme = active_theme()
        self.setFixedHeight(theme.px(40))
        set_property(self, ground="panel", edge="bottom")
        self._steps: list[Step] = []
        self._address, self._value, self._flow = QLabel(self), QLabel(self), QLabel(self)
        self._name, self._last = ElidedLabel(parent=self), ElidedLabel(parent=self)
        set_property(self._address, role="strong", strong=True)
        set_property(self._value, role="panel")
        for label in (self._name, self._flow):
            set_property(label, role="second")
        set_property(self._last, role="hint")
        # What does not fit is cut off at its end; the figure itself never is.
        self._flow.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._flow.linkActivated.connect(self._go)
        self.zoom = ZoomButtons(self)
        self.zoom.asked.connect(self.zoom_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(16), 0, theme.px(12), 0)
        layout.setSpacing(theme.px(10))
        for widget in (self._address, self._name, self._value):
            layout.addWidget(widget)
        layout.addWidget(self._flow, 1)
        layout.addWidget(self._last)
        layout.addWidget(self.zoom)

    @property
    def text(self) -> str:
        """Everything the line says beside the address."""
        flow = "，".join(f"{one.verb} {one.name} {one.value}".strip() for one in self._steps)
        return "　".join(part for part in (self._name.text(), self._value.text(), flow, self._last.text()) if part)

    def lie_below(self, below: bool) -> None:
        """Below a table the zoom stands in the table's own line."""
        self.zoom.setVisible(not below)
        set_property(self, edge="top" if below else "bottom")

    def show_cell(self, address: str, name: str, value: str = "", steps: Sequence[Step] = ()) -> None:
        """Name the chosen cell, its figure and where that goes."""
        self._address.setText(address)
        set_property(self._name, role="second")
        self._name.setText(name)
        self._last.setText("")
        self.show_value(value, steps)

    def show_value(self, value: str, steps: Sequence[Step]) -> None:
        """Show the figure as it is now."""
        self._steps = list(steps)
        self._value.setText(value)
        self._value.setVisible(bool(value))
        colour = active_theme().color("accent").name()
        parts = [
            f'{one.verb} <a href="{number}" style="color:{colour};text-decoration:none">'
            f"{escape(one.name)} <b>{escape(one.value)}</b></a>"
            for number, one in enumerate(self._steps)
        ]
        self._flow.setText("，".join(parts))
        self._flow.setToolTip("，".join(f"{one.verb} {one.name} {one.value}" for one in self._steps))

    def show_last(self, text: str) -> None:
        """Say when the cell was changed last."""
        self._last.setText(text)

    def say(self, sentence: str) -> None:
        """Say why something was refused or what was done, until another cell is chosen."""
        set_property(self._name, role="ver")
        self._name.setText(sentence)
        self._last.setText("")
        self.show_value("", ())

    def show_zoom(self, zoom: float) -> None:
        """Show the zoom factor."""
        self.zoom.show_zoom(zoom)

    def _go(self, link: str) -> None:
        self.cell_requested.emit(self._steps[int(link)].cell)
