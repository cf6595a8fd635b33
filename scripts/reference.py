"""The reference of the command, the configuration and the Python functions, as pages of documentation.

    python scripts/reference.py docs/reference               writes the pages
    python scripts/reference.py docs/reference --examples    takes the examples of laws anew first (a minute), as it does by itself
                                                             where a law has none, or an example no law

The examples come from the world of ``tests/contract/sound-world.toml``, in which every law speaks.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import json
import tempfile
import textwrap
from collections.abc import Iterable, Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from contracts.invariants.catalogue import LAWS
from contracts.parameters import PARAMETERS
from contracts.reference.examples import examples, read, write
from contracts.strategies import __all__ as strategies
from generator.cli import main as command
from generator.config import PRESETS, Config, configure, read_config
from generator.generate import generate

SOUND_WORLD = Path(__file__).parents[1] / "tests/contract/sound-world.toml"

FUNCTIONS = {
    "contracts.judge": ("judge",),
    "contracts.verdict": ("Report", "Result", "Verdict", "Observed"),
    "contracts.witnesses": ("write_witnesses",),
    "contracts.explain.story": ("explain",),
    "contracts.sensitivity": ("sensitivity",),
    "contracts.fuzz.fuzz": ("fuzz",),
    "contracts.report.json_report": ("render", "as_data"),
    "contracts.report.junit": ("render",),
    "contracts.report.html": ("render",),
    "contracts.strategies": tuple(strategies),
    "contracts.protocols": ("InventoryManager", "Replenished", "Closing", "SalesValidator", "Allocator", "StockoutGenerator"),
    "generator.config": ("configure", "read_config"),
    "generator.generate": ("generate",),
}
"""What other people's code may call, by module."""

_WIDTH = 110


def pages() -> dict[str, str]:
    """Markdown by file name."""
    return {"command.md": _command(), "configuration.md": _configuration(), "parameters.md": _parameters(), "python.md": _python()}


def _command() -> str:
    opening = (
        "# The command\n\nEverything that `stockproof` does, as its `--help` says it. `python -m contracts` is the same without `generate`,"
        " for a set-up without the generator. This page is derived from the code by `make docs`.\n"
    )
    parts = [f"## stockproof {name}\n\n```text\n{_help(name, each)}\n```\n" for name, each in sorted(command.commands.items())]
    return "\n".join([opening, *parts])


def _help(name: str, each: click.Command) -> str:
    parent = click.Context(command, info_name="stockproof", **command.context_settings)
    return each.get_help(click.Context(each, info_name=name, parent=parent, terminal_width=_WIDTH, max_content_width=_WIDTH)).rstrip()


def _configuration() -> str:
    rows = "\n".join(
        f"| `{field.alias or name}` | {field.description} | {_default(field.default)} |" for name, field in Config.model_fields.items()
    )
    presets = "\n".join(
        f"| `{name}` | {', '.join(f'{key} {value}' for key, value in values.items())} |" for name, values in PRESETS.items()
    )
    return f"""\
# Configuration

What a world is made from: keys of a TOML file for `stockproof generate --config`, of which some have a flag of their own. A flag goes
before the file, the file before the preset. `locations` stands for stores, warehouses and dcs in the proportion 10:2:1. An unknown key
or an impossible value is refused with one line that says what is allowed. This page is derived from `generator/config.py` by `make docs`.

| key | meaning | default |
|---|---|---|
{rows}

## Presets

| preset | what it sets |
|---|---|
{presets}
"""


def _default(value: Any) -> str:
    return f"`{list(value) if isinstance(value, tuple) else value}`" if value != "" else "none"


def _parameters() -> str:
    rows = "\n".join(
        f"| `{p.name}` | {p.meaning} | {'none' if p.default is None else f'{p.default:g}'} | {p.minimum:g} to {p.maximum:g} | {p.source} |"
        for p in PARAMETERS.values()
    )
    return f"""\
# Parameters

The thresholds of the contract. What `generate` leaves with its tables goes before the default, a mapping before that, and
`--param NAME=VALUE` before all; the report says of each where it came from. This page is derived from `contracts/parameters.py` by
`make docs`.

| parameter | meaning | default | allowed | source |
|---|---|---|---|---|
{rows}
"""


