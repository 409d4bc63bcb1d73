"""Claims as Web Annotations."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
import rdflib

import exported
from ledgers import open_ledger
from sayso.faces.export.annotations import CONTEXT, ROUND, write_annotations
from sayso.ledger import Keep
from sayso.records.codec import claim_from_json

#: The terms of the remote context that the file uses, so that no test fetches it.
TERMS = {
    "oa": "http://www.w3.org/ns/oa#", "as": "https://www.w3.org/ns/activitystreams#", "dcterms": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "dc": "http://purl.org/dc/elements/1.1/",
    "foaf": "http://xmlns.com/foaf/0.1/", "xsd": "http://www.w3.org/2001/XMLSchema#",
    "id": {"@id": "@id", "@type": "@id"}, "type": {"@id": "@type", "@type": "@vocab"},
    "Annotation": "oa:Annotation", "AnnotationPage": "as:OrderedCollectionPage", "TextualBody": "oa:TextualBody",
    "SpecificResource": "oa:SpecificResource", "TextQuoteSelector": "oa:TextQuoteSelector",
    "TextPositionSelector": "oa:TextPositionSelector", "Software": "as:Application", "classifying": "oa:classifying",
    "describing": "oa:describing", "tagging": "oa:tagging", "linking": "oa:linking",
    "items": {"@type": "@id", "@id": "as:items", "@container": "@list"}, "body": {"@type": "@id", "@id": "oa:hasBody"},
    "target": {"@type": "@id", "@id": "oa:hasTarget"}, "source": {"@type": "@id", "@id": "oa:hasSource"},
    "selector": {"@type": "@id", "@id": "oa:hasSelector"}, "refinedBy": {"@type": "@id", "@id": "oa:refinedBy"},
    "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"}, "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
    "exact": "oa:exact", "prefix": "oa:prefix", "suffix": "oa:suffix",
    "start": {"@id": "oa:start", "@type": "xsd:nonNegativeInteger"}, "end": {"@id": "oa:end", "@type": "xsd:nonNegativeInteger"},
    "value": "rdf:value", "format": "dc:format", "language": "dc:language", "name": "foaf:name",
    "created": {"@id": "dcterms:created", "@type": "xsd:dateTime"}, "generator": {"@type": "@id", "@id": "as:generator"},
}  # fmt: skip
OA = rdflib.Namespace("http://www.w3.org/ns/oa#")


# rdflib uses what it deprecates itself
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


@pytest.fixture(scope="module")
def page(ledger: Path) -> dict[str, Any]:
    out = io.StringIO()
    with exported.exporting(ledger) as found:
        n = write_annotations(found.reports(), out)
    out.getvalue().encode()
    doc: dict[str, Any] = json.loads(out.getvalue())
    assert len(doc["items"]) == n == 4
    return doc


def test_the_page_names_the_context_and_its_type(page: dict[str, Any]) -> None:
    assert (page["@context"], page["type"]) == (CONTEXT, "AnnotationPage")
    assert {a["type"] for a in page["items"]} == {"Annotation"}
    assert len({a["id"] for a in page["items"]}) == 4


def test_selectors_find_the_words_in_the_text(page: dict[str, Any]) -> None:
    text = exported.PORT_TEXT
    (met,) = [a for a in page["items"] if a["body"][1]["value"] == "CONSULT/visit"]
    quote, position = met["target"]["selector"]
    assert quote["exact"] == exported.PORT == text[position["start"] : position["end"]]
    assert text.count(quote["prefix"] + quote["exact"] + quote["suffix"]) == 1
    assert quote["prefix"] == "Talks in the port\n"
    assert len(quote["suffix"]) == ROUND
    inner = position["refinedBy"]
    assert quote["exact"][inner["start"] : inner["end"]] == "met"
    assert met["target"]["source"] == "https://news.example/a"
    assert met["created"] == "2024-05-17T06:30:00Z"


def test_offsets_count_code_points(page: dict[str, Any]) -> None:
    article, (claim,) = exported.hostile()
    (struck,) = [
        a for a in page["items"] if a["body"][1]["value"] == "ASSAULT" and "urn:" in a["target"]["source"]
    ]
    quote, position = struck["target"]["selector"]
    assert (position["start"], position["end"]) == (0, len(article.text))
    assert quote["exact"] == article.text
    assert "\U0001f4a5" in quote["exact"]
    assert struck["target"]["source"] == f"urn:sayso:report:{article.article_id}"
    assert claim.claim_id in struck["id"]


def test_the_whole_claim_is_a_body(page: dict[str, Any]) -> None:
    for annotation in page["items"]:
        claim = claim_from_json(json.loads(annotation["body"][2]["value"]))
        assert annotation["id"] == f"urn:sayso:claim:{claim.claim_id}"


def test_it_is_linked_data(page: dict[str, Any]) -> None:
    graph = rdflib.Graph().parse(data=json.dumps(page | {"@context": TERMS}), format="json-ld")
    annotations = set(graph.subjects(rdflib.RDF.type, OA.Annotation))
    assert len(annotations) == 4
    assert all(len(list(graph.objects(a, OA.motivatedBy))) == 2 for a in annotations)
    assert len(list(graph.subject_objects(OA.exact))) == 4


def test_words_that_were_let_go_are_not_quoted(tmp_path: Path) -> None:
    for keep, selectors, round_about in ((Keep.EVIDENCE, 2, False), (Keep.NONE, 1, False)):
        path = exported.small_ledger(tmp_path / f"{keep}.db")
        with open_ledger(path) as ledger:
            ledger.care.let_texts_go(keep, "2030-01-01")
        out = io.StringIO()
        with exported.exporting(path, type="CONSULT") as found:
            write_annotations(found.reports(), out)
        (annotation,) = json.loads(out.getvalue())["items"]
        assert len(annotation["target"]["selector"]) == selectors
        assert ("prefix" in annotation["target"]["selector"][0]) == round_about
