"""The line above a table whose headings stay: number, title and unit as the sheet's lines say them, the zoom."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from desktop.domain.sheet import SheetCell
from desktop.ui.models.sheet_model import SheetModel
from desktop.ui.theme import active_theme, set_property
from desktop.ui.widgets.elided_label import ElidedLabel
from desktop.ui.widgets.marks import MarkLabel
from desktop.ui.widgets.zoom_buttons import ZoomButtons

_WIDE = 900


class TableHead(QFrame):
    """40 high.

    Signals:
        zoom_asked(int): one size up (+1) or down (−1).
    """

    zoom_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty line."""
        super().__init__(parent)
        theme = active_theme()
        self.setFixedHeight(theme.px(40))
        set_property(self, ground="window")
        self._number, self._unit = QLabel(), QLabel()
        self._title, self._name, self._stays = ElidedLabel(), ElidedLabel(), ElidedLabel()
        self._pin = MarkLabel("pin", 14, "text2")
        self.zoom = ZoomButtons()
        self.zoom.asked.connect(self.zoom_asked)
        for label in (self._number, self._title):
            set_property(label, role="section")
        for label in (self._name, self._unit, self._stays):
            set_property(label, role="second")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(20), 0, theme.px(12), 0)
        row.setSpacing(theme.px(12))
        for widget in (self._number, self._title, self._name):
            row.addWidget(widget)
        row.addStretch(1)
        for behind in (self._pin, self._stays, self._unit, self.zoom):
            row.addWidget(behind)

    def show_sheet(self, model: SheetModel, columns: int) -> None:
        """Say what the folded lines of the sheet say, and how many ``columns`` stay."""
        lines = [one for one in model.sheet.cells if one.top < model.frozen.first]
        title = next((one for one in lines if one.align == "center"), None)
        self._title.setText(model.shown(title).replace("\n", "") if title is not None else "")
        before = [one for one in lines if one.align == "left" and title is not None and one.top < title.top]
        self._number.setText(self._text(model, before))
        self._number.setVisible(bool(before))
        self._name.setText(self._text(model, [one for one in lines if one.align == "left" and one not in before]))
        self._unit.setText(self._text(model, [one for one in lines if one.align == "right"]))
        words = {0: self.tr("表头已固定"), 1: self.tr("首栏和表头已固定"), 2: self.tr("前两栏和表头已固定")}
        self._stays.setText(words.get(columns, self.tr("前 {0} 栏和表头已固定").format(columns)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow line says what the table is; what stays is seen."""
        super().resizeEvent(event)
        for widget in (self._pin, self._stays):
            widget.setVisible(self.width() >= active_theme().px(_WIDE))

    @staticmethod
    def _text(model: SheetModel, places: list[SheetCell]) -> str:
        return "　".join(model.shown(place) for place in places)
