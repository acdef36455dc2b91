"""The way of a command to the disk, and what happens when the disk refuses.

Every command is stored before the next key is handled. When the disk is full or the file is locked, the command stays
in memory, in order, and is tried again with the next one; until then the journal says why (design: "typing goes on in
memory"). Nothing is dropped but a command that another window has overtaken: it can never be stored as it is, and the
form it belongs to settles that (``conflicts``).
"""

from __future__ import annotations

import getpass
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from db.data_file import DataFile
from db.faults import StaleDataFault
from db.stored import StoredContent
from desktop.domain.address import CellId
from desktop.domain.changes import Command
from desktop.domain.errors import EnvironmentFault

Cents = Mapping[CellId, tuple[int, int]]


def now() -> datetime:
    """This moment, local time with offset, to the second."""
    return datetime.now().astimezone().replace(microsecond=0)


def user_name() -> str:
    """The operating system's user name; "未知用户" when it has none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "未知用户"


class Journal:
    """Stores commands in order.

    Attributes:
        fault: why the last command is not on disk, a Chinese sentence; ``""`` when everything is saved.
        last_saved: when something was last stored; None before that.
    """

    def __init__(self, data: DataFile) -> None:
        """Write to ``data``."""
        self._data = data
        self._waiting: list[tuple[Command, Cents]] = []
        self._overtaken: list[Command] = []
        self.fault = ""
        self.last_saved: datetime | None = None
        self.who = user_name()

    def store(self, command: Command, cents: Cents) -> bool:
        """Store a command behind those that wait. True when everything is on disk now."""
        self._waiting.append((command, cents))
        return self.retry()

    def retry(self) -> bool:
        """Try to store what waits. True when everything is on disk now; else ``fault`` says why.

        Commands that another window has overtaken no longer wait; ``take_overtaken`` gives them.
        """
        while self._waiting:
            command, cents = self._waiting[0]
            try:
                self._data.apply(command, cents)
            except StaleDataFault:
                self._overtaken.append(command)
            except EnvironmentFault as error:
                self.fault = str(error)
                return False
            else:
                self.last_saved = now()
            self._waiting.pop(0)
        self.fault = ""
        return True

    def take_overtaken(self, evaluation_id: int) -> list[Command]:
        """The commands of a form that were not stored because another window changed the same place; given once."""
        taken = [command for command in self._overtaken if command.evaluation_id == evaluation_id]
        self._overtaken = [command for command in self._overtaken if command.evaluation_id != evaluation_id]
        return taken

    def overtaken(self) -> list[int]:
        """The forms that have such commands."""
        return list(dict.fromkeys(command.evaluation_id for command in self._overtaken))

    def content(self, evaluation_id: int) -> StoredContent:
        """What the file holds of a form. Raises InputError when it is gone, EnvironmentFault when it is unreadable."""
        return self._data.content(evaluation_id)

    def seal(self) -> None:
        """End the merging of keystrokes, so that the next key begins a new step of undo."""
        if self._waiting:
            # Commands that wait are stored one by one with their keys; an empty key on the last keeps later keys apart.
            command, cents = self._waiting[-1]
            self._waiting[-1] = (replace(command, merge_key=""), cents)
        else:
            # Only a note for the next key, which has a key of its own anyway; what is typed is on disk already.
            with suppress(EnvironmentFault):
                self._data.seal()
