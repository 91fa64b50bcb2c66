"""YAML 1.2 read as text first: what a scalar is, is decided afterwards; lines are remembered.

An identity number with a leading zero stays what it is, a time stays text, and ``no`` is a word.
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
# Organisation and identity numbers are texts in every API; party ids, which are not, are shorter.
_LONG_NUMBER = re.compile(r"\d{9,}")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


class YamlError(ValueError):
    """A text is not what it should be; ``line`` counts from 1, None where it cannot be told."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class LocatedDocument:
    """A document as plain JSON values, and the line on which each part of it begins."""

    value: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int | None:
        """Return the line of the part at *path*, or of the nearest part around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


def read_yaml(text: str) -> LocatedDocument:
    """Read one YAML 1.2 (or JSON) document.

    Raises:
        ReadError: if *text* is anything else, or names a key twice.
    """
    try:
        node = YAML(typ="safe", pure=True).compose(StringIO(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        raise YamlError(f"this is no YAML: {error.problem or error.context}", line) from error
    except YAMLError as error:
        raise YamlError(f"this is no YAML: {error}") from error
    if node is None:
        raise YamlError("there is nothing in it", 1)
    lines: dict[Path, int] = {}
    return LocatedDocument(_value(node, (), lines), lines)


def _value(node: Node, path: Path, lines: dict[Path, int]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    match node:
        case MappingNode():
            return _mapping(node, path, lines)
        case SequenceNode():
            return [_value(each, (*path, place), lines) for place, each in enumerate(node.value)]
        case ScalarNode():
            return _scalar(node)
        case _:
            raise YamlError("this cannot be read", node.start_mark.line + 1)


def _mapping(node: MappingNode, path: Path, lines: dict[Path, int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            raise YamlError("a key is a plain word; put text with braces in quotes", line)
        key = key_node.value
        if key in found:
            raise YamlError(f"{key!r} is there twice; leave one", line)
        lines[(*path, key)] = line
        found[key] = _value(value_node, (*path, key), lines)
    return found


def _scalar(node: ScalarNode) -> Any:
    text: str = node.value
    if node.style is not None:  # quoted or a block: text, whatever it looks like
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _NUMBER.fullmatch(text) and not _LONG_NUMBER.fullmatch(text):
        return float(text) if {".", "e", "E"} & set(text) else int(text)
    return text
