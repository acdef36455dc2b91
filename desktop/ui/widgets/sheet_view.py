"""Table mode: a line about the chosen cell, the official sheet, a legend."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop.domain.address import CellId
from desktop.domain.sheet import Face, SheetCell, Style
from desktop.services.changes import ChangeSet
from desktop.services.entry import FormSession
from desktop.services.hints import last_change
from desktop.services.review import CellState
from desktop.ui.delegates.sheet_paint import Look, paint_cell
from desktop.ui.icons import icon
from desktop.ui.session import Session
from desktop.ui.theme import active_theme, set_property
from desktop.ui.widgets.elided_label import ElidedLabel
from desktop.ui.widgets.score_bubble import ScoreBubble
from desktop.ui.widgets.score_strip import ScoreStrip
from desktop.ui.widgets.sheet_geometry import column_letters
from desktop.ui.widgets.sheet_grid import SheetGrid

REST = 150
"""Milliseconds on a cell before its last change is looked up."""
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
        self._session = session
        self._form = form
        # The data file is asked for the last change only where the walk rests.
        self._resting = QTimer(self, singleShot=True, interval=REST)
        self._resting.timeout.connect(self._show_last_change)
        self.grid = SheetGrid(session, form, self)
        self.line = CellLine(self)
        self._legend = Legend(self)
        self.scores = ScoreBubble(session, form, self.grid)
        self.strip = ScoreStrip(form, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget, stretch in ((self.line, 0), (self.grid, 1), (self._legend, 0), (self.strip, 0)):
            layout.addWidget(widget, stretch)
        self.setFocusProxy(self.grid)
        self.grid.current_changed.connect(self._chosen)
        self.grid.told.connect(self.line.say)
        self.grid.zoom_changed.connect(self.line.show_zoom)
        self.line.zoom_asked.connect(self.grid.step_zoom)

    def go_to(self, cell: CellId) -> bool:
        """Choose a cell; False when the sheet does not show it."""
        return self.grid.go_to(cell)

    def refresh(self, change: ChangeSet) -> None:
        """Show a change of this form."""
        if change.evaluation_id == self._form.head.id:
            self.grid.apply(change)
            self.scores.refresh(change)
            self.strip.refresh(change)
            self._resting.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Low windows fold the legend and the scores (mockups: "Height < 640")."""
        self.strip.fold()
        self._legend.setVisible(self.height() >= active_theme().px(480))
        super().resizeEvent(event)

    def _chosen(self, cell: CellId | None) -> None:
        place = self.grid.sheet_model.place_at(self.grid.currentIndex())
        self.line.show_cell(address_of(place), self._form.place(cell) if cell is not None else "")
        self._resting.start()
        self.current_changed.emit(cell)

    def _show_last_change(self) -> None:
        cell = self.grid.current_cell()
        if cell is not None and self._session.is_open:
            self.line.show_last(last_change(self._session.workspace, self._form, cell))


def address_of(place: SheetCell | None) -> str:
    """``H13`` of the top left corner; ``""`` outside the form."""
    return f"{column_letters(place.left)}{place.top}" if place is not None else ""


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
        self._address, self._zoom = QLabel(self), QLabel("100%", self)
        self._name, self._last = ElidedLabel(parent=self), ElidedLabel(parent=self)
        set_property(self._address, role="strong", strong=True)
        set_property(self._name, role="second")
        set_property(self._last, role="hint")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(16), 0, theme.px(12), 0)
        layout.setSpacing(theme.px(10))
        layout.addWidget(self._address)
        layout.addWidget(self._name)
        layout.addWidget(self._last)
        layout.addStretch(1)
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

    @property
    def text(self) -> str:
        """Everything the line says beside the address."""
        return "　".join(part for part in (self._name.text(), self._last.text()) if part)

    def show_cell(self, address: str, name: str) -> None:
        """Name the chosen cell."""
        self._address.setText(address)
        set_property(self._name, role="second")
        self._name.setText(name)
        self._last.setText("")

    def show_last(self, text: str) -> None:
        """Say when the cell was changed last."""
        self._last.setText(text)

    def say(self, sentence: str) -> None:
        """Say why something was refused, until another cell is chosen."""
        set_property(self._name, role="ver")
        self._name.setText(sentence)
        self._last.setText("")

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
        left = theme.px(16)
        for state, word in LEGEND:
            self._sample(painter, QRect(left, theme.px(7), theme.px(26), self.height() - theme.px(13)), state)
            painter.setFont(theme.font("hint"))
            painter.setPen(theme.color("text2"))
            left += theme.px(32)
            width = painter.fontMetrics().horizontalAdvance(self.tr(word))
            painter.drawText(left, 0, width + 4, self.height(), int(Qt.AlignmentFlag.AlignVCenter), self.tr(word))
            left += width + theme.px(16)
        painter.end()

    def _sample(self, painter: QPainter, box: QRect, state: CellState) -> None:
        issued = state is CellState.ISSUED
        style = Style.LABEL if issued else Style.VALUE
        place = SheetCell(1, 1, 1, 1, style, None if issued else _SAMPLE, "", "", Face("宋体", 9), "center")
        look = Look(self.tr("字") if issued else "", state, state, first=True)
        paint_cell(painter, box, place, look, active_theme(), 0.85)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the colours of a new theme."""
        super().changeEvent(event)
        self.update()


_SAMPLE = CellId("form", "", "title")
