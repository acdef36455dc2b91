"""The small language of formulas and conditions in form definitions: parse, references, evaluate. No ``eval``.

    total.budget * 1.5      name.name, numbers, percentages (``90%`` is 0.9), + - * / ( )
    central + local + other blanks count as 0 in a sum; a sum of blanks alone is blank
    rate < 90% and not x    < <= > >= = != and or not
    sum(indicators.score)   functions: sum, min, max, abs, count, filled, round(x, n), cap(x, limit)

``min`` and ``max`` pass over blanks; ``cap`` is x but at most the limit, and blank where either of them is.

What a name means is the caller's business: ``evaluate`` asks ``lookup(name)``. Arithmetic is exact (Decimal with
enough digits, division rounded at 60). Blank is None; a quotient over 0 is ``UNDEFINED``; the two stay different.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

# Two amounts have up to 26 digits each, before or behind the point: 60 hold any sum and product of them exactly, and
# a quotient so near to a half is still told apart from it.
_CONTEXT = Context(prec=60)


class Undefined:
    """The value of a quotient over 0. There is exactly one, ``UNDEFINED``."""

    def __repr__(self) -> str:
        return "UNDEFINED"


UNDEFINED = Undefined()
Value = Decimal | bool | Undefined | None
Lookup = Callable[[str], Value | Sequence[Value]]


class ExpressionError(ValueError):
    """The text is no formula. ``str(error)`` is a Chinese sentence that names the place."""


@dataclass(frozen=True, slots=True)
class Node:
    """One node of a parsed formula. ``op`` is ``number``, ``name``, ``call`` or an operator sign."""

    op: str
    args: tuple[Node, ...] = ()
    text: str = ""
    number: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed formula.

    Attributes:
        source: the text as written in the definition.
        root: its tree.
        names: every name it refers to, in order of first appearance.
    """

    source: str
    root: Node
    names: tuple[str, ...]

    def evaluate(self, lookup: Lookup) -> Value:
        """The value, with ``lookup(name)`` giving Decimal, None for blank, or a list for the aggregate functions.

        Raises ExpressionError for a name that gives a list outside an aggregate function.
        """
        return _evaluate(self.root, lookup)


_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?%?)|(?P<name>[A-Za-z_][\w]*(?:\.(?:[A-Za-z_]\w*|\*))*)|(?P<op><=|>=|!=|[-+*/()<>=,]))"
)
_FUNCTIONS = {"sum": None, "min": None, "max": None, "count": None, "filled": None, "abs": 1, "round": 2, "cap": 2}
_COMPARISONS = ("<", "<=", ">", ">=", "=", "!=")


def parse(source: str) -> Expression:
    """Parse ``source``. Raises ExpressionError with a Chinese sentence that names the place."""
    tokens = list(_tokens(source))
    parser = _Parser(source, tokens)
    root = parser.disjunction()
    if not parser.at_end:
        raise ExpressionError(f"公式“{source}”里“{parser.peek[1]}”前后少了运算符。")
    names: dict[str, None] = {}
    _collect(root, names)
    return Expression(source, root, tuple(names))


def _tokens(source: str) -> Iterable[tuple[str, str]]:
    position = 0
    text = source.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.end() == position:
            rest = text[position:].lstrip()
            raise ExpressionError(f"公式“{source}”的第 {len(text) - len(rest) + 1} 个字“{rest[0]}”看不懂。")
        position = match.end()
        kind = match.lastgroup or ""
        word = match.group(kind)
        yield ("op", word) if word in ("and", "or", "not") else (kind, word)


def _collect(node: Node, names: dict[str, None]) -> None:
    if node.op == "name":
        names.setdefault(node.text)
    for child in node.args:
        _collect(child, names)


