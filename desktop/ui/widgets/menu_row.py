"""The one row above the pages: back, menus, mode switch, undo and redo, export."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from desktop.ui.actions import Actions
from desktop.ui.icons import icon
from desktop.ui.theme import active_theme
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.segments import Segment, SegmentSwitch

ROOM_FOR_HINT = 1100
ROOM_FOR_BUTTONS = 800
ROOM_FOR_WORDS = 980


class MenuRow(QFrame):
    """44 px high. On the start page only the menus, undo and redo are there.

    Signals:
        mode_chosen(str): ``guide`` or ``table``.
    """

    mode_chosen = Signal(str)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        """Lay the row out over the window's actions."""
        super().__init__(parent)
        self._actions = actions
        self._in_form = False
        self.setProperty("ground", "surface")
        self.setProperty("edge", "bottom")
        self._back = self._back_button()
        self._line = _line()
        self._menus = actions.menu_bar()
        # The bar is exactly as wide as its menus; what is left belongs to the switch and the buttons.
        self._menus.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._hint = QLabel("Ctrl+G")
        self._hint.setProperty("role", "key")
        self.modes = SegmentSwitch(
            (Segment("guide", self.tr("引导"), "guide"), Segment("table", self.tr("表格"), "table")),
            name=self.tr("显示方式"),
        )
        self._undo = self._tool("undo", "undo", "text2")
        self._redo = self._tool("redo", "redo", "text2")
        self._split = _line()
        self._export = KeyButton(self.tr("导出 Excel"), "Ctrl+E", kind="primary", icon_name="export")
        self._row = QHBoxLayout(self)
        self._lay_out()
        self.modes.chosen.connect(self.mode_chosen)
        self._export.clicked.connect(actions["export"].trigger)
        self._refresh()

    def show_form_tools(self, shown: bool) -> None:
        """Show what belongs to a form in work."""
        self._in_form = shown
        for widget in (self._back, self._line, self.modes, self._split, self._export):
            widget.setVisible(shown)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give way before a menu is cut off."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() / active_theme().scale
        self._hint.setVisible(self._in_form and room >= ROOM_FOR_HINT)
        words = room >= ROOM_FOR_WORDS
        self._export.show_key(words)
        style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if words else Qt.ToolButtonStyle.ToolButtonIconOnly
        self._back.setToolButtonStyle(style)
        # With the largest letters: everything here is in the menus with its key, and a menu that is cut off is not.
        for widget in (self._undo, self._redo):
            widget.setVisible(room >= ROOM_FOR_BUTTONS or not self._in_form)
        for part in (self._split, self._export):
            part.setVisible(self._in_form and room >= ROOM_FOR_BUTTONS)

    def changeEvent(self, event: QEvent) -> None:
        """Load icons and sizes again when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._refresh()

    def _back_button(self) -> QToolButton:
        button = QToolButton()
        # Not the action itself: its label carries the letter of the menu.
        button.setText(self.tr("全部自评"))
        button.setToolTip("Alt+Home")
        button.setProperty("back", True)
        button.setProperty("shape", "chevron-left")
        button.setProperty("shape_role", "accent")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(self._actions["start"].trigger)
        return button

    def _tool(self, action: str, shape: str, role: str) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(self._actions[action])
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setProperty("shape", shape)
        button.setProperty("shape_role", role)
        return button

    def _lay_out(self) -> None:
        row = self._row
        row.setSpacing(active_theme().px(8))
        for left in (self._back, self._line, self._menus):
            row.addWidget(left)
        row.addStretch(1)
        for widget in (self._hint, self.modes, _gap(4), self._undo, self._redo, self._split, self._export):
            row.addWidget(widget)

    def _refresh(self) -> None:
        theme = active_theme()
        margin = theme.px(12)
        self._row.setContentsMargins(margin, 0, margin, 0)
        self.setFixedHeight(theme.height("menu-row"))
        self._menus.setFont(theme.font("list"))
        edge = theme.icon_size("toolbar")
        for button in (self._back, self._undo, self._redo):
            button.setIcon(icon(button.property("shape"), button.property("shape_role"), 18))
            button.setIconSize(QSize(edge, edge))


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("line", "v")
    line.setFixedHeight(active_theme().px(20))
    return line


def _gap(width: int) -> QWidget:
    gap = QWidget()
    gap.setFixedWidth(active_theme().px(width))
    return gap
