"""新建自评: unit, year and form."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.ui.theme import active_theme, set_property

if TYPE_CHECKING:
    from desktop.services.forms import FormCatalog

SHOWN_PROBLEMS = 4


class NewFormDialog(QDialog):
    """Asks for what a new form needs.

    Attributes:
        bureau, year, kind, layout: the answers, once accepted.
    """

    def __init__(
        self,
        catalog: FormCatalog,
        bureaus: list[str],
        parent: QWidget | None = None,
        *,
        last: tuple[str, str] = ("", ""),
    ) -> None:
        """Offer the layouts of ``catalog`` and the units written before; ``last`` is kind and layout worked on last."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("新建自评"))
        theme = active_theme()
        self.setMinimumWidth(theme.px(460))
        self._layouts = catalog.usable()
        self._broken = catalog.problems()
        self._bureau = QComboBox(self)
        self._bureau.setEditable(True)
        self._bureau.addItems(bureaus)
        self._bureau.setAccessibleName(self.tr("填报单位"))
        edit = self._bureau.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(self.tr("例如：示例市医疗保障局"))
        self._form = QComboBox(self)
        self._form.setAccessibleName(self.tr("自评表"))
        for info in self._layouts:
            own = self.tr("（自有表样）") if info.user else ""
            self._form.addItem(f"{info.name}{own}　{info.year}年表样")
        known = [(info.kind, info.layout) for info in self._layouts]
        common = [info.common for info in self._layouts]
        first = common.index(True) if True in common else 0
        self._form.setCurrentIndex(known.index(last) if last in known else first)
        chosen = self._form.currentIndex()
        self._year = QLineEdit(str(self._layouts[chosen].year if self._layouts else date.today().year - 1), self)
        self._year.setAccessibleName(self.tr("年度"))
        self._year.setMaxLength(4)
        self._form.currentIndexChanged.connect(self._form_chosen)
        self._bureau.editTextChanged.connect(self._say_how)
        self._year.textEdited.connect(self._say_how)
        self._build()

    def _build(self) -> None:
        theme = active_theme()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(24), theme.px(20), theme.px(24), theme.px(20))
        layout.setSpacing(theme.px(12))
        form = QFormLayout()
        form.setSpacing(theme.px(10))
        form.addRow(self.tr("填报单位(&U)"), self._bureau)
        form.addRow(self.tr("自评表(&T)"), self._form)
        form.addRow(self.tr("年度(&Y)"), self._year)
        layout.addLayout(form)
        self._hint = QLabel()
        self._hint.setWordWrap(True)
        self._say_how()
        layout.addWidget(self._hint)
        for problem in self._shown_problems():
            label = QLabel(problem, self)
            label.setWordWrap(True)
            set_property(label, role="ver")
            layout.addWidget(label)
        buttons = QDialogButtonBox(self)
        create = buttons.addButton(self.tr("新建"), QDialogButtonBox.ButtonRole.AcceptRole)
        set_property(create, kind="primary")
        create.setDefault(True)
        buttons.addButton(self.tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._check)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)

    def _shown_problems(self) -> list[str]:
        """What is wrong with files of the user's, as far as the dialog has room."""
        if len(self._broken) <= SHOWN_PROBLEMS:
            return self._broken
        more = self.tr("还有 {} 个文件用不了，用 ziping lint 可以看到全部。").format(
            len(self._broken) - SHOWN_PROBLEMS + 1
        )
        return [*self._broken[: SHOWN_PROBLEMS - 1], more]

    def _form_chosen(self, index: int) -> None:
        if 0 <= index < len(self._layouts):
            self._year.setText(str(self._layouts[index].year))

    def _check(self) -> None:
        """Accept when unit and year are there; say what is missing otherwise."""
        if not self._bureau.currentText().strip():
            self._say(self.tr("单位还没有写。请写全称，例如“示例市医疗保障局”。"))
            self._bureau.setFocus()
        elif self.year is None:
            self._say(self.tr("年度“{}”读不成一个年份。请写四位数字，例如 2022。").format(self._year.text()))
            self._year.setFocus()
        elif not self._layouts:
            self._say(self.tr("没有可用的表样。"))
        else:
            self.accept()

    def _say_how(self) -> None:
        """What was missing is being written: the complaint goes."""
        set_property(self._hint, role="hint")
        self._hint.setText(self.tr("按表样里的指标目录建好各行和目标，您只填完成情况。"))

    def _say(self, sentence: str) -> None:
        set_property(self._hint, role="err")
        self._hint.setText(sentence)

    @property
    def bureau(self) -> str:
        """The unit."""
        return self._bureau.currentText().strip()

    @property
    def year(self) -> int | None:
        """The year, None while it is no year between 2000 and 2100."""
        from desktop.domain.amounts import fold_width

        text = fold_width(self._year.text()).strip()
        return int(text) if text.isascii() and text.isdigit() and 2000 <= int(text) <= 2100 else None

    @property
    def kind(self) -> str:
        """The form kind chosen."""
        return self._layouts[self._form.currentIndex()].kind

    @property
    def layout_name(self) -> str:
        """The layout chosen."""
        return self._layouts[self._form.currentIndex()].layout
