"""Words and patterns that show what a page says of itself and what kind of page it is; tables, one thing a line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

__all__ = [
    "AUTHOR_METAS",
    "BY",
    "BYLINE",
    "DAY_WORDS",
    "ELSEWHERE",
    "LABELS",
    "LABEL_WORDS",
    "LINE_WORDS",
    "MODIFIED_METAS",
    "NOTICES",
    "NO_AUTHOR",
    "PUBLISHED_METAS",
    "SIGNS",
    "TIMES",
    "TITLE_METAS",
    "TITLE_WORDS",
    "TYPES",
]

#: Names of meta tags in lower case, the surest first.
PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "datepublished", "og:published_time", "article.published",
    "parsely-pub-date", "sailthru.date", "dcterms.issued", "dc.date.issued", "dcterms.created", "dc.date.created", "dcterms.date",
    "dc.date", "citation_publication_date", "publication_date", "publish-date", "publish_date", "publishdate",
    "published_time", "pubdate", "ptime", "cxenseparse:recs:publishtime", "release_date", "displaydate",
    "originalpublicationdate", "article:post_date", "date",
)  # fmt: skip
MODIFIED_METAS = (
    "article:modified_time", "og:updated_time", "datemodified", "og:modified_time", "dcterms.modified", "dc.date.modified",
    "last-modified", "lastmod", "utime", "modified_time", "revision_date",
)  # fmt: skip
AUTHOR_METAS = ("author", "article:author_name", "byl", "parsely-author", "sailthru.author", "dc.creator")
TITLE_METAS = (
    "og:title",
    "twitter:title",
    "dc.title",
    "dcterms.title",
    "parsely-title",
    "sailthru.title",
    "hdl",
)
#: Elements whose names or classes show what kind of page it is; see `kinds`.
SIGNS: Mapping[str, str] = {
    "live_blog": "[itemtype*='LiveBlogPosting'], article [class*='live-blog' i], article[class*='live-blog' i],"
    " [class*='liveblog' i], [class*='live-update' i], [data-component*='live-blog' i]",
    "gallery": "[class*='photo-gallery' i], [class*='photogallery' i], [class*='gallery-slide' i],"
    " [class*='gallery-item' i], [class*='slideshow' i]",
    "paywall": "[class*='paywall' i], [id*='paywall' i], [class*='regwall' i], [class*='meter-wall' i],"
    " [class*='subscriber-only' i], [class*='subscribers-only' i], [class*='piano-offer' i]",
    "consent": "[id*='consent' i], [class*='consent' i], [id*='onetrust' i], [id*='cookie' i], [class*='cookie-' i]",
    "correction": "[class*='correction' i], [id*='correction' i]",
    "opinion": "body[class*='opinion' i], article[class*='opinion' i], main[class*='opinion' i],"
    " body[class*='editorial-' i], article[class*='op-ed' i]",
    "press_release": "body[class*='press-release' i], article[class*='press-release' i], [class*='release-body' i],"
    " main[class*='press-release' i]",
    "figures": "article figure, main figure",
    "subheads": "article h2, main h2",
    "times": "article time, main time",
}
LABELS = "[class*='kicker' i], [class*='eyebrow' i], [class*='overline' i], [class*='rubric' i], [class*='article-label' i]"
#: Where dates are those of other stories.
ELSEWHERE = (
    "aside, nav, footer, [class*='related' i], [class*='comment' i], [class*='sidebar' i], [class*='most-read' i],"
    " [class*='teaser' i], [class*='latest' i], [class*='trending' i], [class*='widget' i]"
)


#: Types of schema.org and the kind each tells.
TYPES: Mapping[str, str] = {
    "LiveBlogPosting": "live_blog",
    "OpinionNewsArticle": "opinion",
    "AnalysisNewsArticle": "analysis",
    "ReviewNewsArticle": "review",
    "AskPublicNewsArticle": "opinion",
    "AdvertiserContentArticle": "advertisement",
    "SatiricalArticle": "satire",
    "ImageGallery": "gallery",
    "MediaGallery": "gallery",
    "PressRelease": "press_release",
    "Report": "report",
    "CorrectionComment": "correction",
}
#: Words of a section or label over the headline, whole, and the kind they tell.
LABEL_WORDS: Sequence[tuple[str, re.Pattern[str]]] = (
    (
        "opinion",
        re.compile(
            r"(?:opinions?|comment|commentary|editorials?|op-?eds?|columns?|columnists?|letters(?: to the editor)?"
            r"|view ?points?|views?|perspectives?|guest essay|leader|leading article)",
            re.IGNORECASE,
        ),
    ),
    ("press_release", re.compile(r"(?:press|news|media) releases?|press statements?", re.IGNORECASE)),
    ("live_blog", re.compile(r"live ?blogs?|live|live updates?", re.IGNORECASE)),
    ("gallery", re.compile(r"(?:photo |picture |image )?galler(?:y|ies)|in pictures|photos|slideshows?", re.IGNORECASE)),
    ("digest", re.compile(r"(?:morning|evening|daily|weekly) (?:briefing|digest|round-?up)|newsletters?|briefs", re.IGNORECASE)),
    ("correction", re.compile(r"corrections?(?: (?:and|&) clarifications?)?", re.IGNORECASE)),
    ("advertisement", re.compile(r"(?:sponsored|paid|partner|brand(?:ed)?)(?: content| post)?|advertorial|promoted", re.IGNORECASE)),
    ("satire", re.compile(r"satire|parody|humou?r", re.IGNORECASE)),
)  # fmt: skip
#: Wordings of titles.
TITLE_WORDS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("opinion", re.compile(r"^(?:opinion|editorial|comment|op-ed|letters?(?: to the editor)?|analysis and opinion)\s?[:|–—]|\| ?opinion$", re.IGNORECASE)),
    ("live_blog", re.compile(r"\blive ?blog\b|^live\s?[:|–—]|\blive updates?\b|\bas it happened\b|^live updates", re.IGNORECASE)),
    ("digest", re.compile(
        r"^(?:the )?(?:morning|evening|afternoon|daily|weekly|weekend|monday|tuesday|wednesday|thursday|friday|saturday|sunday|world|news|regional)"
        r"(?:['’]s)? (?:briefing|brief|digest|round-?up|wrap|bulletin|headlines|news in brief)\b|\bnews (?:in brief|round-?up|digest)\b"
        r"|^(?:what|five things|\d{1,2} things) (?:you need )?to know\b|\b(?:five|ten|\d{1,2}) things to know\b", re.IGNORECASE)),
    ("gallery", re.compile(r"^(?:in pictures|photos?|pictures|gallery|slideshow|pictures of the (?:day|week))\s?[:|–—]|[|:–—-]\s?(?:in pictures|photo gallery|photos)$", re.IGNORECASE)),
    ("correction", re.compile(r"^(?:correct(?:ion|ed)|clarification|refile)(?:\s?\(?official\)?)?\s?[:|–—-]|^corrections? (?:and|&) clarifications?", re.IGNORECASE)),
    ("press_release", re.compile(r"^(?:press|news|media) release\b", re.IGNORECASE)),
)  # fmt: skip
#: Wordings of lines of the text. Each is matched at the beginning of a line, within its first words.
LINE_WORDS: Sequence[tuple[str, re.Pattern[str]]] = (
    (
        "correction",
        re.compile(
            r"(?:\(?(?:this|an earlier version of this|a previous version of this|the original version of this)"
            r" (?:article|story|report|item|post|headline|version)[^.\n]{0,80}?"
            r"(?:corrected|amended|misstated|misidentified|misspelled|incorrectly|erroneously|clarif|wrongly|gave the wrong|was updated to correct)"
            r"|\(?(?:correction|clarification|corrects)\s?[:–—-]"
            r"|\(?editor['’]s note\s?[:–—-][^\n]{0,120}\b(?:corrected|amended|misstated|an earlier version)"
            r"|\(?(?:corrects|correcting) (?:the )?(?:\w+ ){1,6}(?:in|to|of)\b)",
            re.IGNORECASE,
        ),
    ),
    ("press_release", re.compile(
        r"(?:for immediate release|embargoed until|media contacts?\s?:|press contacts?\s?:"
        r"|/PRNewswire/|\(?business wire\)?\s?[-–—]{1,2}|[A-Z][\w .,]{2,60}/ ?(?:PRNewswire|GLOBE NEWSWIRE|ACCESSWIRE))", re.IGNORECASE)),
    ("opinion", re.compile(
        r"(?:the (?:views|opinions) expressed (?:in this|here|are)|the (?:writer|author|columnist) is a\b|dear (?:sir|editor)\b"
        r"|opinions expressed)", re.IGNORECASE)),
    ("paywall", re.compile(
        r"(?:to (?:continue|keep) reading\b|(?:please )?(?:subscribe|sign (?:in|up)|log ?in|register) (?:now )?(?:to|and|or) (?:subscribe |sign up |register )?(?:to )?(?:continue|keep|read|unlock)\b"
        r"|this (?:article|story|content) is (?:only )?(?:for|available to|reserved for|exclusive to) (?:our )?(?:paying )?(?:subscribers|members)"
        r"|already a (?:subscriber|member)\?|you have reached (?:your|the) (?:limit|free)|read the full (?:story|article) with a subscription"
        r"|(?:the )?(?:rest|remainder) of this (?:article|story) is for subscribers|unlock this (?:article|story))", re.IGNORECASE)),
)  # fmt: skip
#: What a page says that has nothing else to say, by what it asks for; whole sentences.
NOTICES: Sequence[tuple[str, re.Pattern[str]]] = (
    ("html.paywall", re.compile(
        r"\b(?:subscri(?:be|ber|bers|ption)|paywall|already a member|sign in to read|log ?in to (?:read|continue)|register to (?:read|continue)"
        r"|free articles? (?:left|remaining)|full access|continue reading|keep reading|unlimited access|premium content|create (?:an|a free) account"
        r"|sign in|log in|choose your plan|cancel (?:at )?any ?time|per (?:month|week)|members only)\b", re.IGNORECASE)),
    ("html.consent", re.compile(
        r"\b(?:cookies?|consent|privacy (?:policy|settings|choices)|personal data|our partners|vendors|legitimate interest|accept all|reject all"
        r"|manage (?:my )?(?:options|preferences|settings)|tracking technolog(?:y|ies)|gdpr|advertising purposes)\b", re.IGNORECASE)),
    ("html.blocked", re.compile(
        r"\b(?:enable (?:javascript|js|cookies)|are you a (?:robot|human)|verify(?:ing)? (?:that )?you are (?:a )?human|checking your browser|access denied"
        r"|unusual traffic|captcha|ad ?blockers?|page not found|404|403 forbidden|not available in your (?:region|country|location)"
        r"|cloudflare|ray id|reference #|security check|temporarily unavailable|javascript is (?:disabled|required))\b", re.IGNORECASE)),
)  # fmt: skip

#: "By" before names, alone or with what was done.
BY = re.compile(
    r"^(?:(?:written|reported|reporting|posted|words|story|text|photographs?|photos?|pictures) )?by\b:?\s+|^authors?:\s+",
    re.IGNORECASE,
)
#: A byline in running text, its names in the case of names.
BYLINE = re.compile(
    r"\b[Bb]y:? (?P<names>[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,3}(?:(?:, | and | & )[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,3}){0,4})"
)
#: A day in running text, as bylines have it.
DAY_WORDS = re.compile(
    r"(?<!\d)(?:\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}(?:,? (?:at )?\d{1,2}:\d\d(?: ?[AaPp]\.?[Mm]\.?)?(?: [A-Z]{2,4})?)?"
    r"|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8}\.?,? \d{4}(?:,? (?:at )?\d{1,2}:\d\d(?: ?[AaPp]\.?[Mm]\.?)?(?: [A-Z]{2,4})?)?)"
)
NO_AUTHOR = re.compile(
    r"https?://|@|^\W*$|^(?:admin|administrator|webmaster|super user|root|unknown|none|null|undefined|author|posts?)$",
    re.IGNORECASE,
)

#: Where an article's time stands, marked elements first, then any in its upper part.
TIMES = (
    "[itemprop~='datePublished']",
    "time[pubdate], time[class*='publish' i], time[class*='entry-date' i]",
    "article time, main time, header time",
    "time",
    "[class*='dateline' i], [class*='pub-date' i], [class*='published' i], [class*='post-date' i], [class*='article-date' i], [class*='timestamp' i]",
)
