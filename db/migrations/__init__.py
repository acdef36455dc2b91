"""Migrations, oldest first. A released one is never edited, and none imports today's tables."""
