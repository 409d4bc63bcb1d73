import numpy as np
import pytest

from sayso.ledger import segments
from sayso.ledger.segments import (
    CHUNK,
    GONE,
    Entries,
    Sheet,
    from_reports,
    joined,
    lengthened,
    make_sieve,
    merged,
    pack_chunks,
    selected,
    through_sieve,
    unpack_chunk,
)


def hashes_of(n: int, seed: int = 0, top: int = 2**32) -> "np.ndarray[tuple[int], np.dtype[np.uint32]]":
    return np.random.default_rng(seed).integers(0, top, n, dtype=np.uint64).astype(np.uint32)


def owners_of(entries: Entries) -> set[tuple[int, int]]:
    return set(zip(entries.hashes.tolist(), entries.reports[entries.owners].tolist(), strict=True))


def test_a_hash_counts_once_in_a_report() -> None:
    entries = from_reports([(8, 3, np.array([5, 4, 5], np.uint32)), (2, 1, np.array([5], np.uint32))])
    assert entries.hashes.tolist() == [4, 5, 5]
    assert entries.reports[entries.owners].tolist() == [8, 2, 8]
    assert entries.days.tolist() == [1, 3]


def test_merging_leaves_out_who_is_gone() -> None:
    one = from_reports([(1, 10, np.array([1, 2], np.uint32)), (5, 10, np.array([2, 3], np.uint32))])
    other = from_reports([(3, 12, np.array([2], np.uint32))])
    one.days[1] = GONE
    both = merged([one, other])
    assert owners_of(both) == {(1, 1), (2, 1), (2, 3)}
    assert both.reports.tolist() == [1, 3]
    assert both.days.tolist() == [10, 12]


def test_a_part_holds_the_reports_asked_for() -> None:
    entries = from_reports([(n, n, np.array([n, 7], np.uint32)) for n in range(4)])
    assert owners_of(selected(entries, entries.days >= 2)) == {(2, 2), (7, 2), (3, 3), (7, 3)}


@pytest.mark.parametrize("top", [2**32, 2**20, 50_000])
@pytest.mark.parametrize("n", [1, CHUNK, CHUNK + 1, 3 * CHUNK - 1])
def test_chunks_come_back(n: int, top: int) -> None:
    hashes = np.sort(hashes_of(n, top=top))
    entries = Entries(
        hashes, hashes_of(n, 1, 2**16).astype(np.uint16), np.array([1]), np.array([1], np.int32)
    )
    chunks = pack_chunks(entries)
    sizes = [CHUNK] * (n // CHUNK) + [n % CHUNK] * (n % CHUNK > 0)
    back = joined([unpack_chunk(*x) for x in zip(chunks, sizes, entries.head.fences, strict=True)])
    assert (back.hashes == hashes).all()
    assert (back.owners == entries.owners).all()


def test_gaps_of_every_width_come_back() -> None:
    gaps = [0, 0, 1, 65534, 65535, 65536, 65535, 2**31, 1]
    hashes = np.cumsum(gaps).astype(np.uint32)
    entries = Entries(hashes, np.zeros(9, np.uint16), np.array([1]), np.array([1], np.int32))
    (chunk,) = pack_chunks(entries)
    assert unpack_chunk(chunk, 9, hashes[0]).hashes.tolist() == hashes.tolist()
    for damaged in (chunk[:-4], chunk[:20], b""):
        with pytest.raises(ValueError, match="buffer"):
            unpack_chunk(damaged, 9, hashes[0])


# Spread evenly; only the lowest sixteenth; few and often; nearly all in one place.
SPREADS = [
    hashes_of(20_000),
    hashes_of(20_000, top=2**28),
    hashes_of(20_000, top=300),
    np.concatenate([hashes_of(9_000, top=9_000), [np.uint32(2**32 - 1)]]),
    np.full(9_000, 7, np.uint32),
    hashes_of(100),
]


@pytest.mark.parametrize("hashes", SPREADS)
def test_a_sheet_finds_every_run(hashes: "np.ndarray[tuple[int], np.dtype[np.uint32]]") -> None:
    hashes = np.sort(hashes)
    sheet = Sheet(hashes, np.zeros(hashes.size, np.uint16))
    needles = np.unique(np.concatenate([hashes[::7], hashes[::11] + np.uint32(1), hashes_of(500, 3)]))
    for _ in range(2):  # once to make its index, once with it
        needle, begin, length = sheet.find(needles)
        expected = np.searchsorted(hashes, needles)
        n = np.searchsorted(hashes, needles, "right") - expected
        assert needle.tolist() == np.flatnonzero(n).tolist()
        assert begin.tolist() == expected[n > 0].tolist()
        assert length.tolist() == n[n > 0].tolist()
    assert (sheet.hashes == hashes).all()


def test_an_empty_sheet_finds_nothing() -> None:
    assert [x.size for x in joined([]).find(hashes_of(3))] == [0, 0, 0]


def test_runs_are_lengthened() -> None:
    assert lengthened(np.array([5, 9, 1]), np.array([2, 0, 3])).tolist() == [5, 6, 1, 2, 3]
    assert lengthened(np.array([], np.intp), np.array([], np.intp)).tolist() == []


@pytest.mark.parametrize("top", [2**32, 2**28, 9_000])
def test_a_sieve_holds_back_no_chunk_with_a_needle_and_few_without(top: int) -> None:
    hashes = np.sort(hashes_of(40 * CHUNK + 5, top=top))
    fences = hashes[::CHUNK]
    sieve = np.frombuffer(make_sieve(hashes), np.uint8)
    for needle in hashes[:: CHUNK // 3]:
        first, last = np.searchsorted(hashes, needle), np.searchsorted(hashes, needle, "right") - 1
        read = set(through_sieve(sieve, fences, np.array([needle])).tolist())
        assert read >= set(range(first // CHUNK, last // CHUNK + 1))
    absent = np.setdiff1d(hashes_of(4000, 9, top), hashes)
    passed = sum(through_sieve(sieve, fences, np.array([needle])).size for needle in absent)
    assert passed <= max(1, 0.015 * absent.size)
    assert sieve.size <= 1.5 * (hashes.size + CHUNK)


def test_the_sieve_of_a_segment_is_made_in_pieces_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    hashes = np.sort(hashes_of(270 * CHUNK + 9))
    whole = make_sieve(hashes)
    parts = [make_sieve(hashes[n * CHUNK : (n + 1) * CHUNK]) for n in range(271)]
    assert whole == b"".join(parts)
    assert segments._SIEVE_BITS % 8 == 0
