"""Reads a TOML file or its head, and says in a Chinese sentence why it cannot be read.

Left out: what stands in it (``toml_table``).
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from desktop.domain.errors import DefinitionError

_FIRST_OF_MANY = re.compile(r"^\[\[", re.MULTILINE)


def read_toml(path: Path, *, head: bool = False) -> dict[str, Any]:
    """The parsed file. Raises DefinitionError when it is missing, not UTF-8 or not TOML, with the line.

    Args:
        path: the file.
        head: only what stands above the first ``[[...]]``: the head of a long form costs a tenth of the whole.
    """
    try:
        # utf-8-sig: Notepad puts a byte order mark in front, which is no mistake of whoever saved the file.
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(_FIRST_OF_MANY.split(text, 1)[0] if head else text)
    except FileNotFoundError as error:
        raise DefinitionError(path.name, "文件", "文件不存在。") from error
    except OSError as error:
        raise DefinitionError(path.name, "文件", "打不开，请确认它是文件并且有权读取。") from error
    except UnicodeDecodeError as error:
        reason = "不是 UTF-8 编码，请用 UTF-8 另存：记事本选“另存为”，编码选 UTF-8。"
        raise DefinitionError(path.name, "文件", reason) from error
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        where = f"第 {place[1]} 行第 {place[2]} 个字附近" if place else "文件末尾"
        raise DefinitionError(path.name, "文件", f"不是完整的 TOML，{where}写错了。") from error
    except RecursionError as error:
        raise DefinitionError(path.name, "文件", "括号套得太深，读不下去。") from error
