"""Which reports stand with which: a star around the report nearest to the source, never a chain."""

from dataclasses import replace
from itertools import permutations

import pytest

from sayso.link.cluster import CROWD, Verdicts, rank, settled
from sayso.records import Judged, Judgement, Link, LinkKind, SharedRun, Span, Traits, Verdict


def traits(id_: str, **changes: object) -> Traits:
    return replace(Traits(article_id=id_, text_sha256=id_, n_words=300, day=10), **changes)  # type: ignore[arg-type]


class Links:
    """Links as given, seen from either side."""

    def __init__(self, *links: Link) -> None:
        self._links = {(link.left_id, link.right_id): link for link in links}

    def __call__(self, left: str, right: str) -> Link | None:
        if (left, right) in self._links:
            return self._links[left, right]
        back = self._links.get((right, left))
        if back is None:
            return None
        return replace(
            back,
            left_id=left,
            right_id=right,
            share_left=back.share_right,
            share_right=back.share_left,
            runs=tuple(SharedRun(left=r.right, right=r.left) for r in back.runs),
        )


def link(left: str, right: str, kind: LinkKind = LinkKind.EDITED, **changes: object) -> Link:
    made = Link(left_id=left, right_id=right, kind=kind, share_left=0.8, share_right=0.8)
    return replace(made, **changes)  # type: ignore[arg-type]


def leads(every: list[Traits], between: Links, *verdicts: Verdict) -> dict[str, str]:
    return {id_: s.lead for id_, s in settled(every, between, Verdicts(verdicts)).items()}


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        (traits("b"), traits("a", day=11)),
        (traits("b"), traits("a", day=None)),
        (traits("b", agency=True, day=11), traits("a")),
        (traits("b", n_words=301), traits("a")),
        (traits("b", day=12), traits("a", spun=0.9)),
        (traits("b", minute=100), traits("a", minute=130)),
        (traits("b", minute=100), traits("a")),
        (traits("b", minute=101, n_words=301), traits("a", minute=100)),
        (traits("a"), traits("b")),
    ],
)
def test_what_is_nearer_to_the_source(nearer: Traits, farther: Traits) -> None:
    assert rank(nearer) < rank(farther)


def test_what_pastes_others_comes_last() -> None:
    assert rank(traits("b", day=None, spun=1.0)) < rank(traits("a"), pasted=True)


def test_copies_stand_with_the_nearest_whatever_the_order() -> None:
    every = [traits("a", day=12), traits("b", day=10), traits("c", day=11)]
    between = Links(link("a", "b"), link("c", "b"), link("a", "c"))
    for order in permutations(every):
        assert leads(list(order), between) == {"a": "b", "b": "b", "c": "b"}


def test_nothing_hangs_together_through_a_third() -> None:
    every = [traits("a", day=1), traits("b", day=2), traits("c", day=3)]
    assert leads(every, Links(link("b", "a"), link("c", "b"))) == {"a": "a", "b": "a", "c": "c"}


@pytest.mark.parametrize(
    "kind", [LinkKind.PARTIAL, LinkKind.SHARED_QUOTE, LinkKind.SHARED_RELEASE, LinkKind.CITES]
)
def test_ties_of_single_claims_make_no_origin(kind: LinkKind) -> None:
    every = [traits("a"), traits("b", day=11)]
    found = settled(every, Links(link("b", "a", kind, share_left=0.3)), Verdicts(()))
    assert found["b"].lead == "b"
    assert [part.kind for part in found["b"].parts] == [kind]


def pasted(part: str, start: int, end: int) -> Link:
    runs = (SharedRun(left=Span(start, end), right=Span(0, end - start)),)
    return link("paste", part, LinkKind.ABRIDGED, share_left=0.5, share_right=0.95, runs=runs)


