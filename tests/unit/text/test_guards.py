from __future__ import annotations

import time

import pytest

from sayso.text.guards import PageLimits, kind_of_bytes, problem_of_page

LIMITS = PageLimits()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.7\n<html>", "PDF"),
        (b"\n\xff junk %PDF-1.4", "PDF"),
        (b"\x00\x00\x00\x20ftypisom<html>", "MP4"),
        (b"PK\x03\x04mimetype", "ZIP"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"GIF89a", "GIF"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "WebP"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"<?xml version='1.0'?>\n<rss version='2.0'>", "a feed"),
        (b"<!-- made by x --><feed xmlns='a'>", "a feed"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "SVG"),
        (b"<urlset xmlns='a'>", "a sitemap"),
        (b"<!DOCTYPE html><html><p>About the %PDF-1.4 format", None),
        (b"<?xml version='1.0'?><!DOCTYPE html><html>", None),
        (b"Plain words", None),
        (b"", None),
    ],
)
def test_formats_that_are_no_pages(body: bytes, kind: str | None) -> None:
    assert kind_of_bytes(body) == kind


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 201,
        b"<div class='a>b'>" * 201,
        b"<section/>" * 201,
        b"<ul><li>" * 101,
        b"<table><tr><td>" * 70,
        b"<B>" * 201,
    ],
)
def test_deep_pages(body: bytes) -> None:
    found = problem_of_page(body, LIMITS)
    assert found is not None
    assert found[0] == "html.too_deep"


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 200,
        b"<p>One <b>word" * 500,
        b"<ul>" + b"<li><a>x" * 500,
        b"<table>" + b"<tr><td><font size=1>x" * 500,
        b"<br><img src=x>" * 500,
        b"<script>" + b"'<div>'" * 500 + b"</script>",
        b"<!--" + b"<div>" * 500 + b"-->",
        b"<svg>" + b"<path/>" * 500 + b"</svg>",
        b"<div title='" + b"<div>" * 500 + b"'>",
        b"<" * 1000,
        b"</div>" * 1000,
    ],
)
def test_what_only_looks_deep_passes(body: bytes) -> None:
    assert problem_of_page(body, LIMITS) is None


def test_attributes_of_one_tag_are_counted() -> None:
    few = b"<p " + b" ".join(b"a%d=1" % n for n in range(2000)) + b">"
    many = b"<p " + b" ".join(b"a%d='x y'" % n for n in range(2001)) + b">"
    joined = b"<p " + b"".join(b'a%d="x"' % n for n in range(2001)) + b">"
    assert problem_of_page(few, LIMITS) is None
    for body in (many, joined):
        found = problem_of_page(body, LIMITS)
        assert found is not None
        assert found[0] == "html.too_many_attributes"
    assert problem_of_page(b"<img src='data:" + b"x y " * 100_000 + b"'>", LIMITS) is None


def test_size() -> None:
    found = problem_of_page(b"x" * 11, PageLimits(bytes=10))
    assert found is not None
    assert found[0] == "input.too_large"


@pytest.mark.parametrize(
    "piece",
    [
        b"<", b"<a ", b'<a "', b"<a b='", b'<a b="c', b"<!--", b"<script>", b"<title>", b"</p>", b"<p></p>", b"<a=",
        b"<a =  ", b"<p><b>", b"<svg><a/>", b"<?xml ", b" ", b"<a/", b"<a b=' c=\"",
    ],
)  # fmt: skip
def test_looking_is_linear(piece: bytes) -> None:
    body = piece * (1_000_000 // len(piece))
    began = time.process_time()
    problem_of_page(body, PageLimits(depth=10**9, attributes=10**9))
    kind_of_bytes(body)
    assert time.process_time() - began < 3
