"""The program never opens a socket (promise 6): nothing that can is imported by what we ship."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.tree import imported, parsed, shipped_python

FORBIDDEN = (
    "aiohttp", "asyncio", "ftplib", "http", "httpx", "imaplib", "nntplib", "poplib", "requests", "smtplib", "socket",
    "socketserver", "ssl", "telnetlib", "urllib.error", "urllib.request", "urllib3", "webbrowser", "websockets",
    "wsgiref", "xmlrpc", "PySide6.QtNetwork", "PySide6.QtNetworkAuth", "PySide6.QtWebChannel",
    "PySide6.QtWebEngineCore", "PySide6.QtWebEngineWidgets", "PySide6.QtWebSockets",
)  # fmt: skip


def forbidden(source: ast.AST) -> list[str]:
    return [name for name in imported(source) if any((name + ".").startswith(top + ".") for top in FORBIDDEN)]


def test_shipped_code_imports_nothing_that_reaches_a_network() -> None:
    found = {path: names for path in shipped_python() if (names := forbidden(parsed(path)))}
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "import socket",
        "import http.client as c",
        "from urllib import request",
        "from urllib.request import urlopen",
        "from PySide6 import QtCore, QtNetwork",
        "from PySide6.QtNetwork import QTcpSocket",
        "def f():\n    import ssl",
        "importlib.import_module('socket')",
        "__import__('requests')",
    ],
)
def test_a_way_to_the_network_is_seen(line: str) -> None:
    assert forbidden(ast.parse(line))


@pytest.mark.parametrize("line", ["from urllib.parse import quote", "import socketless", "from . import http"])
def test_harmless_imports_are_left_alone(line: str) -> None:
    assert not forbidden(ast.parse(line))
