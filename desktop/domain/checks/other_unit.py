"""The name of another region's unit in the texts of a form: most likely copied from somebody else's form.

Regions are known from the rule file; a unit is a region's name with the name of an office behind it. The reporting
unit's own region, what lies above it (省医疗保障局) and what lies in it are no other units; nor are names in titles of
documents, nor those in clauses that speak of dealings with others (与…签订, 学习…经验). A reporting unit whose region
is not known, such as a county without its city's name, is not judged.
Left out: other units of the same region.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import ClassVar

from desktop.domain.address import CellId
from desktop.domain.checks.base import Param, ParamType, Scope, Watch
from desktop.domain.checks.finding import Finding
from desktop.domain.checks.prose import ProseCheck, clause_at
from desktop.domain.checks.wording import shorten

_BUREAU = CellId("form", "", "bureau")
_QUOTED = re.compile(r"《[^》]*》")
_COUNTY = re.compile(r"[一-鿿]{1,5}[区县旗]$")
_COUNTY_LENGTH = 6
_REACH = 24
_SUFFIX = re.compile(r"(?:省|市|盟|地区|自治区)$")


class Regions:
    """Names of regions and what lies in what.

    Attributes:
        above: region → the province it lies in; provinces are not in it.
        meant: every way to write a name → the regions it may mean (吉林 is a province and a city).
        whole: the ways that say what they are (上海市, not 上海).
    """

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        """Read ``groups``: a province and its cities each; ``/`` parts further ways to write one name."""
        self.above: dict[str, str] = {}
        self.meant: dict[str, set[str]] = {}
        self.whole: set[str] = set()
        for group in groups:
            province, *cities = ([name.strip() for name in entry.split("/")] for entry in group)
            self._add(province)
            for city in cities:
                self._add(city)
                self.above[city[0]] = province[0]
        self._first = {way[0] for way in self.meant}
        self._lengths = sorted({len(way) for way in self.meant}, reverse=True)

    def _add(self, names: list[str]) -> None:
        for name in names:
            short = _SUFFIX.sub("", name)
            self.meant.setdefault(name, set()).add(names[0])
            if short != name or name.endswith("州"):
                self.whole.add(name)
            if 1 < len(short) < len(name):
                self.meant.setdefault(short, set()).add(names[0])

    def at_start(self, text: str, start: int = 0) -> str:
        """The longest name that begins at ``start``; ``""`` when none does."""
        if text[start : start + 1] not in self._first:
            return ""
        found = (text[start : start + length] for length in self._lengths)
        return next((name for name in found if name in self.meant), "")

    def at_end(self, text: str) -> str:
        """The name that ``text`` ends with, a county or district behind it left aside; ``""`` when there is none."""
        county = _COUNTY.search(text)
        for end in range(len(text), (county.start() if county else len(text)) - 1, -1):
            behind = text[end:]
            if behind and not (2 <= len(behind) <= _COUNTY_LENGTH and county):
                continue
            for length in self._lengths:
                name = text[max(0, end - length) : end]
                if len(name) == length and name in (self.whole if behind else self.meant):
                    return text[end - length :]
        return ""

    def named(self, text: str) -> str:
        """The region's name that ``text`` begins with, the last of several in a row (湖南省益阳市 → 益阳市)."""
        name, start = "", 0
        while found := self.at_start(text, start):
            name, start = found, start + len(found)
        return name

    def of_bureau(self, bureau: str) -> frozenset[str]:
        """Regions at the head of a unit's name, and the provinces they lie in; empty when none is known."""
        found: set[str] = set()
        start = 0
        while head := self.at_start(bureau, start):
            within = {region for region in self.meant[head] if self.above.get(region) in found}
            found |= within or self.meant[head]
            start += len(head)
        return frozenset(found | {self.above[region] for region in found if region in self.above})


@lru_cache(maxsize=8)
def regions_of(groups: tuple[tuple[str, ...], ...]) -> Regions:
    """The regions of a rule file, built once and shared by every form that takes it."""
    return Regions(groups)


