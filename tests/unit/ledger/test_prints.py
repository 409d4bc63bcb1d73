from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw
import numpy as np
import pytest

from sayso.errors import LedgerError
from sayso.ledger import shelves
from sayso.ledger.prints import MOST, SCHEMA, PrintIndex

pytestmark = pytest.mark.of_a_file

DAY = 739_000


def prints(*hashes: int) -> "np.ndarray[tuple[int], np.dtype[np.uint32]]":
    return np.array(hashes, np.uint32)


@pytest.fixture
def ledger() -> Iterator[apsw.Connection]:
    with closing(apsw.Connection(":memory:")) as connection:
        connection.execute(SCHEMA)
        connection.execute("BEGIN")
        yield connection


@pytest.fixture
def index(ledger: apsw.Connection) -> PrintIndex:
    return PrintIndex(ledger)


def test_the_report_that_shares_most_comes_first_then_the_lower_number(index: PrintIndex) -> None:
    index.add(
        [(9, DAY, prints(1, 2, 3)), (4, DAY, prints(3, 2, 7)), (2, DAY, prints(1, 2, 8)), (5, DAY, prints(1))]
    )
    assert index.candidates([(DAY, prints(1, 2, 3, 3))], window_days=0) == [[(9, 3), (2, 2), (4, 2)]]
    assert index.candidates([(DAY, prints(1, 2, 3))], window_days=0, at_least=3) == [[(9, 3)]]


def test_each_text_of_a_batch_gets_its_own(index: PrintIndex) -> None:
    index.add([(1, DAY, prints(1, 2)), (2, DAY + 9, prints(1, 2))])
    asked = [(DAY, prints(1, 2)), (DAY, prints()), (DAY + 9, prints(2, 1)), (DAY, prints(5, 6))]
    assert index.candidates(asked, window_days=3) == [[(1, 2)], [], [(2, 2)], []]
    assert index.candidates([], window_days=3) == []


@pytest.mark.parametrize(
    ("day", "found"), [(DAY - 4, []), (DAY - 3, [1]), (DAY, [1]), (DAY + 3, [1]), (DAY + 4, [])]
)
def test_the_window_reaches_both_ways_and_its_last_day_counts(
    index: PrintIndex, day: int, found: list[int]
) -> None:
    index.add([(1, DAY, prints(1, 2))])
    (candidates,) = index.candidates([(day, prints(1, 2))], window_days=3)
    assert [report for report, _ in candidates] == found


def test_an_unknown_day_is_within_every_window(index: PrintIndex) -> None:
    index.add([(1, 0, prints(1, 2)), (2, DAY, prints(1, 2)), (3, 3, prints(1, 2))])
    assert index.candidates([(DAY, prints(1, 2))], window_days=3) == [[(1, 2), (2, 2)]]
    assert index.candidates([(0, prints(1, 2))], window_days=3) == [[(1, 2), (2, 2), (3, 2)]]


def test_boilerplate_is_not_followed(index: PrintIndex) -> None:
    index.add([(n, DAY, prints(1, 2, 3, 1000 + n, 2000 + n)) for n in range(MOST + 1)])
    found = index.candidates([(DAY, prints(1, 2, 1005, 2005, 7, 8))], window_days=1)
    assert found == [[(5, 2)]]
    # One report fewer, and the hashes tell something.
    index.remove(0)
    (candidates,) = index.candidates([(DAY, prints(1, 2, 1005, 2005, 7, 8))], window_days=1)
    assert candidates[0] == (5, 4)
    assert len(candidates) == MOST


def test_what_is_common_in_another_month_is_not_boilerplate_here(index: PrintIndex) -> None:
    index.add([(n, DAY - 60, prints(1, 2)) for n in range(10 * MOST)])
    index.add([(9999, DAY, prints(1, 2))])
    assert index.candidates([(DAY, prints(1, 2))], window_days=14) == [[(9999, 2)]]


def test_what_is_common_in_another_month_does_not_hide_this_one(index: PrintIndex) -> None:
    # All in one segment, those of the other month first.
    others = [(n, DAY - 60, prints(1, 2)) for n in range(10 * MOST)]
    index.add([*others, *((n, DAY, prints(1, 2)) for n in range(9000, 9000 + MOST))])
    (candidates,) = index.candidates([(DAY, prints(1, 2))], window_days=14)
    assert candidates == [(n, 2) for n in range(9000, 9000 + MOST)]


