"""Item models and plans of pages: what a screen shows, looked up from the record, never computed."""
