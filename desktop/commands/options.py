"""Options that several commands share.

Numbers arrive as text, so that a wrong one is refused in this program's words, with the value and what is allowed.
"""

from typing import Annotated

import typer

MOST_EVENTS, MOST_WORKERS = 10_000_000, 256

ScenarioName = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="A bundled scenario, such as default-patient, or a .toml file."),
]
ScenarioOption = Annotated[
    str, typer.Option("--scenario", metavar="SCENARIO", help="The patient: a bundled scenario or a .toml file.")
]
Seed = Annotated[str | None, typer.Option(metavar="N", help="Seed of all chance; the scenario has its own.")]
Seconds = Annotated[str | None, typer.Option(metavar="S", help="Seconds of animation; the scenario has its own.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change a parameter; may be repeated. `describe` lists them."),
]
Workers = Annotated[str | None, typer.Option(metavar="N", help="Processes; as many as this computer has.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def number_of_workers(text: str | None) -> int:
    """Return how many processes are asked for."""
    from desktop.commands.arguments import read_count
    from desktop.study.workers import cores

    return cores() if text is None else read_count("--workers", text, MOST_WORKERS)
