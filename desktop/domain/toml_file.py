"""Reads a TOML file and says in a Chinese sentence why it cannot be read. What stands in it is ``toml_table``'s."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from desktop.domain.errors import DefinitionError


def read_toml(path: Path) -> dict[str, Any]:
    """The parsed file. Raises DefinitionError when it is missing, not UTF-8 or not TOML, with the line."""
    try:
        # utf-8-sig: Notepad puts a byte order mark in front, which is no mistake of whoever saved the file.
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
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
