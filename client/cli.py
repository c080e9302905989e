"""The command `patchlens`. Settings come from the environment; README.md lists them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from client.parts import how_to_install, missing

if TYPE_CHECKING:
    from client.study import Server
    from contract.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)

OVER = ("done", "failed", "cancelled", "skipped")
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


@app.command()
def study(
    name: Annotated[str, typer.Argument(help="ablation, lens or knockout")],
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="of pictures")],
    url: Annotated[str, typer.Option(help="where PatchLens runs")] = "http://127.0.0.1:8000",
    preset: Annotated[str, typer.Option(help="which objects: paper or loose")] = "paper",
    limit: Annotated[int | None, typer.Option(min=1, help="at most so many pictures")] = None,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    words: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="lines of file,word")
    ] = None,
    model: Annotated[str | None, typer.Option(help="a model that is served there")] = None,
    param: Annotated[list[str] | None, typer.Option(help="name=value, any number")] = None,
    out: Annotated[Path | None, typer.Option(help="write the Markdown table here")] = None,
) -> None:
    """Ask a study of a folder of labelled pictures, follow it, print its tables."""
    from client.study import Refused, Server, gather, read_params

    server = Server(url)
    try:
        pictures, dataset = gather(folder, limit, words)
        params = {"preset": preset, "seed": seed, **read_params(param or [])}
        wish = {"study": name, "model": model, "dataset": dataset, "params": params}
        dataset["pictures"] = upload_all(server, pictures)
        opened = server.ask("POST", "/api/studies", wish)
        follow_to_end(server, opened)
        table = server.call("GET", f"/api/studies/{opened['id']}/table?format=md").decode()
    except Refused as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(table)
    if out is not None:
        out.write_text(table)


def upload_all(server: Server, pictures: list[Path]) -> list[dict[str, str]]:
    """Upload the pictures under a progress bar."""
    from client.study import uploaded

    with typer.progressbar(pictures, label="Uploading", file=sys.stderr) as bar:
        return list(uploaded(server, bar))


def follow_to_end(server: Server, opened: dict[str, Any]) -> None:
    """Show progress and estimate until the study has ended; Ctrl-C leaves it running."""
    from client.study import followed

    total = opened["progress"]["total"]
    typer.echo(f"{total:,} questions: {server.url}{opened['url']}", err=True)
    try:
        with typer.progressbar(length=total, label="Asking", file=sys.stderr) as bar:
            for now in followed(server, opened):
                over = sum(now["progress"][name] for name in OVER)
                bar.update(over - bar.pos)
    except KeyboardInterrupt:
        typer.echo(
            f"\nThe study goes on. Look at it or cancel it: {server.url}{opened['url']}\n"
            f"curl -X POST {server.url}/api/studies/{opened['id']}/cancel",
            err=True,
        )
        raise typer.Exit(130) from None


if __name__ == "__main__":
    app()