def test_a_page_that_pastes_two_stories_makes_them_no_one_origin() -> None:
    every = [traits("one", day=11), traits("two", day=11), traits("paste", day=10, n_words=600)]
    between = Links(pasted("one", 0, 900), pasted("two", 1000, 2000))
    for order in permutations(every):
        found = settled(list(order), between, Verdicts(()))
        assert {id_: s.lead for id_, s in found.items()} == {"one": "one", "two": "two", "paste": "two"}
        assert [part.right_id for part in found["paste"].parts] == ["one"]


def test_two_cuts_of_one_story_leave_it_the_origin() -> None:
    every = [traits("one", day=11), traits("two", day=11), traits("paste", day=10, n_words=600)]
    between = Links(pasted("one", 0, 1200), pasted("two", 300, 1500))
    assert set(leads(every, between).values()) == {"paste"}


def test_a_report_of_nothing_but_passages_belongs_to_their_origins() -> None:
    every = [traits("one"), traits("two"), traits("digest", day=11)]
    passages = [link("digest", part, LinkKind.PARTIAL, share_left=0.4) for part in ("one", "two")]
    found = settled(every, Links(*passages), Verdicts(()))
    assert found["digest"].lead == "two"
    assert [part.right_id for part in found["digest"].parts] == ["one"]


def verdict(left: str, right: str, judgement: Judgement) -> Verdict:
    return Verdict(
        what=Judged.ORIGIN, left_id=left, right_id=right, judgement=judgement, decided_by="Ada", decided_at=""
    )


def test_a_person_supersedes_what_was_found() -> None:
    every = [traits("a"), traits("b", day=11), traits("c", day=12)]
    between = Links(link("b", "a"))
    apart = verdict("a", "b", Judgement.DIFFERENT)
    together = verdict("c", "a", Judgement.SAME)
    assert leads(every, between, apart, together) == {"a": "a", "b": "b", "c": "a"}
    told = settled(every, between, Verdicts([together]))["c"].link
    assert told is not None
    assert told.decided_by == "Ada"


def test_an_unsure_person_changes_nothing() -> None:
    every = [traits("a"), traits("b", day=11)]
    assert leads(every, Links(link("b", "a")), verdict("a", "b", Judgement.UNSURE)) == {"a": "a", "b": "a"}


class Ring:
    """Nearly the same text again and again, and one report that pastes it behind another's; counts what is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, left: str, right: str) -> Link | None:
        self.asked += 1
        if "other" in (left, right):
            if "digest" not in (left, right):
                return None
            digest = Links(self.digest_of("other", 2000, 3000))
            return digest(left, right)
        if "digest" in (left, right):
            copy = right if left == "digest" else left
            return Links(self.digest_of(copy, 0, 1900))(left, right)
        return link(left, right, share_left=0.97, share_right=0.97)

    @staticmethod
    def digest_of(source: str, start: int, end: int) -> Link:
        runs = (SharedRun(left=Span(start, end), right=Span(0, end - start)),)
        return link("digest", source, share_left=0.5, share_right=0.95, runs=runs)


def test_in_a_crowd_not_each_is_held_against_each() -> None:
    crowd = [traits(f"c{n:04}", day=11 + n) for n in range(6 * CROWD)]
    between = Ring()
    every = [traits("digest", day=5), *crowd, traits("other", day=20)]
    found = settled(every, between, Verdicts(()))
    assert {s.lead for id_, s in found.items() if id_.startswith("c")} == {"c0000"}
    assert found["other"].lead == "other"
    assert found["digest"].lead in ("c0000", "other")
    assert between.asked < 10 * len(every)


def test_what_is_held_stands_for_its_origin_whatever_comes() -> None:
    every = [traits("a", day=3), traits("b", day=9), traits("c", day=12)]
    between = Links(link("a", "b"), link("c", "b"), link("a", "c"))
    assert leads(every, between) == {"a": "a", "b": "a", "c": "a"}
    found = settled(every, between, Verdicts(()), frozenset({"b"}))
    assert {id_: s.lead for id_, s in found.items()} == {"a": "b", "b": "b", "c": "b"}
