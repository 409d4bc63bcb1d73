"""However reports come and go, the index of prints finds what a dictionary of them would."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import apsw
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.ledger import prints, segments, shelves
from sayso.ledger.prints import SCHEMA, PrintIndex

MOST = 3
Prints = frozenset[int]
State = dict[int, tuple[int, Prints]]


@pytest.fixture(autouse=True, scope="module")
def tiny() -> Iterator[None]:
    """Sizes at which a few reports are merged, parted into weeks, cut into chunks and not all held."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "CHUNK", 4)
        patch.setattr(shelves, "CHUNK", 4)
        patch.setattr(segments, "_SIEVE_BITS", 48)
        patch.setattr(segments, "_INDEXED", 6)
        patch.setattr(segments, "_STRETCH", 1)
        patch.setattr(segments, "_STEPS", (1,))
        patch.setattr(shelves, "FIRST_TIER", 4)
        patch.setattr(shelves, "LARGE", 16)
        patch.setattr(shelves, "SIEVED", 8)
        patch.setattr(shelves, "YOUNG_ENTRIES", 30)
        patch.setattr(shelves, "MAX_ENTRIES", 60)
        patch.setattr(shelves, "MAX_REPORTS", 12)
        patch.setattr(prints, "_SPARE", 2)
        patch.setattr(prints, "_SPARE_DEPTH", 2)
        patch.setattr(prints, "_TOGETHER", 5)
        yield


def expected(
    state: State, day: int, hashes: Prints, window_days: int, at_least: int
) -> list[tuple[int, int]]:
    """What `PrintIndex.candidates` promises, said without an index."""
    near = {r: d for r, (d, _) in state.items() if 0 in (day, d) or abs(d - day) <= window_days}
    carriers = {h: [r for r in near if h in state[r][1]] for h in hashes}
    over = [h for h in hashes if len(carriers[h]) > MOST]
    followed = {h: carriers[h] for h in hashes if h not in over}
    if 2 * len(over) > len(hashes):
        for h in sorted(over, key=lambda h: (len(carriers[h]), h))[: prints._SPARE]:

            def far(r: int) -> tuple[bool, int, int]:
                return (day != 0 and near[r] == 0, abs(near[r] - day) if day else 0, r)

            followed[h] = sorted(carriers[h], key=far)[: prints._SPARE_DEPTH * MOST]
    shared = Counter(r for rs in followed.values() for r in rs)
    return sorted(((r, n) for r, n in shared.items() if n >= at_least), key=lambda x: (-x[1], x[0]))


def array(hashes: Prints) -> "np.ndarray[tuple[int], np.dtype[np.uint32]]":
    return np.array([*hashes, *list(hashes)[:1]], np.uint32)  # one of them twice


# Few values, so that reports meet; far ones and neighbours, so that gaps are wide and narrow.
hashes = st.frozensets(
    st.sampled_from([0, 1, 2, 3, 65534, 65535, 65536, 2**31, 2**31 + 65535, 2**32 - 2, 2**32 - 1]), max_size=8
) | st.frozensets(st.integers(0, 2**32 - 1), max_size=12)
days = st.sampled_from([0, 1, 100, 101, 103, 106, 112, 140, 739000])
numbers = st.integers(0, 40) | st.just(2**47 - 1)
added = st.lists(st.tuples(numbers, days, hashes), max_size=8)
asked = st.lists(st.tuples(days, hashes), max_size=7)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), added),
        st.tuples(st.just("add"), added),
        st.tuples(st.just("remove"), numbers),
        st.tuples(st.just("drop"), days),
        st.tuples(st.sampled_from(["commit", "rollback", "reopen", "swap", "undo"]), st.none()),
    ),
    max_size=25,
)


