"""What a ledger keeps of links, origins and traits is what was put in, but for what follows from elsewhere."""

from sayso.records import (
    Credit,
    CreditKind,
    Link,
    LinkKind,
    Origin,
    OriginKind,
    SharedRun,
    Span,
    SpunWords,
    Traits,
)
from sayso.records.link_codec import (
    link_packed,
    link_unpacked,
    origin_packed,
    origin_unpacked,
    traits_packed,
    traits_unpacked,
)


def test_a_link_keeps_its_longest_runs_in_the_order_of_the_text() -> None:
    runs = tuple(
        SharedRun(left=Span(a, b), right=Span(a + 5, b + 5), quoted=a == 40)
        for a, b in ((0, 9), (10, 30), (40, 90), (100, 101), (200, 260))
    )
    link = Link(
        left_id="r1",
        right_id="r2",
        kind=LinkKind.EDITED,
        p=0.9,
        share_left=0.5,
        replaced=0.1,
        runs=runs,
        says="x",
        decided_by="editor",
        decided_at="now",
    )
    again = link_unpacked(link_packed(link), ("r1", "r2"), kind="edited", p=0.9, decided=("editor", "now"))
    assert again.runs == (runs[1], runs[2], runs[4])
    assert (again.share_left, again.replaced, again.says, again.decided_by) == (0.5, 0.1, "x", "editor")


def test_an_origin_tells_by_its_id_whose_copy_a_report_is() -> None:
    own = Origin(origin_id="o1", kind=OriginKind.ORIGINAL)
    copy = Origin(
        origin_id="o1", kind=OriginKind.COPY, wire="AP", copy_of="r1", p=0.8, spun=0.1, parts=("o7",)
    )
    assert origin_unpacked(origin_packed(own), article_id="r1", origin_id="o1", wire=None) == own
    assert origin_unpacked(origin_packed(copy), article_id="r2", origin_id="o1", wire="AP") == copy
    assert len(origin_packed(own)) == 2


def test_traits_come_back_whole() -> None:
    traits = Traits(
        article_id="r1",
        text_sha256="ab",
        n_words=9,
        day=739676,
        minute=61,
        publisher="P",
        url="https://p.example/x",
        agency=True,
        wire="AP",
        wire_p=0.9,
        spun=0.2,
        credits=(
            Credit(
                kind=CreditKind.BYLINE, name="AP", text="AP", span=Span(0, 2), agency=True, whole=False, p=0.5
            ),
            Credit(kind=CreditKind.STRUCTURED, name="X", text="x"),
        ),
        spun_words=(SpunWords(span=Span(1, 2), text="a", meant="b", score=0.5),),
        furniture=(Span(3, 9),),
    )
    again = traits_unpacked(
        traits_packed(traits), article_id="r1", text_sha256="ab", publisher="P", url=traits.url
    )
    assert again == traits
