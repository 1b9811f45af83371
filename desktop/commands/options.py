"""Options that several commands share.

Numbers arrive as text, so that a wrong one is refused in this program's words, with the value and what is allowed.
"""

from collections.abc import Callable
from functools import update_wrapper
from typing import Annotated, TypeVar

import typer

MOST_WORKERS = 256

ScenarioName = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO", help="A bundled scenario, such as default-patient, a .toml file or a class code."
    ),
]
ScenarioOption = Annotated[
    str,
    typer.Option(
        "--scenario", metavar="SCENARIO", help="The patient: a bundled scenario, a .toml file or a class code."
    ),
]
Seed = Annotated[str | None, typer.Option(metavar="N", help="Seed of all chance; the scenario has its own.")]
Seconds = Annotated[str | None, typer.Option(metavar="S", help="Seconds of animation; the scenario has its own.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change a parameter; may be repeated. `describe` lists them."),
]
Workers = Annotated[str | None, typer.Option(metavar="N", help="Processes; as many as this computer has.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


Options = TypeVar("Options")


def command_of(options: type[Options], work: Callable[[Options], None]) -> Callable[..., None]:
    """Return a command whose options are the fields of a dataclass; its name and help are those of ``work``."""

    def command(**typed: object) -> None:
        work(options(**typed))

    update_wrapper(command, work, assigned=("__name__", "__qualname__", "__doc__"), updated=())
    # The last one wrapped is the one whose signature is read.
    return update_wrapper(command, options, assigned=("__annotations__",), updated=())


def number_of_workers(text: str | None) -> int:
    """Return how many processes are asked for."""
    from desktop.commands.arguments import read_count
    from desktop.study.work.workers import cores

    return cores() if text is None else read_count("--workers", text, MOST_WORKERS)