def test_a_text_of_boilerplate_keeps_the_candidates_of_its_rarest_hashes(index: PrintIndex) -> None:
    # Every report carries 100 … 119; the even ones carry two more, which are the rarer ones.
    common = range(100, 120)
    index.add(
        [(n, DAY + n % 5, prints(*common, *([500, 501] if n % 2 == 0 else []))) for n in range(4 * MOST)]
    )
    (candidates,) = index.candidates([(DAY + 2, prints(*common, 500, 501))], window_days=14)
    assert {n for n, shared in candidates if shared == 8} == set(range(0, 4 * MOST, 2))
    assert {n for n, shared in candidates if shared == 6} == set(range(1, 4 * MOST, 2))


def test_of_endless_boilerplate_the_nearest_days_are_followed() -> None:
    with closing(apsw.Connection(":memory:")) as connection:
        connection.execute(SCHEMA)
        connection.execute("BEGIN")
        index = PrintIndex(connection, most=2)
        index.add([(n, DAY + n % 10, prints(1, 2)) for n in range(100)])
        index.add([(200, 0, prints(1, 2))])
        (candidates,) = index.candidates([(DAY + 9, prints(1, 2))], window_days=30)
    # 16 of them: the ten of the day, then the lowest numbers of the day before; the undated one is farthest.
    assert [n for n, _ in candidates] == sorted([*range(9, 100, 10), 8, 18, 28, 38, 48, 58])


def test_a_report_added_again_is_replaced(index: PrintIndex) -> None:
    index.add([(1, DAY, prints(1, 2)), (2, DAY, prints(1, 2))])
    index.add([(1, DAY, prints(3, 4)), (1, DAY + 1, prints(4, 5))])
    assert index.candidates([(DAY, prints(1, 2, 3)), (DAY, prints(4, 5))], window_days=1) == [
        [(2, 2)],
        [(1, 2)],
    ]
    assert index.candidates([(DAY, prints(4, 5))], window_days=0) == [[]]


def test_a_removed_report_is_not_found_and_can_come_back(index: PrintIndex) -> None:
    index.add([(n, DAY, prints(1, 2)) for n in range(3)])
    index.remove(1)
    index.remove(77)
    assert index.candidates([(DAY, prints(1, 2))], window_days=0) == [[(0, 2), (2, 2)]]
    index.add([(1, DAY, prints(2, 1))])
    assert index.candidates([(DAY, prints(1, 2))], window_days=0) == [[(0, 2), (1, 2), (2, 2)]]


def test_days_dropped_leave_no_rows(ledger: apsw.Connection, index: PrintIndex) -> None:
    index.add([(n, DAY + n, prints(1, 2)) for n in range(4)])
    index.add([(9, 0, prints(1, 2))])
    index.drop(DAY + 2)
    assert index.candidates([(DAY, prints(1, 2))], window_days=9) == [[(2, 2), (3, 2), (9, 2)]]
    index.drop(DAY + 4)
    assert index.candidates([(DAY, prints(1, 2))], window_days=9) == [[(9, 2)]]
    index.remove(9)
    assert ledger.execute("SELECT count(*) FROM print_parts").fetchone() == (0,)


def test_what_is_undone_is_forgotten(ledger: apsw.Connection, index: PrintIndex) -> None:
    index.add([(1, DAY, prints(1, 2))])
    ledger.execute("SAVEPOINT here")
    index.add([(2, DAY, prints(1, 2))])
    ledger.execute("ROLLBACK TO here")
    index.add([(3, DAY, prints(1, 2))])
    assert index.candidates([(DAY, prints(1, 2))], window_days=0) == [[(1, 2), (3, 2)]]


def test_a_segment_is_known_by_what_is_in_it(ledger: apsw.Connection, index: PrintIndex) -> None:
    ledger.execute("SAVEPOINT here")
    index.add([(1, DAY, prints(1, 2))])
    ledger.execute("ROLLBACK TO here")
    PrintIndex(ledger).add([(2, DAY, prints(1, 2))])  # another segment under the same number
    assert index.candidates([(DAY, prints(1, 2))], window_days=0) == [[(2, 2)]]


def test_what_another_removes_is_gone_here(ledger: apsw.Connection, index: PrintIndex) -> None:
    index.add([(n, DAY, prints(1, 2)) for n in range(5)])
    asked = [(DAY, prints(1, 2))]
    assert len(index.candidates(asked, window_days=0)[0]) == 5
    PrintIndex(ledger).remove(3)
    assert index.candidates(asked, window_days=0) == [[(0, 2), (1, 2), (2, 2), (4, 2)]]


