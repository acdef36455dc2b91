"""The head of an import preview: file, what it was recognised as, where it goes, counts that filter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.services.import_line import ImportLine
from desktop.ui.icons import icon, pixmap
from desktop.ui.theme import active_theme, set_property
from desktop.ui.widgets.elided_label import ElidedLabel

STATES = ("", "different", "new", "same", "computed")
_ICONS = {"different": "verify", "new": "import", "same": "met", "computed": "sum"}


class ImportHead(QFrame):
    """One row of 68.

    Attributes:
        forms: choice among several forms of the file; hidden for one.

    Signals:
        form_chosen(int): which of several forms of the file, counted from 0.
        target_chosen(int): the form to write into; 0 for a new one.
        state_chosen(str): show the lines of this state alone; ``""`` for all.
    """

    form_chosen = Signal(int)
    target_chosen = Signal(int)
    state_chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """An empty head."""
        super().__init__(parent)
        theme = active_theme()
        self.setFixedHeight(theme.px(68))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_property(self, ground="surface", edge="bottom")
        self._file, self._layout, self._target = ElidedLabel(parent=self), ElidedLabel(parent=self), QComboBox(self)
        set_property(self._file, role="section")
        set_property(self._layout, role="strong", strong=True)
        self.forms = QComboBox(self)
        for box, name in ((self.forms, self.tr("文件里的哪一份")), (self._target, self.tr("写入哪一份自评表"))):
            set_property(box, small=True)
            box.setAccessibleName(name)
            box.setToolTip(name)
            box.setMinimumContentsLength(8)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setMaximumWidth(theme.px(300))
        self.forms.activated.connect(self.form_chosen)
        self._target.activated.connect(self._target_activated)
        self._filters = QButtonGroup(self)
        self._filters.idClicked.connect(self._filter_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(20), 0, theme.px(20), 0)
        row.setSpacing(theme.px(10))
        row.addWidget(self._tile())
        row.addLayout(self._words(), 1)
        for number in range(len(STATES)):
            row.addWidget(self._filter(number))

    def _tile(self) -> QLabel:
        theme = active_theme()
        tile = QLabel(self)
        tile.setFixedSize(theme.px(40), theme.px(40))
        tile.setAlignment(Qt.AlignmentFlag.AlignCenter)
        tile.setPixmap(pixmap("import", "imp", 20, theme, ratio=self.devicePixelRatioF()))
        set_property(tile, ground="imp-soft")
        return tile

    def _words(self) -> QVBoxLayout:
        gap = active_theme().px(6)
        upper, lower, both = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        as_word, into = QLabel(self.tr("认作"), self), QLabel(self.tr("写入"), self)
        for label in (as_word, into):
            set_property(label, role="second")
        for row, widgets in ((upper, (self._file, self.forms)), (lower, (as_word, self._layout, into, self._target))):
            row.setSpacing(gap)
            for widget in widgets:
                row.addWidget(widget)
            row.addStretch(1)
        both.setSpacing(2)
        both.addStretch(1)
        both.addLayout(upper)
        both.addLayout(lower)
        both.addStretch(1)
        return both

    def _filter(self, number: int) -> QPushButton:
        button = QPushButton(self)
        button.setCheckable(True)
        button.setChecked(number == 0)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_property(button, kind="filter")
        if STATES[number]:
            button.setIcon(icon(_ICONS[STATES[number]], size=14))
        self._filters.addButton(button, number)
        return button

    # showing ------------------------------------------------------------------------------------------------------

    def show_file(self, name: str, forms: Sequence[str]) -> None:
        """Name the file, and offer its forms where it holds several."""
        self._file.setText(name)
        self.forms.clear()
        counted = self.tr("第 {} 份，共 {} 份：{}")
        self.forms.addItems([counted.format(number, len(forms), form) for number, form in enumerate(forms, 1)])
        self.forms.setVisible(len(forms) > 1)

    def show_form(self, layout: str, targets: Sequence[tuple[int, str]], chosen: int) -> None:
        """Say what the form was recognised as and where it can go.

        Args:
            layout: name of the layout.
            targets: number (0: a new form) and name.
            chosen: the number that is meant.
        """
        self._layout.setText(layout)
        self._target.clear()
        for number, name in targets:
            self._target.addItem(name, number)
        self._target.setCurrentIndex(max(0, self._target.findData(chosen)))

    @property
    def target(self) -> int:
        """The form to write into, 0 for a new one."""
        return int(self._target.currentData() or 0)

    def choose_target(self, number: int) -> None:
        """Choose where the form goes, as if the user did."""
        self._target.setCurrentIndex(max(0, self._target.findData(number)))
        self.target_chosen.emit(self.target)

    def show_counts(self, lines: Sequence[ImportLine]) -> None:
        """Count the lines of each state."""
        words = (self.tr("全部"), self.tr("不同"), self.tr("新增"), self.tr("相同"), self.tr("自动算出"))
        for number, state in enumerate(STATES):
            count = sum(1 for line in lines if state in ("", line.state))
            button = self._filters.button(number)
            button.setText(f" {words[number]}  {count}" if state else f"{words[number]}  {count}")
            button.setVisible(count > 0)
        self._filters.button(0).setChecked(True)

    def _target_activated(self, index: int) -> None:
        self.target_chosen.emit(self.target)

    def _filter_clicked(self, number: int) -> None:
        self.state_chosen.emit(STATES[number])
