"""All storage of hydrowatch: schema, rows, search and audit in SQLite."""
