"""The check engine: findings, catalogue of codes, one file per kind of check."""
