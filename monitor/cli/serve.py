"""hydrowatch serve and upload-token: the web app of a workspace, on this machine only, and who may upload to it."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli.language import say


@click.command(help=say("cli.serve.help"))
@click.option("--host", default="127.0.0.1", show_default=True, help=say("cli.serve.host"))
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help=say("cli.serve.port"))
@click.pass_obj
def serve(folder: Path, host: str, port: int) -> int:
    """Serve the workspace until interrupted."""
    from monitor.run.workspace import open_workspace  # noqa: PLC0415 - start-up time
    from monitor.web.app import serve as serve_app  # noqa: PLC0415

    with open_workspace(folder, read_only=True) as workspace:
        serve_app(workspace, host=host, port=port)
    return 0


@click.command(name="upload-token", help=say("cli.upload_token.help"))
@click.option("--new", "renew", is_flag=True, help=say("cli.upload_token.new"))
@click.pass_obj
def upload_token(folder: Path, renew: bool) -> int:
    """Print the token that SingleFile and other programs send with an upload."""
    from monitor.run.importing import tokens  # noqa: PLC0415 - start-up time
    from monitor.run.workspace import open_workspace  # noqa: PLC0415

    with open_workspace(folder, read_only=True) as workspace:
        make = tokens.new_upload_token if renew else tokens.upload_token
        click.echo(make(workspace.path))
    click.echo(say("cli.upload_token.hint"), err=True)
    return 0
