"""The grid of the official sheet: spans, official widths, keys, zoom. Rules and storage are elsewhere.

Enter and Tab walk the entry cells only, in reading order; typing opens the editor on the chosen cell; Delete clears; the
wheel scrolls and never changes a value; Ctrl+wheel zooms.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from desktop.domain.address import CellId
from desktop.domain.sheet import column_points
from desktop.services.changes import ChangeSet
from desktop.services.entry import FormSession
from desktop.services.review import CellState
from desktop.ui.delegates.sheet_delegate import SheetDelegate
from desktop.ui.delegates.sheet_paint import text_height
from desktop.ui.models.sheet_model import Role, SheetModel
from desktop.ui.session import Session
from desktop.ui.theme import active_theme

ZOOMS = (0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
_PIXELS_A_POINT = 96 / 72
_LOWEST_ROW = 26


class SheetGrid(QTableView):
    """Table mode of one form.

    Signals:
        current_changed(CellId | None): another cell was chosen.
        zoom_changed(float): the zoom factor is another.
        refused(str): the user tried to type where nothing can be typed; why, a Chinese sentence.
    """

    current_changed = Signal(object)
    zoom_changed = Signal(float)
    refused = Signal(str)

    def __init__(self, session: Session, form: FormSession, parent: QWidget | None = None) -> None:
        """Show ``form``."""
        super().__init__(parent)
        self._session = session
        self._zoom = 1.0
        self.sheet_model = SheetModel(form, self)
        self.sheet_delegate = SheetDelegate(session, self)
        self.setModel(self.sheet_model)
        self.setItemDelegate(self.sheet_delegate)
        self._set_up()
        self.sheet_model.modelReset.connect(self._arrange)
        self.sheet_delegate.walked.connect(self.walk)
        self.sheet_delegate.stepped.connect(self.step)
        self._arrange()

    def _set_up(self) -> None:
        self.setAccessibleName(self.tr("正式表格"))
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.hide()
            header.setMinimumSectionSize(4)
        self.setShowGrid(False)
        self.setFrameStyle(0)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        # Heights follow the text once the editor is closed; measuring on every key would shift the sheet while typing.
        self._heights = QTimer(self)
        self._heights.setSingleShot(True)
        self._heights.setInterval(0)
        self._heights.timeout.connect(self._follow_texts)

    # geometry -----------------------------------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """Scale, 1.0 is the official width."""
        return self._zoom

    def set_zoom(self, zoom: float) -> None:
        """Scale the sheet to one of ``ZOOMS``."""
        zoom = min(ZOOMS, key=lambda candidate: abs(candidate - zoom))
        if zoom != self._zoom:
            self._zoom = zoom
            self._arrange()
            self.zoom_changed.emit(zoom)

    def step_zoom(self, steps: int) -> None:
        """Go ``steps`` sizes up or down."""
        index = ZOOMS.index(self._zoom) + steps
        self.set_zoom(ZOOMS[max(0, min(index, len(ZOOMS) - 1))])

    def _scale(self) -> float:
        """Pixels of the screen for a point of paper: the official width at 100 %, as the interface font scales."""
        return _PIXELS_A_POINT * self._zoom * active_theme().scale * 1.28

    def _arrange(self) -> None:
        """Spans, widths and heights for the sheet as it is laid out."""
        self.sheet_delegate.zoom = self._zoom
        self.clearSpans()
        sheet = self.sheet_model.sheet
        for place in sheet.cells:
            if place.is_merged:
                rows, columns = place.bottom - place.top + 1, place.right - place.left + 1
                self.setSpan(place.top - 1, place.left - 1, rows, columns)
        for column, width in enumerate(sheet.widths):
            self.setColumnWidth(column, round(column_points(width) * self._scale()))
        for row in range(sheet.row_count):
            self.setRowHeight(row, self._row_height(row))

    def _row_height(self, row: int) -> int:
        """As high as the longest text of the row needs in the screen's fonts; cells over several rows are left out."""
        theme, sheet = active_theme(), self.sheet_model.sheet
        height = round(_LOWEST_ROW * theme.scale * self._zoom)
        for column in range(sheet.column_count):
            place = sheet.at(row + 1, column + 1)
            if place is None or place.left != column + 1 or place.top != place.bottom:
                continue
            width = sum(self.columnWidth(number - 1) for number in range(place.left, place.right + 1))
            index = self.sheet_model.index(row, column)
            state = index.data(Role.STATE)
            text = self.sheet_model.shown(place)
            height = max(height, text_height(theme, place, text, width, self._zoom, state))
        spread = any(
            place is not None and place.top != place.bottom and place.cell is not None and not place.is_stacked
            for place in (sheet.at(row + 1, column + 1) for column in range(sheet.column_count))
        )
        return max(height, round(sheet.heights[row] * self._scale() * 0.9)) if spread else height

    def _follow_texts(self) -> None:
        for row in self.sheet_model.new_heights():
            self.setRowHeight(row, self._row_height(row))
        self.scrollTo(self.currentIndex())

    def apply(self, change: ChangeSet) -> None:
        """Show a change, wherever it came from."""
        chosen = self.current_cell()
        self.sheet_model.apply(change)
        self._heights.start()
        if change.sections and chosen is not None:
            self.go_to(chosen)

    def sizeHint(self) -> QSize:
        """Room for the whole width of the sheet."""
        width = sum(self.columnWidth(column) for column in range(self.sheet_model.columnCount()))
        return QSize(width + 24, 600)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the sheet in the middle of a wide window."""
        super().resizeEvent(event)
        self._centre()

    def updateGeometries(self) -> None:
        """Qt's own, then the margin that centres the sheet."""
        super().updateGeometries()
        self._centre()

    def _centre(self) -> None:
        width = sum(self.columnWidth(column) for column in range(self.sheet_model.columnCount()))
        scroll = self.verticalScrollBar()
        free = self.width() - width - (scroll.width() if scroll.isVisible() else 0)
        margin = max(0, free // 2)
        if self.viewportMargins().left() != margin:
            self.setViewportMargins(margin, 0, margin, 0)

    # moving -------------------------------------------------------------------------------------------------------

    def current_cell(self) -> CellId | None:
        """The chosen form cell; None on issued text and outside the form."""
        cell = self.currentIndex().data(Role.CELL)
        return cell if isinstance(cell, CellId) else None

    def go_to(self, cell: CellId) -> bool:
        """Choose a cell and bring it into view. False when the sheet does not show it."""
        index = self.sheet_model.index_of(cell)
        if not index.isValid():
            return False
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        return True

    def walk(self, steps: int) -> None:
        """Go to the next or previous entry cell in reading order; stays at the ends."""
        cells = self.sheet_model.entry_cells()
        if not cells:
            return
        index = self.currentIndex()
        here = (index.row() + 1, index.column() + 1) if index.isValid() else (0, 0)
        tops = [(place.top, place.left) for place in map(self.sheet_model.sheet.place, cells) if place is not None]
        if steps > 0:
            following = [number for number, top in enumerate(tops) if top > here]
            target = following[0] if following else len(tops) - 1
        else:
            preceding = [number for number, top in enumerate(tops) if top < here]
            target = preceding[-1] if preceding else 0
        self.go_to(cells[target])
        self.setFocus()

    def step(self, rows: int) -> None:
        """Go one sheet row up or down in the same column."""
        place = self.sheet_model.place_at(self.currentIndex())
        if place is None:
            return
        row = place.bottom if rows > 0 else place.top - 2
        index = self.sheet_model.index(row, place.left - 1)
        if index.isValid():
            self.setCurrentIndex(index)
        self.setFocus()

    def currentChanged(self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex) -> None:
        """Tell which form cell is chosen now; numeric cells switch the input method off."""
        super().currentChanged(current, previous)
        cell = current.data(Role.CELL)
        numeric = isinstance(cell, CellId) and self.sheet_model.column_of(cell).type.is_numeric
        editable = self.sheet_model.is_editable(cell)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, editable and not numeric)
        self.current_changed.emit(cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Tab, Delete, copy and paste; every other key goes Qt's way, which opens the editor."""
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self.walk(-1 if shift else 1)
        elif key == Qt.Key.Key_Backtab:
            self.walk(-1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear_selected()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
            self.step(-1 if key == Qt.Key.Key_Up else 1)
        else:
            if event.text().strip() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._explain_refusal()
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl zoom. Never changes a value."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def _explain_refusal(self) -> None:
        cell = self.current_cell()
        if cell is None or self.sheet_model.is_editable(cell):
            return
        state = self.currentIndex().data(Role.STATE)
        sentences = {
            CellState.LOCKED: self.tr("本行不用填这一栏。"),
            CellState.ISSUED: self.tr("这里是表上印好的文字，不用填。"),
        }
        self.refused.emit(sentences.get(state, self.tr("这一格自动算出。改它所依据的各格即可。")))

    # the clipboard ------------------------------------------------------------------------------------------------

    def clear_selected(self) -> None:
        """Clear the chosen entry cells, and computed cells that an import had overwritten, in one step."""
        cells = [cell for cell in self._selected_cells() if self._may_clear(cell)]
        self._session.commit(dict.fromkeys(cells, ""))

    def _may_clear(self, cell: CellId) -> bool:
        record = self.sheet_model.form.record
        return self.sheet_model.is_editable(cell) or (record.is_computed(cell) and bool(record.text(cell)))

    def _selected_cells(self) -> list[CellId]:
        found: dict[CellId, None] = {}
        for index in self.selectedIndexes():
            cell = index.data(Role.CELL)
            if isinstance(cell, CellId):
                found.setdefault(cell)
        return list(found)

    def copy(self) -> None:
        """Put the chosen block on the clipboard as tab text, one value a merged cell."""
        indexes = sorted(self.selectedIndexes(), key=lambda index: (index.row(), index.column()))
        lines: dict[int, list[str]] = {}
        for index in indexes:
            place = index.data(Role.PLACE)
            if place is not None and (place.top, place.left) == (index.row() + 1, index.column() + 1):
                lines.setdefault(index.row(), []).append(_quoted(self.sheet_model.shown(place)))
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines.values()))

    def paste(self) -> None:
        """Put tab text into the entry cells from the chosen one on, in one step; says what it left out."""
        start = self.sheet_model.place_at(self.currentIndex())
        rows = parse_block(QGuiApplication.clipboard().text())
        if start is None or not rows:
            return
        texts: dict[CellId, str] = {}
        left_out = 0
        for place, text in self._targets(start.top, start.left, rows):
            if place is not None and self.sheet_model.is_editable(place):
                texts[place] = text
            elif text.strip():
                left_out += 1
        self._session.commit(texts, self.tr("粘贴 {} 格").format(len(texts)))
        if left_out:
            self.refused.emit(self.tr("已粘贴 {} 格；另有 {} 格不能填，没有动。").format(len(texts), left_out))

    def _targets(self, top: int, left: int, rows: list[list[str]]) -> list[tuple[CellId | None, str]]:
        """Each pasted value with the form cell it falls on; a merged cell takes one value."""
        found: list[tuple[CellId | None, str]] = []
        sheet = self.sheet_model.sheet
        row = top
        for values in rows:
            column, bottom = left, row
            for text in values:
                place = sheet.at(row, column)
                found.append((place.cell if place is not None else None, text))
                column = place.right + 1 if place is not None else column + 1
                if place is not None and place.cell is not None:
                    bottom = row
            row = bottom + 1
        return found


def _quoted(text: str) -> str:
    """A value of tab text: quoted where it holds a tab, a line break or a quote."""
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in '\t\n"') else text


def parse_block(text: str) -> list[list[str]]:
    """Rows and values of tab text as Excel and WPS put it on the clipboard; quoted values may hold line breaks."""
    import csv
    import io

    if not text:
        return []
    return [row or [""] for row in csv.reader(io.StringIO(text.removesuffix("\n").removesuffix("\r")), delimiter="\t")]
