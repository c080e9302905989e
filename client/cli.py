"""The command `patchlens`. Settings come from the environment; README.md lists them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import typer

from client.parts import how_to_install, missing

if TYPE_CHECKING:
    from contract.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)

MARKS = {"fine": "ok  ", "note": "note", "wrong": "BAD "}


def settings() -> Settings:
    """The settings, or a word about each that is wrong."""
    from pydantic import ValidationError

    from contract.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        for wrong in error.errors():
            name = "_".join(map(str, wrong["loc"])).upper()
            typer.echo(f"{name}={wrong['input']}: {wrong['msg']}", err=True)
        raise typer.Exit(1) from None


def become(module: str, parts: list[str]) -> None:
    """Turn this process into `module`, or say what is not installed or not well set."""
    settings()
    for part in parts:
        lacking = missing(part)
        if lacking:
            typer.echo(f"This needs {', '.join(lacking)}: {how_to_install(part)}", err=True)
            raise typer.Exit(1)
    os.execv(sys.executable, [sys.executable, "-P", "-m", module])  # noqa: S606


@app.command()
def up() -> None:
    """Start everything on this machine: queue, worker and web server, until Ctrl-C."""
    chosen = settings()
    parts = ["web"]
    parts += ["worker"] if chosen.workers else []
    parts += [] if chosen.redis_url else ["server"]
    become("supervisor", parts)


@app.command()
def web() -> None:
    """Start one web server (REDIS_URL, DATABASE_URL and STORE_URL say where the rest is)."""
    become("app", ["web"])


@app.command()
def worker() -> None:
    """Start one worker that serves MODEL to the web servers on the same REDIS_URL."""
    become("worker", ["worker"])


@app.command()
def doctor() -> None:
    """Look at this machine: what is wrong with it, and how to mend that."""
    from client.findings import examine

    wrong = 0
    for finding in examine(settings()):
        typer.echo(f"{MARKS[finding.state]} {finding.about:<18} {finding.detail}")
        if finding.state != "fine" and finding.mend:
            typer.echo(f"     {'':<18} -> {finding.mend}")
        wrong += finding.state == "wrong"
    if wrong:
        raise typer.Exit(1)


if __name__ == "__main__":
    app()
