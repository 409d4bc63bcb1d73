import pytest

from sayso.ledger.postgres.statements import Key, query
from sayso.ledger.postgres.tables import definition
from sayso.ledger.postgres.tokens import tokens_of
from sayso.ledger.postgres.values import Statement
from sayso.ledger.postgres.words import Words

pytestmark = pytest.mark.of_a_file

WORDS = Words()
KEYS = {"t": Key(columns=("a", "b"), others=("c",), numbered=False)}


def sent(sql: str, *values: object) -> tuple[str, list[object]]:
    return Statement(query(tokens_of(sql), KEYS.__getitem__), WORDS).ready(values)


@pytest.mark.parametrize(
    ("sqlite", "postgres"),
    [
        ("SELECT a FROM t WHERE 1", "SELECT a FROM t WHERE TRUE"),
        ("SELECT 1 FROM t WHERE a = 1 AND (1) LIMIT 1", "SELECT 1 FROM t WHERE a = 1 AND ( TRUE ) LIMIT 1"),
        ("SELECT max(a, 1), max(b) FROM t", "SELECT greatest ( a , 1 ) , max ( b ) FROM t"),
        ("SELECT a FROM t WHERE a IS NOT b", "SELECT a FROM t WHERE a IS DISTINCT FROM b"),
        ("SELECT a FROM t WHERE a IS NOT NULL", "SELECT a FROM t WHERE a IS NOT NULL"),
        ("SELECT end FROM t y ORDER BY y.end", 'SELECT "end" FROM t y ORDER BY y."end"'),
        ("SELECT a FROM x CROSS JOIN y ON y.a = x.a", "SELECT a FROM x JOIN y ON y.a = x.a"),
        ("SELECT a FROM x CROSS JOIN y z USING (a)", "SELECT a FROM x JOIN y z USING ( a )"),
        ("SELECT a FROM x CROSS JOIN y WHERE x.a = y.a", "SELECT a FROM x CROSS JOIN y WHERE x.a = y.a"),
        ("SELECT a FROM t ORDER BY day, a", "SELECT a FROM t ORDER BY day NULLS FIRST , a"),
        ("SELECT day, a FROM t ORDER BY 1 DESC, 2", "SELECT day , a FROM t ORDER BY 1 DESC NULLS LAST , 2"),
        ("SELECT a FROM t ORDER BY +f.day DESC", "SELECT a FROM t ORDER BY f.day DESC NULLS LAST"),
        (
            "SELECT a FROM (SELECT a FROM t) WHERE a = 2",
            "SELECT a FROM ( SELECT a FROM t ) AS unnamed_1 WHERE a = 2",
        ),
        ("SELECT a FROM (SELECT a FROM t) p", "SELECT a FROM ( SELECT a FROM t ) p"),
        ("SELECT n FROM temp.picked", "SELECT n FROM pg_temp.picked"),
        ("SELECT d ->> '$.x.y' FROM t", "SELECT json_at ( d , '{x,y}' ) FROM t"),
        (
            "SELECT d ->> '$.evidence.span[0]' FROM t",
            "SELECT json_at ( d , '{evidence,span,0}' ) :: bigint FROM t",
        ),
        ("SELECT json_group_array(a) FROM t", "SELECT json_agg ( a ) :: text FROM t"),
        ("INSERT OR IGNORE INTO t SELECT a FROM x", "INSERT INTO t SELECT a FROM x ON CONFLICT DO NOTHING"),
        (
            "INSERT OR REPLACE INTO t VALUES (1, 2, 3)",
            "INSERT INTO t VALUES ( 1 , 2 , 3 ) ON CONFLICT ( a , b ) DO UPDATE SET c = excluded.c",
        ),
        (
            "INSERT INTO t VALUES (1, 2, 3) ON CONFLICT DO UPDATE SET c = c + excluded.c",
            "INSERT INTO t VALUES ( 1 , 2 , 3 ) ON CONFLICT ( a , b ) DO UPDATE SET c = t.c + excluded.c",
        ),
        ("SELECT 'a CROSS JOIN b ON ?', a FROM t -- why", "SELECT 'a CROSS JOIN b ON ?' , a FROM t"),
    ],
)
def test_what_sqlite_says_in_a_way_of_its_own(sqlite: str, postgres: str) -> None:
    assert sent(sqlite) == (postgres, [])


def test_values_are_bound_in_their_order_and_nulls_written() -> None:
    assert sent("SELECT ?, ?2, ? FROM t WHERE a = ?1", "x", 2, None) == (
        "SELECT $1 , $2 , NULL FROM t WHERE a = $1",
        ["x", 2],
    )
    assert sent("SELECT a FROM t LIMIT ? OFFSET ?", -1, 3) == ("SELECT a FROM t LIMIT NULL OFFSET $1", [3])


def test_no_value_is_ever_written_into_a_statement() -> None:
    hostile = "'; DROP TABLE t; --"
    written, given = sent(
        "SELECT a FROM t WHERE b = ? AND c IN (SELECT value FROM json_each(?))", hostile, '["\'"]'
    )
    assert "DROP" not in written
    assert given == [hostile, ["'"]]


def test_lists_have_the_type_of_what_they_are_compared_with() -> None:
    assert sent("SELECT a FROM t WHERE c.claim IN (SELECT value FROM json_each(?))", "[1, 2]") == (
        "SELECT a FROM t WHERE c.claim = ANY ( $1::bigint[] )",
        [[1, 2]],
    )
    assert sent(
        "SELECT a FROM json_each(?) j CROSS JOIN events e ON e.event_id = j.value ORDER BY j.key", "[]"
    ) == (
        (
            "SELECT a FROM unnest ( $1::text[] ) WITH ORDINALITY AS j ( value , key ) "
            "JOIN events e ON e.event_id = j.value ORDER BY j.key"
        ),
        [[]],
    )


def test_text_has_no_nul_and_what_is_a_number_stays_one() -> None:
    assert sent("SELECT ?, ?", "a\0b", True) == ("SELECT $1 , $2", ["a\ufffdb", 1])


def test_words_are_those_of_the_full_text_index_of_sqlite() -> None:
    assert WORDS.vector("They're RUNNING, running in Zürich") == "'thei':1 're':2 'run':3,4 'in':5 'zurich':6"
    assert WORDS.question('"shells" "running in" "—"') == "('shell') & ('run' <-> 'in')"
    assert WORDS.question('"a\'\\b"') == "('a' <-> 'b')"


def test_a_trigger_becomes_a_function_that_asks_its_condition() -> None:
    made = definition(
        tokens_of("CREATE TRIGGER x BEFORE DELETE ON t WHEN (SELECT 1 FROM u) BEGIN DELETE FROM u; END"),
        lambda inner: query(inner, KEYS.__getitem__),
    )
    assert made[0].endswith("IF ( SELECT 1 FROM u ) THEN DELETE FROM u ; END IF; RETURN OLD; END $$")
    assert made[1] == "CREATE TRIGGER x BEFORE DELETE ON t FOR EACH ROW EXECUTE FUNCTION do_x()"
