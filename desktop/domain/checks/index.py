"""Which rows carry which keys, kept current row by row, so that equal names are found without walking the form."""

from __future__ import annotations

from collections.abc import Collection, Iterable


class KeyIndex:
    """Row key → keys of its name, and back. A row may carry several keys (synonyms); blanks carry none."""

    def __init__(self) -> None:
        self._keys: dict[str, frozenset[str]] = {}
        self._rows: dict[str, set[str]] = {}

    def put(self, row: str, keys: Iterable[str]) -> frozenset[str]:
        """Say that ``row`` carries ``keys`` now. Returns every key that came, went or stayed."""
        old, new = self._keys.get(row, frozenset()), frozenset(key for key in keys if key)
        for key in old - new:
            self._rows[key].discard(row)
        for key in new - old:
            self._rows.setdefault(key, set()).add(row)
        self._keys[row] = new
        return old | new

    def rows(self, key: str) -> Collection[str]:
        """Rows that carry ``key``."""
        return self._rows.get(key, ())

    def keys(self) -> list[str]:
        """Every key that some row carries."""
        return [key for key, rows in self._rows.items() if rows]

    def keys_of(self, row: str) -> frozenset[str]:
        """Keys that ``row`` carries."""
        return self._keys.get(row, frozenset())
