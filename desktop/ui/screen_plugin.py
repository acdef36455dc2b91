"""The library through which Qt draws on a real screen: found and loaded without a screen, for the self-test.

The self-test's window opens offscreen, so a screen plugin that is gone or lacks a system library would go unseen.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QPluginLoader

from desktop.domain.errors import EnvironmentFault


def file_name() -> str:
    """The plugin's file: Windows' own, and X11's on Linux (Wayland systems show X11 programs)."""
    return {"win32": "qwindows.dll", "darwin": "libqcocoa.dylib"}.get(sys.platform, "libqxcb.so")


def load() -> str:
    """Load the plugin. Returns its name, as ``qwindows``; raises EnvironmentFault with what is missing."""
    name = file_name()
    plain = name.partition(".")[0].removeprefix("lib")
    places = [QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath), *QCoreApplication.libraryPaths()]
    found = next((path for place in places if (path := Path(place) / "platforms" / name).is_file()), None)
    if found is None:
        raise EnvironmentFault(f"没有显示插件 {plain}，窗口显示不出来。请重新安装自评通。")
    loader = QPluginLoader(str(found))
    if not loader.load():
        raise EnvironmentFault(f"显示插件 {plain} 用不了，系统里可能缺少它要的组件：{loader.errorString()}")
    return plain
