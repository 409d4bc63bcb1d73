"""The component in a pipeline, with the model: the lines of docs/reference/python.md, and a text that is normalised."""

import re
from pathlib import Path

import spacy

from sayso.faces.spacy import component

ROOT = Path(__file__).resolve().parents[2]


def test_the_lines_of_the_reference_do_what_they_say() -> None:
    assert component.SPANS_KEY == "sayso"  # imported: the entry point of this checkout need not be installed
    page = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    found = re.search(r"```python\n(import spacy.*?)```", page, re.DOTALL)
    assert found is not None
    *lines, last = found[1].strip().splitlines()
    names: dict[str, object] = {}
    exec("\n".join(lines), names)
    value, _, said = last.partition("#")
    assert eval(value, names) == said.strip()


def test_wrapped_and_damaged_text_is_marked_in_its_own_characters() -> None:
    text = (
        "The foreign ministers of Norway and Turkey, Ingrid Solheim and Kemal Aydin,\n"
        "met in the cafÃ© of the old port of Constanta on Wednesday, the Romanian For-\n"
        "eign Ministry said. On Tuesday, a drone struck a grain warehouse in Izmail and\n"
        "killed four workers, the governor said.\n"
    )
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("sayso", config={"published": "2024-05-16"})
    doc = nlp(text)
    assert doc.text == text
    triggers = {(span.text, span.label_) for span in doc.spans["sayso"]}
    assert {("met", "CONSULT"), ("struck", "ASSAULT")} <= triggers
    parts = {(span.text, span.label_) for span in doc.spans["sayso_parts"]}
    assert ("on Wednesday", "when") in parts
    assert any(label == "says so" and "For-\neign Ministry" in words for words, label in parts)
    first, second, *_ = doc.sents
    assert {c.event.type for c in first._.claims if c.event} == {"CONSULT"}
    assert "ASSAULT" in {c.event.type for c in second._.claims if c.event}
