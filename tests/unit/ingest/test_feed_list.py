from __future__ import annotations

from pathlib import Path

import pytest

from sayso.errors import ConfigError
from sayso.ingest.feeds import FeedList, read_feed_list
from sayso.ingest.feeds.listing import FollowKind, TextFrom

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "feeds.toml"


def listed(folder: Path, text: str) -> FeedList:
    path = folder / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    return read_feed_list(path)


def test_the_example_is_read() -> None:
    got = read_feed_list(EXAMPLE)
    assert [f.kind for f in got.feeds] == [
        FollowKind.FEED,
        FollowKind.FEED,
        FollowKind.SITEMAP,
        FollowKind.PAGE,
    ]
    times, wire, paper, ministry = got.feeds
    assert (times.name, times.publisher, times.country, times.language, times.interval_s) == (
        "Example Times, world",
        "Example Times",
        "GBR",
        "en",
        3600.0,
    )
    assert (wire.publisher, wire.text, wire.interval_s) == ("Example Wire", TextFrom.FEED, 1800.0)
    assert (paper.text, paper.enabled, ministry.enabled) == (TextFrom.AUTO, True, False)
    assert [(h.host, h.delay_s) for h in got.hosts] == [("paper.example.net", 10.0)]


def test_what_is_not_said_is_supposed(tmp_path: Path) -> None:
    (only,) = listed(tmp_path, '[[feed]]\nurl = "https://WWW.Bücher.example/feed"\n').feeds
    assert (only.url, only.name, only.publisher, only.kind) == (
        "https://www.xn--bcher-kva.example/feed",
        "bücher.example",
        "bücher.example",
        FollowKind.FEED,
    )
    assert (only.language, only.interval_s) == (None, None)
    assert listed(tmp_path, "").feeds == ()


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ('[[feed]]\nurl = "https://a.example/"\npublsher = "x"\n', "publisher"), ('[[feeds]]\nurl = "https://a.example/"\n', "feed"),
        ("[default]\nlanguage = 'en'\n", "defaults"), ("[defaults]\nlang = 'en'\n", "language"), ("[[host]]\nhost = 'a.example'\ndelay = 3\n", "delay_s"),
        ('[[feed]]\nurl = "https://a.example/"\nkind = "sitmap"\n', "sitemap"), ('[[feed]]\nurl = "https://a.example/"\ntext = "pages"\n', "page"),
    ],
)  # fmt: skip
def test_an_unknown_word_names_the_nearest_known_one(tmp_path: Path, text: str, near: str) -> None:
    with pytest.raises(ConfigError) as caught:
        listed(tmp_path, text)
    assert caught.value.hint == f"the nearest known one is {near}"


@pytest.mark.parametrize(
    "text",
    [
        "[[feed]]\nname = 'x'\n", "[[feed]]\nurl = 5\n", "[[feed]]\nurl = 'ftp://a.example/'\n", "[[feed]]\nurl = 'file:///etc/passwd'\n", "[[feed]]\nurl = ''\n",
        "[[feed]]\nurl = 'https://u:p@a.example/'\n", "[feed]\nurl = 'https://a.example/'\n", "feed = 3\n", "feed = [1]\n", "defaults = 3\n", "[[feed\n", "\x00",
        "[[feed]]\nurl = 'https://a.example/'\ncountry = 'GB'\n", "[[feed]]\nurl = 'https://a.example/'\nlanguage = 'english language'\n",
        "[[feed]]\nurl = 'https://a.example/'\ninterval_minutes = 0\n", "[[feed]]\nurl = 'https://a.example/'\ninterval_minutes = true\n",
        "[[feed]]\nurl = 'https://a.example/'\ninterval_minutes = nan\n", "[[feed]]\nurl = 'https://a.example/'\nenabled = 'yes'\n",
        "[[feed]]\nurl = 'https://a.example/'\nname = \"a\\nb\"\n", "[[host]]\nhost = 'a.example'\n", "[[host]]\nhost = 'a b'\ndelay_s = 1\n",
        "[[feed]]\nurl = 'https://a.example/'\n[[feed]]\nurl = 'https://A.example'\n", "[[host]]\nhost = 'a.example'\ndelay_s = 1\n[[host]]\nhost = 'A.example'\ndelay_s = 2\n",
    ],
)  # fmt: skip
def test_lists_that_cannot_be_followed(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        listed(tmp_path, text)
    assert str(tmp_path) in str(caught.value.item)


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read"):
        read_feed_list(tmp_path / "none.toml")


def test_thousands_of_feeds(tmp_path: Path) -> None:
    rows = "".join(f"[[feed]]\nurl = 'https://f{n}.example/feed'\n" for n in range(3000))
    assert len(listed(tmp_path, rows).feeds) == 3000
