import os
import subprocess
import sys
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

import sayso
import stubs
from sayso.engine.coder import Coder
from sayso.engine.pipeline import CodedReport
from sayso.faces.python import coding
from sayso.faces.spacy import component
from sayso.faces.spacy.stored import read, written
from sayso.records import Refusal
from sayso.text import make_article

ROOT = Path(__file__).resolve().parents[4]
TEXT = "The ministers met in the old port of the town. Nothing else was said of it there."


@pytest.fixture
def nlp(monkeypatch: pytest.MonkeyPatch) -> Language:
    """A pipeline with sentences, and sayso with stand-ins that read real articles."""
    parts = stubs.parts({})

    def build(_settings: object, _given: object) -> object:
        return replace(parts, make_article=make_article)

    coder = Coder(sayso.load_settings({"HOME": "/nowhere"}), build=build)  # type: ignore[arg-type]
    monkeypatch.setattr(coding, "_MADE", [coder])
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("sayso")
    return nlp


def test_docs_have_their_report_claims_and_spans(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert isinstance(doc._.sayso, CodedReport)
    (claim,) = doc._.claims
    assert doc._.sayso.claims == (claim,)
    (span,) = doc.spans["sayso"]
    assert (span.text, span.label_, span.id_) == ("met", "CONSULT", claim.claim_id)
    assert doc._.sayso_refusal is None
    assert "did" in {s.label_ for s in doc.spans["sayso_parts"]}
    one, other = doc.sents
    assert (one._.claims, other._.claims) == ((claim,), ())
    assert doc[0:2]._.claims == ()


def test_a_refused_doc_says_why_and_goes_on(nlp: Language) -> None:
    doc = nlp("Two words")
    assert (doc._.sayso, doc._.claims, len(doc.spans["sayso"])) == (None, (), 0)
    assert isinstance(doc._.sayso_refusal, Refusal)
    assert doc._.sayso_refusal.code == "text.too_short"
    assert nlp("")._.sayso_refusal.code == "input.no_text"


def test_a_doc_that_was_not_coded_has_nothing(nlp: Language) -> None:
    doc = nlp.make_doc(TEXT)
    assert (doc._.sayso, doc._.sayso_refusal, doc._.claims, doc[0:3]._.claims) == (None, None, (), ())


CONTEXTS: list[tuple[Any, date | None]] = [
    (date(2024, 5, 16), date(2024, 5, 16)), ("2024-05-16", date(2024, 5, 16)), ({"published": "2024-05-16"}, date(2024, 5, 16)),
    ("doc17", None), (17, None), (None, None), ({"id": "x"}, None), ({"published": None}, None),
]  # fmt: skip


@pytest.mark.parametrize(("context", "published"), CONTEXTS)
def test_the_day_comes_with_the_context(nlp: Language, context: Any, published: date | None) -> None:
    ((doc, given),) = nlp.pipe([(TEXT, context)], as_tuples=True)
    assert given == context
    assert doc._.sayso.article.published == published


def test_what_a_context_says_besides(nlp: Language) -> None:
    said = {
        "published": "2024-05-16",
        "publisher": "Quay Post",
        "url": "https://q.example/1",
        "id": "7",
        "title": "Not in the text",
    }
    ((doc, _),) = nlp.pipe([(TEXT, said)], as_tuples=True)
    article = doc._.sayso.article
    assert (article.publisher, article.url, article.given_id) == ("Quay Post", "https://q.example/1", "7")
    assert article.text == TEXT


def test_the_day_set_on_a_doc_comes_first_and_the_configured_one_last(nlp: Language) -> None:
    nlp.remove_pipe("sayso")
    nlp.add_pipe("sayso", config={"published": "2024-01-01", "publisher": "Own"})
    assert nlp(TEXT)._.sayso.article.published == date(2024, 1, 1)
    doc = nlp.make_doc(TEXT)
    doc._.published = date(2024, 5, 16)
    assert nlp(doc)._.sayso.article.published == date(2024, 5, 16)
    with pytest.raises(sayso.FormatError, match="no day can be read in 'soon'"):
        nlp.add_pipe("sayso", name="again", config={"published": "soon"})


def test_each_doc_is_read_by_itself(nlp: Language) -> None:
    docs = list(nlp.pipe([TEXT, TEXT, "Two words", TEXT]))
    assert [len(doc._.claims) for doc in docs] == [1, 1, 0, 1]
    assert docs[0]._.sayso == docs[1]._.sayso == nlp(TEXT)._.sayso
    assert not any(doc._.sayso.carried for doc in docs if doc._.sayso)


CHANGED = [
    ("\ufeff" + TEXT, "met"), (TEXT.replace("met", "m\u00adet"), "m\u00adet"), (TEXT.replace(" ", "\u00a0 "), "met"),
    (TEXT.replace("The ministers", "The Ã©lite ministers"), "met"), (f"A headline on top\n\n{TEXT}", "met"),
    (TEXT.replace("ministers met", "mini-\nsters met"), "met"), (TEXT + "\u200b" * 20, "met"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "word"), CHANGED)
def test_spans_are_those_of_the_doc_even_where_the_text_was_normalised(
    nlp: Language, text: str, word: str
) -> None:
    doc = nlp(text)
    (span,) = doc.spans["sayso"]
    assert doc.text == text
    assert word in span.text
    assert len(span) <= 3


def test_spans_cover_whole_tokens(nlp: Language) -> None:
    words = ["The", "ministers", "unmetered", "the", "port", "."]
    doc = nlp(Doc(nlp.vocab, words=words))
    (span,) = doc.spans["sayso"]
    assert span.text == "unmetered"


def test_docs_can_be_written_and_read_again(nlp: Language) -> None:
    docs = [nlp(TEXT), nlp("Two words")]
    read.cache_clear()
    binned = DocBin(docs=docs, store_user_data=True).to_bytes()
    again = list(DocBin().from_bytes(binned).get_docs(nlp.vocab))
    more = [Doc(Vocab()).from_bytes(doc.to_bytes()) for doc in docs]
    for before, *others in zip(docs, again, more, strict=True):
        for after in others:
            assert after._.sayso == before._.sayso
            assert after._.claims == before._.claims
            assert after._.sayso_refusal == before._.sayso_refusal
            assert [(s.label_, s.id_, s.text) for s in after.spans["sayso"]] == [
                (s.label_, s.id_, s.text) for s in before.spans["sayso"]
            ]


def test_docs_go_between_processes(nlp: Language) -> None:
    docs = list(nlp.pipe([TEXT] * 4, n_process=2, batch_size=2))
    assert [len(doc._.claims) for doc in docs] == [1] * 4


def test_what_is_stored_is_what_was_coded(nlp: Language) -> None:
    report = coding.the_coder().code(
        {"text": TEXT, "published": "2024-05-16", "publisher": "P", "author": "A", "more": [1]}
    )
    stored = read(written(report))
    assert isinstance(stored, CodedReport)
    assert (stored.article, stored.claims) == (report.article, report.claims)
    refusal = Refusal(name="a", stage="text", code="text.empty", reason="r")
    assert read(written(refusal)) == refusal


def test_a_pipeline_can_be_saved(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    assert again.pipe_names == ["sentencizer", "sayso"]
    assert len(again(TEXT)._.claims) == 1


def test_attributes_of_others_stay(nlp: Language) -> None:
    Doc.set_extension("claims", default="mine", force=True)
    try:
        nlp.add_pipe("sayso", name="again")
        assert nlp.make_doc("x")._.claims == "mine"
    finally:
        Doc.set_extension("claims", getter=component._claims_of, force=True)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder in which sayso looks installed, with the entry points that pyproject.toml declares."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = tmp_path / "sayso-0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: sayso\nVersion: 0\n")
    points = "\n".join(
        f"{name} = {target}" for name, target in project["entry-points"]["spacy_factories"].items()
    )
    (info / "entry_points.txt").write_text(f"[spacy_factories]\n{points}\n")
    return tmp_path


def test_no_import_of_ours_is_needed(installed: Path) -> None:
    script = "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('sayso'); print(nlp.pipe_names)"
    path = os.pathsep.join((str(installed), *filter(None, sys.path)))
    run = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": path},
    )
    assert (run.stdout.strip(), run.stderr) == ("['sayso']", "")
