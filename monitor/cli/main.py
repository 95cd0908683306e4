"""The entry point: the list of commands, loaded lazily, and the one place where errors become exit statuses.

Exit status: 0 done; 1 findings where asked for; 2 wrong input or configuration; 3 some items failed, or the program
itself did (the log it names says how); 130 interrupted.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NoReturn

import click

from monitor.__about__ import __version__
from monitor.cli.helping import HelpPage
from monitor.cli.language import language, say
from monitor.errors import ConfigError, HydrowatchError, InputError

COMMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "demo": "demo:demo",
        "scan": "scan:scan",
        "init": "workspace:init",
        "doctor": "workspace:doctor",
        "source": "source:source",
        "watch": "jobs:watch",
        "capture": "capture:capture",
        "import": "imports:import_",
        "imports": "imports:imports",
        "list": "listing:list_",
        "show": "listing:show",
        "search": "listing:search",
        "rules": "rules:rules",
        "policies": "policies:policies",
        "reassess": "reassess:reassess",
        "export": "export:export",
        "custody": "custody:custody",
        "verify": "verify:verify",
        "stamp": "stamp:stamp",
        "audit": "verify:audit",
        "serve": "serve:serve",
        "upload-token": "serve:upload_token",
    }
)
GARBAGE_AFTER: Final = 100_000  # objects made: one scan makes 70,000, none of which is garbage
FAULT: Final = 3
INTERRUPTED: Final = 130
_SAYS_NO_WORDS: Final = (ImportError, NameError, AttributeError, TypeError, MemoryError)
_GLOBAL: Final = frozenset({"-w", "--workspace", "--lang"})


class LazyGroup(click.Group):
    """A group whose commands are imported when one is called; its help page imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import one command; None when there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"monitor.cli.{module}"), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; an unknown one is answered with the names that are near."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = [name for name in COMMANDS if name.startswith(args[0][:2])] or list(COMMANDS)
            ctx.fail(say("cli.no_command", name=args[0], near=", ".join(near)))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of commands on the help page, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, say(f"cli.help.{name}")) for name in COMMANDS])


@click.group(
    cls=LazyGroup,
    help=say("cli.help"),
    epilog=say("cli.epilog"),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="hydrowatch")
@click.option("--lang", type=click.Choice(["zh", "en"]), help=say("cli.option.lang"))
@click.option(
    "-w",
    "--workspace",
    type=click.Path(path_type=Path),
    envvar="HYDROWATCH_WORKSPACE",
    default=Path(),
    help=say("cli.option.workspace"),
)
@click.pass_context
def cli(ctx: click.Context, lang: str | None, workspace: Path) -> None:  # noqa: ARG001 - language() read it already
    """Hold the workspace's folder for the command that follows."""
    ctx.obj = workspace


def main() -> None:
    """Run the command line and end the process with its exit status; no traceback reaches a user."""
    signal.signal(signal.SIGTERM, _interrupt)  # a stop by a service manager ends a job in order, as Ctrl-C does
    gc.set_threshold(GARBAGE_AFTER, 20, 20)  # what a start reads is no garbage: looking for some takes a tenth of it
    gc.enable()
    status = status_of(sys.argv[1:])
    gc.freeze()  # nor need it be looked through at the end
    sys.exit(status)


def status_of(arguments: list[str]) -> int:
    """Run one command line; returns its exit status and prints what went wrong as one sentence."""
    _open_streams()
    _speak_unicode()
    click.Context.formatter_class = HelpPage
    try:
        result: Any = cli.main(globals_first(arguments), prog_name="hydrowatch", standalone_mode=False)
        sys.stdout.flush()  # a full disk or a closed pipe shows here, not in a traceback at the end
    except click.exceptions.NoArgsIsHelpError as page:
        click.echo(page.format_message())
        return 2
    except click.ClickException as error:
        return _tell_usage(error)
    except (click.Abort, KeyboardInterrupt):
        return _complain(say("cli.interrupted"), INTERRUPTED)
    except (BrokenPipeError, SystemExit):  # click turns a closed pipe into exit status 1, which means findings here
        _silence_output()  # the reader (head, less) has gone: say nothing
        return 0
    except Exception as error:  # the last line before the user
        return _explain(error, arguments)
    return result if isinstance(result, int) else 0


def globals_first(arguments: Sequence[str]) -> list[str]:
    """The same arguments with -w, --workspace and --lang before the command: people write them at the end too."""
    first: list[str] = []
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            rest += [argument, *waiting]
        elif argument in _GLOBAL:
            first += [argument, *islice(waiting, 1)]
        elif argument.partition("=")[0] in _GLOBAL:
            first.append(argument)
        else:
            rest.append(argument)
    return first + rest


def _interrupt(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _open_streams() -> None:
    """Give a process that was started with closed streams (>&-) ones that go nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123


def _speak_unicode() -> None:
    """Write UTF-8 to files and pipes whatever the locale; a terminal that cannot show a character shows its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def _tell_usage(error: click.ClickException) -> int:
    from monitor.cli.usage import tell_usage  # noqa: PLC0415 - start-up time; errors are rare

    tell_usage(error)
    return 2


def _in_words(sentence: str) -> str:
    from monitor.publish.failures import say_failure  # noqa: PLC0415 - start-up time; errors are rare

    return say_failure(sentence, language())


def _explain(error: Exception, arguments: Sequence[str]) -> int:
    if isinstance(error, ConfigError | InputError) or _is_store_error(error):
        return _complain(_in_words(str(error)), 2)
    if isinstance(error, HydrowatchError):
        return _complain(_in_words(str(error)), 3)
    if isinstance(error, OSError):
        _silence_output()  # when it was the output that failed, it fails again at the end
        where = error.filename or say("cli.os_error.output")
        return _complain(say("cli.os_error", what=_in_words(str(error.strerror or error)), where=where), 2)
    if os.environ.get("HYDROWATCH_DEBUG"):
        raise error
    return _complain(say("cli.fault", kind=type(error).__name__, log=_write_log(error, arguments)), FAULT)


def _write_log(error: Exception, arguments: Sequence[str]) -> str:
    """Keep the traceback where the user can send it from; '-' when it cannot be written anywhere."""
    import tempfile  # noqa: PLC0415 - start-up time; faults are rare
    import traceback  # noqa: PLC0415

    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="hydrowatch-", suffix=".log", delete=False, encoding="utf-8", errors="backslashreplace"
        ) as log:
            told = [word for word in arguments if word in COMMANDS or word.startswith("-")]
            log.write(f"hydrowatch {__version__}, Python {sys.version}\ncommand: {' '.join(told)}\n")
            log.writelines(["Traceback (most recent call last):\n", *traceback.format_tb(error.__traceback__)])
            # The message of any other class may quote what was read: words of a listing, a phone number.
            message = str(error) if isinstance(error, _SAYS_NO_WORDS) else "(message left out)"
            log.write(f"{type(error).__name__}: {message}\n")
            return log.name
    except OSError:
        return "-"


def _is_store_error(error: Exception) -> bool:
    store = sys.modules.get("db.errors")  # never imported for its own sake: start-up time
    return store is not None and isinstance(error, store.StoreError)


def _complain(sentence: str, status: int) -> int:
    # A path named under a locale without Chinese holds its bytes; they are shown as what they were.
    shown = sentence.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    click.echo(f"hydrowatch: {shown}", err=True)
    return status


def _silence_output() -> None:
    """Keep Python from complaining at its end about what could not be written."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
