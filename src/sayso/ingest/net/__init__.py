"""The network, as a hostile place: fetching, politeness towards hosts, polling of feeds."""

from sayso.ingest.net.addresses import LOOPBACK_ONLY, PRIVATE_TOO, PUBLIC, AddressPolicy
from sayso.ingest.net.bounds import FetchLimits
from sayso.ingest.net.failures import Failure
from sayso.ingest.net.fetcher import ANY, FEEDS, NEWS, PAGES, Fetched, Fetcher, Request, Validators
from sayso.ingest.net.headers import user_agent
from sayso.ingest.net.post import Posted, Poster, allowed_hosts
from sayso.ingest.net.sniffing import Form
from sayso.ingest.net.transport import Network
from sayso.ingest.net.urls import WEB_PORTS, WebUrl, web_url

__all__ = [
    "ANY",
    "FEEDS",
    "LOOPBACK_ONLY",
    "NEWS",
    "PAGES",
    "PRIVATE_TOO",
    "PUBLIC",
    "WEB_PORTS",
    "AddressPolicy",
    "Failure",
    "FetchLimits",
    "Fetched",
    "Fetcher",
    "Form",
    "Network",
    "Posted",
    "Poster",
    "Request",
    "Validators",
    "WebUrl",
    "allowed_hosts",
    "user_agent",
    "web_url",
]
