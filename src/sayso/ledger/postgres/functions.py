"""What SQLite has as functions and PostgreSQL has not, made in the schema of each ledger."""

from __future__ import annotations

__all__ = ["FUNCTIONS", "STATE"]

#: What SQLite keeps in the head of a file: whose it is, its version, and a number that grows by each commit.
STATE = """
CREATE TABLE IF NOT EXISTS ledger_state (
    one int PRIMARY KEY CHECK (one = 1), application_id bigint NOT NULL, user_version bigint NOT NULL,
    data_version bigint NOT NULL
);
INSERT INTO ledger_state VALUES (1, 0, 0, 0) ON CONFLICT DO NOTHING;
"""

#: `instr` is only asked as a condition. `json_at` gives what stands at a path as text; characters that no
#: PostgreSQL text can hold (NUL, half a surrogate pair), which would be errors, become question marks.
FUNCTIONS = r"""
CREATE OR REPLACE FUNCTION instr(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT position($2 IN $1) > 0 $$;
CREATE OR REPLACE FUNCTION substr(text, bigint, bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT pg_catalog.substr($1, $2::int, $3::int) $$;
CREATE OR REPLACE FUNCTION strftime(text) RETURNS text LANGUAGE sql STABLE
    AS $$ SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') $$;
CREATE OR REPLACE FUNCTION json_mended(text, text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN $1::json #>> $2;
EXCEPTION WHEN OTHERS THEN
    RETURN regexp_replace($1, '\\u(0000|d[89a-f][0-9a-f]{2})', '?', 'g')::json #>> $2;
END $$;
CREATE OR REPLACE FUNCTION json_at(text, text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF strpos($1, '\u0000') > 0 OR strpos($1, '\ud') > 0 THEN
        RETURN json_mended($1, $2);
    END IF;
    RETURN $1::json #>> $2;
END $$;
"""