def _python() -> str:
    opening = (
        "# Python\n\nEverything the command does is one call. Each part is imported where it is used, so that importing `contracts` costs"
        " nothing. This page is derived from the docstrings by `make docs`.\n"
    )
    return "\n".join([opening, *(part for module, names in FUNCTIONS.items() for part in _module(module, names))])


def _module(module: str, names: Iterable[str]) -> Iterator[str]:
    loaded = import_module(module)
    yield f"## {module}\n"
    for name in names:
        thing = getattr(loaded, name)
        kind = "class " if inspect.isclass(thing) else ""
        yield f"### {kind}{name}\n\n```python\nfrom {module} import {name}\n\n{_signature(name, thing)}\n```\n\n{_docstring(thing)}\n"


def _signature(name: str, thing: Any) -> str:
    """How it is called, a parameter a line where one line is too long; of a class its fields or values, of a protocol its methods."""
    if getattr(thing, "_is_protocol", False):
        return "\n\n".join(_method(name, method) for name, method in vars(thing).items() if name[0] != "_")
    if inspect.isclass(thing):
        fields = {member.name: json.dumps(member.value) for member in thing} if issubclass(thing, Enum) else thing.__annotations__
        return "\n".join(f"{field}{' = ' if issubclass(thing, Enum) else ': '}{kind}" for field, kind in fields.items())
    return _wrapped(name, thing)


def _wrapped(name: str, function: Any) -> str:
    header = _header(name, function)
    if len(header) <= _WIDTH:
        return header
    inside, _, back = header.removeprefix(f"{name}(").rpartition(")")
    return f"{name}(\n{''.join(f'    {each},{chr(10)}' for each in _split(inside) if each != 'self')}){back}"


def _method(name: str, method: Any) -> str:
    text = (inspect.getdoc(method) or "").replace("``", "`").replace("\n", "\n    # ")
    return f"{_wrapped(name, method).replace('(self, ', '(', 1)}\n    # {text}"


def _header(name: str, thing: Any) -> str:
    """The call as the source has it; as Python tells it where a library has made a function of the source."""
    try:
        source = ast.parse(textwrap.dedent(inspect.getsource(thing))).body[0]
    except OSError:
        return f"{name}{inspect.signature(thing)}".replace("'", "")
    assert isinstance(source, ast.FunctionDef)
    source.body, source.decorator_list = [ast.Pass()], []
    return ast.unparse(source).removeprefix("def ").partition("\n")[0].removesuffix(":")


def _split(parameters: str) -> list[str]:
    """Parameters apart from each other, by the commas that stand in no bracket."""
    depth, parts = 0, [""]
    for sign in parameters:
        depth += (sign in "[(") - (sign in "])")
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def _docstring(thing: Any) -> str:
    """The docstring as Markdown: double backquotes are single ones, what is raised a list."""
    text = (inspect.getdoc(thing) or "").replace("``", "`")
    body, _, raised = text.partition("Raises:\n")
    errors = "\n".join(f"- raises {line.strip()}" for line in raised.splitlines() if line.strip())
    return f"{body.strip()}\n\n{errors}".strip()


def take_examples() -> str:
    """The examples of all laws, from a world made for them."""
    with tempfile.TemporaryDirectory() as folder:
        world = Path(folder) / "world"
        generate(configure("small", read_config(SOUND_WORLD)), world, format="parquet", workers=1)
        return write(examples(str(world)))


def main() -> None:
    """Writes the pages into a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--examples", action="store_true")
    options = parser.parse_args()
    file = options.folder / "examples.json"
    if options.examples or list(read(file.read_text(encoding="utf-8"))) != [law.id for law in LAWS]:
        file.write_text(take_examples(), encoding="utf-8")
    for name, text in pages().items():
        (options.folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
