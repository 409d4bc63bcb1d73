"""What every page works with: the ledger's answers, settings, templates, a clock; and how it is sent."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import Environment
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sayso.classes import dataclass, field
from sayso.engine.access import Scope, Token
from sayso.engine.answers import Answers
from sayso.engine.config import Settings
from sayso.errors import SaysoError
from sayso.faces.exits import answer_to
from sayso.faces.web.assets import Manifest
from sayso.faces.web.counts import PAGE, Counts
from sayso.faces.web.memory import Kept, Memory
from sayso.faces.web.parts import Frame
from sayso.faces.web.seal import SESSION_COOKIE, Seal
from sayso.faces.web.theme import COOKIE as THEME_COOKIE
from sayso.faces.web.theme import next_path, theme_of
from sayso.ledger import ReportQuery

__all__ = ["HOLDER", "Desk", "Form", "Show", "back_to"]

#: Where a request's scope has the token of whoever asks.
HOLDER = "sayso.holder"

Show = Callable[[Request], Response]
#: The fields of a form that was posted, each given once.
Form = Mapping[str, str]
Act = Callable[[Request, Form], Response]
#: What a page depends on besides its address and theme; another value means that it is made anew.
Basis = Callable[[Request], Hashable]

#: Bytes of rendered pages that are kept.
_KEPT_BYTES = 32_000_000
#: Bytes of a form, and fields in it, at most. A note is the longest thing that is posted.
_FORM_BYTES, _FORM_FIELDS = 65_536, 64
#: A page depends on whoever asks (theme, session), and is asked for anew each time, which costs little where
#: its tag still holds.
_PAGE_HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Cookie"}


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class Desk:
    """Everything that pages need.

    Attributes:
        may_write: whether forms that change something are offered.
        clock: the present instant.
    """

    answers: Answers
    settings: Settings
    manifest: Manifest
    templates: Environment
    may_write: bool = True
    clock: Callable[[], datetime] = _now
    seal: Seal = field(default_factory=Seal)
    counts: Counts = field(default_factory=Counts)
    memory: Memory = field(default_factory=lambda: Memory(_KEPT_BYTES))

    def frame(self, request: Request, title: str, section: str = "", query: str = "") -> Frame:
        """The frame of a page: its title and the section of the navigation it belongs to."""
        asked = request.url.query
        return Frame(
            title=title,
            section=section,
            path=request.url.path + (f"?{asked}" if asked else ""),
            theme=theme_of(request.cookies.get(THEME_COOKIE)),
            query=query,
            token=self.seal.mark,
        )

    def may_change(self, request: Request) -> bool:
        """Whether whoever asks may change something, and so is offered forms that do."""
        token: Token | None = request.scope.get(HOLDER)
        return self.may_write and (token is None or token.scope is Scope.WRITE)

    def unfilled(self) -> bool:
        """Whether the ledger has no report yet, so that every list is empty."""
        return not self.answers.reports(ReportQuery(limit=1))

    def name_of(self, request: Request) -> str | None:
        """The name of the token of whoever asks; None where none is asked for."""
        token: Token | None = request.scope.get(HOLDER)
        return None if token is None else token.name

    def page(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        **context: Any,
    ) -> Response:
        """A rendered page. Give `frame` and whatever else its template names.

        ``context`` is `Any` because each template names its own things.
        """
        given = {"may_write": self.may_change(request), "unfilled": self.unfilled, **context}
        words = self.templates.get_template(template).render(given)
        body = words.encode("utf-8", "replace")  # lone surrogates of a fetched page cannot be sent
        return Response(body, status, media_type="text/html", headers=dict(_PAGE_HEADERS))

    def problem(
        self, request: Request, status: int, title: str, *, words: str = "", hint: str = "", code: str = ""
    ) -> Response:
        """A page that says what went wrong and what to do."""
        return self.page(
            request,
            "problem.html",
            status=status,
            frame=self.frame(request, title),
            words=words,
            hint=hint,
            code=code,
            again=request.url.path if status == 400 and request.url.query and request.method == "GET" else "",
        )

    def failed(self, request: Request, error: SaysoError) -> Response:
        """The page of one of our own errors."""
        title = error.message[:1].upper() + error.message[1:]
        return self.problem(
            request, answer_to(error).status, title, hint=_sentence(error.hint or ""), code=error.code
        )

    # ------------------------------------------------------------------ routes

    def route(self, path: str, show: Show, *, basis: Basis | None = None, kept: bool = True) -> Route:
        """A page that is only shown: ``show`` runs in a thread and may raise `SaysoError`.

        A page is kept until ``basis`` gives another value, which is the state of the whole ledger where it is
        left out. Not ``kept``: made anew each time, for pages that rest on more than the ledger.
        """
        how = (basis or self._ledger_state) if kept else None

        async def endpoint(request: Request) -> Response:
            request.scope[PAGE] = path
            return await run_in_threadpool(self._shown, request, show, how)

        return Route(path, endpoint, methods=["GET"])

    def post(self, path: str, act: Act) -> Route:
        """A form that changes something: ``act`` is called with its fields, once it is known to be ours."""

        async def endpoint(request: Request) -> Response:
            request.scope[PAGE] = path
            form = await self._form(request)
            if isinstance(form, Response):
                return form
            return await run_in_threadpool(self._acted, request, act, form)

        return Route(path, endpoint, methods=["POST"])

    def _ledger_state(self, _request: Request) -> Hashable:
        return self.answers.version()

    def _shown(self, request: Request, show: Show, basis: Basis | None) -> Response:
        try:
            if basis is None:
                return self.sent(request, show(request))
            theme = theme_of(request.cookies.get(THEME_COOKIE))
            asked = (request.url.path, request.url.query, theme, self.may_change(request))
            key = (*asked, basis(request), self.clock().date())
            session = self.seal.session_of(request.cookies.get(SESSION_COOKIE))
            tag = self.seal.tag(*key, session)
            if tag == request.headers.get("if-none-match"):
                return Response(status_code=304, headers={"ETag": tag, **_PAGE_HEADERS})
            page = self.memory.get(key)
            if page is None:
                made = show(request)
                if made.status_code != 200 or not isinstance(made.body, bytes):
                    return self.sent(request, made)
                page = Kept(body=made.body, media_type=made.headers["content-type"], headers=_own(made))
                self.memory.keep(key, page)
            headers = dict(page.headers) | {"Content-Type": page.media_type}
            if session is not None:
                headers["ETag"] = tag
            return self.sent(request, Response(page.body, headers=headers))
        except SaysoError as error:
            return self.sent(request, self.failed(request, error))

    def _acted(self, request: Request, act: Act, form: Form) -> Response:
        try:
            return self.sent(request, act(request, form))
        except SaysoError as error:
            return self.sent(request, self.failed(request, error))

    def sent(self, request: Request, response: Response) -> Response:
        """A page with its session's token; a browser without a session is given one."""
        if not response.headers.get("content-type", "").startswith("text/html"):
            return response
        cookie = request.cookies.get(SESSION_COOKIE)
        session = self.seal.session_of(cookie)
        if session is None:
            cookie = self.seal.new_session()
            session = self.seal.session_of(cookie) or ""
            response.set_cookie(
                SESSION_COOKIE, cookie, httponly=True, samesite="strict", secure=request.url.scheme == "https"
            )
        response.body = self.seal.fill(bytes(response.body), session)
        response.headers["content-length"] = str(len(response.body))
        return response

    def unsigned(self, response: Response) -> Response:
        """A page for whoever may be anybody: without a token."""
        response.body = bytes(response.body).replace(self.seal.mark.encode(), b"")
        response.headers["content-length"] = str(len(response.body))
        return response

    # ------------------------------------------------------------------ forms

    async def _form(self, request: Request) -> Form | Response:
        """The fields of a form of this server, or the refusal of one that is not."""
        if not _same_origin(request):
            return self._refused(request, 403, "This form came from another site", "")
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            return self._refused(request, 415, "Forms are sent as application/x-www-form-urlencoded", "")
        body = b""
        try:
            async for piece in request.stream():
                body += piece
                if len(body) > _FORM_BYTES:
                    return self._refused(request, 413, f"A form may have {_FORM_BYTES:,} bytes", "")
        except ClientDisconnect:
            return Response(status_code=400)
        try:
            pairs = parse_qsl(
                body.decode("ascii"), keep_blank_values=True, errors="replace", max_num_fields=_FORM_FIELDS
            )
        except ValueError:
            return self._refused(request, 400, "This form cannot be read", "")
        form = dict(pairs)
        if len(form) < len(pairs):
            return self._refused(request, 400, "A field of this form was given twice", "")
        session = self.seal.session_of(request.cookies.get(SESSION_COOKIE))
        if not self.seal.fits(session, form.pop("token", "")):
            return self._refused(
                request,
                403,
                "This page is older than the server",
                "Go back, load the page again and send the form once more. The same happens without cookies.",
            )
        return form

    def _refused(self, request: Request, status: int, title: str, hint: str) -> Response:
        return self.sent(request, self.problem(request, status, title, hint=hint, code="web.form"))


def back_to(value: str | None) -> Response:
    """To another page of this server, after a form was taken."""
    return RedirectResponse(next_path(value), status_code=303)


def _own(response: Response) -> dict[str, str]:
    """The headers of a page that are kept with it."""
    return {k: v for k, v in response.headers.items() if k not in ("content-length", "content-type")}


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "?")) or not words else ".")


def _same_origin(request: Request) -> bool:
    """Whether a post comes from a page of this server.

    Browsers send `Origin` with every post, and nobody but they can set `Sec-Fetch-Site`. Only hosts are
    compared, as a proxy in front may speak TLS.
    """
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site") == "same-origin"
    _, _, host = origin.partition("://")
    return bool(host) and host.lower() == request.headers.get("host", "").lower()
