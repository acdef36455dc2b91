"""One module per version; ``db.schema.REVISIONS`` lists them in order."""
