"""The options of `render`, each declared once. Imports nothing heavy: the command line reads them for every command."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from desktop.commands.options import Seconds, Seed, Settings
from desktop.system.file_names import path_named


class ThemeName(StrEnum):
    """The looks of the scene."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class RenderOptions:
    """What was typed; None, empty or False where nothing was."""

    scenario: Annotated[
        str | None, typer.Argument(metavar="SCENARIO", help="A bundled scenario, or a .toml file.", show_default=False)
    ] = None
    out: Annotated[
        Path | None,
        typer.Argument(
            parser=path_named,
            metavar="OUT",
            help="A folder for PNG frames, or a file: .mp4 .webm .gif .apng .webp .png .svg .pdf .csv .parquet",
            show_default=False,
        ),
    ] = None
    job: Annotated[
        Path | None,
        typer.Option(
            parser=path_named,
            metavar="FILE",
            help="Go on with the job in a job.json, or do that of an exported file again.",
        ),
    ] = None
    start: Annotated[str | None, typer.Option("--from", metavar="S", help="Where to begin, in seconds.")] = None
    seconds: Seconds = None
    speed: Annotated[str | None, typer.Option(metavar="X", help="Seconds of animation in a second of film.")] = None
    fps: Annotated[str | None, typer.Option(metavar="F", help="Frames, or rows, for each second of film.")] = None
    size: Annotated[str | None, typer.Option(metavar="WxH", help="Pixels; 1920x1080.")] = None
    seed: Seed = None
    settings: Settings = None
    theme: Annotated[ThemeName | None, typer.Option(help="Light for projectors, dark for dark rooms.")] = None
    camera: Annotated[
        str | None, typer.Option(metavar="WHERE", help="fit, stages, follow:CELL[,SPAN] or X,Y,SPAN (µm).")
    ] = None
    content: Annotated[
        str | None, typer.Option(metavar="WHAT", help="scene, scene+legend, …; of a table: observables or events.")
    ] = None
    storyboard: Annotated[bool, typer.Option("--storyboard", help="One page of stills along the cascade.")] = False
    show: Annotated[
        list[str] | None, typer.Option(metavar="WORDS", help="Write beneath: title, time, seed, parameters.")
    ] = None
    hide: Annotated[
        list[str] | None, typer.Option(metavar="WORDS", help="Leave out: clocks, scale_bar, stage_names, rarity.")
    ] = None
    transparent: Annotated[bool, typer.Option("--transparent", help="No ground: PNG, APNG and WebP.")] = False
