"""自评通: performance self-evaluation forms of medical-security bureaus, filled offline."""

__version__ = "0.1.0"