class OtherUnitCheck(ProseCheck):
    """At most one finding for each text.

    Parameters:
        regions: a list for each province: its name, then those of its cities.
        offices: what stands behind a region's name in a unit's name.
        bare_in: parts in which a region's name counts without an office behind it; by default title and head, if any.
        except_before: words right before a name that speak of dealings with another unit.
        except_words: words anywhere in the clause that do.
    """

    name: ClassVar[str] = "other-unit"
    params: ClassVar[tuple[Param, ...]] = (
        Param("regions", ParamType.GROUPS),
        Param("offices", ParamType.TEXTS),
        Param("bare_in", ParamType.SECTIONS, required=False, default=("form", "header")),
        Param("except_before", ParamType.TEXTS, required=False, default=()),
        Param("except_words", ParamType.TEXTS, required=False, default=()),
    )

    def prepare(self) -> None:
        """Leave the reporting unit out and make the expressions."""
        super().prepare()
        self.columns.pop((_BUREAU.section, _BUREAU.column), None)
        self.regions = regions_of(tuple(tuple(group) for group in self.values["regions"]))
        self.office = re.compile(rf"(?:本级)?(?:{_any(self.values['offices'])})")
        self.last = {office[-1] for office in self.values["offices"]}  # 局, 厅, 心: most texts hold none
        self.before = tuple(self.values["except_before"])
        self.words = re.compile(_any(self.values["except_words"])) if self.values["except_words"] else None
        self.own: tuple[str, frozenset[str]] = ("", frozenset())

    def watches(self) -> Iterable[Watch]:
        """The texts and the reporting unit."""
        return [*self.columns, (_BUREAU.section, _BUREAU.column)]

    def touched(self, cell: CellId) -> Iterable[Scope]:
        """The cell itself; all when the reporting unit changes."""
        return self.scopes() if cell == _BUREAU else (cell,)

    def evaluate(self, scope: Scope) -> Iterable[Finding]:
        """Nothing when the reporting unit's region is not known."""
        assert isinstance(scope, CellId)
        text = self.record.shown(scope)
        is_bare = scope.section in self.values["bare_in"]
        if not text or not (is_bare or any(char in text for char in self.last)):
            return
        own = self._own_regions()
        if not own:
            return
        plain = _QUOTED.sub(lambda match: "\n" * len(match[0]), text)
        for start, end in self._bare(plain) if is_bare else self._units(plain):
            if self._is_foreign(plain[start:end], own) and not self._is_excused(plain, start, end):
                yield self.finding(scope, left=shorten(plain[start:end]), right=shorten(self.record.bureau))
                return

    def _units(self, text: str) -> Iterable[tuple[int, int]]:
        """Where names of units stand: a region and an office behind it."""
        for match in self.office.finditer(text):
            name = self.regions.at_end(text[max(0, match.start() - _REACH) : match.start()])
            if name:
                yield match.start() - len(name), match.end()

    def _bare(self, text: str) -> Iterable[tuple[int, int]]:
        """Where names of regions stand that say what they are; 中山市场 is none."""
        start = 0
        while start < len(text):
            name = self.regions.at_start(text, start)
            end = start + len(name)
            if name in self.regions.whole and not text.startswith("场", end):
                yield start, end
            start = max(end, start + 1)

    def _own_regions(self) -> frozenset[str]:
        bureau = self.record.bureau
        if self.own[0] != bureau:
            self.own = (bureau, self.regions.of_bureau(bureau))
        return self.own[1]

    def _is_foreign(self, unit: str, own: frozenset[str]) -> bool:
        """True when no region the unit may be of is one's own, above it or, for a province, in it."""
        above = self.regions.above
        lowest = {region for region in own if not any(above.get(one) == region for one in own)}
        meant = self.regions.meant[self.regions.named(unit)]
        return not any(region in own or above.get(region) in lowest for region in meant)

    def _is_excused(self, text: str, start: int, end: int) -> bool:
        if text[:start].endswith(self.before):
            return True
        return self.words is not None and self.words.search(clause_at(text, start, end)) is not None


def _any(words: Iterable[str]) -> str:
    """An expression for any of the words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
