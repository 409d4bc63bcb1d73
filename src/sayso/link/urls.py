"""One spelling for every address under which one page is reached."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, quote, unquote_to_bytes, urlsplit

__all__ = ["canonical_url"]

#: Longer addresses are data, not places.
_LONGEST = 4000
#: Every step makes an address simpler; wrappers stand in wrappers, but not deeper than this.
_STEPS = 12
_ARCHIVE = re.compile(
    r"^(?:web\.archive\.org/(?:web/)?\d{1,14}(?:[a-z]{2}_)?\*?/|web\.archive\.org/web/|archive\.(?:is|ph"
    r"|today|md|vn|li|fo)/(?:o/\w+/|\d{4,14}[\d.:-]*/)"
    r"|wayback\.archive-it\.org/\d+/\d{4,14}(?:[a-z]{2}_)?/|(?:12ft\.io|r\.jina\.ai|outline\.com"
    r"|txtify\.it|removepaywall\.com)/"
    r"|arquivo\.pt/(?:no)?wayback/\d+/|timetravel\.mementoweb\.org/memento/\d+/"
    r"|webarchive\.nationalarchives\.gov\.uk/(?:ukgwa/)?\d+/)"
    r"(?P<inner>(?:https?:/{1,2})?[^/?#]+\.[^?#]*.*)$",
    re.IGNORECASE,
)
_AMP_VIEWER = re.compile(
    r"^(?:(?:www\.)?google\.[a-z.]{2,6}/amp/|[\w-]+\.cdn\.ampproject\.org/(?:wp/)?[acviwr]/"
    r"|(?:www\.)?bing\.com/amp/)(?:s/)?(?P<inner>[^/?#]+\.[^/?#]+.*)$",
    re.IGNORECASE,
)
#: Pages that only lead on, and the parameter that says where to.
_REDIRECTS = {
    "google.com/url": ("url", "q"),
    "l.facebook.com/l.php": ("u",),
    "lm.facebook.com/l.php": ("u",),
    "facebook.com/l.php": ("u",),
    "l.instagram.com": ("u",),
    "webcitation.org/query": ("url",),
    "href.li": ("",),
    "out.reddit.com": ("url",),
    "getpocket.com/redirect": ("url",),
}
_CACHE = re.compile(
    r"^webcache\.googleusercontent\.com/search\?(?:.*&)?q=cache:(?:[\w-]+:)?(?P<inner>[^&+]+)", re.IGNORECASE
)
_TWINS = frozenset({"www", "www1", "www2", "www3", "ww2", "m", "amp", "mobile", "wap", "touch"})
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "edu", "ac", "go", "or", "ne", "gob", "gouv"})
#: What the senders of links put behind an address; the page is the same without.
_TRACKING = re.compile(
    r"(?:utm|at|ns|hsa|mtm|pk|piwik|matomo|oly|vero|wt|guce|soc|icn|ftag|mkt|trk|__hs|_hs|ml|mc|sc)_\w+"
    r"|wt\.\w+|utm\w*"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|twclid|ttclid|yclid|igshid|igsh|epik|li_fat_id"
    r"|_ga|_gl|_openstat|ref|ref_|ref_src|ref_url"
    r"|referrer|referer|refer|cmp|cmpid|campaign|campaign_id|campaignid|icid|intcid|int_cid|ncid|ocid"
    r"|ito|smid|smtyp|partner|taid|xtor"
    r"|spm|sr_share|share_id|shareid|tpcc|feedtype|feedname|feed|guccounter|sref|tsrc|reflink|trk"
    r"|hss_channel|amp|outputtype|amp_js_v"
    r"|amp_gsa|usqp|__s|__twitter_impression|__tw|__source|__cft__\[0\]|__tn__|sfnsn|mibextid|s_cid"
    r"|s_kwcid|rss|cid_source|emc|nl|te|regi_id"
    r"|unlocked_article_code|giftcopy|gift|gift_token|accesstoken|sharetoken|smprod|bshare|ex_cid|tw|via"
    r"|wprov|sh|share|fb_ref|fb_source|action_object_map"
    r"|cndid|mbid|esrc|bxid|rbxid|hasedition|sessionid|phpsessid|jsessionid|sid_share|traffic_source"
    r"|frommobile|ismobile|noamp|nomobile",
    re.IGNORECASE,
)
#: Of these, what tracks whatever its value; the others may number a page: "ref=20194".
_SENT = re.compile(
    r"(?:utm|at|ns|mc|ml|hsa|mtm|pk)_\w+|amp|amp_\w+|usqp|cmpid|campaign_?id|regi_id|te|nl|_x_tr_\w+"
    r"|guce_\w+",
    re.IGNORECASE,
)
_BY_VALUE = frozenset({"source", "src", "from", "cid", "st", "sr"})
#: Parameters that track with some values and choose a page with others.
_SOURCES = re.compile(
    r"rss|twitter|facebook|email|e-?mail|newsletter|social|share|app|feed|google|flipboard|whatsapp"
    r"|telegram|linkedin|copy|web",
    re.IGNORECASE,
)
_INDEX = re.compile(r"/(?:index|default|home)\.(?:x?html?|php\d?|aspx?|jsp|cfm|shtml)$", re.IGNORECASE)
_AMP_PATH = re.compile(r"(?:/amp(?:/\d)?|[./]amp\.html|\.amp)$", re.IGNORECASE)
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
_SAFE_PATH, _SAFE_QUERY = "/:@!$&'()*+,;=~-._", "/:@!$'()*,;~-._?"


def canonical_url(url: str) -> str:
    """The one spelling of an address: copies of one page at one site get the same.

    What goes: the scheme's kind (always https), "www.", "m.", "amp." before the host, default ports,
    wrappers of archives and AMP viewers, AMP marks, tracking parameters, the order of the others, index
    pages, the last slash, the fragment. An address that is none, or of another scheme, comes back as it
    was, trimmed.

    Invariants:
        Idempotent; never raises.
    """
    shown = url.strip()
    for _ in range(_STEPS):
        simpler = _simpler(shown)
        if simpler == shown:
            break
        shown = simpler
    return shown


def _simpler(url: str) -> str:
    if not url or len(url) > _LONGEST or re.search(r"\s", url):
        return url
    scheme = re.match(r"(?i)([a-z][a-z0-9+.-]*):(?!\d)", url)
    if scheme is not None and scheme[1].lower() not in ("http", "https") and "." not in scheme[1]:
        return url
    bare = re.sub(r"(?i)^(?:https?:/*|//+)", "", url)
    if bare == url and "/" not in url and not url.lower().startswith("www."):
        return url  # "page.jsonl:12" is no host
    if (
        not re.match(r"[^/?#@\s]*(?:@[^/?#\s]*)?[^/?#\s]", bare)
        or "." not in re.split(r"[/?#]", bare, maxsplit=1)[0]
    ):
        return url
    inner = _unwrapped(bare)
    if inner is not None:
        return "https://" + re.sub(r"(?i)^(?:https?:/*|//+)", "", inner)
    try:
        parts = urlsplit("https://" + bare)
        return _joined(parts)
    except ValueError:
        return url


def _unwrapped(bare: str) -> str | None:
    """The address inside one of an archive, an AMP viewer or a page that leads on."""
    for pattern in (_ARCHIVE, _AMP_VIEWER, _CACHE):
        found = pattern.match(bare)
        if found is not None and "." in found["inner"].split("/")[0] + found["inner"]:
            return found["inner"]
    place, _, query = bare.partition("?")
    keys = _REDIRECTS.get(re.sub(r"^www\.", "", place.rstrip("/").lower()))
    for key, value in parse_qsl(query.partition("#")[0]) if keys else ():
        if (
            keys
            and key in keys
            and re.match(r"(?i)https?://[^/?#\s]+\.[^/?#\s]+", value)
            and not re.search(r"\s", value)
        ):
            return value
    return None


def _joined(parts: SplitResult) -> str:
    host = _host(parts.hostname or "")
    port = parts.port
    where = host if port in (None, 80, 443) else f"{host}:{port}"
    query = _query(parts.query)
    fragment = f"#{parts.fragment}" if parts.fragment.startswith("!") else ""
    return f"https://{where}{_path(parts.path)}{'?' + query if query else ''}{fragment}"


def _host(name: str) -> str:
    if name.endswith(".translate.goog"):
        name = re.sub(r"(?<!-)-(?!-)", ".", name.removesuffix(".translate.goog")).replace("--", "-")
    labels = [x for x in name.lower().strip(".").split(".") if x]
    while (
        len(labels) > 2
        and labels[0] in _TWINS
        and not (len(labels) == 3 and labels[1] in _SECOND_LEVEL and len(labels[2]) == 2)
    ):
        labels = labels[1:]
    if ":" in name:
        return f"[{name.lower()}]"
    return ".".join(labels)


def _path(path: str) -> str:
    path = re.sub(
        r"/{2,}", "/", _SESSION.sub("", quote(unquote_to_bytes(_kept(path)), safe=_SAFE_PATH + "%"))
    )
    out: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            out = out[:-1]
        elif segment != ".":
            out.append(segment)
    path = "/" + "/".join(out)
    before = None
    while before != path:
        before = path
        path = path.rstrip("/") or "/"
        path = _INDEX.sub("", path) or "/"
        if path.count("/") > 1 or "." in path:
            path = _AMP_PATH.sub(lambda m: ".html" if m.group().lower() == ".amp.html" else "", path) or "/"
        path = re.sub(r"^/amp(?=/.)", "", path, flags=re.IGNORECASE)
    return path


def _kept(words: str) -> str:
    """Escapes whose character would change the meaning stay escapes, in capitals: %2F, %25, %3F, %23."""
    return re.sub(
        r"%(2[5fF3]|3[bBfF]|[01][0-9a-fA-F]|20|7[fF])|%(?![0-9a-fA-F]{2})",
        lambda m: "%25" + (m[1] or "25").upper(),
        words,
    )


def _query(query: str) -> str:
    pairs = set()
    for key, value in parse_qsl(query, keep_blank_values=True, max_num_fields=None):
        if (_TRACKING.fullmatch(key) and not value.isdigit()) or _SENT.fullmatch(key):
            continue
        if key.lower() in _BY_VALUE and _SOURCES.search(value):
            continue
        pairs.add((key, value))
    return "&".join(f"{quote(k, safe=_SAFE_QUERY)}={quote(v, safe=_SAFE_QUERY)}" for k, v in sorted(pairs))
