"""A PostgreSQL server for the tests: of Debian's package, in a temporary folder, on a socket alone."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

__all__ = ["Server", "why_not"]

#: Where Debian lays the programs that are not on the path.
_DEBIAN = Path("/usr/lib/postgresql")
#: Who runs it where root does the tests, since the server refuses root.
_USER = "postgres"


def _programs() -> Path | None:
    """The folder of the server's programs, of the newest version."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    there = sorted(
        _DEBIAN.glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]) if p.parts[-3].isdigit() else 0
    )
    return there[-1].parent if there else None


def why_not() -> str | None:
    """Why no server can be started here; None if one can."""
    try:
        import psycopg  # noqa: F401, PLC0415  whether the extra is there
    except ImportError:
        return "psycopg is not installed (the extra `postgres`)"
    if _programs() is None:
        return "PostgreSQL is not installed (Debian: apt-get install postgresql)"
    if os.geteuid() == 0:
        try:
            pwd.getpwnam(_USER)
        except KeyError:
            return f"root cannot run a PostgreSQL server, and there is no user {_USER}"
        if shutil.which("setpriv") is None:
            return "root cannot run a PostgreSQL server, and setpriv is not installed"
    return None


class Server:
    """A running server. Its data is not kept, so nothing is written through to the disk."""

    def __init__(self) -> None:
        programs = _programs()
        assert programs is not None
        self._programs = programs
        # not pytest's own folder: another user must be able to enter it, and a socket's path is short
        self.folder = Path(tempfile.mkdtemp(prefix="sayso-pg-"))
        self._as: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(self.folder, _USER, _USER)
            self._as = ["setpriv", f"--reuid={_USER}", f"--regid={_USER}", "--clear-groups", "--"]
        how = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--username=sayso"]
        self.run("initdb", "--pgdata", str(self.folder / "data"), *how)
        self.start()

    def run(self, program: str, *arguments: str) -> None:
        """Run one of the server's programs, as whoever may."""
        command = [*self._as, str(self._programs / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, check=False)
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}{done.stderr}")

    def _control(self, *arguments: str) -> None:
        self.run("pg_ctl", "--pgdata", str(self.folder / "data"), "--wait", "--silent", *arguments)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "fsync": "off",
            "full_page_writes": "off",
            "max_connections": "60",
        }
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        self._control("--log", str(self.folder / "log"), "--options", options, "start")

    def stop(self, how: str = "fast") -> None:
        """Stop it: `fast` ends sessions, `immediate` is as if it had crashed."""
        self._control("--mode", how, "stop")

    def remove(self) -> None:
        """Stop it, and let go of what it held."""
        try:
            self.stop("immediate")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def drop(self, schema: str, version: int) -> None:
        """Empty a schema: of its rows where a ledger of a version is there, else of all that is in it.

        Making the tables anew takes half a second, most of what a small test takes.
        """
        import psycopg  # noqa: PLC0415  an extra

        with psycopg.connect(self.address(schema).partition("&schema")[0], autocommit=True) as session:
            tables = session.execute(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = to_regnamespace(%s)",
                (schema,),
            ).fetchall()
            session.execute(f"SET search_path = {schema}".encode())
            there = {name for (name,) in tables}
            state = (
                session.execute("SELECT user_version FROM ledger_state") if "ledger_state" in there else None
            )
            if state is None or state.fetchone() != (version,):
                session.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE".encode())
                return
            # neither triggers nor references are looked at
            session.execute("SET session_replication_role = replica")
            kept = {"migrations", "moments", "print_state", "ledger_state"}
            every = [f"DELETE FROM {name}" for name in sorted(there - kept)]
            session.execute(
                "; ".join(
                    [*every, "UPDATE moments SET last = 0", "UPDATE print_state SET stamp = 0"]
                ).encode()
            )

    def make_user(self, name: str) -> None:
        """A user who may only enter."""
        import psycopg  # noqa: PLC0415  an extra

        with psycopg.connect(self.address("").partition("&schema")[0], autocommit=True) as session:
            session.execute(f"DROP ROLE IF EXISTS {name}; CREATE ROLE {name} LOGIN".encode())

    def address(self, schema: str, database: str = "postgres", user: str = "sayso") -> str:
        """The address of the ledger in a schema."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.folder), safe='')}&schema={schema}"
