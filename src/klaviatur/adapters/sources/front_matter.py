"""The head of a Markdown file: YAML-like scalars and lists between ---, or TOML between +++."""

import re
import tomllib

_YAML = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_KEY = re.compile(r"([A-Za-zÄÖÜäöüß][\w äöüÄÖÜß./-]{0,40}?)\s*:(?:[ \t]+(.*))?$")
_ITEM = re.compile(r"\s*-\s+(.*)$")
_COMMENT = re.compile(r"\s+#\s.*$")
_FOLDED = {">", "|", ">-", "|-", ">+", "|+"}


def split_front_matter(text: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """Return the keys and values in order, and the text after the head.

    Lists become one value per item under the same key; nested keys are joined by a full stop ("contact.name").
    What is not understood stays in the text.
    """
    found = _TOML.match(text)
    if found:
        return _read_toml(found, text)
    found = _YAML.match(text)
    if not found:
        return (), text
    pairs = _read_yaml(found.group(1).splitlines())
    return (tuple(pairs), text[found.end() :]) if pairs else ((), text)


def _read_toml(found: re.Match[str], text: str) -> tuple[tuple[tuple[str, str], ...], str]:
    try:
        table = tomllib.loads(found.group(1))
    except tomllib.TOMLDecodeError:
        return (), text
    return tuple(_flatten("", table)), text[found.end() :]


def _flatten(prefix: str, value: object) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [pair for key, inner in value.items() for pair in _flatten(f"{prefix}.{key}" if prefix else key, inner)]
    if isinstance(value, list):
        return [pair for inner in value for pair in _flatten(prefix, inner)]
    return [(prefix, str(value))]


def _read_yaml(lines: list[str]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    path: list[tuple[int, str]] = []
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        indent = len(line) - len(line.lstrip())
        _take_line(line, indent, path, pairs)
    return [(key, value) for key, value in pairs if value]


def _take_line(line: str, indent: int, path: list[tuple[int, str]], pairs: list[tuple[str, str]]) -> None:
    item = _ITEM.match(line)
    key = _KEY.match(item.group(1) if item else line.strip())
    if key and not (item and not path):
        while path and path[-1][0] >= indent + (1 if item else 0):
            path.pop()
        path.append((indent + (2 if item else 0), key.group(1).strip()))
        _add(path, key.group(2) or "", pairs)
    elif item:
        while len(path) > 1 and path[-1][0] > indent:
            path.pop()
        _add(path, item.group(1), pairs)
    elif pairs and indent:
        pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {line.strip()}".strip())


def _add(path: list[tuple[int, str]], value: str, pairs: list[tuple[str, str]]) -> None:
    name = ".".join(key for _, key in path)
    value = value.strip()
    if value.startswith("[") and value.endswith("]"):
        pairs.extend((name, _unquote(item)) for item in re.split(r",\s*", value[1:-1]) if item.strip())
    else:
        pairs.append((name, "" if value in _FOLDED else _unquote(value)))


def _unquote(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return _COMMENT.sub("", value)
