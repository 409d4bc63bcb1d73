from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ledgers import open_ledger
from sayso.errors import QueryError
from sayso.ledger import Ledger, SpeakerCounts, SpeakerQuery
from sayso.records import Certainty, Modality, Polarity, Run, SpeakerKind, Status
from stubs import Told, speaker

RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")
PORT = replace(speaker("Port Authority"), country="ROU")
COAST = replace(speaker("Vera Coast", SpeakerKind.PERSON), country="NOR", affiliation="Coast Institute")
WIRE = speaker("Quay Wire", SpeakerKind.OUTLET)
SOMEBODY = speaker("two officials", SpeakerKind.UNNAMED)
RAID = Told(type="ASSAULT", mode=None, actors=("cty:RUS",), recipients=("cty:UKR",))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.db") as opened:
        opened.begin_run(RUN)
        yield opened


def add(ledger: Ledger, *told: Told, sure: Modality = Modality.CERTAIN) -> None:
    for each in told:
        article, claim = each.made()
        claim = replace(claim, certainty=Certainty(polarity=Polarity.POSITIVE, modality=sure))
        ledger.add_report(RUN.run_id, article, [claim])


def told(sentence: str, number: int, **changes: object) -> Told:
    return replace(RAID, sentence=sentence, number=number, **changes)  # type: ignore[arg-type]


def only(ledger: Ledger, name: str) -> SpeakerCounts:
    (found,) = ledger.speakers(SpeakerQuery(name=name))
    return found


def test_a_speaker_is_counted_with_what_he_says(ledger: Ledger) -> None:
    add(ledger, told("They hit it.", 1, chain=(WIRE, COAST)))
    add(ledger, told("They may hit it.", 2, chain=(COAST,), status=Status.POSSIBLE), sure=Modality.POSSIBLE)
    add(ledger, told("They did not.", 3, chain=(COAST,), status=Status.NEGATED, published=date(2024, 5, 18)))
    found = only(ledger, "coast")
    assert (found.name, found.kind, found.country) == ("Vera Coast", SpeakerKind.PERSON, "NOR")
    assert found.affiliation == "Coast Institute"
    assert (found.claims, found.reports, found.events) == (3, 3, 3)
    assert (found.certain, found.hedged, found.denied) == (1, 1, 1)
    assert (found.first, found.last) == ("2024-05-16", "2024-05-18")
    assert found.by_outlet == pytest.approx(1 / 3, abs=1e-4)
    assert found.alone == 1.0


def test_who_is_supported_by_another_origin_is_not_alone(ledger: Ledger) -> None:
    add(
        ledger,
        told("They hit it.", 1, chain=(COAST,)),
        told("It was hit.", 2, chain=(PORT,), publisher="Other"),
    )
    add(ledger, replace(told("They met.", 3, chain=(COAST,)), type="CONSULT", mode="visit"))
    assert only(ledger, "Coast").alone == 0.5
    assert only(ledger, "Port").alone == 0.0


def test_copies_leave_a_speaker_alone(ledger: Ledger) -> None:
    add(ledger, *(told("They hit it.", n, chain=(COAST,), publisher=f"Paper {n}") for n in range(3)))
    found = only(ledger, "Coast")
    assert (found.reports, found.events, found.alone) == (3, 1, 1.0)


def test_an_outlet_passes_on_and_is_not_passed_on(ledger: Ledger) -> None:
    add(ledger, told("They hit it.", 1, chain=(WIRE, COAST)))
    assert only(ledger, "Quay").by_outlet == 0.0
    assert only(ledger, "Coast").by_outlet == 1.0


def test_totals_tell_on_whose_word_claims_rest(ledger: Ledger) -> None:
    add(
        ledger,
        told("They hit it.", 1),
        told("They hit it again.", 2, chain=(WIRE, SOMEBODY)),
        told("They hit it a third time.", 3, chain=(COAST,), published=date(2024, 5, 20)),
    )
    found = ledger.voices(SpeakerQuery())
    assert (found.claims, found.own_voice) == (3, 1)
    assert dict(found.by_kind) == {SpeakerKind.PERSON: 1, SpeakerKind.UNNAMED: 1}
    assert ledger.voices(SpeakerQuery(until=date(2024, 5, 16))).claims == 2


@pytest.mark.parametrize(
    ("countries", "n"), [(("ROU", None), 1), (("ROU", "BGR"), 2), (("ROU", "BGR", None), 3)]
)
def test_one_name_is_two_speakers_where_two_countries_are_told(
    ledger: Ledger, countries: tuple[str | None, ...], n: int
) -> None:
    for number, country in enumerate(countries):
        add(ledger, told(f"They hit it {number}.", number, chain=(replace(PORT, country=country),)))
    found = ledger.speakers(SpeakerQuery())
    assert [s.claims for s in found] == [len(countries) if n == 1 else 1] * n


