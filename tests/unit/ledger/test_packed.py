import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import LedgerError
from sayso.ledger import packed
from sayso.ledger.packed import pack, unpack
from sayso.records import Aspect, Reason

pytestmark = pytest.mark.of_a_file

# surrogates too: a report's words may hold them
words = st.text(st.characters(), max_size=6)
reasons = st.builds(
    Reason,
    what=st.sampled_from(Aspect),
    by=words,
    score=st.none() | st.floats(0, 1),
    said=words,
    instead=st.lists(words, max_size=2).map(tuple),
)


def rows(data: bytes) -> object:
    return json.loads(zlib.decompressobj(zdict=packed._WORDS).decompress(data))


@given(why=st.lists(reasons, max_size=4).map(tuple))
def test_reasons_survive(why: tuple[Reason, ...]) -> None:
    assert unpack(pack(why)) == why


def test_empty_ends_are_left_out() -> None:
    assert rows(pack([Reason(what=Aspect.P, by="a", score=0.5)])) == [["p", "a", 0.5]]
    assert rows(pack([Reason(what=Aspect.P, by="a", instead=("b",))])) == [["p", "a", None, "", ["b"]]]
    assert unpack(pack([Reason(what=Aspect.P, by="")])) == (Reason(what=Aspect.P, by=""),)


def test_nothing_kept_is_no_reasons() -> None:
    assert unpack(None) == ()
    assert unpack(pack(())) == ()


def test_what_was_packed_once_is_read_for_ever() -> None:
    kept = "78bba4ea90e78bc61901b9a9a92588a8ca4d05a71e474f1790570d807e8d05007db013be"
    reason = Reason(what=Aspect.TYPE, by="lexicon verb “meet”", score=0.9, said="met", instead=("AID 0.10",))
    assert unpack(bytes.fromhex(kept)) == (reason,)


@pytest.mark.parametrize("data", [b"", b"\x00", b"not packed", pack([Reason(what=Aspect.P, by="a")])[:-6]])
def test_damaged_reasons_are_said_to_be_so(data: bytes) -> None:
    with pytest.raises(LedgerError, match="damaged"):
        unpack(data)
