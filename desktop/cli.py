"""The command line: the same services as the window, headless. Stable; scripts and acceptance runs use it.

Messages are Chinese; ``--json`` prints UTF-8 JSON on standard output, everything else about a run goes to standard
error. Exit codes: 0 fine, 1 findings of severity error, 2 the input cannot be used, 3 the environment failed, 4 ours;
``self-test`` has one per part besides, from 10.
Nothing heavy is imported before a command needs it, and Qt only for the window, ``self-test`` and ``measure``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from desktop import __version__
from desktop.domain.errors import InputError, ZipingError
from desktop.paths import data_dir, data_file_in, default_data_file, is_frozen, resources_dir

SAMPLE = "region-managed-2022.json"
COMMANDS = (
    "kinds",
    "read",
    "check",
    "write",
    "import",
    "list",
    "export",
    "backup",
    "verify",
    "lint",
    "self-test",
    "measure",
    "demo",
)


class _Parser(argparse.ArgumentParser):
    """Says in one Chinese sentence what is wrong with the arguments, exit 2."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"命令写得不对：{_chinese(message)}。用 ziping --help 看写法。")


def _chinese(message: str) -> str:
    """Argparse's complaint in Chinese; the words it quotes stay."""
    for pattern, text in _COMPLAINTS:
        if match := re.search(pattern, message):
            return text.format(*match.groups())
    return f"“{message}”"


_COMPLAINTS = (
    (r"the following arguments are required: (.*)", "缺少 {0}"),
    (r"unrecognized arguments: (.*)", "不认识“{0}”"),
    (r"argument (\S+): invalid int value: (.*)", "{0} 要一个整数，写的是 {1}"),
    (r"argument (\S+): expected (?:one|at least one) argument", "{0} 后面缺少内容"),
    (r"argument (\S+): invalid choice: (\S+)", "{0} 不认识 {1}"),
)


def main(argv: Sequence[str] | None = None, *, alarm: Callable[[str], None] | None = None) -> int:
    """Run one command, or the window.

    Args:
        argv: arguments, without the program's name; None takes those of the process.
        alarm: told, besides standard error, why the window did not open. For a program without a console, whose
            user would see nothing at all.

    Returns:
        The exit code.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    _use_utf8()
    window = not arguments or arguments[0] not in (*COMMANDS, "-h", "--help", "--version")
    try:
        return _window(arguments, clerk=alarm is not None) if window else _command(_parser().parse_args(arguments))
    except ZipingError as error:
        code, sentence = error.exit_code, str(error)
    except BrokenPipeError:
        return 0
    except Exception as error:
        # Python's own exit code for this would be 1, which scripts take for "findings of severity error".
        code, sentence = ZipingError.exit_code, _our_fault(error)
        if alarm is not None:
            # Into the log; a console gets the sentence alone.
            traceback.print_exc()
    print(sentence, file=sys.stderr)
    if alarm is not None and window and "--probe" not in arguments:
        alarm(sentence)
    return code


def _our_fault(error: Exception) -> str:
    """A mistake of the program in one sentence, with what whoever mends it needs: the kind of error and the place."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    own = next((f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames) if _is_ours(f.filename)), where)
    place = own if own == where else f"{own} → {where}"
    said = " ".join(str(error).split())
    return f"自评通自己出了错，与您的文件和操作无关；请把这句话转给维护人员：{type(error).__name__}（{place}）{said}。"


def _is_ours(filename: str) -> bool:
    return "desktop" in Path(filename).parts or "db" in Path(filename).parts


