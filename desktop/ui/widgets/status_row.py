"""The bottom row: is it stored, in which file, is there a backup, what the input method does, the font size."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QStatusBar, QToolButton, QWidget

from desktop.ui.icons import icon
from desktop.ui.theme import active_theme, selectable_sizes, set_property
from desktop.ui.widgets.elided_label import ElidedLabel
from desktop.ui.widgets.marks import MarkLabel

SIZE_NAMES = ("标准", "稍大", "大", "较大", "很大", "最大")


class StatusRow(QStatusBar):
    """26 px high.

    Signals:
        size_chosen(float): base font size in points.
    """

    size_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty row; the window fills it."""
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._saved_mark, self._saved = MarkLabel("saved", 14), QLabel()
        self._file = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
        self._backup = QLabel()
        self._input_mark, self._input = MarkLabel("keyboard", 14), QLabel()
        self._sizes = QToolButton()
        self._size_actions: dict[float, QAction] = {}
        self._lay_out()
        self._fill_sizes()
        self.show_saved(None, "")
        self.show_backup("")
        self.show_input("")

    def show_saved(self, at: datetime | None, fault: str) -> None:
        """Say that everything is stored and when (None: nothing was stored in this run), or that it is not and why."""
        if fault:
            text, role, mark = self.tr("未存盘"), "err", "error"
        else:
            time = f" {at:%H:%M:%S}" if at is not None else ""
            text, role, mark = self.tr("已存盘") + time, "ok", "saved"
        set_property(self._saved, role=role)
        self._saved.setText(text)
        self._saved.setToolTip(fault)
        self._saved_mark.show_mark(mark)

    def show_file(self, path: Path | None) -> None:
        """Show which data file is open."""
        text = str(path) if path is not None else ""
        self._file.setText(text)
        self._file.setAccessibleName(self.tr("数据文件：") + text)

    def show_backup(self, age: str) -> None:
        """Show the age of the last proven backup in words; ``""`` when there is none."""
        self._backup.setText(self.tr("最近一次验证过的备份：") + age if age else self.tr("还没有备份"))

    def show_input(self, state: str) -> None:
        """Show what the input method does in the field with the focus; ``""`` outside fields."""
        self._input.setText(state)
        self._input_mark.setVisible(bool(state))
        self._input.setVisible(bool(state))

    def show_size(self, base_pt: float) -> None:
        """Show the chosen font size."""
        self._sizes.setText(self.tr("字号 ") + SIZE_NAMES[selectable_sizes().index(base_pt)])
        self._sizes.setIcon(icon("font-size", "text2", 14))
        self._size_actions[base_pt].setChecked(True)

    def _lay_out(self) -> None:
        theme = active_theme()
        left = QWidget()
        row = QHBoxLayout(left)
        row.setContentsMargins(theme.px(12), 0, 0, 0)
        row.setSpacing(theme.px(6))
        for widget in (self._saved_mark, self._saved, _gap(8), MarkLabel("database", 14)):
            row.addWidget(widget)
        row.addWidget(self._file)
        for widget in (_gap(8), MarkLabel("shield", 14), self._backup):
            row.addWidget(widget)
        row.addStretch(1)
        self.addWidget(left, 1)
        right = QWidget()
        row = QHBoxLayout(right)
        row.setContentsMargins(0, 0, theme.px(8), 0)
        row.setSpacing(theme.px(6))
        for widget in (self._input_mark, self._input, _gap(4), self._sizes):
            row.addWidget(widget)
        self.addPermanentWidget(right)

    def _fill_sizes(self) -> None:
        menu, group = QMenu(self), QActionGroup(self)
        for name, size in zip(SIZE_NAMES, selectable_sizes(), strict=True):
            action = menu.addAction(f"{name}（{size:g} 磅）")
            action.setCheckable(True)
            action.setData(size)
            group.addAction(action)
            self._size_actions[size] = action
        group.triggered.connect(self._tell_size)
        self._sizes.setMenu(menu)
        self._sizes.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._sizes.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._sizes.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _tell_size(self, action: QAction) -> None:
        self.size_chosen.emit(float(action.data()))


def _gap(width: int) -> QWidget:
    gap = QWidget()
    gap.setFixedWidth(active_theme().px(width))
    return gap
