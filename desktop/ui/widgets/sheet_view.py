"""Table mode: a line about the chosen cell, the official sheet, a legend."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop.domain.address import CellId
from desktop.domain.sheet import Face, SheetCell, Style
from desktop.services.changes import ChangeSet
from desktop.services.entry import FormSession
from desktop.services.review import CellState
from desktop.ui.delegates.sheet_paint import paint_cell
from desktop.ui.icons import icon
from desktop.ui.session import Session
from desktop.ui.theme import active_theme, set_property
from desktop.ui.widgets.sheet_grid import SheetGrid

LEGEND = (
    (CellState.EMPTY, "可填"),
    (CellState.ISSUED, "表上印好"),
    (CellState.COMPUTED, "自动算出"),
    (CellState.LOCKED, "不用填"),
    (CellState.INVALID, "错误"),
    (CellState.UNMET, "未达成"),
    (CellState.VERIFY, "待核实"),
    (CellState.EXPLAINED, "已说明"),
)


class SheetView(QWidget):
    """The official sheet of one form, edited in place.

    Signals:
        current_changed(CellId | None): another cell was chosen.
    """

    current_changed = Signal(object)

    def __init__(self, session: Session, form: FormSession, parent: QWidget | None = None) -> None:
        """Show ``form``; changes of other forms are passed over."""
        super().__init__(parent)
        self._form = form
        self.grid = SheetGrid(session, form, self)
        self.line = CellLine(self)
        self._legend = Legend(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget, stretch in ((self.line, 0), (self.grid, 1), (self._legend, 0)):
            layout.addWidget(widget, stretch)
        self.setFocusProxy(self.grid)
        self.grid.current_changed.connect(self._chosen)
        self.grid.refused.connect(self.line.say)
        self.grid.zoom_changed.connect(self.line.show_zoom)
        self.line.zoom_asked.connect(self.grid.step_zoom)

    def go_to(self, cell: CellId) -> bool:
        """Choose a cell; False when the sheet does not show it."""
        return self.grid.go_to(cell)

    def refresh(self, change: ChangeSet) -> None:
        """Show a change of this form."""
        if change.evaluation_id == self._form.head.id:
            self.grid.apply(change)

    def resizeEvent(self, event: object) -> None:
        """Low windows fold the legend (mockups: "Height < 640")."""
        self._legend.setVisible(self.height() >= active_theme().px(480))
        super().resizeEvent(event)  # type: ignore[arg-type]  # Qt passes its own event class

    def _chosen(self, cell: CellId | None) -> None:
        place = self.grid.sheet_model.place_at(self.grid.currentIndex())
        self.line.show_cell(address_of(place), self._form.place(cell) if cell is not None else "")
        self.current_changed.emit(cell)


def address_of(place: SheetCell | None) -> str:
    """``H13`` of the top left corner; ``""`` outside the form."""
    return f"{chr(ord('A') + place.left - 1)}{place.top}" if place is not None else ""


class CellLine(QFrame):
    """One line above the sheet: address, name of the cell, zoom.

    Signals:
        zoom_asked(int): one size up (+1) or down (−1).
    """

    zoom_asked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        """An empty line."""
        super().__init__(parent)
        theme = active_theme()
        self.setFixedHeight(theme.px(40))
        set_property(self, ground="panel", edge="bottom")
        self._address, self._name, self._zoom = QLabel(self), QLabel(self), QLabel("100%", self)
        set_property(self._address, role="strong")
        set_property(self._name, role="second")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(16), 0, theme.px(12), 0)
        layout.setSpacing(theme.px(10))
        layout.addWidget(self._address)
        layout.addWidget(self._name, 1)
        layout.addWidget(self._button("minus", self.tr("缩小表格"), -1))
        layout.addWidget(self._zoom)
        layout.addWidget(self._button("plus", self.tr("放大表格"), 1))

    def _button(self, name: str, text: str, step: int) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(name, "text2"))
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setProperty("step", step)
        button.clicked.connect(self._asked)
        return button

    def _asked(self) -> None:
        self.zoom_asked.emit(int(self.sender().property("step")))

    def show_cell(self, address: str, name: str) -> None:
        """Name the chosen cell."""
        self._address.setText(address)
        set_property(self._name, role="second")
        self._name.setText(name)

    def say(self, sentence: str) -> None:
        """Say why something was refused, until another cell is chosen."""
        set_property(self._name, role="ver")
        self._name.setText(sentence)

    def show_zoom(self, zoom: float) -> None:
        """Show the zoom factor."""
        self._zoom.setText(f"{zoom:.0%}")


class Legend(QWidget):
    """The states of a cell with their words."""

    def __init__(self, parent: QWidget) -> None:
        """A line of samples."""
        super().__init__(parent)
        self.setFixedHeight(active_theme().px(28))
        self.setAccessibleName(self.tr("图例：") + "、".join(self.tr(word) for _, word in LEGEND))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint each sample as the sheet paints it."""
        theme, painter = active_theme(), QPainter(self)
        painter.fillRect(self.rect(), theme.color("panel"))
        painter.setPen(theme.color("line"))
        painter.drawLine(0, 0, self.width(), 0)
        left, middle = theme.px(16), self.height() // 2
        face = Face("宋体", 9)
        for state, word in LEGEND:
            box = self.rect().adjusted(left, theme.px(7), 0, -theme.px(6))
            box.setWidth(theme.px(26))
            style = Style.LABEL if state is CellState.ISSUED else Style.VALUE
            place = SheetCell(1, 1, 1, 1, style, None if style is Style.LABEL else _SAMPLE, "", "", face)
            paint_cell(painter, box, place, state, "", theme, 0.8, False)
            painter.setFont(theme.font("hint"))
            painter.setPen(theme.color("text2"))
            text = self.tr(word)
            width = painter.fontMetrics().horizontalAdvance(text)
            painter.drawText(box.right() + theme.px(6), middle - self.height() // 2, width + 4, self.height(), int(Qt.AlignmentFlag.AlignVCenter), text)
            left = box.right() + theme.px(20) + width
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the colours of a new theme."""
        super().changeEvent(event)
        self.update()


_SAMPLE = CellId("form", "", "title")
