"""Reads the YAML files that people write: safely, with the line of every value, all errors of a file at once."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from monitor.errors import DataFileError

MAX_BYTES: Final = 8_000_000
MAX_NODES: Final = 500_000  # values of one file, aliases counted as often as they are used: no billion laughs
MAX_DEPTH: Final = 60
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# What pydantic says in words of Python, in words of a file.
_PLAIN: Final = {
    "tuple_type": "must be a list", "list_type": "must be a list", "model_type": "must be keys with their values",
    "dict_type": "must be keys with their values", "string_type": "must be text",
    "int_type": "must be a whole number", "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number", "float_parsing": "must be a number", "bool_type": "must be true or false",
    "bool_parsing": "must be true or false", "date_type": "must be a day, as 2026-11-27",
    "date_from_datetime_parsing": "must be a day, as 2026-11-27",
    "string_too_short": "must have at least {min_length} characters",
    "too_short": "must have at least {min_length} entries",
}  # fmt: skip
# What libyaml says of a line, with what to do.
_YAML: Final = {
    "did not find expected key": (
        "a key is wanted here: all keys of a group begin in one column, with the same number of spaces before them; "
        "a text with marks in it stands in quotation marks"
    ),
}

# Signs of a Chinese keyboard -> those that YAML knows.
_WIDE: Final = dict(zip("：，｛｝［］【】“”‘’＃－", ":,{}[][]\"\"''#-", strict=True))

Where = tuple[Hashable, ...]
T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class YamlFile:
    """The plain value of a YAML file and the line (from 1) on which each part of it stands."""

    path: Path
    value: Any
    lines: Mapping[Where, int]

    def line(self, where: Where = ()) -> int:
        """The line of a part, or of the nearest part around it that the file has."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def error(self, what: str, where: Where = ()) -> DataFileError:
        """A DataFileError that points at a part of this file."""
        return DataFileError(self.path, self.line(where), what)


def read_yaml(path: Path, *, max_bytes: int = MAX_BYTES) -> YamlFile:
    """Read one YAML document. Raises DataFileError: unreadable, too large, not YAML, a key twice, too many values."""
    text = _read_text(path, max_bytes)
    try:
        _check_depth(path, text)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem = _first_line(error)
        why = _slip(text, line, problem) or _YAML.get(problem, problem)
        raise DataFileError(path, line, f"not valid YAML: {why}") from error
    except yaml.YAMLError as error:
        raise DataFileError(path, 1, f"not valid YAML: {str(error).splitlines()[0]}") from error
    if node is None:
        raise DataFileError(path, 1, "the file is empty")
    if isinstance(node, yaml.ScalarNode) and "\uff1a" in text:
        what = "the file is words without keys; a key is followed by a half-width colon and a space"
        raise DataFileError(path, 1, f"not valid YAML: {what}")
    walk = _Walk(path)
    return YamlFile(path, walk.value(node, (), node.start_mark.line + 1), walk.lines)


def load_model(path: Path, model: type[M]) -> M:
    """Read a YAML file into a pydantic model. Raises DataFileError with every error of the file, a line each."""
    return validate(read_yaml(path), model)


def validate(file: YamlFile, model: type[T] | TypeAdapter[T], where: Where = ()) -> T:
    """Validate a part of a YAML file (by default all of it) against a model, type or TypeAdapter.

    Raises DataFileError: str() has one 'file:line: what is wrong' a line, in the order of the file.
    """
    adapter = model if isinstance(model, TypeAdapter) else TypeAdapter(model)
    value = file.value
    for step in where:
        value = value[step]
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        raise join_errors([file.error(_sentence(item), where + item["loc"]) for item in error.errors()]) from error


def join_errors(errors: list[DataFileError]) -> DataFileError:
    """One error that says them all, in the order of their lines; its line is the first one's."""
    ordered = sorted(errors, key=lambda error: error.line)
    rest = "".join(f"\n{error}" for error in ordered[1:])
    return DataFileError(ordered[0].path, ordered[0].line, ordered[0].what + rest)


