"""The HTTP API: everything that the pages show, for programs, described by one OpenAPI document."""

from sayso.faces.api.app import build_api

__all__ = ["build_api"]
