"""The tests, mirroring the source file by file; a package so that ``python -m tests.benchmarks`` is found here."""
