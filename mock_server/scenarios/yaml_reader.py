"""A YAML 1.2 reader that keeps line numbers and converts only unambiguous scalars.

Identity numbers with leading zeros, times and words such as ``no`` stay text.
"""

import re
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Path = tuple[str | int, ...]

_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
# Organisation and identity numbers are strings in all APIs; party ids are shorter numbers.
_LONG_NUMBER = re.compile(r"\d{9,}")
_KEYWORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


class YamlError(ValueError):
    """Invalid YAML; ``line`` counts from 1 and is None if it is not known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class LocatedDocument:
    """A document as JSON values, with the line on which each part begins."""

    value: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int | None:
        """Return the line of the part at *path*, or of the closest part that contains it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


def read_yaml(text: str) -> LocatedDocument:
    """Parse one YAML 1.2 (or JSON) document.

    Raises:
        YamlError: if *text* is not valid, or has a duplicate key.
    """
    try:
        node = YAML(typ="safe", pure=True).compose(StringIO(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        raise YamlError(f"invalid YAML: {error.problem or error.context}", line) from error
    except (YAMLError, ValueError) as error:
        raise YamlError(f"invalid YAML: {error}") from error
    except RecursionError as error:
        raise YamlError("invalid YAML: nested too deeply") from error
    if node is None:
        raise YamlError("the file is empty", 1)
    lines: dict[Path, int] = {}
    return LocatedDocument(_value(node, (), lines), lines)


def _value(node: Node, path: Path, lines: dict[Path, int]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    match node:
        case MappingNode():
            return _mapping(node, path, lines)
        case SequenceNode():
            return [_value(each, (*path, index), lines) for index, each in enumerate(node.value)]
        case ScalarNode():
            return _scalar(node)
        case _:
            raise YamlError("unsupported YAML", node.start_mark.line + 1)


def _mapping(node: MappingNode, path: Path, lines: dict[Path, int]) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            raise YamlError("keys must be plain text; put text with braces in quotes", line)
        key = key_node.value
        if key in mapping:
            raise YamlError(f"duplicate key {key!r}", line)
        lines[(*path, key)] = line
        mapping[key] = _value(value_node, (*path, key), lines)
    return mapping


def _scalar(node: ScalarNode) -> Any:
    text: str = node.value
    if node.style is not None:  # quoted, or a block
        return text
    if text in _KEYWORDS:
        return _KEYWORDS[text]
    if _NUMBER.fullmatch(text) and not _LONG_NUMBER.fullmatch(text):
        return float(text) if {".", "e", "E"} & set(text) else int(text)
    return text
