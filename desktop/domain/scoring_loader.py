"""Reads and proves scoring rule files. Every complaint names file, key and reason; nothing broken gets through.

A file of ``rules/scoring/`` holds any of ``[[weights]]``, ``[[bands]]``, ``[[grades]]``, ``[[caps]]``, ``[[limits]]``
and ``[[scheme]]``, which names one of each. Every rule has ``key``, ``name``, ``source`` and, where no national
document fixes it, ``local = true``. A rule of a folder further to the front takes the place of one with the same key,
so a user's folder may stand before the shipped one. Shapes and meaning: ``scoring_scheme``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from desktop.domain.errors import DefinitionError
from desktop.domain.page_proof import refuse_doubled
from desktop.domain.scoring_scheme import (
    BandRule,
    CapRule,
    CapStep,
    Grade,
    GradeRule,
    LimitRule,
    Rule,
    ScoringRules,
    ScoringScheme,
    SeveralTargets,
    WeightPart,
    WeightRule,
)
from desktop.domain.toml_file import read_toml
from desktop.domain.toml_table import Table

R = TypeVar("R", bound=Rule)
FULL = Decimal(100)


@dataclass
class _Read:
    """What one file holds; schemes stay tables until all rules they may name are known."""

    weights: dict[str, WeightRule] = field(default_factory=dict)
    bands: dict[str, BandRule] = field(default_factory=dict)
    grades: dict[str, GradeRule] = field(default_factory=dict)
    caps: dict[str, CapRule] = field(default_factory=dict)
    limits: dict[str, LimitRule] = field(default_factory=dict)
    schemes: dict[str, Table] = field(default_factory=dict)


def load_scoring(
    folders: Sequence[Path], skip: Collection[Path] = (), *, broken: list[DefinitionError] | None = None
) -> ScoringRules:
    """Read all ``*.toml`` of the folders (``…/rules/scoring``; the first hit of a key wins; missing folders are empty).

    Args:
        folders: in order of precedence.
        skip: files that do not count.
        broken: where given, a file or scheme that cannot be used is left out and its complaint put in here, so that a
            slip in a user's file harms no form that does not need it.

    Raises:
        DefinitionError: unreadable file, unknown or missing key, wrong type, key used twice in one folder, a scheme
            that names a rule there is not, or figures that cannot be (weights that miss 100, steps out of order).
    """
    return _resolve([_read_folder(folder, skip, broken) for folder in folders], broken=broken)


def load_scoring_file(path: Path, known: ScoringRules | None = None) -> ScoringRules:
    """Read and prove one file; its schemes may name rules of the file and of ``known``. Raises as ``load_scoring``."""
    return _resolve([_read_file(path)], known)


def _read_folder(folder: Path, skip: Collection[Path], broken: list[DefinitionError] | None) -> _Read:
    """All files of one folder together; see ``load_scoring`` for ``skip`` and ``broken``."""
    found = _Read()
    for path in sorted(set(folder.glob("*.toml")).difference(skip)):
        try:
            _join(found, _read_file(path), path.name)
        except DefinitionError as error:
            if broken is None:
                raise
            broken.append(error)
    return found


def _join(found: _Read, one: _Read, file: str) -> None:
    """Put the rules of a file to those of its folder; none of them when a key is used twice."""
    for sort in fields(_Read):
        refuse_doubled(file, sort.name, [*getattr(found, sort.name), *getattr(one, sort.name)])
    for sort in fields(_Read):
        getattr(found, sort.name).update(getattr(one, sort.name))


def _read_file(path: Path) -> _Read:
    """All rules of one file, the schemes still unread but for their keys."""
    table = Table(path.name, read_toml(path))
    found = _Read(
        weights=_rules(table, "weights", _weights),
        bands=_rules(table, "bands", _bands),
        grades=_rules(table, "grades", _grades),
        caps=_rules(table, "caps", _caps),
        limits=_rules(table, "limits", _limits),
    )
    schemes = table.tables("scheme", [])
    refuse_doubled(path.name, "scheme", [entry.filled("key") for entry in schemes])
    found.schemes.update({entry.filled("key"): entry for entry in schemes})
    table.done()
    return found


def _rules(table: Table, sort: str, read: Callable[[Table, dict[str, Any]], R]) -> dict[str, R]:
    """The rules of one sort by key."""
    found = []
    for entry in table.tables(sort, []):
        found.append(read(entry, _head(entry)))
        entry.done()
    refuse_doubled(table.file, sort, [rule.key for rule in found])
    return {rule.key: rule for rule in found}


def _head(entry: Table) -> dict[str, Any]:
    """What every rule carries."""
    return {
        "key": entry.filled("key"),
        "name": entry.filled("name"),
        "source": entry.filled("source"),
        "local": entry.flag("local", False),
    }


# rules ----------------------------------------------------------------------------------------------------------------


def _decimal(entry: Table, key: str, least: int = 0, most: int = 100) -> Decimal:
    """A number as it is written in the file."""
    value = entry.number(key, least=least, most=most)
    return Decimal(repr(value)).normalize() + 0


def _optional(entry: Table, key: str, most: int = 100) -> Decimal | None:
    """A number, None when it is left out."""
    return _decimal(entry, key, most=most) if entry.has(key) else None


def _weights(entry: Table, head: dict[str, Any]) -> WeightRule:
    parts = tuple(_weight_part(part) for part in entry.tables("part"))
    path = entry.path("part")
    total = sum((part.weight for part in parts), Decimal(0))
    if total != FULL:
        raise DefinitionError(entry.file, path, f"各部分分值合计应为 100，现在是 {total}。")
    if sum(part.rest for part in parts) > 1:
        raise DefinitionError(entry.file, path, "“其余指标”（rest）只能有一处。")
    refuse_doubled(entry.file, path, [name for part in parts for name in part.headings])
    return WeightRule(**head, parts=parts)


def _weight_part(entry: Table) -> WeightPart:
    part = WeightPart(_decimal(entry, "weight"), entry.texts("headings", ()), entry.flag("rest", False))
    if not part.weight:
        raise DefinitionError(entry.file, entry.path("weight"), "分值要大于 0。")
    if not all(name.strip() for name in part.headings):
        raise DefinitionError(entry.file, entry.path("headings"), "一级指标的名称不能空着。")
    if part.rest and part.headings:
        raise DefinitionError(entry.file, entry.path("rest"), "写了名称（headings）就不能再算作其余指标。")
    entry.done()
    return part


def _bands(entry: Table, head: dict[str, Any]) -> BandRule:
    rule = BandRule(**head, met_from=_decimal(entry, "met_from"), partly_from=_decimal(entry, "partly_from"))
    if not 0 < rule.partly_from < rule.met_from < FULL:
        reason = "应当大于 0、小于 met_from，met_from 应当小于 100。"
        raise DefinitionError(entry.file, entry.path("partly_from"), reason)
    return rule


def _grades(entry: Table, head: dict[str, Any]) -> GradeRule:
    grades = tuple(_grade(step) for step in entry.tables("step"))
    path = entry.path("step")
    refuse_doubled(entry.file, path, [grade.name for grade in grades])
    _falling(entry.file, path, [grade.least for grade in grades])
    if grades[-1].least:
        raise DefinitionError(entry.file, path, "最后一等应当从 0 分起，否则有的总分评不出等级。")
    return GradeRule(**head, grades=grades)


def _grade(entry: Table) -> Grade:
    grade = Grade(entry.filled("name"), _decimal(entry, "least"))
    entry.done()
    return grade


def _caps(entry: Table, head: dict[str, Any]) -> CapRule:
    steps = tuple(_cap_step(step) for step in entry.tables("step"))
    path = entry.path("step")
    _falling(entry.file, path, [step.below for step in steps])
    _falling(entry.file, path, [step.most for step in steps])
    return CapRule(**head, steps=steps)


def _cap_step(entry: Table) -> CapStep:
    step = CapStep(_decimal(entry, "below"), _decimal(entry, "most"))
    entry.done()
    return step


def _falling(file: str, path: str, values: list[Decimal]) -> None:
    """Raises DefinitionError unless there is a value and each is less than the one before."""
    if not values:
        raise DefinitionError(file, path, "这里至少要有一档。")
    if any(later >= earlier for earlier, later in pairwise(values)):
        raise DefinitionError(file, path, "各档要从高到低排列，不能重复。")


def _limits(entry: Table, head: dict[str, Any]) -> LimitRule:
    return LimitRule(
        **head,
        over_fulfilment=_optional(entry, "over_fulfilment", most=1000),
        ahead_of_spending=_optional(entry, "ahead_of_spending"),
        unspent=_optional(entry, "unspent"),
    )


# schemes --------------------------------------------------------------------------------------------------------------


def _resolve(
    levels: Sequence[_Read], known: ScoringRules | None = None, broken: list[DefinitionError] | None = None
) -> ScoringRules:
    """Put the levels together, the first before the others, and let the schemes find their rules."""
    base = known or ScoringRules()
    rules = ScoringRules(
        weights=_first([*(level.weights for level in levels), base.weights]),
        bands=_first([*(level.bands for level in levels), base.bands]),
        grades=_first([*(level.grades for level in levels), base.grades]),
        caps=_first([*(level.caps for level in levels), base.caps]),
        limits=_first([*(level.limits for level in levels), base.limits]),
    )
    schemes = [_schemes(level, rules, broken) for level in levels]
    return ScoringRules(
        rules.weights, rules.bands, rules.grades, rules.caps, rules.limits, _first([*schemes, base.schemes])
    )


def _schemes(level: _Read, rules: ScoringRules, broken: list[DefinitionError] | None) -> dict[str, ScoringScheme]:
    """The schemes of one folder; see ``load_scoring`` for ``broken``."""
    found = {}
    for key, entry in level.schemes.items():
        try:
            found[key] = _scheme(entry, rules)
        except DefinitionError as error:
            if broken is None:
                raise
            broken.append(error)
    return found


V = TypeVar("V")


def _first(levels: Iterable[Mapping[str, V]]) -> dict[str, V]:
    """One mapping in which the first level that has a key gives its value."""
    found: dict[str, V] = {}
    for level in levels:
        for key, value in level.items():
            found.setdefault(key, value)
    return found


def _scheme(entry: Table, rules: ScoringRules) -> ScoringScheme:
    scheme = ScoringScheme(
        **_head(entry),
        bands=_named(entry, "bands", rules.bands),
        grades=_named(entry, "grades", rules.grades),
        limits=_named(entry, "limits", rules.limits),
        weights=_named(entry, "weights", rules.weights) if entry.has("weights") else None,
        caps=_named(entry, "caps", rules.caps) if entry.has("caps") else None,
        several=entry.choice("several_targets", SeveralTargets, SeveralTargets.NOT_CALCULABLE),
    )
    entry.done()
    return scheme


def _named(entry: Table, sort: str, rules: Mapping[str, R]) -> R:
    """The rule a scheme names."""
    return rules[entry.one_of(sort, tuple(rules))]
