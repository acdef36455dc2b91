"""The window: the only part of the program that imports PySide6. It shows, collects and emits; rules live below."""
