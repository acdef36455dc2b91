"""The question that an exchange package raises when it is opened: shall its forms be taken in?

The box is opened, not waited for, and dies when it closes. Reading and adding are the services'.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from desktop.domain.errors import ZipingError
from desktop.ui.session import Session

if TYPE_CHECKING:
    from desktop.domain.record import Record
    from desktop.services.packages import Package

LISTED = 8
"""Forms that are named one by one; a longer list would leave the screen."""


class PackageTasks(QObject):
    """Asks about one package at a time.

    Signals:
        taken(int): the forms of a package were added; the number of the last.
        refused(str, str): title and sentence of why a package cannot be read or stored.
    """

    taken = Signal(int)
    refused = Signal(str, str)

    def __init__(self, window: QWidget, session: Session) -> None:
        """Ask in front of ``window`` about packages for the data file of ``session``."""
        super().__init__(window)
        self._window = window
        self._session = session
        self._package: Package | None = None

    def ask(self, path: Path) -> None:
        """Say what is in the package and whether the data file has the like, and offer to take it in."""
        from desktop.services.packages import read_package

        try:
            package = read_package(path, self._session.workspace.catalog)
        except ZipingError as error:
            self.refused.emit(self.tr("读不了交换包"), str(error))
            return
        self._package = package
        text = self.tr("“{0}”里有 {1} 份自评表，要收进数据文件吗？").format(path.name, len(package.records))
        box = QMessageBox(QMessageBox.Icon.Question, self.tr("收进自评表"), text, parent=self._window)
        box.setInformativeText("\n\n".join(part for part in (self._listed(package), self._twins(package)) if part))
        box.setDefaultButton(box.addButton(self.tr("收进来"), QMessageBox.ButtonRole.AcceptRole))
        box.setEscapeButton(box.addButton(self.tr("不收"), QMessageBox.ButtonRole.RejectRole))
        box.accepted.connect(self._take_in)
        box.finished.connect(box.deleteLater)
        box.open()

    def _listed(self, package: Package) -> str:
        lines = [self._name(record) for record in package.records[:LISTED]]
        if len(package.records) > LISTED:
            lines.append(self.tr("……等 {0} 份。").format(len(package.records)))
        return "\n".join(lines)

    def _name(self, record: Record) -> str:
        year = self.tr("{0} 年度").format(record.year) if record.year is not None else self.tr("没有写年度")
        return f"{record.bureau or self.tr('没有写单位')}　{year}　{record.definition.name}"

    def _twins(self, package: Package) -> str:
        count = len(package.twins(self._session.workspace))
        if not count:
            return ""
        text = "数据文件里已有 {0} 份同单位、同年度、同表种的自评表。收进来的另存一份，与它并排，原来的不动。"
        return self.tr(text).format(count)

    def _take_in(self) -> None:
        from desktop.services.packages import take_in

        if self._package is None or not self._session.is_open:
            return
        try:
            numbers = take_in(self._session.workspace, self._package)
        except ZipingError as error:
            self.refused.emit(self.tr("没有收进来"), str(error))
            return
        finally:
            self._package = None
            self._session.announce_forms()
        self.taken.emit(numbers[-1])
