"""Reads keys out of a parsed TOML table and remembers which were asked for, so that unknown keys can be refused.

Every complaint is a ``DefinitionError`` with file, dotted key and a Chinese reason.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar, cast

from desktop.domain.errors import DefinitionError

_MISSING: Any = object()
E = TypeVar("E", bound=StrEnum)


class Table:
    """One TOML table.

    Attributes:
        file: file name for complaints.
        prefix: dotted path of this table in the file.
        by_key: entries of lists are named by their key or code in paths, not by their position; for tables that were
            put together from several files.
    """

    def __init__(self, file: str, data: Mapping[str, Any], prefix: str = "", *, by_key: bool = False) -> None:
        """Wrap ``data``."""
        self.file = file
        self.prefix = prefix
        self.by_key = by_key
        self._data = data
        self._asked: set[str] = set()

    def path(self, key: str) -> str:
        """Dotted path of ``key``."""
        return f"{self.prefix}.{key}" if self.prefix else key

    def keys(self) -> Iterable[str]:
        """All keys, in file order."""
        return self._data.keys()

    def has(self, key: str) -> bool:
        """True when the key stands in the table."""
        return key in self._data

    def raw(self, key: str, default: Any = _MISSING) -> Any:
        """The value as parsed. Raises DefinitionError when it is missing and there is no default."""
        self._asked.add(key)
        if key in self._data:
            return self._data[key]
        if default is _MISSING:
            raise DefinitionError(self.file, self.path(key), "缺少这一项。")
        return default

    def _typed(self, key: str, default: Any, kinds: tuple[type, ...], name: str) -> Any:
        value = self.raw(key, default)
        if key in self._data and (not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds)):
            raise DefinitionError(self.file, self.path(key), f"这里要{name}，写的是“{value}”。")
        return value

    def text(self, key: str, default: str = _MISSING) -> str:
        """A string."""
        return cast(str, self._typed(key, default, (str,), "文字"))

    def filled(self, key: str) -> str:
        """A string that is not blank."""
        value = self.text(key)
        if not value.strip():
            raise DefinitionError(self.file, self.path(key), "这里不能空着。")
        return value

    def texts(self, key: str, default: Sequence[str] = _MISSING) -> tuple[str, ...]:
        """A list of strings."""
        value = self._typed(key, default, (list,), "一列文字")
        if not all(isinstance(entry, str) for entry in value):
            raise DefinitionError(self.file, self.path(key), "这里只能是一列文字。")
        return tuple(value)

    def integer(self, key: str, default: Any = _MISSING, *, least: int = 0, most: int = 32767) -> Any:
        """A whole number from ``least`` to ``most``, or the default."""
        return self._within(key, self._typed(key, default, (int,), "整数"), least, most)

    def number(
        self, key: str, default: float | None = _MISSING, *, least: float = 0, most: float = 1000
    ) -> float | None:
        """A number from ``least`` to ``most``, or the default."""
        value = self._typed(key, default, (int, float), "数")
        if value is not None and not math.isfinite(value):
            raise DefinitionError(self.file, self.path(key), "这里要一个有限的数。")
        return None if value is None else float(self._within(key, value, least, most))

    def _within(self, key: str, value: Any, least: float, most: float) -> Any:
        if value is not None and not least <= value <= most:
            raise DefinitionError(self.file, self.path(key), f"这里要 {least:g} 到 {most:g} 的数，写的是“{value}”。")
        return value

    def flag(self, key: str, default: bool = _MISSING) -> bool:
        """True or false."""
        return cast(bool, self._typed(key, default, (bool,), " true 或 false"))

    def choice(self, key: str, kind: type[E], default: Any = _MISSING) -> E:
        """One value of an enumeration."""
        value = self.raw(key, default)
        try:
            return kind(value)
        except ValueError as error:
            allowed = "、".join(kind)
            raise DefinitionError(self.file, self.path(key), f"“{value}”不认识，只能是：{allowed}。") from error

    def one_of(self, key: str, allowed: Sequence[str], default: str = _MISSING) -> str:
        """One of the words in ``allowed``."""
        value = self.text(key, default)
        if value not in allowed:
            raise DefinitionError(self.file, self.path(key), f"“{value}”不认识，只能是：{'、'.join(allowed)}。")
        return value

    def table(self, key: str, default: Mapping[str, Any] = _MISSING) -> Table:
        """A table below this one."""
        value = self._typed(key, default, (dict,), "一张表")
        return Table(self.file, value, self.path(key), by_key=self.by_key)

    def tables(self, key: str, default: list[Any] = _MISSING) -> list[Table]:
        """An array of tables."""
        values = self._typed(key, default, (list,), "一组表")
        for index, value in enumerate(values):
            if not isinstance(value, dict):
                raise DefinitionError(self.file, f"{self.path(key)}[{index}]", "这里要一张表。")
        return [
            Table(self.file, value, self._entry_path(key, index, value), by_key=self.by_key)
            for index, value in enumerate(values)
        ]

    def _entry_path(self, key: str, index: int, entry: Mapping[str, Any]) -> str:
        name = (entry.get("key") or entry.get("code")) if self.by_key else None
        return f"{self.path(key)}.{name}" if isinstance(name, str) else f"{self.path(key)}[{index}]"

    def rest(self, also: Sequence[str] = ()) -> dict[str, Any]:
        """Every key not asked for yet, and those in ``also``, as parsed; count as asked for from now on."""
        left = {key: value for key, value in self._data.items() if key in also or key not in self._asked}
        self._asked.update(left)
        return left

    def done(self) -> None:
        """Raises DefinitionError for the first key that nobody asked for."""
        for key in self._data:
            if key not in self._asked:
                raise DefinitionError(self.file, self.path(key), "表样语言里没有这个词。")