@dataclass
class Two:
    """Two connections to one ledger, one writing at a time, beside what each should see."""

    path: str
    cache_bytes: int
    committed: State = field(default_factory=dict)
    pending: State = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.writer, self.index = self.open()
        self.writer.execute("PRAGMA journal_mode = WAL")
        self.writer.execute(SCHEMA)
        self.reader, self.other = self.open()

    def open(self) -> tuple[apsw.Connection, PrintIndex]:
        connection = apsw.Connection(self.path)
        connection.execute("PRAGMA synchronous = OFF")
        return connection, PrintIndex(connection, most=MOST, cache_bytes=self.cache_bytes)

    def close(self) -> None:
        self.writer.close()
        self.reader.close()

    def do(self, what: str, value: Any) -> None:  # `Any`: each step has its own
        if what in ("commit", "swap", "reopen") and self.writer.in_transaction:
            self.writer.execute("COMMIT")
            self.committed = dict(self.pending)
        if what == "rollback" and self.writer.in_transaction:
            self.writer.execute("ROLLBACK")
            self.pending = dict(self.committed)
        if what == "swap":
            self.writer, self.reader = self.reader, self.writer
            self.index, self.other = self.other, self.index
        if what == "reopen":
            self.writer.close()
            self.writer, self.index = self.open()
        if what in ("add", "remove", "drop", "undo") and not self.writer.in_transaction:
            self.writer.execute("BEGIN IMMEDIATE")
        if what == "undo":
            self.writer.execute("SAVEPOINT here")
            self.index.add([(7, 100, array(frozenset({1, 2, 3})))])
            self.writer.execute("ROLLBACK TO here; RELEASE here")
        if what == "add":
            self.index.add([(n, d, array(h)) for n, d, h in value])
            for n, d, h in value:
                self.pending.pop(n, None)
                if h:
                    self.pending[n] = (d, h)
        if what == "remove":
            self.index.remove(value)
            self.pending.pop(value, None)
        if what == "drop":
            self.index.drop(value)
            self.pending = {n: (d, h) for n, (d, h) in self.pending.items() if d == 0 or d >= value}

    def check(self, queries: list[tuple[int, Prints]], window_days: int, at_least: int) -> None:
        given = [(d, array(h)) for d, h in queries]
        for index, state in ((self.index, self.pending), (self.other, self.committed)):
            found = index.candidates(given, window_days=window_days, at_least=at_least)
            assert found == [expected(state, d, h, window_days, at_least) for d, h in queries]


@settings(max_examples=150, deadline=None)
@given(
    steps=steps,
    queries=asked,
    window_days=st.sampled_from([0, 2, 14, 1000]),
    at_least=st.integers(1, 3),
    cache_bytes=st.sampled_from([0, 150, 400, 1 << 20]),
    ask_often=st.booleans(),
)
def test_the_index_finds_what_a_dictionary_finds(
    steps: list[tuple[str, object]],
    queries: list[tuple[int, Prints]],
    window_days: int,
    at_least: int,
    cache_bytes: int,
    ask_often: bool,
) -> None:
    with TemporaryDirectory() as folder, closing(Two(str(Path(folder) / "l.sqlite"), cache_bytes)) as two:
        for what, value in steps:
            two.do(what, value)
            if ask_often:
                two.check(queries, window_days, at_least)
        two.check(queries, window_days, at_least)
        # What every report would find; and nothing is held that should not be.
        two.check([*two.pending.values()], window_days, at_least)
        two.index._shelves.sync()
        held = {n: s.mark for n, s in two.index._shelves.segments.items()}
        assert held == dict(two.writer.execute("SELECT segment, mark FROM print_segments"))
        parts = two.writer.execute(
            "SELECT count(*) FROM print_parts WHERE part / 65536 NOT IN (SELECT segment FROM print_segments)"
        )
        assert parts.fetchone() == (0,)


@settings(max_examples=60, deadline=None)
@given(reports=st.lists(st.tuples(days, hashes), max_size=30), data=st.data())
def test_the_order_and_the_batches_of_adding_do_not_matter(
    reports: list[tuple[int, Prints]], data: st.DataObject
) -> None:
    rows = [(n, d, array(h)) for n, (d, h) in enumerate(reports)]
    found = []
    for order in (rows, data.draw(st.permutations(rows))):
        with closing(apsw.Connection(":memory:")) as connection:
            connection.execute(SCHEMA)
            connection.execute("BEGIN")
            index = PrintIndex(connection, most=MOST)
            size = data.draw(st.integers(1, 6))
            for begin in range(0, len(order), size):
                index.add(order[begin : begin + size])
            queries = [(d, array(h)) for d, h in reports]
            found.append(index.candidates(queries, window_days=7, at_least=1))
    assert found[0] == found[1]
