"""The portable zip: the frozen folder, the switch that keeps the data beside it, and a page of instructions.

What this leaves out: the switch's meaning, which is ``desktop.paths``' (a ``portable.txt`` beside the program).
"""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

from installer import project
from installer.nsis import relative_files

SWITCH = "portable.txt"
GUIDE = "使用说明.txt"
DATA_FOLDER = "数据"
"""Where the program keeps its data beside ``portable.txt``; the zip has no such folder, so that unpacking a newer zip
over an older one cannot touch it."""

_SWITCH_TEXT = """\
有这个文件，自评通就把数据存在旁边的“数据”文件夹里，不存到这台电脑上。
请不要删除或改名。
"""

_GUIDE_TEXT = """\
自评通 {version} 便携版

一、开始使用
1. 先把压缩包整个解压到 U 盘或电脑的文件夹里，不要在压缩包里直接运行。
2. 双击“自评通.exe”。需要 64 位的 Windows 10（1809 版）或更新的系统，不需要安装，也不需要管理员权限。

二、数据在哪里
填报数据、界面设置和自己添加的表样都在这个文件夹的“数据”文件夹里，随 U 盘带走。
请常备份：复制整个“数据”文件夹，或用程序里的备份功能。拔出 U 盘以前先关闭自评通，再安全弹出。

三、换成新版本
1. 关闭自评通。
2. 把新的压缩包解压到一个新文件夹。
3. 把旧文件夹里的“数据”文件夹整个复制到新文件夹里。
4. 打开新的自评通，看到数据都在，再删除旧文件夹。

四、Windows 提示“Windows 已保护你的电脑”
从网上下载的程序第一次运行时可能有这个提示。
请先向发给您程序的单位核对文件的 SHA-256 值，核对无误后点“更多信息”，再点“仍要运行”。
也可以在解压以前右键点压缩包，选“属性”，勾选“解除锁定”，再解压。
"""


def make_portable(folder: Path, out: Path, version: str) -> Path:
    """Pack the frozen ``folder`` as the portable zip ``out`` and return it.

    Equal files make equal bytes on one version of zlib: names are sorted, every stamp is ``project.source_date()``.
    Raises ValueError when the folder already has the switch or the instructions, or a name that Windows refuses.
    """
    contents = {name.as_posix(): folder.joinpath(*name.parts) for name in relative_files(folder)}
    if clash := sorted({SWITCH, GUIDE} & contents.keys()):
        raise ValueError(f"the frozen folder already has {' and '.join(clash)}")
    written = {SWITCH: _windows_text(_SWITCH_TEXT), GUIDE: _windows_text(_GUIDE_TEXT.format(version=version))}
    top = f"{project.APP_NAME}-{version}"
    stamp = time.gmtime(max(project.source_date(), 315_532_800))[:6]  # a zip knows no time before 1980
    out.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(contents.keys() | written.keys()):
            entry = zipfile.ZipInfo(f"{top}/{name}", (stamp[0], stamp[1], stamp[2], stamp[3], stamp[4], stamp[5]))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # as packed on Windows, whichever system packs it
            entry.external_attr = 0x20
            data = written[name] if name in written else contents[name].read_bytes()
            archive.writestr(entry, data, compresslevel=9)
    return out


def _windows_text(text: str) -> bytes:
    """Text as every Notepad shows it: marked as UTF-8, lines ended the Windows way."""
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
