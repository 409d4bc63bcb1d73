"""Provenance as PROV-O, read as linked data."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from rdflib import PROV, RDF, RDFS, XSD

import exported
from ledgers import open_ledger
from sayso.faces.export.prov import CONTEXT, nodes_of, write_prov
from sayso.records import Span, Speaker, SpeakerKind

SAYSO = rdflib.Namespace("urn:sayso:ns:")


# rdflib uses what it deprecates itself
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


@pytest.fixture(scope="module")
def graph(ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> rdflib.Graph:
    out = io.StringIO()
    with exported.exporting(ledger) as found:
        n = write_prov(found.runs, found.reports(), out)
    out.getvalue().encode()
    assert len(json.loads(out.getvalue())["@graph"]) == n
    return rdflib.Graph().parse(data=out.getvalue(), format="json-ld")


def one(kind: str, id_: str) -> rdflib.URIRef:
    return rdflib.URIRef(f"urn:sayso:{kind}:{id_}")


def test_a_claim_was_quoted_from_its_report_by_a_run(graph: rdflib.Graph) -> None:
    article, (met, *_) = exported.port()
    claim, run = one("claim", met.claim_id), one("run", exported.RUN.run_id)
    assert (claim, RDF.type, PROV.Entity) in graph
    assert (claim, PROV.wasQuotedFrom, one("report", article.article_id)) in graph
    assert (claim, PROV.wasGeneratedBy, run) in graph
    assert (claim, PROV.value, rdflib.Literal(exported.PORT)) in graph
    assert (run, RDF.type, PROV.Activity) in graph
    started = graph.value(run, PROV.startedAtTime)
    assert isinstance(started, rdflib.Literal)
    assert started.datatype == XSD.dateTime
    (agent,) = graph.objects(run, PROV.wasAssociatedWith)
    assert (agent, RDF.type, PROV.SoftwareAgent) in graph
    assert graph.value(agent, RDFS.label) == rdflib.Literal("sayso 0.1.0, model 222222222222")


def test_a_copy_was_derived_from_what_it_copies(graph: rdflib.Graph) -> None:
    original, copy = exported.port()[0].article_id, exported.copy_of_port().article_id
    assert (one("report", copy), PROV.wasDerivedFrom, one("report", original)) in graph
    origins = {graph.value(one("report", i), PROV.specializationOf) for i in (original, copy)}
    assert origins == {one("origin", "o" + original[1:])}
    (derivation,) = graph.objects(one("report", copy), PROV.qualifiedDerivation)
    assert graph.value(derivation, PROV.entity) == one("report", original)
    assert graph.value(derivation, SAYSO.kind) == rdflib.Literal("verbatim")
    assert len(list(graph.objects(one("report", copy), SAYSO.carries))) == 3


def test_who_says_so(graph: rdflib.Graph) -> None:
    met, fired, _ = exported.port()[1]
    (speaker,) = graph.objects(one("claim", met.claim_id), PROV.wasAttributedTo)
    assert (speaker, RDF.type, PROV.Organization) in graph
    assert graph.value(speaker, RDFS.label) == rdflib.Literal("the ministry")
    (attribution,) = graph.objects(one("claim", met.claim_id), PROV.qualifiedAttribution)
    assert graph.value(attribution, PROV.agent) == speaker
    # a claim in the report's own voice is the publisher's
    (publisher,) = graph.objects(one("claim", fired.claim_id), PROV.wasAttributedTo)
    assert graph.value(publisher, RDFS.label) == rdflib.Literal("Example Wire")


def test_events_are_collections_of_claims(graph: rdflib.Graph) -> None:
    collections = set(graph.subjects(RDF.type, PROV.Collection))
    members = {m for c in collections for m in graph.objects(c, PROV.hadMember)}
    assert len(collections) == len(members) == 4


def test_a_chain_is_told_by_whom_each_speaks_for(tmp_path: Path) -> None:
    def speaker(name: str, kind: SpeakerKind, actor_id: str | None = None) -> Speaker:
        return Speaker(text=name, span=Span(0, 1), name=name, kind=kind, actor_id=actor_id)

    article, (met, *_) = exported.port()
    chain = (
        speaker("Kyodo", SpeakerKind.OUTLET, "org:kyodo"),
        speaker("officials", SpeakerKind.UNNAMED),
        speaker("a report", SpeakerKind.DOCUMENT),
    )
    with open_ledger(tmp_path / "l.db") as ledger:
        exported.add(ledger, article, [replace(met, attribution=chain)])
    with exported.exporting(tmp_path / "l.db") as found:
        (told,) = found.reports()
    doc = {"@context": CONTEXT, "@graph": list(nodes_of(told))}
    graph = rdflib.Graph().parse(data=json.dumps(doc), format="json-ld")
    names = {
        str(graph.value(s, RDFS.label)): s
        for s in graph.objects(one("claim", met.claim_id), PROV.wasAttributedTo)
    }
    assert set(names) == {"Kyodo", "officials", "a report"}
    assert (names["Kyodo"], PROV.actedOnBehalfOf, names["officials"]) in graph
    assert (names["officials"], PROV.actedOnBehalfOf, names["a report"]) in graph
    assert (
        str(names["officials"]) == f"urn:sayso:speaker:{met.claim_id}:1"
    )  # nobody's name is no name for all
    (delegation,) = graph.objects(names["Kyodo"], PROV.qualifiedDelegation)
    assert graph.value(delegation, SAYSO.claim) == one("claim", met.claim_id)


def test_nothing_has_to_be_fetched(ledger: Path) -> None:
    out = io.StringIO()
    with exported.exporting(ledger) as found:
        write_prov(found.runs, found.reports(), out)
    doc = json.loads(out.getvalue())
    assert isinstance(doc["@context"], dict)
