"""Where claims come from, as PROV-O in JSON-LD: reports, what they were copied from, runs, who says so.

The context stands in the file, so that nothing has to be fetched to read it.

Source: PROV-O, W3C Recommendation of 30 April 2013; JSON-LD 1.1, W3C Recommendation of 16 July 2020.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TextIO

from sayso.engine.exporting import ToldClaim, ToldReport
from sayso.faces.export.json_text import write_collection
from sayso.faces.export.names import described, digest, software, speaker_urn, urn, version_of
from sayso.records import Claim, Link, Run, Speaker, SpeakerKind

__all__ = ["CONTEXT", "nodes_of", "write_prov"]

# `Any`: a JSON document.
Json = dict[str, Any]

CONTEXT: Json = {
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "dcterms": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "sayso": "urn:sayso:ns:",
}

_AGENTS = {
    SpeakerKind.PERSON: "prov:Person",
    SpeakerKind.INSTITUTION: "prov:Organization",
    SpeakerKind.OUTLET: "prov:Organization",
}


def write_prov(runs: Sequence[Run], reports: Iterable[ToldReport], out: TextIO) -> int:
    """The provenance of every claim read in these reports, as one graph; how many nodes.

    A node may stand in it twice, told in parts, as JSON-LD allows: nothing is held back to be merged.
    """
    head = f'{{"@context": {json.dumps(CONTEXT)}, "@graph": ['
    return write_collection(_nodes(runs, reports), out, head=head, tail="]}", tidy=True)


def _nodes(runs: Sequence[Run], reports: Iterable[ToldReport]) -> Iterator[Json]:
    for run in runs:
        yield from _run(run)
    for report in reports:
        yield from nodes_of(report)


def nodes_of(told: ToldReport) -> Iterator[Json]:
    """The nodes of one report and of the claims that were read in it."""
    yield _report(told)
    for each in told.claims:
        yield _claim(told, each)


def _run(run: Run) -> Iterator[Json]:
    yield {
        "@id": software(run),
        "@type": "prov:SoftwareAgent",
        "rdfs:label": version_of(run),
        "sayso:codeVersion": run.code_version,
        "sayso:modelSha256": run.model_sha256,
    }
    node: Json = {
        "@id": urn("run", run.run_id),
        "@type": "prov:Activity",
        "prov:startedAtTime": _instant(run.started_at),
        "prov:wasAssociatedWith": {"@id": software(run)},
        "sayso:configSha256": run.config_sha256,
    }
    if run.ended_at:
        node["prov:endedAtTime"] = _instant(run.ended_at)
    yield node


def _report(told: ToldReport) -> Json:
    report, header = told.report, told.report.header
    node: Json = {
        "@id": urn("report", report.article_id),
        "@type": "prov:Entity",
        "sayso:textSha256": report.text_sha256,
    }
    for name, value in (("dcterms:title", header.get("title")), ("dcterms:creator", header.get("author"))):
        if value:
            node[name] = value
    if header.get("url"):
        node["dcterms:source"] = header["url"]  # no IRI: nobody has checked that it is one
    if report.published:
        node["dcterms:issued"] = {"@type": "xsd:date", "@value": report.published[:10]}
    if report.publisher:
        node["prov:wasAttributedTo"] = _publisher(report.publisher)
    origin = header.get("origin") or {}
    if origin.get("id"):
        node["prov:specializationOf"] = {"@id": urn("origin", origin["id"]), "@type": "prov:Entity"}
    sources = [i for i in (header.get("copy_of"), told.source) if i]
    if sources:
        node["prov:wasDerivedFrom"] = [{"@id": urn("report", i)} for i in dict.fromkeys(sources)]
    if told.links:
        node["prov:qualifiedDerivation"] = [_derivation(link) for link in told.links]
    if told.carried:
        node["sayso:carries"] = [{"@id": urn("claim", claim_id)} for claim_id in told.carried]
    return node


def _derivation(link: Link) -> Json:
    return {
        "@type": "prov:Derivation",
        "prov:entity": {"@id": urn("report", link.right_id)},
        "sayso:kind": link.kind.value,
        "sayso:share": _real(link.share_left),
        "sayso:p": _real(link.p),
    }


def _claim(told: ToldReport, each: ToldClaim) -> Json:
    claim = each.claim
    report: Json = {"@id": urn("report", told.report.article_id)}
    node: Json = {
        "@id": urn("claim", claim.claim_id),
        "@type": "prov:Entity",
        "rdfs:label": described(claim),
        "prov:wasQuotedFrom": report,
        "sayso:start": claim.evidence.span.start,
        "sayso:end": claim.evidence.span.end,
        "sayso:p": _real(claim.p),
        "@reverse": {"prov:hadMember": {"@id": urn("event", each.event_id), "@type": "prov:Collection"}},
    }
    if claim.evidence.sentence:
        node["prov:value"] = claim.evidence.sentence
    if told.run is not None:
        node["prov:wasGeneratedBy"] = {"@id": urn("run", told.run.run_id)}
    if claim.attribution:
        speakers = _chain(claim)
        node["prov:wasAttributedTo"] = speakers
        node["prov:qualifiedAttribution"] = [
            {"@type": "prov:Attribution", "prov:agent": {"@id": s["@id"]}, "sayso:place": place}
            for place, s in enumerate(speakers)
        ]
    elif told.report.publisher:
        node["prov:wasAttributedTo"] = _publisher(told.report.publisher)
    return node


def _chain(claim: Claim) -> list[Json]:
    """The speakers, outermost first; each speaks for the next one, in this claim and no further."""
    ids = [speaker_urn(s, claim.claim_id, place) for place, s in enumerate(claim.attribution)]
    agents = []
    for place, speaker in enumerate(claim.attribution):
        agent = _speaker(ids[place], speaker)
        if place + 1 < len(ids) and ids[place + 1] != ids[place]:
            agent["prov:actedOnBehalfOf"] = {"@id": ids[place + 1]}
            agent["prov:qualifiedDelegation"] = {
                "@type": "prov:Delegation",
                "prov:agent": {"@id": ids[place + 1]},
                "sayso:claim": {"@id": urn("claim", claim.claim_id)},
            }
        agents.append(agent)
    return agents


def _speaker(id_: str, speaker: Speaker) -> Json:
    agent: Json = {"@id": id_, "@type": ["prov:Agent"], "rdfs:label": speaker.name}
    if speaker.kind in _AGENTS:
        agent["@type"].append(_AGENTS[speaker.kind])
    agent["sayso:speakerKind"] = speaker.kind.value
    return agent


def _publisher(name: str) -> Json:
    return {
        "@id": urn("publisher", digest(name)),
        "@type": ["prov:Agent", "prov:Organization"],
        "rdfs:label": name,
    }


def _instant(at: str) -> Json:
    return {"@type": "xsd:dateTime", "@value": at}


def _real(value: float) -> Json:
    """A number whose type does not hang on whether it happens to be whole."""
    return {"@type": "xsd:double", "@value": str(float(value))}
