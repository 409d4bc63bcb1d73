"""Static files: what `web/build.mjs` made, checked against its manifest, served so that browsers keep them.

All files stand under one segment that is the digest of them all (`/static/<version>/js/map.js`). So an
address never changes its content, and modules reach one another by relative paths that need no rewriting.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sayso.classes import dataclass
from sayso.errors import ConfigError, cut
from sayso.faces.web.packing import takes_gzip

__all__ = ["MEDIA_TYPES", "Asset", "Manifest", "static_manifest", "static_route"]

_FOLDER = Path(__file__).parent / "static"
_HINT = (
    "in a clone run `make web` (it needs Node 20 or newer with npm); a released package holds these files, "
    "so reinstall it"
)
_PACKED_FROM_BYTES = 1024  # below, the headers of packing outweigh what it saves

#: Own table: what the system calls `.mjs` and `.geojson` differs, and with `nosniff` a wrong
#: name stops a module.
MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".js": "text/javascript; charset=utf-8",
        ".mjs": "text/javascript; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".json": "application/json",
        ".geojson": "application/geo+json",
        ".svg": "image/svg+xml",
        ".txt": "text/plain; charset=utf-8",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One static file as it was built."""

    name: str
    path: Path
    sha256: str
    n_bytes: int
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """All static files, and the digest that names them together."""

    version: str
    assets: Mapping[str, Asset]
    prefix: str = "/static"

    def url(self, name: str) -> str:
        """The address of a file.

        Raises:
            ConfigError: there is no such file; a template asks for something that was never built.
        """
        if name not in self.assets:
            raise ConfigError(f"no static file is named {cut(name)}", item=name, hint=_HINT)
        return f"{self.prefix}/{self.version}/{name}"


def static_manifest(folder: Path = _FOLDER) -> Manifest:
    """Read the manifest and check that every file is there as it was built.

    Cost:
        Hashes about 3 MB.
    Raises:
        ConfigError: the files were not built, or are not those of the manifest; its hint says how to
            build them.
    """
    listing = folder / "manifest.json"
    try:
        told = json.loads(listing.read_text(encoding="utf-8"))
        version, files = str(told["version"]), dict(told["files"])
    except FileNotFoundError:
        raise ConfigError(
            "the files of the web pages were not built", item=str(listing), hint=_HINT
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"the list of static files cannot be read: {cut(error)}", item=str(listing), hint=_HINT
        ) from error
    assets = {name: _checked(folder, name, str(sha256)) for name, sha256 in files.items()}
    return Manifest(version=version, assets=MappingProxyType(assets))


def _checked(folder: Path, name: str, sha256: str) -> Asset:
    """A file of the manifest, after comparing its bytes."""
    parts = PurePosixPath(name)
    suffix = parts.suffix
    if parts.is_absolute() or ".." in parts.parts or suffix not in MEDIA_TYPES:
        raise ConfigError(f"the list of static files names {cut(name)}", item=name, hint=_HINT)
    path = folder / name
    try:
        body = path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"a static file is missing or unreadable: {cut(name)}", item=str(path), hint=_HINT
        ) from error
    if hashlib.sha256(body).hexdigest() != sha256:
        raise ConfigError(f"a static file is not as it was built: {cut(name)}", item=str(path), hint=_HINT)
    return Asset(name=name, path=path, sha256=sha256, n_bytes=len(body), media_type=MEDIA_TYPES[suffix])


def static_route(manifest: Manifest) -> Route:
    """A route that serves the manifest's files and nothing else.

    A path is only ever looked up among the manifest's names, so that no path of a request reaches the
    disk. Answers may be kept for ever, as another content has another address.
    """

    @lru_cache(maxsize=256)
    def body_of(name: str, *, packed: bool) -> bytes:
        body = manifest.assets[name].path.read_bytes()
        return gzip.compress(body, compresslevel=9, mtime=0) if packed else body

    def serve(request: Request) -> Response:
        asset = manifest.assets.get(request.path_params["name"])
        if asset is None or request.path_params["version"] != manifest.version:
            return Response("no such file\n", status_code=404, media_type="text/plain")
        packed = asset.n_bytes >= _PACKED_FROM_BYTES and takes_gzip(
            request.headers.get("accept-encoding", "")
        )
        tag = f'"{asset.sha256[:32]}{"-gz" if packed else ""}"'
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable",
            "ETag": tag,
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
        }
        if tag in (given.strip() for given in request.headers.get("if-none-match", "").split(",")):
            return Response(status_code=304, headers=headers)
        if packed:
            headers["Content-Encoding"] = "gzip"
        return Response(body_of(asset.name, packed=packed), headers=headers, media_type=asset.media_type)

    return Route(f"{manifest.prefix}/{{version}}/{{name:path}}", serve, methods=["GET"], name="static")