class _Walk:
    """Turns the node tree into plain values, noting lines; counts, so that aliases cannot blow the file up."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[Where, int] = {}
        self.seen = 0
        self.scalars = yaml.constructor.SafeConstructor()

    def value(self, node: yaml.Node, where: Where, line: int) -> Any:
        self.seen += 1
        if self.seen > MAX_NODES:
            raise DataFileError(self.path, line, f"more than {MAX_NODES} values (or aliases that unfold to as many)")
        if len(where) > MAX_DEPTH:
            raise DataFileError(self.path, line, f"values are nested deeper than {MAX_DEPTH} levels")
        self.lines[where] = line
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, where)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(n, (*where, i), n.start_mark.line + 1) for i, n in enumerate(node.value)]
        return self._scalar(node, line)

    def _mapping(self, node: yaml.MappingNode, where: Where) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise DataFileError(self.path, line, "a key must be a single word or number")
            key = self._scalar(key_node, line)
            if key in result:
                raise DataFileError(self.path, line, f"the key {key!r} stands here twice")
            result[key] = self.value(value_node, (*where, key), line)
        return result

    def _scalar(self, node: yaml.Node, line: int) -> Hashable:
        try:
            return self.scalars.construct_object(node)  # type: ignore[no-any-return]
        except (yaml.YAMLError, ValueError) as error:
            if node.tag.endswith(":timestamp"):
                raise DataFileError(self.path, line, f"there is no day {node.value}") from error
            raise DataFileError(self.path, line, f"cannot be read: {str(error).splitlines()[0]}") from error


def _check_depth(path: Path, text: str) -> None:
    """Refuse deep nesting before composing: libyaml's composer recurses in C and would end the process."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise DataFileError(path, line, f"values are nested deeper than {MAX_DEPTH} levels")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _read_text(path: Path, max_bytes: int) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise DataFileError(path, 1, f"cannot be read: {error.strerror or error}") from error
    if len(data) > max_bytes:
        raise DataFileError(path, 1, f"the file is larger than {max_bytes} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DataFileError(path, line, "not UTF-8 text; save the file as UTF-8") from error


def _slip(text: str, line: int, problem: str) -> str:
    """What a Chinese keyboard or an editor put into a line that YAML does not know there; '' when nothing."""
    found = [*text.splitlines(), ""][min(line, text.count("\n") + 1) - 1]
    if "\t" in found[: len(found) - len(found.lstrip())]:
        return "a tab stands before the first word of this line; YAML wants spaces"
    unquoted = re.sub(r"\"[^\"]*\"|'[^']*'|(?:^|\s)#.*", "", found)
    likely = [sign for sign in _WIDE if sign in unquoted and ("mapping values" not in problem or _WIDE[sign] == ":")]
    wide = next(iter(likely), "")
    return f"the full-width {wide} stands here, YAML knows only {_WIDE[wide]}" if wide else ""


def _first_line(error: yaml.MarkedYAMLError) -> str:
    return str(error.problem or error.context or error).splitlines()[0]


def plain_words(kind: str, about: Mapping[str, Any], message: str) -> str:
    """What is wrong by one kind of pydantic error, in words of a file; `message` where there are no plainer ones."""
    if kind == "literal_error":
        return f"must be one of: {about['expected'].replace(' or ', ', ')}"
    return _PLAIN[kind].format(**about) if kind in _PLAIN else message


def _sentence(item: Any) -> str:
    """One pydantic error as 'the.field: what is wrong'."""
    field = ".".join(str(step) for step in item["loc"])
    kind, message = item["type"], item["msg"].removeprefix("Value error, ")
    if kind == "missing":
        return f"{field}: is missing"
    if kind == "extra_forbidden":
        return f"{field}: is not known here (a misspelling?)"
    message = plain_words(kind, item.get("ctx", {}), message)
    given = item.get("input")
    shown = (
        f", not {given!r}"
        if isinstance(given, str | int | float | bool) and "not " not in message and repr(given) not in message
        else ""
    )
    return f"{field}: {message[:1].lower() + message[1:]}{shown[:80]}" if field else message
