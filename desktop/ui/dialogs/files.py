"""Tasks with files that the menu offers: new form, import, export, the data file; short answers after.

The work itself is the services'; a sentence of theirs (``ZipingError``) is shown as it stands. Dialogs are opened, not
waited for, and die when they close; only the system's file dialogs wait.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

from desktop import __version__
from desktop.domain.checks.finding import Severity
from desktop.domain.errors import ZipingError
from desktop.paths import DATA_FILE_STEM, DATA_SUFFIX, FORM_SUFFIX, OLDER_DATA_SUFFIX
from desktop.services.file_kinds import FileKind, kind_of
from desktop.ui.dialogs.choose_file import ask_open, ask_save
from desktop.ui.session import Session

if TYPE_CHECKING:
    from desktop.services.entry import FormSession

WORKBOOKS = "*.xlsx *.xls *.ods"
DATA_FILES = f"*{DATA_SUFFIX} *{OLDER_DATA_SUFFIX}"


class FileTasks(QObject):
    """Asks, lets the services do it, says how it went.

    Signals:
        form_made(int): a new form is there; open it.
        workbook_chosen(str): show the import preview of this file, or ask about this package.
        data_chosen(str): work on this data file from now on.
        backed_up(): a proven copy of the data file was written.
    """

    form_made = Signal(int)
    workbook_chosen = Signal(str)
    data_chosen = Signal(str)
    backed_up = Signal()

    def __init__(self, window: QWidget, session: Session) -> None:
        """Work for ``window`` on the data file of ``session``."""
        super().__init__(window)
        self._window = window
        self._session = session
        self._doomed = 0

    def new_form(self) -> None:
        """Ask for unit, year and layout and make the form."""
        from desktop.ui.dialogs.new_form import NewFormDialog

        workspace = self._session.workspace
        workspace.catalog.look_again()  # a layout may have been put into the folder since
        heads = workspace.evaluations()
        bureaus = list(dict.fromkeys(head.bureau for head in heads if head.bureau))
        last = (heads[0].kind, heads[0].layout) if heads else ("", "")
        dialog = NewFormDialog(workspace.catalog, bureaus, self._window, last=last)
        dialog.accepted.connect(self._make_form)
        dialog.open()

    def _make_form(self) -> None:
        from desktop.ui.dialogs.new_form import NewFormDialog

        dialog = self.sender()
        if isinstance(dialog, NewFormDialog) and dialog.year is not None:
            try:
                number = self._session.create(dialog.kind, dialog.layout_name, dialog.bureau, dialog.year)
            except ZipingError as error:
                self.warn(self.tr("没有新建"), str(error))
                return
            self.form_made.emit(number)

    def choose_workbook(self) -> None:
        """Ask for a workbook to import."""
        self._choose_import(f"{self.tr('Excel 表')} ({WORKBOOKS})")

    def choose_import(self) -> None:
        """Ask for a workbook or an exchange package."""
        self._choose_import(f"{self.tr('Excel 表和自评通交换包')} ({WORKBOOKS} *{FORM_SUFFIX})")

    def _choose_import(self, kinds: str) -> None:
        path = ask_open(self._window, self.tr("从 Excel 导入"), _documents(), kinds)
        if path:
            self.workbook_chosen.emit(path)

    def kind_of(self, path: Path) -> FileKind | None:
        """What a file is that shall be opened or imported; None when whoever opens it has to say what is wrong."""
        mine = self._session.path
        try:
            # The data file in use must not be opened a second time just to look.
            return FileKind.DATA if mine is not None and os.path.samefile(mine, path) else kind_of(path)
        except (OSError, ZipingError):
            return None

    def choose_data(self) -> None:
        """Ask for another data file."""
        path = self._session.path
        folder = str(path.absolute().parent) if path is not None else _documents()
        chosen = ask_open(self._window, self.tr("打开数据文件"), folder, self._data_kind())
        if chosen:
            self.data_chosen.emit(chosen)

    def new_data(self) -> None:
        """Ask where to make a new data file; one that is there is never written over."""
        title = self.tr("新建数据文件")
        start = str(Path(_documents()) / f"{DATA_FILE_STEM}{DATA_SUFFIX}")
        chosen = ask_save(self._window, title, start, self._data_kind(), DATA_SUFFIX[1:])
        if chosen and os.path.lexists(chosen):
            self.warn(title, self.tr("“{0}”已经有了，没有动它。新建请另起一个名字。").format(Path(chosen).name))
        elif chosen:
            self.data_chosen.emit(chosen)

    def _data_kind(self) -> str:
        return f"{self.tr('自评通数据文件')} ({DATA_FILES})"

    def export(self) -> Path | None:
        """Ask for a name and write the form in work, as the official workbook or as an exchange package.

        Returns the file, None when cancelled or refused.
        """
        form = self._session.form
        if form is None:
            return None
        name = file_name(f"{form.record.bureau}{form.record.year or form.head.year}年度{form.definition.name}.xlsx")
        start = str(Path(_documents()) / name)
        kinds = f"{self.tr('Excel 表')} (*.xlsx);;{self.tr('自评通交换包')} (*{FORM_SUFFIX})"
        path = ask_save(self._window, self.tr("导出 Excel"), start, kinds, "xlsx", FORM_SUFFIX[1:])
        if not path:
            return None
        target = Path(path)
        from desktop.services.transfer import export_form

        try:
            export_form(form, target)
        except ZipingError as error:
            self.warn(self.tr("没有导出"), str(error))
            return None
        text = self.tr("已导出到：{0}").format(target)
        if target.suffix.lower() == FORM_SUFFIX:
            # Opened by a double click it would only be offered to be taken in again.
            self._inform(
                self.tr("已导出"), f"{text}\n{self.tr('对方双击它，或用“从 Excel 导入”，就能收进自己的数据文件。')}"
            )
            return target
        left = self._left(form)
        self._say(QMessageBox.Icon.Information, self.tr("已导出"), f"{text}\n{left}" if left else text, target)
        return target

    def _left(self, form: FormSession) -> str:
        """What has to be settled before the workbook goes out, a sentence; ``""`` when nothing is left."""
        from desktop.services.progress import is_unfilled

        waiting = [finding for finding in form.findings if finding.is_open]
        empty = sum(map(is_unfilled, waiting))
        errors = sum(finding.severity is Severity.ERROR and not is_unfilled(finding) for finding in waiting)
        parts = [self.tr("{0} 处错误").format(errors)] if errors else []
        parts += [self.tr("{0} 格没有填").format(empty)] if empty else []
        return self.tr("表里还有 {0}。报出前请填好改好，再导出一次。").format("、".join(parts)) if parts else ""

    def backup(self) -> Path | None:
        """Ask for a name, copy the data file there and prove the copy; None when cancelled or refused."""
        path = self._session.path
        start = Path(_documents()) / f"{path.stem if path else self.tr('自评数据')}-备份{DATA_SUFFIX}"
        endings = (DATA_SUFFIX[1:], OLDER_DATA_SUFFIX[1:])
        chosen = ask_save(self._window, self.tr("备份数据文件"), str(start), self._data_kind(), *endings)
        if not chosen:
            return None
        try:
            problems = self._session.workspace.backup(Path(chosen))
        except ZipingError as error:
            self.warn(self.tr("没有备份"), str(error))
            return None
        if problems:
            text = self.tr("备份已写好：{0}\n验证时发现：\n{1}").format(chosen, "\n".join(problems))
            self.warn(self.tr("备份里有问题"), text)
            return None
        self._inform(self.tr("已备份"), self.tr("备份已写好，也验证过了：{0}").format(chosen))
        self.backed_up.emit()
        return Path(chosen)

    def verify(self) -> None:
        """Prove the data file sound and say what was found."""
        problems = self._session.workspace.verify()
        if problems:
            self.warn(self.tr("数据文件有问题"), "\n".join(problems))
        else:
            self._inform(self.tr("数据文件完好"), self.tr("数据文件检验过了，没有问题。"))

    def remove(self, evaluation_id: int) -> None:
        """Ask whether a form shall be removed for good, and remove it."""
        self._doomed = evaluation_id
        heads = self._session.workspace.evaluations()
        name = next((f"{head.bureau} {head.year} 年度" for head in heads if head.id == evaluation_id), "")
        text = self.tr("要删除“{0}”的自评表吗？删除以后不能撤销，导出过的 Excel 不受影响。").format(name)
        box = QMessageBox(QMessageBox.Icon.Question, self.tr("删除自评表"), text, parent=self._window)
        box.addButton(self.tr("删除"), QMessageBox.ButtonRole.AcceptRole).setProperty("kind", "danger")
        box.setDefaultButton(box.addButton(self.tr("不删除"), QMessageBox.ButtonRole.RejectRole))
        box.accepted.connect(self._remove)
        box.finished.connect(box.deleteLater)
        box.open()

    def _remove(self) -> None:
        self._session.remove(self._doomed)

    def about(self) -> None:
        """Say which program and version this is."""
        text = self.tr("自评通 {0}\n医保绩效自评表的填报、检查和导出。不联网，数据只在本机。").format(__version__)
        self._inform(self.tr("关于自评通"), text)

    def warn(self, title: str, text: str) -> None:
        """Say that something was not done and why."""
        self._say(QMessageBox.Icon.Warning, title, text)

    def _inform(self, title: str, text: str) -> None:
        self._say(QMessageBox.Icon.Information, title, text)

    def _say(self, icon: QMessageBox.Icon, title: str, text: str, file: Path | None = None) -> QMessageBox:
        """Show a short answer that does not hold the program up, and offer to open ``file``."""
        box = QMessageBox(icon, title, text, parent=self._window)
        done = box.addButton(self.tr("知道了"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(done)
        box.setEscapeButton(done)
        if file is not None:
            # Before the box is shown: it does not find room for a button that comes later.
            box.addButton(self.tr("打开"), QMessageBox.ButtonRole.ActionRole).setObjectName(str(file))
            box.buttonClicked.connect(self._open_file)
        box.finished.connect(box.deleteLater)
        box.open()
        return box

    def _open_file(self, button: QAbstractButton) -> None:
        if button.objectName():
            QDesktopServices.openUrl(QUrl.fromLocalFile(button.objectName()))


def file_name(text: str) -> str:
    """``text`` without the signs that Windows does not allow in names."""
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]', "", text)


def _documents() -> str:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return folder if Path(folder).is_dir() else str(Path.home())