def test_the_same_name_of_another_kind_is_another_speaker(ledger: Ledger) -> None:
    add(ledger, told("They hit it.", 1, chain=(PORT,)))
    add(ledger, told("They hit it too.", 2, chain=(replace(PORT, kind=SpeakerKind.OUTLET),)))
    assert [s.kind for s in ledger.speakers(SpeakerQuery())] == [SpeakerKind.INSTITUTION, SpeakerKind.OUTLET]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        (SpeakerQuery(), ["Vera Coast", "Port Authority", "two officials"]),
        (SpeakerQuery(limit=1), ["Vera Coast"]),
        (SpeakerQuery(kind="UNNAMED"), ["two officials"]),
        (SpeakerQuery(since=date(2024, 5, 17)), ["Vera Coast"]),
        (SpeakerQuery(until=date(2024, 5, 16)), ["Port Authority", "two officials", "Vera Coast"]),
        (SpeakerQuery(name="AUTHORITY"), ["Port Authority"]),
        (SpeakerQuery(name="coas"), []),
        (SpeakerQuery(name="%"), []),
    ],
)
def test_what_is_asked_is_found(ledger: Ledger, query: SpeakerQuery, names: list[str]) -> None:
    add(ledger, told("They hit it.", 1, chain=(PORT,)), told("It was hit.", 2, chain=(SOMEBODY,)))
    add(ledger, told("They hit it in May.", 3, chain=(COAST,)))
    add(ledger, told("They hit it then.", 4, chain=(COAST,), published=date(2024, 5, 20)))
    assert [s.name for s in ledger.speakers(query)] == names


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ({"kind": "instituton"}, "institution"),
        ({"limit": 0}, ""),
        ({"name": " "}, "leave it out"),
        ({"since": date(2024, 5, 17), "until": date(2024, 5, 16)}, "swap"),
    ],
)
def test_what_cannot_be_asked_is_said_to_be_so(asked: dict[str, object], hint: str) -> None:
    with pytest.raises(QueryError) as caught:
        SpeakerQuery(**asked)  # type: ignore[arg-type]
    assert hint in (caught.value.hint or "")


def test_claims_come_with_whoever_confirms_and_denies_them(ledger: Ledger) -> None:
    add(
        ledger,
        told("They hit it.", 1, chain=(COAST,)),
        told("It was hit.", 2, chain=(PORT,), publisher="Other", published=date(2024, 5, 17)),
        told("It was hit indeed.", 3, publisher="Third", published=date(2024, 5, 18)),
        told("They hit it.", 4, chain=(COAST,), publisher="Copy"),
        told("They did not.", 5, chain=(WIRE,), status=Status.NEGATED),
    )
    found = list(ledger.said_by(SpeakerQuery(name="vera")))
    assert [s.claim.evidence.sentence for s in found] == ["They hit it."] * 2
    for said in found:
        assert said.event_id is not None
        assert [e.who for e in said.confirmed_by] == ["Port Authority", "Third"]
        assert [e.who for e in said.denied_by] == ["Quay Wire"]
    (denial,) = ledger.said_by(SpeakerQuery(name="quay"))
    assert denial.confirmed_by == ()
    assert [e.who for e in denial.denied_by] == ["Vera Coast", "Port Authority", "Third"]


def test_claims_come_latest_first_and_no_more_than_asked(ledger: Ledger) -> None:
    add(
        ledger, *(told(f"They hit it {n}.", n, chain=(COAST,), published=date(2024, 5, n)) for n in (3, 9, 6))
    )
    found = list(ledger.said_by(SpeakerQuery(name="coast", limit=2)))
    assert [s.published for s in found] == ["2024-05-09", "2024-05-06"]
    assert len(list(ledger.said_by(SpeakerQuery(name="coast", since=date(2024, 5, 9))))) == 1
    assert list(ledger.said_by(SpeakerQuery(name="coast", kind="outlet"))) == []


@pytest.mark.parametrize("name", ["a\ud800b", "nul\0nul", "\u202e right", "100%_"])
def test_odd_names_are_counted_and_found(ledger: Ledger, name: str) -> None:
    add(ledger, told("They hit it.", 1, chain=(speaker(name),)))
    assert only(ledger, name).claims == 1
    assert len(list(ledger.said_by(SpeakerQuery(name=name)))) == 1
