"""Delegates: how cells are painted and edited; they hold no rules and touch no storage."""
