"""Budget subjects: a code list of 类, 款 and 项, and what the budget tables ask of it.

What it is for: the official name of a code, completion while typing, and the codes behind lists that print names only
(收支总表, 政府预算拨款收支总表). What it leaves out: amounts and how they add up along the tree.

Two lists have this form, one file each (``code_lists/budget-subjects-2022.toml``, ``economic-subjects-2022.toml``):
by function in three levels (3, 5, 7 digits), by economic nature in two (3, 5). Source: 财政部《政府收支分类科目》.

B1 a code's parent is the code without its last two digits; B2 codes that are not in the list are no mistakes, places
have subjects of their own: they have no name (None); B3 names alone are ambiguous (行政运行 stands under most 款), the
lines above decide; B4 white space and the width of brackets, letters and digits never tell two names apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from desktop.domain.errors import DefinitionError
from desktop.domain.folding import fold_width
from desktop.domain.initials import initials
from desktop.domain.toml_file import read_toml
from desktop.domain.toml_table import Table

WIDTHS = {"functional": (3, 5, 7), "economic": (3, 5)}
"""Digits of the codes of each kind of list, level by level."""

_CHINESE = "一二三四五六七八九十百"
_TOP = re.compile(rf"[{_CHINESE}]+[、.]")
_LOWER = re.compile(rf"\([{_CHINESE}\d]+\)|\d+[、.]")
_BRACKETS = str.maketrans("（［〔【[）］〕】]", "((((()))))")


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject: code and official name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class NameCheck:
    """Whether a name fits its code, and the official name of the code."""

    fits: bool
    official: str


@dataclass(frozen=True)
class SubjectList:
    """A proven code list.

    Attributes:
        kind: ``functional`` or ``economic``.
        title: what the list is called.
        source: the document it was issued in.
        year: the year it was issued for.
        names: code → official name, ascending by code; every code's parent is in it.
    """

    kind: str
    title: str
    source: str
    year: int
    names: Mapping[str, str]
    _index: _Index = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sort, and build what the questions below look up."""
        names = dict(sorted(self.names.items()))
        object.__setattr__(self, "names", MappingProxyType(names))
        object.__setattr__(self, "_index", _Index(names))

    def name(self, code: str) -> str | None:
        """The official name; None when the code is not in the list (B2)."""
        return self.names.get(code)

    def level(self, code: str) -> int | None:
        """1 类, 2 款, 3 项, told by the digits, so that local codes have a level too; None for what is no code."""
        widths = WIDTHS[self.kind]
        return widths.index(len(code)) + 1 if _is_code(code, widths) else None

    def parent(self, code: str) -> str | None:
        """The code above, also of a local code; None above a 类, for what is no code, and when it is not listed."""
        level = self.level(code)
        return code[:-2] if level is not None and level > 1 and code[:-2] in self.names else None

    def children(self, code: str = "") -> tuple[str, ...]:
        """The codes right below, ascending; of ``""`` all 类; none for a code that is not in the list."""
        return self._index.children.get(code, ())

    def complete(self, prefix_text: str, limit: int = 20) -> tuple[Subject, ...]:
        """What the typed text may become, best first, at most ``limit``.

        Digits are the beginning of a code: upper levels first, then by code. Letters are pinyin initials, other text is
        part of the name: the whole name before its beginning before its inside, then by code. Digits with text behind
        them (``21015 行政``, ``208yl``) narrow to that code. Blank text gives nothing.
        """
        text = fold_name(prefix_text).lower()
        part = text.lstrip("0123456789")
        digits = text[: len(text) - len(part)]
        if not text or limit <= 0:
            return ()
        found = []
        for code, key, letters in self._index.entries:
            rank = _rank(part, letters if part.isascii() and part.isalpha() else key) if part else len(code)
            if rank is not None and code.startswith(digits):
                found.append((rank, code))
        return tuple(Subject(code, self.names[code]) for _, code in sorted(found)[:limit])

    def check_name(self, code: str, name: str) -> NameCheck | None:
        """Whether ``name`` is the name of ``code`` (B4); None when the code is not in the list (B2)."""
        official = self.names.get(code)
        return None if official is None else NameCheck(fold_name(name) == fold_name(official), official)

    def resolve(self, names: Sequence[str]) -> list[str]:
        """The codes behind a printed list of names without codes, one for each name, in linear time.

        ``一、`` marks a 类. Any other name is looked for below the 款 last seen, then as a 款 of the 类 last seen, then
        as a 项 of the 类 whose name the list has once (B3). ``（一）`` and ``1.`` in front are passed over. A list
        without any ``一、`` may name its 类 bare, and a name before the first 类 counts when the list has it once.

        Returns:
            ``""`` where the name is unknown or ambiguous. After an unknown name, which may have been a local 款, a 项
            is only taken when its name alone says where it stands.
        """
        lines = [_numbered(name) for name in names]
        place = _Place(self._index, any(top for top, _ in lines))
        return [place.step(top, key) for top, key in lines]


def fold_name(text: str) -> str:
    """The name as it is compared: without white space, brackets, letters and digits half-width (B4)."""
    return "".join(fold_width(text).split()).translate(_BRACKETS)


