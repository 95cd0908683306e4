"""Help pages in the command's language: click's own words said in it, and lines that end where a reader ends them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import click

from monitor.cli.language import say
from monitor.cli.widths import folded, width_of

_LEAST: Final = 10  # columns that a meaning is given, however long its term
_HEADINGS: Final = {"Options": "cli.page.options", "Commands": "cli.page.commands"}
_OWN_WORDS: Final = {
    "Show this message and exit.": "cli.page.help",
    "Show the version and exit.": "cli.page.version",
}
_REQUIRED: Final = re.compile(r"(?<=[\[ ])required(?=[;\]])")
_DEFAULT: Final = re.compile(r"(?<=\[)default: ")
_SENTENCE: Final = re.compile(r".*?(?:。|\.(?= |$)|$)", re.DOTALL)


class HelpPage(click.HelpFormatter):
    """What click writes a help page with, in the command's language; widths in columns of a terminal."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that says how a command is called."""
        super().write_usage(prog, args, say("cli.page.usage") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """A heading, with its colon."""
        key = _HEADINGS.get(heading)
        self.write(self._indented(say(key) if key else f"{heading}:") + "\n")

    def write_text(self, text: str) -> None:
        """A text in paragraphs that a blank line parts."""
        paragraphs = [folded(" ".join(part.split()), self.width - self.current_indent) for part in text.split("\n\n")]
        self.write("\n\n".join("\n".join(map(self._indented, lines)) for lines in paragraphs) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Terms and what they mean, in two columns."""
        terms = list(rows)
        first = min(max((width_of(term) for term, _ in terms), default=0), col_max) + col_spacing
        room = max(self.width - first - self.current_indent, _LEAST)
        for term, meaning in terms:
            for line in _row(term, folded(_own_words(meaning), room), first):
                self.write(self._indented(line) + "\n")

    def _indented(self, line: str) -> str:
        return (" " * self.current_indent + line).rstrip()


class Group(click.Group):
    """A group of commands whose help page says of each its first sentence, whole."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands on the help page."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, _first_sentence(command.help or "")) for name, command in commands if command])


def _first_sentence(text: str) -> str:
    found = _SENTENCE.match(" ".join(text.split()))
    return found[0].rstrip("。.") if found else ""


def _row(term: str, meaning: Sequence[str], first: int) -> Iterator[str]:
    """The lines of one term: its meaning beside it, or below it where it is too wide."""
    beside = width_of(term) < first - 1
    yield term + " " * (first - width_of(term)) + meaning[0] if beside else term
    for line in meaning[beside:]:
        yield " " * first + line


def _own_words(words: str) -> str:
    """What click itself says, in the command's language; the words of a command stay as they are."""
    if key := _OWN_WORDS.get(words):
        return say(key)
    return _REQUIRED.sub(say("cli.page.required"), _DEFAULT.sub(say("cli.page.default"), words))
