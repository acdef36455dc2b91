"""The bubble at the score in work: the most it can get, the formula with its figures, the rule, and taking it over.

A child of the sheet's viewport, never a window of its own: that would take the input method away from the editor. It
stands below the cell, else above or beside it, never over it; it takes no keyboard focus and goes away with Esc, with
another cell, and when the keyboard leaves the sheet.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import (
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QShortcut,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.domain.address import CellId
from desktop.services.changes import ChangeSet
from desktop.services.entry import FormSession
from desktop.services.scores import ScoreNote, score_note
from desktop.ui.score_tasks import TAKE_KEY, take_score
from desktop.ui.session import Session
from desktop.ui.theme import active_theme, set_property
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.marks import MarkLabel
from desktop.ui.widgets.score_line import NOTE_ROLES
from desktop.ui.widgets.sheet_grid import SheetGrid

WIDTH, TIP, HALF_TIP = 292, 9, 9
"""Px at base size: the bubble, height of its pointer (a square of 12 on its corner) and half its width."""
_EDGE = 8
_WHY_KEY = "Alt+↑"


class _Body(QWidget):
    """Opaque, so that a word that changes at a key does not have the cells below it painted again."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), active_theme().color("surface"))
        painter.end()


class ScoreBubble(QWidget):
    """Explains the chosen score of a sheet."""

    def __init__(self, session: Session, form: FormSession, grid: SheetGrid) -> None:
        """A hidden bubble over ``grid``."""
        super().__init__(grid.viewport())
        self._session, self._form, self._grid = session, form, grid
        self._cell: CellId | None = None
        self._note: ScoreNote | None = None
        self._wanted, self._dismissed = True, False
        self._side, self._tip = "below", QPoint()
        self._heading, self._word, self._why, self._rule = (QLabel(self) for _ in range(4))
        self._source = QLabel(self)
        self._mark = MarkLabel(parent=self)
        self.button = KeyButton("", TAKE_KEY, kind="small", parent=self)
        self._more = QPushButton(self.tr("为什么"), self)
        self._body = _Body(self)
        self._column = QVBoxLayout(self)
        self._lay_out()
        # Rows get their heights one after the other; the bubble moves once they stand.
        self._moving = QTimer(self, singleShot=True, interval=0)
        self._moving.timeout.connect(self._place)
        self._connect()
        self.hide()

    # what is said -------------------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """Everything the bubble says now, part by part."""
        labels = (self._heading, self._word, self._why, self._rule, self._source)
        return "\n".join(label.text() for label in labels if label.text() and not label.isHidden())

    def want(self, wanted: bool) -> None:
        """Switch the bubble on or off for good."""
        self._wanted = wanted
        self._follow(self._grid.current_cell())

    def refresh(self, change: ChangeSet) -> None:
        """Show what the rules say after a change."""
        if self._cell is not None and (self.isVisible() or change.sections):
            self._show_note()

    def dismiss(self) -> None:
        """Go away until another cell is chosen."""
        self._dismissed = True
        self.hide()

    def take(self) -> bool:
        """Take the score proposed for the chosen cell over; False when there is none."""
        cell = self._grid.current_cell()
        return cell is not None and take_score(self._session, self._form, cell)

    def explain(self) -> None:
        """Say which rule it is and where it comes from, or no longer."""
        self._source.setVisible(self._source.isHidden())
        self._place()

    # inside -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        theme = active_theme()
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._heading.setProperty("role", "strong")
        self._heading.setFont(theme.font("panel", bold=True))
        for label in (self._why, self._rule, self._source):
            label.setWordWrap(True)
            label.setProperty("role", "second")
            label.setFont(theme.font("list"))
        self._source.setProperty("role", "hint")
        self._source.hide()
        self._more.setProperty("kind", "link")
        self._more.setToolTip(_WHY_KEY)
        leave = QLabel(self.tr("Esc 收起"), self)
        leave.setProperty("role", "hint")
        for button in (self.button, self._more):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the cell keeps the keyboard
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(theme.px(6))
        head.addWidget(self._heading)
        head.addStretch(1)
        head.addWidget(self._mark)
        head.addWidget(self._word)
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.button)
        foot.addWidget(self._more)
        foot.addStretch(1)
        foot.addWidget(leave)
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(head)
        for label in (self._why, self._rule, self._source):
            column.addWidget(label)
        column.addLayout(foot)
        self._column.addWidget(self._body)

    def _connect(self) -> None:
        grid = self._grid
        grid.current_changed.connect(self._follow)
        grid.sheet_delegate.escaped.connect(self.dismiss)
        grid.installEventFilter(self)
        for bar in (grid.verticalScrollBar(), grid.horizontalScrollBar()):
            bar.valueChanged.connect(self._place)
        for header in (grid.verticalHeader(), grid.horizontalHeader()):
            header.sectionResized.connect(self._moving.start)
        self.button.clicked.connect(self.take)
        self._more.clicked.connect(self.explain)
        self._shortcut = QShortcut(QKeySequence("Alt+Up"), grid, self.explain)
        self._shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc on the chosen cell takes the bubble away; it moves with the size of the sheet."""
        if event.type() == QEvent.Type.Resize:
            self._moving.start()
        elif _is_escape(event) and self.isVisible():
            self.dismiss()
            return True
        return False

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        """The keyboard went to another pane, or came back (arguments as Qt gives them)."""
        if new is None or new.window() is not self.window():
            return
        if not self._is_in_work():
            self.hide()
        elif not self.isVisible():
            self._appear()

    def _follow(self, cell: CellId | None) -> None:
        self._dismissed = False
        self._source.hide()
        noted = cell is not None and score_note(self._form.record, cell) is not None
        self._cell = cell if noted else None
        self._appear()

    def _appear(self) -> None:
        if self._cell is None or not self._wanted or self._dismissed or not self._is_in_work():
            self.hide()
        else:
            self._show_note()

    def _is_in_work(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and (focus is self._grid or self._grid.isAncestorOf(focus))

    def _show_note(self) -> None:
        note = score_note(self._form.record, self._cell) if self._cell is not None else None
        if note is None:
            self._cell = None
            self.hide()
            return
        self._fill(note)
        if self._wanted and not self._dismissed and self._is_in_work():
            self._place()

    def _fill(self, note: ScoreNote) -> None:
        if note == self._note:
            return
        self._note = note
        self._heading.setText(f"{note.label} {note.most or '—'}")
        self._mark.show_mark(note.mark)
        self._mark.setVisible(bool(note.mark))
        self._word.setText(note.word)
        set_property(self._word, role=NOTE_ROLES.get(note.mark, "second"))
        self._why.setText(note.why[0])
        self._rule.setText("".join(note.why[1:]))
        self._rule.setVisible(len(note.why) > 1)
        self._source.setText(note.rule)
        self.button.setText(self.tr("填入 {0}").format(note.proposal))
        self.button.setAccessibleName(self.button.text())
        self.button.setVisible(bool(note.proposal))
        self.button.updateGeometry()
        self.setAccessibleName("，".join(part for part in (self._heading.text(), note.word) if part))
        self.setAccessibleDescription("".join(note.why) + note.rule)

    # where it stands ----------------------------------------------------------------------------------------------

    def _place(self) -> None:
        """Stand at the part of the cell that is in view; hidden while none is, or no side has room."""
        if self._cell is None or not self._wanted or self._dismissed:
            return
        view = self._grid.viewport().rect()
        cell = self._grid.visualRect(self._grid.currentIndex()).intersected(view)
        found = self._room(cell, view) if not cell.isEmpty() else None
        if found is None or not self._is_in_work():
            self.hide()
            return
        self._side, box = found
        self._set_margins()
        tip = cell.center() - box.topLeft()
        if box != self.geometry() or tip != self._tip:
            self._tip = tip
            self.setGeometry(box)
            self.update()
        if not self.isVisible():
            self.show()
            self.raise_()

    def _room(self, cell: QRect, view: QRect) -> tuple[str, QRect] | None:
        """The first side with room, and the bubble there with its pointer."""
        theme = active_theme()
        width, tip, edge = theme.px(WIDTH), theme.px(TIP), theme.px(_EDGE)
        for side in ("below", "above", "left", "right"):
            self._side = side
            self._set_margins()
            upright = side in ("below", "above")
            wide = width if upright else width + tip
            high = self._column.totalHeightForWidth(wide)
            left = max(edge, min(cell.center().x() - wide // 2, view.width() - wide - edge))
            top = max(edge, min(cell.center().y() - high // 2, view.height() - high - edge))
            if upright:
                top = cell.bottom() + 2 if side == "below" else cell.top() - high - 1
            else:
                left = cell.left() - wide - 1 if side == "left" else cell.right() + 2
            box = QRect(left, top, wide, high)
            if view.contains(box):
                return side, box
        return None

    def _set_margins(self) -> None:
        theme = active_theme()
        inset, tip = theme.px(14), theme.px(TIP)
        grown = {"below": (0, tip, 0, 0), "above": (0, 0, 0, tip), "left": (0, 0, tip, 0), "right": (tip, 0, 0, 0)}
        left, top, right, bottom = grown[self._side]
        self._column.setContentsMargins(inset + left, theme.px(12) + top, inset + right, theme.px(12) + bottom)

    def paintEvent(self, event: QPaintEvent) -> None:
        """One outline around bubble and pointer."""
        theme, painter = active_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tip = theme.px(TIP)
        grown = {"below": (0, tip, 0, 0), "above": (0, 0, 0, -tip), "left": (0, 0, -tip, 0), "right": (tip, 0, 0, 0)}
        body = self.rect().adjusted(*grown[self._side]).toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        path, pointer = QPainterPath(), QPainterPath()
        path.addRoundedRect(body, theme.radius("bubble"), theme.radius("bubble"))
        pointer.addPolygon(self._pointer(body.toRect(), tip, theme.px(HALF_TIP)))
        pointer.closeSubpath()
        painter.setPen(QPen(theme.color("line2"), 1))
        painter.setBrush(theme.color("surface"))
        painter.drawPath(path.united(pointer))
        painter.end()

    def _pointer(self, body: QRect, tip: int, half: int) -> QPolygonF:
        """The triangle from the edge of the body towards the cell."""
        inset = active_theme().radius("bubble") + half
        x = max(body.left() + inset, min(self._tip.x(), body.right() - inset))
        y = max(body.top() + inset, min(self._tip.y(), body.bottom() - inset))
        corners = {
            "below": ((x - half, body.top() + 1), (x, body.top() - tip + 1), (x + half, body.top() + 1)),
            "above": ((x - half, body.bottom()), (x, body.bottom() + tip), (x + half, body.bottom())),
            "left": ((body.right(), y - half), (body.right() + tip, y), (body.right(), y + half)),
            "right": ((body.left() + 1, y - half), (body.left() - tip + 1, y), (body.left() + 1, y + half)),
        }
        return QPolygonF([QPoint(*corner) for corner in corners[self._side]])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the bubble chooses no cell below it."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """As a click."""
        event.accept()


def _is_escape(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape
