"""Use cases: open a transaction, let the domain work, save, return a plain result. No Qt."""
