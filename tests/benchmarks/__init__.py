"""Measurements against the figures the product promises; ``make bench``. Nothing here is asserted in a test."""
