"""Statements over the tables, one module per aggregate; they take and return domain objects.

Functions take the ``Database`` and never open a transaction themselves: ``data_file`` does, one per use.
"""
