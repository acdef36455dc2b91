"""Dialogs: each dies when it closes; what they ask for goes out as a signal or a return value."""