def _use_utf8() -> None:
    """Chinese goes out as UTF-8 whatever code page the console has."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="ziping", description="自评通：医保绩效自评表的填报、检查和导出。不带参数打开窗口。")
    parser.add_argument("--version", action="version", version=f"ziping {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="命令", required=True, parser_class=_Parser)

    def command(name: str, text: str, json: bool = False) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        if json:
            sub.add_argument("--json", action="store_true", help="输出 JSON")
        return sub

    command("kinds", "列出表种和表样。", json=True)
    read = command("read", "认出一个工作簿或交换包，打印其中的自评数据。", json=True)
    read.add_argument("workbook", type=Path)
    command("check", "检查工作簿、交换包或 JSON 自评数据。", json=True).add_argument("files", nargs="+", type=Path)
    write = command("write", "把 JSON 自评数据写成正式的 Excel 表。")
    write.add_argument("evaluation", type=Path)
    write.add_argument("out", type=Path)
    write.add_argument("--layout", default="", help="用哪一种表样")
    write.add_argument("--one-page", action="store_true", help="缩到一页")
    import_ = command("import", "把工作簿、交换包或 JSON 自评数据收进数据文件。", json=True)
    import_.add_argument("files", nargs="+", type=Path)
    import_.add_argument("--data", type=Path, required=True)
    command("list", "列出数据文件里的自评表。", json=True).add_argument("--data", type=Path, required=True)
    export = command("export", "从数据文件导出一份正式的 Excel 表，或一个交换包（.zpform）。")
    export.add_argument("--data", type=Path, required=True)
    export.add_argument("id", type=int)
    export.add_argument("out", type=Path)
    export.add_argument("--one-page", action="store_true", help="缩到一页")
    backup = command("backup", "备份数据文件，并验证备份完好。")
    backup.add_argument("--data", type=Path, required=True)
    backup.add_argument("out", type=Path)
    command("verify", "验证数据文件完好。", json=True).add_argument("--data", type=Path, required=True)
    command("lint", "验证表样和规则文件。").add_argument("files", nargs="*", type=Path)
    _add_self_test(command("self-test", "程序自己验证一遍：数据库、升级、导出、导入、窗口。"))
    command("measure", "量一量打开窗口要多久、占多少内存。", json=True).add_argument("--data", type=Path)
    demo = command("demo", "没有屏幕时走一遍：导入示例、检查、写出正式表。")
    demo.add_argument("--folder", type=Path, default=Path(".run"))
    return parser


def _add_self_test(parser: argparse.ArgumentParser) -> None:
    from desktop.self_test import PARTS

    codes = "；".join(f"{part.code} {part.title}" for part in PARTS)
    parser.epilog = f"退出状态：0 全部通过；没有通过时，是第一个没有通过的部分的编号：{codes}。"
    parser.add_argument("--log", type=Path, help="把结果也写进这个文件（UTF-8）")


def _command(options: argparse.Namespace) -> int:
    """The command's own function; the modules behind it are imported only now, to keep the window's start quick."""
    if options.command in ("self-test", "measure"):
        from desktop import self_test

        return self_test.self_test(options.log) if options.command == "self-test" else self_test.measure(options)
    from desktop.services import headless

    run = getattr(headless, f"run_{options.command.replace('-', '_')}")
    return int(run(options))


def _window(arguments: list[str], *, clerk: bool = False) -> int:
    """``ziping [--data DB] [--open ID] [--sample] [FILE]``: the window.

    FILE is a data file, which opens; an exchange package, which is offered to be taken in; or a workbook, which opens
    at the import preview. ``--probe`` is for ``measure``: the window opens offscreen, leaves when it is ready and
    prints its figures. ``clerk``: whoever started it sees no console, so commands are not spoken of.
    """
    parser = _Parser(prog="ziping")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--open", type=int, dest="open_id")
    parser.add_argument("--sample", action="store_true")
    parser.add_argument("--probe", action="store_true")
    parser.add_argument("file", nargs="?", type=Path)
    options = parser.parse_args(arguments)
    if options.file is not None:
        _sort_out_file(options, clerk)
    data = options.data or (_sample_data() if options.sample else default_data_file())
    if options.probe:
        # Set here and not from outside: some systems drop variables that begin with QT_ on the way to a program.
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from desktop.ui import app

    code = app.run(sys.argv[:1], data=data, open_id=options.open_id, file=options.file, quit_when_ready=options.probe)
    if options.probe and code == 0:
        _print_probe(app.timings.first_paint, app.timings.ready)
    return code


def _sort_out_file(options: argparse.Namespace, clerk: bool) -> None:
    """Take a FILE that is a data file as the data file; refuse one that is nothing this program opens."""
    from desktop.services.file_kinds import FileKind, kind_of

    if not os.path.lexists(options.file):
        if clerk:
            raise InputError(f"找不到文件“{options.file}”，它可能被移动或改名了。")
        raise InputError(f"没有“{options.file}”这个文件，也没有这个命令。用 ziping --help 看有哪些命令。")
    if kind_of(options.file) is FileKind.DATA:
        if options.data is not None or options.sample:
            raise InputError(f"一个窗口只打开一个数据文件，“{options.file.name}”请另外打开。")
        options.data, options.file = options.file, None


def _print_probe(first_paint: float, ready: float) -> None:
    from desktop.process_figures import process_age, resident_mb

    born = time.monotonic() - process_age()
    figures = {"first_paint_ms": first_paint - born, "ready_ms": ready - born}
    print(
        json.dumps(
            {key: round(value * 1000, 1) for key, value in figures.items()} | {"memory_mb": round(resident_mb(), 1)}
        )
    )


def _sample_data() -> Path:
    """The sample data file of ``make run``, made from the shipped sample when it is not there."""
    # Where an installed program is started from may be anywhere, even its own folder.
    path = data_file_in(data_dir() if is_frozen() else Path(".run"), "示例")
    if not path.exists():
        _command(_parser().parse_args(["import", str(resources_dir() / "samples" / SAMPLE), "--data", str(path)]))
    return path
