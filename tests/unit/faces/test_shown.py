import io
from dataclasses import replace

from rich.console import Console

from sayso.engine.shown import ShownClaim
from sayso.faces.cli.shown import shown_block
from sayso.ledger import StoredReport
from sayso.records import Aspect, Reason
from sayso.records.codec import header_to_json
from stubs import Told

WHY = (
    Reason(
        what=Aspect.TYPE, by="lexicon verb “meet” (needs party)", score=0.94, said="met", instead=("AID",)
    ),
    Reason(what=Aspect.TYPE, by="the reader's acts", score=0.88, said="met", instead=("AGREE 0.06",)),
    Reason(what=Aspect.STATUS, by="negation", said="not", instead=("happened",)),
    Reason(what=Aspect.DROPPED, by="the object of this act", said="\x1b[2Jtalks"),
)


def printed(why: tuple[Reason, ...]) -> str:
    article, claim = Told().made()
    report = StoredReport(
        article_id=article.article_id, run_id="r", name=article.name, text=article.text, vectors=(),
        text_sha256=article.text_sha256, publisher=None, published=None, header=header_to_json(article),
    )  # fmt: skip
    console = Console(file=io.StringIO(), width=120)
    with console.capture() as got:
        shown = ShownClaim(claim=replace(claim, why=why), report=report, event_id="e1")
        console.print(shown_block(shown, console))
    return got.get()


def test_a_claim_is_shown_with_its_reasons() -> None:
    lines = [line.strip() for line in printed(WHY).splitlines()]
    assert "why" in lines
    assert "type     lexicon verb “meet” (needs party) “met”  0.94  not: AID" in lines
    # reasons for one thing stand together under one word
    assert "the reader's acts “met”  0.88  not: AGREE 0.06" in lines
    assert "status   negation “not”  not: happened" in lines


def test_reasons_cannot_steer_a_terminal() -> None:
    assert "\x1b[2J" not in printed(WHY)


def test_a_claim_without_reasons_says_so() -> None:
    assert "why: not recorded; an earlier sayso read this report" in printed(())
