"""What a cell says of itself when the mouse rests on it or somebody types where nothing can be typed.

Sentences for the user, put together from findings and the definition. What this leaves out: the findings' own wording
(``checks``) and where the sentence is shown (window).
"""

from __future__ import annotations

from datetime import datetime

from desktop.domain.address import CellId
from desktop.domain.amounts import format_amount, parse_amount
from desktop.domain.changes import CellChange
from desktop.domain.definition import Section
from desktop.domain.expression import Expression, Node
from desktop.domain.formula_plan import CalculationError, resolve
from desktop.domain.places import row_label
from desktop.domain.record import Record, formula_of
from desktop.domain.table_tree import Role
from desktop.services.entry import FormSession
from desktop.services.journal import now
from desktop.services.progress import is_unfilled
from desktop.services.review import CellState, base_state
from desktop.services.workspace import Workspace

_SIGNS = {"+": " ＋ ", "-": " － ", "*": " × ", "/": " ÷ "}
_MOST_SUMMANDS = 4
_LONGEST_OLD = 24


def cell_hint(form: FormSession, cell: CellId) -> str:
    """What to know about ``cell``: its findings, why it takes no entry, or what is expected; ``""`` for nothing."""
    lines = [
        finding.explanation if finding.explained else f"{finding.message}{finding.lapsed or finding.advice}"
        for finding in form.engine.at(cell)
        if not is_unfilled(finding)
    ]
    refusal = why_refused(form.record, cell)
    if refusal:
        lines.append(refusal)
    if not lines and not form.record.shown(cell):
        lines.append(form.definition.column(cell.section, cell.column).hint)
    return "\n".join(dict.fromkeys(line for line in lines if line))


def why_refused(record: Record, cell: CellId) -> str:
    """Why nobody types in ``cell``, a Chinese sentence; ``""`` for cells that are filled in."""
    state = base_state(record, cell)
    if state is CellState.LOCKED:
        return "本行不用填这一栏。"
    if state is CellState.ISSUED:
        return "这里是表上印好的内容，不用填。"
    if state is CellState.COMPUTED and record.is_summed(cell):
        return f"自动算出：{_tree_in_words(record, cell)}。{_typed_over(record, cell) or '改下面各行即可。'}"
    if state is CellState.COMPUTED and record.may_type_over(cell):
        words = _formula_in_words(record, cell)
        if words:
            return f"自动算出：{words}。{_typed_over(record, cell) or '改它所依据的各格即可。'}"
    if state is CellState.COMPUTED:
        words = _formula_in_words(record, cell)
        return f"自动算出：{words}。改它所依据的各格即可。" if words else "自动写出，也可以改写；清空后恢复。"
    return ""


def _tree_in_words(record: Record, cell: CellId) -> str:
    """As in 各单位相加: what the rows below this one in its table are."""
    tree = record.tree(cell.section)
    node = tree.nodes[cell.row] if tree is not None else None
    if tree is None or node is None:
        return ""
    if node.role is Role.DEPARTMENT:
        return "各单位相加"
    spec = record.definition.section_by_key[cell.section].tree
    # Projects have neither codes nor a code list; everything else below a unit or a subject is a subject.
    return "由下面各项目相加" if spec is not None and spec.units_of else "由下级科目相加"


def _typed_over(record: Record, cell: CellId) -> str:
    """What to say of a calculated cell that may be typed over, in a form whose printed figure counts."""
    if not record.may_type_over(cell):
        return ""
    counted = record.calculated.get(cell, "")
    if record.text(cell) and counted:
        return f"算出来是 {_thousands(counted)}，这里是照印的数填的；清空后恢复算出的数。"
    return "印出来的数不同时，照印的数改写；清空后恢复。"


def _thousands(text: str) -> str:
    amount = parse_amount(text)
    return format_amount(amount, thousands=True) if amount is not None else text


def _formula_in_words(record: Record, cell: CellId) -> str:
    """As in "全年执行数 ÷ 全年预算数"; ``""`` for a text made by a pattern."""
    section = record.definition.section_by_key[cell.section]
    item = record.item(cell.section, cell.row) if cell.row else None
    formula = formula_of(section.column_by_key[cell.column], item)
    if not isinstance(formula, Expression):
        return ""
    names = {name: _name(record, section, cell.row, name) for name in formula.names}
    return _words(formula.root, names) or f"由{'、'.join(dict.fromkeys(names.values()))}算出"


def _words(node: Node, names: dict[str, str]) -> str:
    """A formula of names and the four signs in words; ``""`` for anything else."""
    summands = _summands(node)
    if len(summands) > 1 and all(one.op == "name" for one in summands):
        shown = [names[one.text] for one in summands]
        return f"{'、'.join(shown)}相加" if len(shown) <= _MOST_SUMMANDS else f"{shown[0]}等 {len(shown)} 项相加"
    if node.op == "name":
        return names[node.text]
    if node.op in _SIGNS and len(node.args) == 2:
        sides = [_words(side, names) for side in node.args]
        return _SIGNS[node.op].join(sides) if all(sides) else ""
    return ""


def _summands(node: Node) -> list[Node]:
    if node.op != "+" or len(node.args) != 2:
        return [node]
    return [one for side in node.args for one in _summands(side)]


def _name(record: Record, section: Section, row: str, name: str) -> str:
    """What a name in a formula is called on the form."""
    try:
        reference = resolve(record.definition, section, row, name)
    except CalculationError:
        return name
    target = record.definition.section_by_key[reference.section]
    column = target.column_by_key.get(reference.column)
    if column is None:  # a row's own formula: the column is that of the cell
        return row_label(record, target, reference.row or "")
    if reference.whole and target is not section:
        return f"{target.title}各行的{column.short}"
    if reference.row and reference.row != row:
        return f"{row_label(record, target, reference.row)}的{column.short}"
    return column.short


def last_change(workspace: Workspace, form: FormSession, cell: CellId) -> str:
    """As in "上次 10，今天 10:05 改": what ``cell`` held before its last change and when that was; ``""`` without one.

    What a form was made with is no change.
    """
    last = next(iter(workspace.history(form.head.id, cell)), None)
    if last is None or last.state == "founding" or not isinstance(last.change, CellChange):
        return ""
    old = " ".join(last.change.old.split())
    old = f"{old[:_LONGEST_OLD]}…" if len(old) > _LONGEST_OLD else old
    return f"上次{f' {old}' if old else '为空'}，{friendly_time(last.at)} 改"


def friendly_time(moment: datetime, today: datetime | None = None) -> str:
    """A moment as people say it: 今天 14:32, 昨天 09:12, 3月6日 16:20, 2021年3月6日.

    Args:
        moment: with its offset.
        today: what counts as now; None asks the clock.
    """
    moment = moment.astimezone()
    current = (today or now()).astimezone()
    days = (current.date() - moment.date()).days
    clock = f"{moment:%H:%M}"
    if days in (0, 1):
        return f"{'昨天' if days else '今天'} {clock}"
    day = f"{moment.month}月{moment.day}日"
    return f"{day} {clock}" if moment.year == current.year else f"{moment.year}年{day}"
