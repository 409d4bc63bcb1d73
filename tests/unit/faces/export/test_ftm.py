"""FollowTheMoney entities, read by FollowTheMoney itself."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from followthemoney import model
from hypothesis import given
from hypothesis import strategies as st

import exported
import stubs
from sayso.engine.exporting import Cast
from sayso.faces.export.ftm import _line, _text, entities_of_event, entities_of_report, write_ftm
from sayso.ledger import StoredReport
from sayso.records import Event


@pytest.fixture(scope="module")
def entities(ledger: Path) -> list[dict[str, Any]]:
    out = io.StringIO()
    with exported.exporting(ledger) as found:
        n = write_ftm(found.casts(), found.tellers(), out)
    out.getvalue().encode()
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(rows) == n
    return rows


def test_every_value_is_one_that_the_schema_takes(entities: list[dict[str, Any]]) -> None:
    for row in entities:
        made = model.make_entity(row["schema"])
        made.id = row["id"]
        for name, values in row["properties"].items():
            assert name in made.schema.properties, (row["schema"], name)
            made.add(name, values)  # cleans what it takes and drops what it does not
        again = made.to_dict()
        assert again["id"] == row["id"]
        assert {k: sorted(v) for k, v in again["properties"].items()} == {
            k: sorted(v) for k, v in row["properties"].items()
        }


def test_every_reference_leads_to_an_entity_of_the_right_kind(entities: list[dict[str, Any]]) -> None:
    schemata = {row["id"]: row["schema"] for row in entities}
    assert len(schemata) == len(entities)
    seen = 0
    for row in entities:
        for name, values in row["properties"].items():
            prop = model[row["schema"]].get(name)
            if prop is not None and prop.type.name == "entity" and prop.range is not None:
                for value in values:
                    assert model[schemata[value]].is_a(prop.range), (row["schema"], name)
                    seen += 1
    assert seen > 20


def test_a_meeting(entities: list[dict[str, Any]]) -> None:
    by_schema: dict[str, list[dict[str, Any]]] = {}
    for row in entities:
        by_schema.setdefault(row["schema"], []).append(row["properties"])
    (event,) = [e for e in by_schema["Event"] if e["name"][0].startswith("CONSULT")]
    assert event["date"] == ["2024-05-15"]
    assert event["country"] == ["ro"]
    assert event["location"] == ["Constanţa"]
    assert len(event["involved"]) == 2
    assert len(event["proof"]) == 2
    assert "1 independent origins" in event["description"][0]
    (link,) = [x for x in by_schema["UnknownLink"] if x["role"] == ["CONSULT/visit"]]
    assert event["organizer"] == link["subject"]
    people = {p["name"][0]: p for p in by_schema["Person"]}
    assert people["Ingrid Solheim"]["country"] == ["no"]
    articles = {a["publisher"][0]: a for a in by_schema["Article"]}
    assert articles["Example Wire"]["bodyText"] == [exported.PORT_TEXT]
    assert articles["Example Wire"]["language"] == ["eng"]
    assert "sourceUrl" not in articles["Pub lisher"]
    assert {m["name"][0] for m in by_schema["Mention"]} >= {"Ingrid Solheim", "Kemal Aydin", "army"}
    assert {d["role"][0] for d in by_schema["Documentation"]} == {"tells"}


def test_ids_are_the_same_every_time(ledger: Path, entities: list[dict[str, Any]]) -> None:
    with exported.exporting(ledger) as found:
        again = [e for cast in found.casts() for e in entities_of_report(cast, set())]
        again += [e for event, reports in found.tellers() for e in entities_of_event(event, reports)]
    assert {str(e["id"]) for e in again} == {e["id"] for e in entities}


def test_an_event_is_told_by_the_reports_that_bear_its_claims(ledger: Path) -> None:
    with exported.exporting(ledger) as found:
        told = {
            t.event.event_id: list(dict.fromkeys(x.report.article_id for x in t.tellings))
            for t in found.told()
        }
        assert {event.event_id: list(reports) for event, reports in found.tellers()} == told
        assert any(len(reports) > 1 for reports in told.values())


def test_who_is_named_twice_in_a_claim_is_linked_once() -> None:
    _, claim = stubs.Told(actors=("per:a", "per:a"), recipients=("per:b", "per:b")).made()
    event = Event(
        event_id="e0", claim_ids=(claim.claim_id,), lead=claim, n_reports=1, n_publishers=1, n_origins=1,
        rests_on=None, first_published=None, last_published=None,
    )  # fmt: skip
    assert [e["schema"] for e in entities_of_event(event, ["r0"])] == [
        "Event",
        "Documentation",
        "UnknownLink",
    ]


def test_a_part_holds_the_reports_and_actors_of_its_events(ledger: Path) -> None:
    out = io.StringIO()
    with exported.exporting(ledger, type="ASSAULT") as found:
        write_ftm(found.casts(), found.tellers(), out)
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert {r["properties"]["name"][0].split(":")[0] for r in rows if r["schema"] == "Event"} == {"ASSAULT"}
    assert "Ingrid Solheim" not in {n for r in rows for n in r["properties"].get("name", ())}
    assert [r["schema"] for r in rows].count("Article") >= 2


@given(st.text(alphabet=st.characters(codec=None), max_size=60))
def test_whatever_a_page_says_is_taken_as_it_is_written(text: str) -> None:
    made = model.make_entity("Article")
    made.id = "x"
    for name, value in (("bodyText", _text(text)), ("title", _line(text))):
        made.add(name, value or None)
        assert made.get(name) == ([value] if value else [])


@pytest.mark.parametrize(
    ("actor", "schema"),
    [("per:kim", "Person"), ("cty:NOR", "PublicBody"), ("gov:NOR", "PublicBody"), ("unk:men", "LegalEntity")],
)
def test_kinds_of_actors(actor: str, schema: str) -> None:
    _, claim = stubs.Told(actors=(actor,), recipients=(), time=stubs.day("2024-05-01", "2024-05-03")).made()
    event = Event(
        event_id="e0", claim_ids=(claim.claim_id,), lead=claim, n_reports=1, n_publishers=1, n_origins=1,
        rests_on="the ministry", first_published=None, last_published=None,
    )  # fmt: skip
    report = StoredReport(
        article_id="r0", run_id="run0", name="a", publisher=None, published=None, vectors=(),
        text_sha256="", header={}, text="",
    )  # fmt: skip
    cast = Cast(report=report, claims=(claim,), names={actor: ("Other Name",)})
    made: list[Any] = list(entities_of_report(cast, set()))
    assert [e["schema"] for e in made] == ["Article", schema, "Mention"]
    assert made[1]["properties"]["alias"] == ["Other Name"]
    (told,) = entities_of_event(event, ())
    said: Any = told["properties"]
    assert said["startDate"] == ["2024-05-01"]
    assert "rests on the ministry" in said["description"][0]
    assert [e["schema"] for e in entities_of_report(cast, {actor})] == ["Article", "Mention"]
