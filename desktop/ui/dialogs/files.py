"""Asking for files: workbook to import, name of an export, name of a backup; and short answers afterwards.

The work itself is the services'; a sentence of theirs (``ZipingError``) is shown as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from desktop import __version__
from desktop.domain.errors import ZipingError
from desktop.ui.session import Session

WORKBOOKS = "*.xlsx *.xls *.ods"


def choose_workbook(parent: QWidget, chosen: Callable[[str], object]) -> None:
    """Ask for a workbook and call ``chosen`` with its path; nothing happens when the user thinks better of it."""
    path, _ = QFileDialog.getOpenFileName(
        parent, _tr("从 Excel 导入"), _documents(), f"{_tr('Excel 表')} ({WORKBOOKS})"
    )
    if path:
        chosen(path)


def export_form(parent: QWidget, session: Session) -> Path | None:
    """Ask for a name, write the official workbook of the form in work and say where it is; None when cancelled."""
    form = session.form
    if form is None:
        return None
    from desktop.services.transfer import export_form as write

    name = file_name(f"{form.record.bureau}{form.record.year or form.head.year}年度{form.definition.name}.xlsx")
    path, _ = QFileDialog.getSaveFileName(
        parent, _tr("导出 Excel"), str(Path(_documents()) / name), f"{_tr('Excel 表')} (*.xlsx)"
    )
    if not path:
        return None
    target = Path(path) if path.lower().endswith(".xlsx") else Path(f"{path}.xlsx")
    session.seal()
    try:
        write(form, target)
    except ZipingError as error:
        _say(parent, QMessageBox.Icon.Warning, _tr("没有导出"), str(error))
        return None
    box = _say(parent, QMessageBox.Icon.Information, _tr("已导出"), _tr("已导出到：{0}").format(target))
    show = box.addButton(_tr("打开"), QMessageBox.ButtonRole.ActionRole)
    show.setObjectName(str(target))
    box.buttonClicked.connect(_open_file)
    return target


def backup_data(parent: QWidget, session: Session) -> Path | None:
    """Ask for a name, copy the data file there and prove the copy; None when cancelled or refused."""
    start = Path(_documents()) / (f"{session.path.stem}-备份.db" if session.path else "备份.db")
    path, _ = QFileDialog.getSaveFileName(parent, _tr("备份数据文件"), str(start), f"{_tr('数据文件')} (*.db)")
    if not path:
        return None
    try:
        session.workspace.backup(Path(path))
    except ZipingError as error:
        _say(parent, QMessageBox.Icon.Warning, _tr("没有备份"), str(error))
        return None
    _say(parent, QMessageBox.Icon.Information, _tr("已备份"), _tr("备份已写好并验证过：{0}").format(path))
    return Path(path)


def verify_data(parent: QWidget, session: Session) -> None:
    """Prove the data file sound and show what was found."""
    problems = session.workspace.verify()
    if problems:
        _say(parent, QMessageBox.Icon.Warning, _tr("数据文件有问题"), "\n".join(problems))
    else:
        _say(parent, QMessageBox.Icon.Information, _tr("数据文件完好"), _tr("数据文件检验过了，没有问题。"))


def show_about(parent: QWidget) -> None:
    """Say which program and version this is."""
    text = _tr("自评通 {0}\n医保绩效自评表的填报、检查和导出。不联网，数据只在本机。").format(__version__)
    _say(parent, QMessageBox.Icon.NoIcon, _tr("关于自评通"), text)


def file_name(text: str) -> str:
    """``text`` without the signs that Windows does not allow in names."""
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]', "", text)


def _say(parent: QWidget, icon: QMessageBox.Icon, title: str, text: str) -> QMessageBox:
    """Show a short answer that does not hold the program up."""
    box = QMessageBox(icon, title, text, QMessageBox.StandardButton.NoButton, parent)
    box.addButton(_tr("知道了"), QMessageBox.ButtonRole.AcceptRole)
    box.finished.connect(box.deleteLater)
    box.open()
    return box


def _open_file(button: QWidget) -> None:
    if button.objectName():
        QDesktopServices.openUrl(QUrl.fromLocalFile(button.objectName()))


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Files", text)
