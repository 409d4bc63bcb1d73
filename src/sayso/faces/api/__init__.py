"""The HTTP API: everything that the pages show, for programs, described by one OpenAPI document."""
