"""Lists of pages as files to take away: the rows of exactly what is shown, as CSV or JSON."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from starlette.responses import Response

import sayso
from sayso.classes import dataclass
from sayso.errors import QueryError, cut
from sayso.faces.export.csv_file import write_rows
from sayso.faces.export.json_text import as_json
from sayso.faces.web.parts import Export

__all__ = ["MOST_ROWS", "Listed", "as_file", "file_links", "form_of"]

#: Rows of a file. More are asked for through the API or `sayso export`, page by page.
MOST_ROWS = 1_000
_FORMS = ("csv", "json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list that can be taken away.

    Attributes:
        name: what is listed, in letters and hyphens: it names the file.
        columns: of each row; a value of a row is text, a number or None.
        asked: the parameters that the list was asked for with.
        note: over what it was counted, or how it was cut off.
    """

    name: str
    columns: Sequence[str]
    rows: Iterable[Mapping[str, object]]
    asked: Mapping[str, str]
    note: str = ""


def form_of(given: dict[str, str]) -> str | None:
    """The form in which a list is asked for, taken out of its parameters; None for the page.

    Raises:
        QueryError: there is no such form.
    """
    form = given.pop("to", None)
    if form is not None and form not in _FORMS:
        raise QueryError(
            f"no form {cut(form)}", item="to", hint=f"lists of pages are given as {' or '.join(_FORMS)}"
        )
    return form


def as_file(listed: Listed, form: str) -> Response:
    """The list as a file; text that a spreadsheet would take for a formula is made harmless in CSV."""
    rows = [{name: row.get(name) for name in listed.columns} for row in islice(listed.rows, MOST_ROWS)]
    if form == "csv":
        out = io.StringIO(newline="")
        write_rows(listed.columns, rows, out)
        body, kind = out.getvalue(), "text/csv"
    else:
        document: dict[str, object] = {
            "schema": "sayso/1",
            "list": listed.name,
            "version": sayso.__version__,
            "asked": dict(listed.asked),
            "note": listed.note or None,
            "rows": rows,
        }
        body, kind = as_json(document, indent=1, tidy=True) + "\n", "application/json"
    # the name is ours and has no characters that a header would trip over
    named = f'attachment; filename="sayso-{listed.name}.{form}"'
    headers = {"Content-Disposition": named, "Cache-Control": "private, no-cache"}
    return Response(body.encode("utf-8", "replace"), media_type=kind, headers=headers)


def file_links(href: Callable[[Mapping[str, str]], str], note: str = "") -> list[Export]:
    """Links to a list as files; ``href`` gives its address with other parameters."""
    return [
        Export(label="CSV", href=href({"to": "csv"}), note=note or "for a spreadsheet"),
        Export(label="JSON", href=href({"to": "json"}), note="with what was asked"),
    ]
