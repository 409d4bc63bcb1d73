"""Stand-ins for the rooms that need a model, a gazetteer or files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sayso.engine.pipeline import Parts
from sayso.records import (
    Actor,
    ActorKind,
    Article,
    Certainty,
    Claim,
    ClaimKind,
    EventCode,
    Evidence,
    Figure,
    Item,
    Measure,
    Modality,
    Place,
    PlaceKind,
    Polarity,
    Quantity,
    Reading,
    Refusal,
    Role,
    Sentence,
    Span,
    Speaker,
    SpeakerKind,
    Status,
    TimeRange,
)

TRIGGER = "met"


def article_of(text: str, name: str = "stub.txt", published: date | None = date(2024, 5, 16)) -> Article:
    """An article of one sentence."""
    whole = Span(0, len(text))
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Article(
        article_id="r" + digest[:15],
        name=name,
        text=text,
        sentences=(Sentence(span=whole, words=(whole,), paragraph=0),),
        paragraphs=(whole,),
        text_sha256=digest,
        published=published,
        publisher="Example Wire",
        title="Talks",
    )


def claim_of(article: Article) -> Claim | None:
    """A claim that somebody met somebody, if the text has the word for it."""
    at = article.text.find(TRIGGER)
    if at < 0:
        return None
    whole = Span(0, len(article.text))
    digest = hashlib.sha256(f"{article.article_id}:{at}".encode()).hexdigest()
    return Claim(
        claim_id="c" + digest[:15],
        article_id=article.article_id,
        kind=ClaimKind.EVENT,
        status=Status.HAPPENED,
        certainty=Certainty(polarity=Polarity.POSITIVE, modality=Modality.CERTAIN, p=0.9),
        evidence=Evidence(sentence=article.text, span=whole, trigger=Span(at, at + len(TRIGGER))),
        event=EventCode(type="CONSULT", mode="meet", cameo="04"),
        actors=(
            Actor(
                role=Role.ACTOR,
                text=article.text[:1],
                span=Span(0, 1),
                name="Norway",
                actor_id="NOR",
                kind=ActorKind.COUNTRY,
                country="NOR",
            ),
        ),
        place=Place(
            text=article.text[:1],
            span=Span(0, 1),
            name="Constanța",
            place_id="680963",
            kind=PlaceKind.CITY,
            country="ROU",
            lat=44.18,
            lon=28.63,
            within_km=10.0,
        ),
        time=TimeRange(
            text=article.text[:1],
            span=Span(0, 1),
            edtf="2024-05-15",
            earliest="2024-05-15",
            latest="2024-05-15",
        ),
        attribution=(
            Speaker(
                text=article.text[:1], span=Span(0, 1), name="the ministry", kind=SpeakerKind.INSTITUTION
            ),
        ),
        p=0.9,
    )


class StubReader:
    """Reads nothing; fails on articles that hold `poison`, as a faulty model might."""

    model_sha256 = "0" * 64

    def __init__(self, poison: str | None = None) -> None:
        self.poison = poison
        self.batches: list[int] = []

    def read(self, articles: Sequence[Article]) -> list[Reading]:
        self.batches.append(len(articles))
        if self.poison and any(self.poison in a.text for a in articles):
            raise ZeroDivisionError("a made-up fault")
        return [
            Reading(
                article_id=a.article_id,
                model_sha256=self.model_sha256,
                sentences=(),
                chains=(),
                vectors=(bytes(384),),
            )
            for a in articles
        ]


def extract(article: Article, _reading: Reading) -> tuple[Claim, ...]:
    """One claim or none."""
    claim = claim_of(article)
    return () if claim is None else (claim,)


def make_article(item: Item) -> Article | Refusal:
    """The body as it is; refuses empty ones."""
    text = item.body if isinstance(item.body, str) else item.body.decode()
    if not text.strip():
        return Refusal(name=item.name, stage="text", code="text.empty", reason="nothing is left")
    return article_of(text, item.name)


def parts(texts: dict[str, list[str]], reader: StubReader | None = None) -> Parts:
    """Parts over made-up sources: each spec yields the texts listed for it."""

    def open_source(spec: str) -> Iterator[Item | Refusal]:
        if spec not in texts:
            yield Refusal(name=spec, stage="ingest", code="input.missing", reason="no such file")
            return
        for n, text in enumerate(texts[spec], start=1):
            yield Item(name=f"{spec}:{n}", body=text)

    return Parts(
        open_source=open_source, make_article=make_article, reader=reader or StubReader(), extract=extract
    )


KIM, PUTIN, LAVROV = "per:kim", "per:putin", "per:lavrov"
TOWN = Place(
    text="the port",
    span=Span(0, 1),
    name="Harbour Town",
    place_id="geo:1",
    kind=PlaceKind.CITY,
    country="ROU",
    admin1="Coast",
    lat=44.2,
    lon=28.6,
    within_km=5.0,
)
COUNTRY = replace(
    TOWN, name="Romania", place_id="cty:ROU", kind=PlaceKind.COUNTRY, admin1=None, lat=46.0, lon=25.0
)
FAR = replace(TOWN, name="Hill Town", place_id="geo:2", admin1="Hills", lat=47.0, lon=23.0)


def side(actor_id: str, role: Role = Role.ACTOR) -> Actor:
    """An actor whose name is the end of its id."""
    kind, _, name = actor_id.partition(":")
    country = name if kind in ("cty", "gov") else "NOR"
    kinds = {"cty": ActorKind.COUNTRY, "gov": ActorKind.GOVERNMENT, "unk": ActorKind.UNKNOWN}
    return Actor(
        role=role,
        text=name,
        span=Span(0, 1),
        name=name.title(),
        actor_id=actor_id,
        kind=kinds.get(kind, ActorKind.PERSON),
        country=None if kind == "unk" else country,
    )


def day(earliest: str, latest: str | None = None) -> TimeRange:
    """A resolved time."""
    return TimeRange(text="then", span=Span(0, 1), edtf=None, earliest=earliest, latest=latest or earliest)


def speaker(name: str, kind: SpeakerKind = SpeakerKind.INSTITUTION) -> Speaker:
    """One link of a chain."""
    return Speaker(text=name, span=Span(0, 1), name=name, kind=kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One report that makes one claim, as short as a test needs it; `made` builds both."""

    sentence: str = "They met."
    type: str = "CONSULT"
    mode: str | None = "visit"
    actors: tuple[str, ...] = (KIM,)
    recipients: tuple[str, ...] = (PUTIN,)
    place: Place | None = None
    time: TimeRange | None = None
    status: Status = Status.HAPPENED
    chain: tuple[Speaker, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    published: date | None = date(2024, 5, 16)
    publisher: str | None = "Example Wire"
    number: int = 0

    def made(self) -> tuple[Article, Claim]:
        """The report and the claim. Different `number`s make different reports of the same sentence."""
        text = f"Report {self.number} by {self.publisher} on {self.published}. {self.sentence}"
        article = replace(article_of(text, published=self.published), publisher=self.publisher)
        whole = Span(0, len(self.sentence))
        digest = hashlib.sha256(repr(self).encode()).hexdigest()
        claim = Claim(
            claim_id="c" + digest[:15],
            article_id=article.article_id,
            kind=ClaimKind.EVENT,
            status=self.status,
            certainty=Certainty(polarity=Polarity.POSITIVE, modality=Modality.CERTAIN),
            evidence=Evidence(sentence=self.sentence, span=whole, trigger=Span(0, 1)),
            event=EventCode(type=self.type, mode=self.mode),
            actors=(*map(side, self.actors), *(side(r, Role.RECIPIENT) for r in self.recipients)),
            place=self.place,
            time=self.time,
            quantities=self.quantities,
            attribution=self.chain,
        )
        return article, claim


def figure_of(
    claim: Claim, quantity: Quantity, *, subject: str | None = "cty:RUS", item: str = "shells"
) -> Claim:
    """A figure in place of the event."""
    return replace(
        claim,
        kind=ClaimKind.FIGURE,
        event=None,
        actors=(),
        figure=Figure(measure=Measure.STOCK, item=item, subject=side(subject) if subject else None),
        quantities=(quantity,),
    )