class _Parser:
    """Recursive descent; one method a level of precedence."""

    def __init__(self, source: str, tokens: list[tuple[str, str]]) -> None:
        self.source = source
        self.tokens = tokens
        self.position = 0

    @property
    def at_end(self) -> bool:
        return self.position >= len(self.tokens)

    @property
    def peek(self) -> tuple[str, str]:
        return ("end", "") if self.at_end else self.tokens[self.position]

    def take(self, *words: str) -> str | None:
        kind, word = self.peek
        if kind == "op" and word in words:
            self.position += 1
            return word
        return None

    def disjunction(self) -> Node:
        return self._chain(self.conjunction, "or")

    def conjunction(self) -> Node:
        return self._chain(self.negation, "and")

    def negation(self) -> Node:
        if self.take("not"):
            return Node("not", (self.negation(),))
        return self.comparison()

    def comparison(self) -> Node:
        left = self.sum()
        word = self.take(*_COMPARISONS)
        return Node(word, (left, self.sum())) if word else left

    def sum(self) -> Node:
        return self._chain(self.product, "+", "-")

    def product(self) -> Node:
        return self._chain(self.unary, "*", "/")

    def _chain(self, part: Callable[[], Node], *words: str) -> Node:
        left = part()
        while word := self.take(*words):
            left = Node(word, (left, part()))
        return left

    def unary(self) -> Node:
        if self.take("-"):
            return Node("neg", (self.unary(),))
        return self.primary()

    def primary(self) -> Node:
        kind, word = self.peek
        self.position += 1
        if kind == "number":
            number = Decimal(word.rstrip("%"))
            return Node("number", number=number / 100 if word.endswith("%") else number)
        if kind == "name":
            return self._call(word) if self.peek == ("op", "(") else Node("name", text=word)
        if (kind, word) == ("op", "("):
            inner = self.disjunction()
            self._expect(")")
            return inner
        raise ExpressionError(f"公式“{self.source}”在“{word or '末尾'}”处少了一个数或名称。")

    def _call(self, name: str) -> Node:
        if name not in _FUNCTIONS:
            raise ExpressionError(f"公式“{self.source}”里没有叫“{name}”的函数。")
        self._expect("(")
        args = [self.disjunction()]
        while self.take(","):
            args.append(self.disjunction())
        self._expect(")")
        wanted = _FUNCTIONS[name]
        if wanted is not None and len(args) != wanted:
            raise ExpressionError(f"公式“{self.source}”里“{name}”要 {wanted} 个参数。")
        return Node("call", tuple(args), name)

    def _expect(self, word: str) -> None:
        if not self.take(word):
            raise ExpressionError(f"公式“{self.source}”少了“{word}”。")


def _evaluate(node: Node, lookup: Lookup) -> Value:
    if node.op == "number":
        return node.number
    if node.op == "name":
        value = lookup(node.text)
        if isinstance(value, (list, tuple)):
            raise ExpressionError(f"“{node.text}”是一栏数，只能放在 sum() 这样的函数里。")
        return value  # type: ignore[return-value]  # sequences are refused above
    if node.op == "call":
        return _call(node, lookup)
    if node.op in ("and", "or", "not"):
        return _logic(node, lookup)
    values = [_evaluate(child, lookup) for child in node.args]
    if any(isinstance(value, Undefined) for value in values):
        return UNDEFINED
    return _arithmetic(node.op, values)


def _logic(node: Node, lookup: Lookup) -> Value:
    first = _evaluate(node.args[0], lookup) is True
    if node.op == "not":
        return not first
    if node.op == "and":
        return first and _evaluate(node.args[1], lookup) is True
    return first or _evaluate(node.args[1], lookup) is True


def _arithmetic(op: str, values: list[Value]) -> Value:
    numbers = [value if isinstance(value, Decimal) else None for value in values]
    if op == "neg":
        return None if numbers[0] is None else _CONTEXT.minus(numbers[0])
    left, right = numbers
    if op in ("+", "-"):
        # A blank row of a sum counts as nothing; a sum of blanks alone stays blank.
        if left is None and right is None:
            return None
        first, second = left or Decimal(0), right or Decimal(0)
        return _CONTEXT.add(first, second) if op == "+" else _CONTEXT.subtract(first, second)
    if left is None or right is None:
        return None
    if op == "*":
        return _CONTEXT.multiply(left, right)
    if op == "/":
        return UNDEFINED if right == 0 else _CONTEXT.divide(left, right)
    return {
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
        "=": left == right,
        "!=": left != right,
    }[op]


def _call(node: Node, lookup: Lookup) -> Value:
    values: list[Value] = []
    for child in node.args:
        value = lookup(child.text) if child.op == "name" else _evaluate(child, lookup)
        if isinstance(value, (list, tuple)):
            values.extend(value)
        else:
            values.append(value)  # type: ignore[arg-type]  # sequences are extended above
    if node.text == "round":
        number, places = values
        if not isinstance(number, Decimal) or not isinstance(places, Decimal):
            return number
        return number.quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP, _CONTEXT)
    if node.text == "cap":
        return _capped(values)
    numbers = [value for value in values if isinstance(value, Decimal)]
    if node.text in ("count", "filled"):
        return Decimal(len(numbers))
    if not numbers:
        return None
    if node.text == "abs":
        return _CONTEXT.abs(numbers[0])
    if node.text == "sum":
        total = Decimal(0)
        for number in numbers:
            total = _CONTEXT.add(total, number)
        return total
    return min(numbers) if node.text == "min" else max(numbers)


def _capped(values: list[Value]) -> Value:
    """The first value, at most the second; undefined and blank stay what they are."""
    number, limit = values
    if isinstance(number, Undefined) or isinstance(limit, Undefined):
        return UNDEFINED
    return min(number, limit) if isinstance(number, Decimal) and isinstance(limit, Decimal) else None
