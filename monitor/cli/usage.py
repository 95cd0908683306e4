"""What the command line was told wrongly, said in the command's language; click itself speaks English alone."""

from __future__ import annotations

import click

from monitor.cli.language import language, say
from monitor.publish.failures import say_failure


def tell_usage(error: click.ClickException) -> None:
    """Print an error of click's on standard error: how the command is used, where its help is, what was wrong."""
    if language() == "en":
        error.show()
        return
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        pieces = " ".join(context.command.collect_usage_pieces(context))
        click.echo(say("cli.usage", command=context.command_path, pieces=pieces), err=True)
    click.echo(say("cli.usage.wrong", what=say_failure(error.format_message(), language())), err=True)
