"""Writes docs/cli.md from the commands themselves: `python -m monitor.cli.reference`; a test holds the page true."""

from __future__ import annotations

from collections.abc import Iterator

import click

from monitor.cli.main import COMMANDS, cli

HEAD = """# Commands

Written by `python -m monitor.cli.reference`; `hydrowatch --lang zh COMMAND --help` says the same in Chinese.

Every command takes `-w DIR` (or `HYDROWATCH_WORKSPACE`; default: the current folder) and `--lang zh|en`, before or
after its name; `scan` reads own rules only of a workspace that is so named. Tables are for people; `jsonl` and `csv`
keep their fields from version to version and are always UTF-8. Exit status: 0 done; 1 findings where asked for (`scan
--fail-on`); 2 wrong input or configuration; 3 some items failed (listed on standard error), or the program itself did
(it names the log that says how); 130 interrupted. `scan` of inputs none of which can be read ends with 2.
"""


def reference() -> str:
    """The whole page, in Markdown."""
    context = click.Context(cli, info_name="hydrowatch")
    blocks = [HEAD]
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        blocks += _blocks(command, click.Context(command, info_name=name, parent=context))
    return "\n".join(blocks)


def _blocks(command: click.Command, context: click.Context) -> Iterator[str]:
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"## {context.command_path} {usage}\n\n{command.help}\n"
    options = (option for option in command.params if isinstance(option, click.Option))
    rows = [row for option in options if (row := option.get_help_record(context)) and "--help" not in row[0]]
    if rows:
        yield "\n".join(f"- `{option}`: {told}" for option, told in rows) + "\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _blocks(inner, click.Context(inner, info_name=name, parent=context))


if __name__ == "__main__":
    click.echo(reference(), nl=False)
