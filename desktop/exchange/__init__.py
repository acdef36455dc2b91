"""Workbooks in and out. Neither Qt nor database."""
