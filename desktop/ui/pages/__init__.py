"""Screens: one page per file."""
