"""Names that differ by one character: a slip of the pen in what is most likely the same indicator listed twice.

Found through what is left of a name when one character is taken out: two names that share such a rest differ by one
character. So each name is looked at once, and no pair of rows is compared that has nothing in common.
Left out: names that are equal, and known drifts of wording (``duplicate``).
"""

from __future__ import annotations

from collections.abc import Iterable
from string import digits
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Check, Param, ParamType, Scope, Watch
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.index import KeyIndex
from desktop.domain.checks.names import exact_key, tolerant_key
from desktop.domain.checks.wording import shorten


def rests(key: str, apart: frozenset[str]) -> set[str]:
    """What is left of ``key`` when one character is taken out; characters of ``apart`` are never taken out.

    The name itself is among them: it is the rest of a name that has one character more.
    """
    found = {key[:at] + key[at + 1 :] for at, char in enumerate(key) if char not in apart}
    return found | {key}


class AlikeCheck(Check):
    """One finding at the later of two names.

    Parameters:
        section: the part of the form.
        column: the names.
        length: characters a name must have; short names differ by one character for good reason.
        apart: characters that tell names apart by themselves (省 and 市, 上 and 下), besides digits.
    """

    name: ClassVar[str] = "alike"
    params: ClassVar[tuple[Param, ...]] = (
        Param("section", ParamType.SECTION),
        Param("column", ParamType.COLUMN),
        Param("length", ParamType.NUMBER),
        Param("apart", ParamType.TEXTS, required=False, default=()),
    )
    fields: ClassVar[frozenset[str]] = frozenset({"first"})

    def prepare(self) -> None:
        """Start with empty indexes."""
        self.apart = frozenset("".join(self.values["apart"]) + digits)
        self.index = KeyIndex()
        self.sharing: dict[str, tuple[str, ...]] = {}
        self.known: dict[str, set[str]] = {}

    def watches(self) -> Iterable[Watch]:
        """The names."""
        return [(self.section.key, self.values["column"])]

    def reset(self) -> None:
        """Index every name and its rests."""
        self.index, self.known, self.sharing = KeyIndex(), {}, {}
        for row in self.row_keys():
            self._note(self.index.put(row, (self._key(row),)))

    def scopes(self) -> Iterable[Scope]:
        """Each name."""
        return self.index.keys()

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The old and the new name of the row, and all that are like either."""
        keys = self.index.put(cell.row, (self._key(cell.row),))
        self._note(keys)
        found = {*keys, *(other for key in keys for other in self._alike(key))}
        for key in keys:
            self._forget(key)
        return found

    def _key(self, row: str) -> str:
        key = exact_key(self._name(row))
        return key if len(key) >= self.values["length"] else ""

    def _name(self, row: str) -> str:
        return self.record.shown(self.cell(row, self.values["column"]))

    def _note(self, keys: Iterable[str]) -> None:
        sharing = self.sharing
        for key in keys:
            if key not in self.known:
                found = self.known[key] = rests(key, self.apart)
                for rest in found:
                    # Nearly every rest belongs to one name, and a tuple of one is far smaller than a set.
                    sharing[rest] = (*sharing[rest], key) if rest in sharing else (key,)

    def _forget(self, key: str) -> None:
        """Drop a name that no row bears any more, so that typing leaves nothing behind."""
        if not self.index.rows(key):
            for rest in self.known.pop(key):
                left = tuple(one for one in self.sharing[rest] if one != key)
                if left:
                    self.sharing[rest] = left
                else:
                    del self.sharing[rest]

    def _alike(self, key: str) -> set[str]:
        """Other names that differ by one character, by more than a drift of wording."""
        sharing = [self.sharing[rest] for rest in self.known[key]]
        candidates = {other for names in sharing if len(names) > 1 for other in names} - {key}
        return {
            other
            for other in candidates
            if self._one_apart(key, other) and tolerant_key(key) != tolerant_key(other) and self.index.rows(other)
        }

    def _one_apart(self, one: str, other: str) -> bool:
        """True when a single character was changed, added or left out, and that character does not tell names apart."""
        head = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
        head = min(len(one), len(other)) if head is None else head
        for mine, theirs in ((1, 1), (1, 0), (0, 1)):
            if one[head + mine :] == other[head + theirs :]:
                changed = one[head : head + mine] + other[head : head + theirs]
                return not any(char in self.apart for char in changed)
        return False

    def _first(self, key: str) -> str:
        return min(self.index.rows(key), key=self._position)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """At most one finding for a name, at its first row, with the first name before it that is like it."""
        key = str(scope)
        if not self.index.rows(key):
            return
        row, column = self._first(key), self.values["column"]
        earlier = [first for first in map(self._first, self._alike(key)) if self._position(first) < self._position(row)]
        if earlier:
            first = min(earlier, key=self._position)
            yield self.finding(
                self.cell(row, column),
                {"first": self._position(first) + 1},
                left=shorten(self._name(row)),
                right=shorten(self._name(first)),
                others=(self.cell(first, column),),
            )

    def _position(self, row: str) -> int:
        return self.record.position(self.section.key, row)
