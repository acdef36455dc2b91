"""Measurements against the figures the product promises; run with ``make bench``. Nothing here is asserted in a test."""