def load_subjects(path: Path) -> SubjectList:
    """Read and prove one code list.

    Raises:
        DefinitionError: unreadable, unknown key, blank name, a code with the wrong number of digits, without its
            parent or written twice.
    """
    table = Table(path.name, _read(path))
    kind = "economic" if table.has("economic") else "functional"
    entries = table.table(kind)
    names = {code: entries.filled(code).strip() for code in entries.keys()}  # noqa: SIM118 (Table is no mapping)
    widths = WIDTHS[kind]
    for code in names:
        if not _is_code(code, widths):
            digits = "、".join(map(str, widths))
            raise DefinitionError(path.name, entries.path(code), f"科目编码“{code}”不是 {digits} 位数字。")
        if len(code) > widths[0] and code[:-2] not in names:
            raise DefinitionError(path.name, entries.path(code), f"科目“{code}”的上级科目“{code[:-2]}”不在表里。")
    subjects = SubjectList(
        kind=kind,
        title=table.filled("title"),
        source=table.filled("source"),
        year=table.integer("year", least=1949, most=2999),
        names=names,
    )
    table.done()
    return subjects


def _read(path: Path) -> dict[str, object]:
    """As ``read_toml``; a code written twice, which is broken TOML, is called by its name."""
    try:
        return read_toml(path)
    except DefinitionError as error:
        seen: set[str] = set()
        for code in _codes_written(path):
            if code in seen:
                raise DefinitionError(path.name, code, f"科目编码“{code}”写了两次。") from error
            seen.add(code)
        raise


def _codes_written(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return []
    return re.findall(r"^[ \t]*[\"']?([0-9]+)[\"']?[ \t]*=", text, re.MULTILINE)


def _is_code(code: str, widths: tuple[int, ...]) -> bool:
    return code.isascii() and code.isdigit() and len(code) in widths


def _rank(part: str, text: str) -> int | None:
    """0 the whole, 1 the beginning, 2 the inside, None not at all."""
    if part not in text:
        return None
    return 0 if part == text else 1 if text.startswith(part) else 2


def _numbered(name: str) -> tuple[bool, str]:
    """Whether ``一、`` stands in front, and the folded name without any number."""
    key = fold_name(name)
    top = _TOP.match(key)
    if top is not None:
        return True, key[top.end() :]
    lower = _LOWER.match(key)
    return False, key[lower.end() :] if lower is not None else key


class _Index:
    """What a list looks up.

    Attributes:
        children: code → codes right below; ``""`` → all 类.
        entries: code, folded name and its initials, ascending by code.
        child: parent and folded name → code.
        item: folded name of a 项 → code.
        anywhere: folded name → code. In all three ``""`` where several codes bear the name; the last two ask the whole
            list, because a name that two 款 share (行政运行) may stand under a local one too.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        keys = {code: fold_name(name) for code, name in names.items()}
        below: dict[str, list[str]] = {}
        for code in names:
            below.setdefault(_above(code), []).append(code)
        self.children = {code: tuple(codes) for code, codes in below.items()}
        self.entries = tuple((code, key.lower(), initials(key)) for code, key in keys.items())
        self.child = _unique(((_above(code), key), code) for code, key in keys.items())
        self.item = _unique((("", key), code) for code, key in keys.items() if len(code) == 7)
        self.anywhere = _unique((("", key), code) for code, key in keys.items())


def _above(code: str) -> str:
    return code[:-2] if len(code) > 3 else ""


def _unique(pairs: Iterable[tuple[tuple[str, str], str]]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for key, code in pairs:
        found[key] = "" if key in found else code
    return found


class _Place:
    """Where the reading of a printed list stands.

    Attributes:
        top: the 类 last seen; ``""`` before the first and below an unknown one.
        group: the 款 last seen in it, or ``""``.
        last: the 项 last seen in it, or ``""``.
        sure: False after an unknown name, which may have been a local 款.
        lost: True below a 类 that the list does not have.
    """

    def __init__(self, index: _Index, numbered: bool) -> None:
        """Begin before the first line; ``numbered`` says whether the list marks its 类."""
        self._index = index
        self._numbered = numbered
        self.top = self.group = self.last = ""
        self.sure = True
        self.lost = False

    def step(self, top: bool, key: str) -> str:
        """The code of the next line, ``""`` when it is not known; a blank line changes nothing."""
        if not key:
            return ""
        code = self._index.child.get(("", key), "") if top else self._below(key)
        if code:
            self.top, self.group, self.last = code[:3], code[:5] if len(code) > 3 else "", code if len(code) > 5 else ""
            self.sure, self.lost = True, False
        elif top:
            self.top = self.group = self.last = ""
            self.lost = True
        else:
            self.sure = False
        return code

    def _below(self, key: str) -> str:
        child = self._index.child
        item = child.get((self.group, key), "") if self.group and self.sure else ""
        if item > self.last:
            return item
        # Lists ascend: a 项 that would step back is rather a 款 of the same name.
        found = (child.get((self.top, key), "") if self.top else "") or item
        lone = self._index.item.get(("", key), "")
        if not found and self.top and lone.startswith(self.top):
            found = lone
        if not found and not self._numbered:
            found = child.get(("", key), "")
        if not found and not self.top and not self.lost:
            found = self._index.anywhere.get(("", key), "")
        return found
