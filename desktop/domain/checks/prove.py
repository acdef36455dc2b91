"""Proves the check instances of a definition, so that a broken rule is refused at load and never becomes a finding.

Left out: types of keys every instance has (``definition_loader``).
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from typing import Any

from desktop.domain.address import CellId
from desktop.domain.amounts import parse_rate
from desktop.domain.checks.base import Check, Param, ParamType, parse_cell
from desktop.domain.checks.catalogue import CATALOGUE, FAMILIES
from desktop.domain.checks.finding import Severity
from desktop.domain.checks.identity import IDENTITY_KEYS, signed_names
from desktop.domain.checks.registry import KINDS
from desktop.domain.checks.row_groups import CODE, ROLES, TERM_KEYS, UNIT
from desktop.domain.definition import CheckSpec, FormDefinition, Section
from desktop.domain.errors import DefinitionError
from desktop.domain.expression import ExpressionError, parse
from desktop.domain.formula_plan import CalculationError, resolve

_COMMON_FIELDS = frozenset({"left", "right", "short", "label"})
_EVERYWHERE = frozenset({"only_with", "only_without"})
"""Parameters of every instance, used up by the loader: parts the layout must have, or must not have."""


def prove_checks(definition: FormDefinition) -> None:
    """Prove every instance against its kind and the layout.

    Raises:
        DefinitionError: unknown kind, code, severity or parameter; missing parameter; a name the layout does not have;
            a message with a field that the kind does not fill.
    """
    for spec in definition.checks:
        _Proof(definition, spec).run()


class _Proof:
    """The proof of one instance."""

    has_layout = True

    def __init__(self, definition: FormDefinition, spec: CheckSpec) -> None:
        self.definition = definition
        self.spec = spec
        file, _, self.prefix = spec.origin.partition("：")
        self.file = file or definition.file

    def fail(self, key: str, reason: str) -> DefinitionError:
        """The complaint about ``key`` of this instance."""
        return DefinitionError(self.file, f"{self.prefix}.{key}" if self.prefix else key, reason)

    def run(self) -> None:
        """Raises DefinitionError for the first thing that is wrong."""
        kind = KINDS.get(self.spec.kind)
        if kind is None:
            raise self.fail("kind", f"没有叫“{self.spec.kind}”的审核，只能是：{'、'.join(sorted(KINDS))}。")
        if self.spec.severity not in set(Severity):
            raise self.fail("severity", f"“{self.spec.severity}”不认识，只能是：{'、'.join(Severity)}。")
        self._scoring(kind)
        self._code()
        self._params(kind)
        self._messages(kind)
        self._settled_by()

    def _code(self) -> None:
        family = self.spec.code.partition(".")[0]
        if family not in FAMILIES or "." not in self.spec.code:
            raise self.fail("code", f"“{self.spec.code}”要以这些之一加点开头：{'、'.join(FAMILIES)}。")
        if self.spec.code not in CATALOGUE and not self.spec.message:
            raise self.fail("code", f"“{self.spec.code}”不在目录里，要用 message 写明句子。")

    def _params(self, kind: type[Check]) -> None:
        known = {param.name: param for param in kind.params}
        for name in self.spec.params:
            if name not in known and name not in _EVERYWHERE:
                allowed = "、".join(known) or "无"
                raise self.fail(name, f"“{self.spec.kind}”没有这个参数，可用的有：{allowed}。")
        for name, param in known.items():
            if name in self.spec.params:
                self._param(param, self.spec.params[name])
            elif param.required:
                raise self.fail(name, "缺少这个参数。")
            elif param.type is ParamType.COLUMN and param.default is not None:
                self._param(param, param.default)

    def _param(self, param: Param, value: Any) -> None:
        reason = _PROOFS[param.type](self, param, value)
        if reason:
            raise self.fail(param.name, reason)

    @property
    def section(self) -> Section | None:
        """The section the instance is about."""
        return self.definition.section_by_key.get(str(self.spec.params.get("section", "")))

    def _messages(self, kind: type[Check]) -> None:
        for key, text in (("message", self.spec.message), ("advice", self.spec.advice)):
            try:
                names = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
            except ValueError as error:
                raise self.fail(key, "花括号不成对。") from error
            for name in sorted(names - _COMMON_FIELDS - kind.fields):
                allowed = "、".join(sorted(_COMMON_FIELDS | kind.fields))
                raise self.fail(key, f"句子里不能用“{{{name}}}”，可用的有：{allowed}。")

    def _scoring(self, kind: type[Check]) -> None:
        if kind.needs_scoring and self.definition.scoring is None:
            raise self.fail("kind", "这项审核要用计分办法，表样里没有写（scoring）。")

    def _settled_by(self) -> None:
        for name in self.spec.settled_by:
            section = self.section
            if "." in name:
                found = parse_cell(self.definition, name) is not None
            else:
                found = section is not None and name in section.column_by_key
            if not found:
                raise self.fail("settled_by", f"表样里没有“{name}”这一格或这一栏。")


# one proof per type of parameter; each gives the reason of refusal, "" when there is none -----------------------------


def _section(proof: _Proof, _: Param, value: Any) -> str:
    return "" if value in proof.definition.section_by_key else f"表样里没有叫“{value}”的部分。"


def _row(proof: _Proof, _: Param, value: Any) -> str:
    section = proof.section
    return "" if section is not None and value in section.item_by_key else f"这一部分没有叫“{value}”的行。"


def _column(proof: _Proof, _: Param, value: Any) -> str:
    section = proof.section
    return "" if section is not None and value in section.column_by_key else f"这一部分没有叫“{value}”的栏。"


def _cell(proof: _Proof, _: Param, value: Any) -> str:
    found: CellId | None = parse_cell(proof.definition, value) if isinstance(value, str) else None
    return "" if found is not None else f"表样里没有“{value}”这一格。"


def _texts(_: _Proof, __: Param, value: Any) -> str:
    fine = isinstance(value, list) and bool(value) and all(isinstance(one, str) and one for one in value)
    return "" if fine else "这里要一列文字。"


def _each(one: Callable[[_Proof, Param, Any], str]) -> Callable[[_Proof, Param, Any], str]:
    def proof(place: _Proof, param: Param, value: Any) -> str:
        reasons = (one(place, param, entry) for entry in value) if isinstance(value, list) else iter(())
        return _texts(place, param, value) or next((reason for reason in reasons if reason), "")

    return proof


def _pattern(_: _Proof, __: Param, value: Any) -> str:
    try:
        return "这个式子什么都能配上。" if re.compile(value).search("") else ""
    except re.error as error:
        return f"“{value}”不是正则表达式：{error}。"


def _pairs(proof: _Proof, param: Param, value: Any) -> str:
    if not isinstance(value, list) or not value:
        return "这里要一列词，每条写成 [错的, 对的]。"
    for entry in value:
        if not isinstance(entry, list) or len(entry) != 2 or not all(isinstance(one, str) for one in entry):
            return f"“{entry}”要写成 [错的, 对的]。"
        reason = _pattern(proof, param, entry[0])
        if reason:
            return reason
        if re.search(entry[0], entry[1]):
            return f"“{entry[0]}”在改成的“{entry[1]}”里还会找到，改不完。"
    return ""


def _groups(proof: _Proof, param: Param, value: Any) -> str:
    fine = isinstance(value, list) and bool(value) and not any(_texts(proof, param, group) for group in value)
    return "" if fine else "这里要一列名单，每个名单是一列文字。"


def _name(proof: _Proof, _: Param, value: Any) -> str:
    if not isinstance(value, str) or not value:
        return "这里要一个名称或一个数。"
    try:
        parse_rate(value)
    except ValueError:
        return _resolves(proof, [value])
    return ""


def _condition(proof: _Proof, _: Param, value: Any) -> str:
    try:
        return _resolves(proof, parse(value).names)
    except (ExpressionError, TypeError, AttributeError) as error:
        return str(error) if isinstance(error, ExpressionError) else "这里要写条件。"


def _resolves(proof: _Proof, names: Any) -> str:
    section = proof.section
    if section is None:
        return "没有写明在哪一部分。"
    for name in names:
        try:
            reference = resolve(proof.definition, section, proof.spec.params.get("row"), name)
        except CalculationError as error:
            return str(error)
        if not reference.column:
            return f"“{name}”是一行的名称，要写明是哪一栏。"
    return ""


def _of_type(kind: type | tuple[type, ...], words: str) -> Callable[[_Proof, Param, Any], str]:
    def proof(_: _Proof, param: Param, value: Any) -> str:
        boolean = isinstance(value, bool) and param.type is not ParamType.FLAG
        return f"这里要{words}。" if boolean or not isinstance(value, kind) else ""

    return proof


def _choice(_: _Proof, param: Param, value: Any) -> str:
    return "" if value in param.choices else f"“{value}”不认识，只能是：{'、'.join(param.choices)}。"


def _text(_: _Proof, __: Param, value: Any) -> str:
    return "" if isinstance(value, str) and value else "这里要一段文字。"


def _other_code(_: _Proof, __: Param, value: Any) -> str:
    return "" if value in CATALOGUE else f"“{value}”不在目录里。"


def _formula(proof: _Proof, _: Param, value: Any) -> str:
    """A sum of names seen from the form as a whole."""
    if not isinstance(value, str) or not value:
        return "这里要写名称，用加号减号连起来。"
    try:
        names = [name for _, name in signed_names(parse(value).root)]
    except ValueError as error:
        return str(error)
    for name in names if proof.has_layout else ():
        try:
            reference = resolve(proof.definition, proof.definition.sections[0], None, name)
        except CalculationError as error:
            return str(error)
        if reference.row is None and not reference.whole:
            return f"“{name}”没有写明是哪一部分。"
        if not proof.definition.column(reference.section, reference.column).type.is_numeric:
            return f"“{name}”不是数。"
    return ""


def _identities(proof: _Proof, param: Param, value: Any) -> str:
    if not isinstance(value, list) or not value:
        return "这里要一列等式。"
    for entry in value:
        if not isinstance(entry, dict) or set(entry) != set(IDENTITY_KEYS):
            return f"每个等式要写明，也只能写明：{'、'.join(IDENTITY_KEYS)}。"
        for key in IDENTITY_KEYS:
            reason = (_text if key.endswith("_words") else _formula)(proof, param, entry[key])
            if reason:
                return reason
    return ""


def _terms(proof: _Proof, _: Param, value: Any) -> str:
    if not isinstance(value, list) or not value:
        return "这里要一列表。"
    return next((reason for reason in (_term(proof, entry) for entry in value) if reason), "")


def _term(proof: _Proof, entry: Any) -> str:
    if not isinstance(entry, dict) or not set(entry) <= set(TERM_KEYS):
        return f"每张表只能写明：{'、'.join(TERM_KEYS)}。"
    if entry.get("sign", 1) not in (1, -1) or not isinstance(entry.get("key", ""), str):
        return "sign 只能是 1 或 -1，key 要是文字。"
    return _placed_term(proof, entry) if proof.has_layout else ""


def _placed_term(proof: _Proof, entry: Mapping[str, Any]) -> str:
    """Section, column and role of a term, where a layout says which there are."""
    section = proof.definition.section_by_key.get(str(entry.get("section", "")))
    if section is None:
        return f"表样里没有叫“{entry.get('section', '')}”的部分。"
    by, column = entry.get("by", ""), entry.get("column")
    of_tree = section.tree is not None and by in (UNIT, CODE)
    if not of_tree and by not in section.column_by_key:
        return f"“{section.key}”没有叫“{by}”的栏。"
    if by == UNIT and section.tree is not None and not section.tree.unit:
        return f"“{section.key}”里没有单位。"
    if column is not None and (
        column not in section.column_by_key or not section.column_by_key[column].type.is_numeric
    ):
        return f"“{section.key}”没有叫“{column}”的数字栏。"
    if "role" in entry and (entry["role"] not in ROLES or not of_tree):
        return f"role 只能是 {'、'.join(ROLES)}，并且要在有单位的表里。"
    return ""


_PROOFS: Mapping[ParamType, Callable[[_Proof, Param, Any], str]] = {
    ParamType.SECTION: _section,
    ParamType.SECTIONS: _each(_section),
    ParamType.ROW: _row,
    ParamType.ROWS: _each(_row),
    ParamType.COLUMN: _column,
    ParamType.COLUMNS: _each(_column),
    ParamType.CELL: _cell,
    ParamType.CELLS: _each(_cell),
    ParamType.NAME: _name,
    ParamType.CONDITION: _condition,
    ParamType.TEXTS: _texts,
    ParamType.PATTERNS: _each(_pattern),
    ParamType.PAIRS: _pairs,
    ParamType.GROUPS: _groups,
    ParamType.NUMBER: _of_type((int, float), "一个数"),
    ParamType.FLAG: _of_type(bool, " true 或 false"),
    ParamType.CHOICE: _choice,
    ParamType.TEXT: _text,
    ParamType.CODE: _other_code,
    ParamType.FORMULA: _formula,
    ParamType.IDENTITIES: _identities,
    ParamType.TERMS: _terms,
}


# without a layout -----------------------------------------------------------------------------------------------------


def prove_alone(spec: CheckSpec) -> None:
    """Prove what an instance of a rule file says by itself; names of a layout's parts are taken as they are.

    Raises DefinitionError as ``prove_checks``, but for names that only a layout can tell.
    """
    _AloneProof(spec).run()


class _AloneProof(_Proof):
    """The proof of one instance that no layout has named yet."""

    has_layout = False

    def __init__(self, spec: CheckSpec) -> None:
        file, _, self.prefix = spec.origin.partition("：")
        self.file, self.spec = file, spec

    def _param(self, param: Param, value: Any) -> None:
        reason = _ALONE.get(param.type, _PROOFS[param.type])(self, param, value)
        if reason:
            raise self.fail(param.name, reason)

    def _settled_by(self) -> None:
        """Cells are the layout's; that they are texts the loader has seen."""

    def _scoring(self, kind: type[Check]) -> None:
        """Whether there are scoring rules the layout says."""


def _condition_alone(_: _Proof, __: Param, value: Any) -> str:
    try:
        parse(value)
    except (ExpressionError, TypeError, AttributeError) as error:
        return str(error) if isinstance(error, ExpressionError) else "这里要写条件。"
    return ""


_ALONE: Mapping[ParamType, Callable[[_Proof, Param, Any], str]] = {
    **dict.fromkeys((ParamType.SECTION, ParamType.ROW, ParamType.COLUMN, ParamType.CELL), _of_type(str, "一个名称")),
    **dict.fromkeys((ParamType.SECTIONS, ParamType.ROWS, ParamType.COLUMNS, ParamType.CELLS), _texts),
    ParamType.NAME: _of_type(str, "一个名称或一个数"),
    ParamType.CONDITION: _condition_alone,
}