def test_a_failure_midway_leaves_the_index_as_it_was(ledger: apsw.Connection, index: PrintIndex) -> None:
    index.add([(n, DAY, prints(1, 2)) for n in range(3)])
    ledger.execute(
        "CREATE TEMP TRIGGER full BEFORE UPDATE ON print_state BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    with pytest.raises(apsw.ConstraintError), ledger:
        index.add([(5, DAY, prints(1, 2))])
    with pytest.raises(apsw.ConstraintError), ledger:
        index.drop(DAY + 1)
    assert index.candidates([(DAY, prints(1, 2))], window_days=0) == [[(0, 2), (1, 2), (2, 2)]]


def test_another_process_sees_what_was_committed_and_only_that(tmp_path: Path) -> None:
    with (
        closing(apsw.Connection(str(tmp_path / "l"))) as one,
        closing(apsw.Connection(str(tmp_path / "l"))) as two,
    ):
        one.execute("PRAGMA journal_mode = WAL")
        one.execute(SCHEMA)
        mine, others = PrintIndex(one), PrintIndex(two)
        asked = [(DAY, prints(1, 2))]
        assert others.candidates(asked, window_days=0) == [[]]
        one.execute("BEGIN IMMEDIATE")
        mine.add([(1, DAY, prints(1, 2))])
        assert mine.candidates(asked, window_days=0) == [[(1, 2)]]
        assert others.candidates(asked, window_days=0) == [[]]
        one.execute("COMMIT")
        assert others.candidates(asked, window_days=0) == [[(1, 2)]]
        assert not two.in_transaction


def test_changes_need_a_transaction(ledger: apsw.Connection, index: PrintIndex) -> None:
    ledger.execute("COMMIT")
    with pytest.raises(LedgerError, match="outside a transaction"):
        index.add([(1, DAY, prints(1))])
    with pytest.raises(LedgerError, match="outside a transaction"):
        index.remove(1)
    with pytest.raises(LedgerError, match="outside a transaction"):
        index.drop(DAY)


@pytest.mark.parametrize(("report", "day"), [(-1, DAY), (1 << 47, DAY), (1, -1)])
def test_numbers_that_cannot_be_kept_are_refused(index: PrintIndex, report: int, day: int) -> None:
    with pytest.raises(ValueError, match="number of a report"):
        index.add([(report, day, prints(1))])


def test_damage_is_said(ledger: apsw.Connection, index: PrintIndex) -> None:
    index.add([(1, DAY, prints(1, 2))])
    for spoil in ("UPDATE print_parts SET body = x'00' WHERE part % 65536 = 2", "DELETE FROM print_parts"):
        ledger.execute(spoil)
        with pytest.raises(LedgerError, match="damaged"):
            PrintIndex(ledger).candidates([(DAY, prints(1, 2))], window_days=0)


def many(n: int, seed: int = 0) -> list[tuple[int, int, "np.ndarray[tuple[int], np.dtype[np.uint32]]"]]:
    random = np.random.default_rng(seed)
    return [(k, DAY + k * 30 // n, random.integers(0, 2**32, 65, dtype=np.uint32)) for k in range(n)]


def test_rows_stay_few_and_small(
    ledger: apsw.Connection, index: PrintIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "YOUNG_ENTRIES", 1 << 17)
    rows = many(3000)
    for begin in range(0, len(rows), 16):
        index.add(rows[begin : begin + 16])
    (sizes,) = ledger.execute(
        "SELECT sum(length(body)), max(length(body)) FROM print_parts WHERE part % 65536 != 1"
    )
    # Entries take 4 bytes, and 4 more where the next hash is far off, as in these small segments.
    assert sizes[0] / len(rows) < 65 * 7
    assert sizes[1] < 100_000
    shelf_sizes = dict(ledger.execute("SELECT shelf, count(*) FROM print_segments GROUP BY shelf"))
    assert shelf_sizes[1] < 12
    assert all(n < 5 for shelf, n in shelf_sizes.items() if shelf > 1)
    assert len(shelf_sizes) > 2


@pytest.mark.parametrize("cache_bytes", [0, 300_000, 128 << 20])
def test_memory_stays_within_its_bound_and_changes_no_answer(
    ledger: apsw.Connection, cache_bytes: int
) -> None:
    index = PrintIndex(ledger, cache_bytes=cache_bytes)
    rows = many(2500)
    index.add(rows)
    asked = [(DAY, hashes) for _, _, hashes in rows[::50]]
    fresh = PrintIndex(ledger, cache_bytes=cache_bytes)
    for each in (index, fresh):
        assert each.candidates(asked, window_days=40) == [[(n, 65)] for n in range(0, 2500, 50)]
        held = [s for s in each._shelves.segments.values() if s.held and s.n_entries >= shelves.SIEVED]
        assert sum(s.n_bytes for s in held) <= cache_bytes
        assert bool(held) == (cache_bytes > 1 << 20)
