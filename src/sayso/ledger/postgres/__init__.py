"""Ledgers on a PostgreSQL server: one set of statements, written for SQLite, in the other dialect."""
