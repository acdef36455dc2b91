"""Storage: one SQLite file per office. Imports nothing here, so that ``import db`` costs nothing.

An adapter only: it keeps domain value types and gives them back; rules, forms and numbers are the domain's.

    data_file.py     the door: open, read, write; one method, one transaction
    schema.py        is this our file, which version, does it need making or upgrading
    creation.py      makes a new file from the SQL of the migrations
    upgrade.py       runs the migrations on an older file; the only module that imports alembic
    engine.py        one connection: settings, transactions
    faults.py        what SQLite reports, told as Chinese sentences
    tables.py        the tables (SQLModel) and the reasons for their shape; migrations and SQL are proved against it
    schema_proof.py  compares the schema of a file with tables.py: for verify, and before an upgrade is kept
    repositories/    SQL over the tables, one module per aggregate
    verification.py  proves a data file sound;  backup.py copies one

Only ``tables``, ``schema_proof``, ``upgrade`` and the migrations need more than the standard library, and none of them
is imported while a file of today's version is made, opened, read, written or backed up.
"""
