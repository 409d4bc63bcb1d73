"""Reports of one invented happening, and a session that reads them with a stand-in for the model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import stubs
from sayso.engine.catalog import build_parts
from sayso.engine.config import Settings, load_settings
from sayso.engine.pipeline import Parts
from sayso.engine.session import Session
from sayso.records import Article, Claim, ClaimKind, EventCode, Evidence, Reading, Span, Speaker, SpeakerKind

WIRE = (
    "BERGEN, Norway (AP) — Two gunmen killed 12 people at a fish market in the town of Bergen on Monday, the "
    "regional police said. Officials did not name the attackers, who fled in a stolen van along the quay.\n"
    "Mayor Kari Dahl said the town would mourn for three days and close its schools. Hospitals treated 30 "
    "wounded people, five of them children.\n"
    "The attack was the deadliest in Norway since 2011. Police arrested one suspect late on Monday after a chase "
    "through the harbour district of Laksevag."
)
OWN = (
    "Gunmen attacked the market of Bergen shortly after nine on Monday, says Astrid Moe, who sells cod there. She hid "
    "under her stall with two customers.\nBy her count the men killed more than ten people before they drove away. "
    "Her brother Nils was among the wounded and lay in the Haukeland hospital in the evening."
)
SPUN = (
    WIRE.replace("BERGEN, Norway (AP) — ", "")
    .replace("killed", "slayed")
    .replace("fish market", "angle marketplace")
    .replace("the town", "the township")
    .replace("mourn", "grieve")
    .replace("Hospitals treated", "Infirmaries handled")
    .replace("wounded people", "injured folks")
    .replace("deadliest", "most lethal")
    .replace("suspect late", "defendant tardy")
    .replace("chase", "pursuit")
    .replace("stolen van", "purloined caravan")
)

ROWS: dict[str, dict[str, str]] = {
    "wire": {"publisher": "AP", "published": "2026-03-03", "text": WIRE},
    "copy": {
        "publisher": "Daily Quay",
        "published": "2026-03-03",
        "title": "Attack leaves town in shock",
        "text": WIRE.removeprefix("BERGEN, Norway (AP) — "),
    },
    "spun": {"publisher": "Spin Hub", "published": "2026-03-04", "text": SPUN},
    "own": {"publisher": "Fjord Times", "published": "2026-03-03", "text": OWN},
}


POLICE = Speaker(
    text="the regional police",
    span=Span(0, 19),
    name="regional police",
    kind=SpeakerKind.INSTITUTION,
    country="NOR",
)


def extract(article: Article, _reading: Reading) -> tuple[Claim, ...]:
    """A claim for each sentence with a word of killing in it."""
    found = []
    for sentence in article.sentences:
        words = sentence.span.of(article.text)
        at = next((words.find(w) for w in ("killed", "slayed") if w in words), -1)
        if at < 0:
            continue
        start = sentence.span.start + at
        digest = hashlib.sha256(f"{article.article_id}:{start}".encode()).hexdigest()
        chain = (POLICE,) if "police said" in words else ()
        _, told = stubs.Told(
            type="ASSAULT", mode=None, actors=("role:NOR:uaf",), recipients=(), chain=chain
        ).made()
        found.append(
            Claim(
                claim_id="c" + digest[:15],
                article_id=article.article_id,
                kind=ClaimKind.EVENT,
                status=told.status,
                certainty=told.certainty,
                evidence=Evidence(
                    sentence=words, span=sentence.span, trigger=Span(start, start + 6), cue=None
                ),
                event=EventCode(type="ASSAULT"),
                actors=told.actors,
                attribution=told.attribution,
                place=stubs.TOWN,
                time=stubs.day("2026-03-02"),
            )
        )
    return tuple(found)


class CountingReader(stubs.StubReader):
    """Counts the reports it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.read_ids: list[str] = []

    def read(self, articles: Sequence[Article]) -> list[Reading]:
        self.read_ids += [a.given_id or a.article_id for a in articles]
        return super().read(articles)


def parts(reader: CountingReader) -> Callable[..., Parts]:
    """Real sources and articles, a stand-in for the model and for extraction."""

    def build(settings: Settings, given: object) -> Parts:
        real = build_parts(settings, given)  # type: ignore[arg-type]  # handed through
        return Parts(
            open_source=real.open_source, make_article=real.make_article, reader=reader, extract=extract
        )

    return build


def write(path: Path, ids: Sequence[str], rows: dict[str, dict[str, str]] | None = None) -> Path:
    """Rows as a JSONL file, in the order given."""
    rows = rows or ROWS
    path.write_text("".join(json.dumps({"id": i, **rows[i]}) + "\n" for i in ids), encoding="utf-8")
    return path


def session(ledger: Path, reader: CountingReader | None = None) -> Session:
    """A session over a ledger of its own."""
    return Session(
        load_settings({}, flags={"ledger.path": str(ledger)}), build=parts(reader or CountingReader())
    )


def loaded(folder: Path, ids: Sequence[str] = tuple(ROWS)) -> tuple[Path, CountingReader]:
    """A ledger with these rows, and what was read for it."""
    reader = CountingReader()
    ledger = folder / "ledger.db"
    for _ in session(ledger, reader).load([str(write(folder / "rows.jsonl", ids))]):
        pass
    return ledger, reader


stub_session = partial(Session, build=parts(CountingReader()))
