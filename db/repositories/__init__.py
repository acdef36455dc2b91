"""Statements over the tables, one module per aggregate; they take and return domain objects.

A statement is a module constant: SQL text that begins with its verb, parameters by name, fixed words as literals. Tests
find the statements by that and hold each of them to ``tables``.

Functions take the ``Database`` and never open a transaction themselves: ``data_file`` does, one per use.
"""
