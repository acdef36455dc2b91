"""Runs in the frozen Linux program before anything else: gives programs that it starts the system's own libraries.

PyInstaller's starter puts the program's folder into LD_LIBRARY_PATH. The loader has read that by now; left there, it
would make a file manager or an office program that we open load our copies of Qt, and die. When the program starts
itself again (``self-test``, ``measure``), the new one has to begin from the start and set the path for itself.
"""

import os

_before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
if _before is None:
    os.environ.pop("LD_LIBRARY_PATH", None)
else:
    os.environ["LD_LIBRARY_PATH"] = _before
os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
