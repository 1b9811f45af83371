"""The command `sample`: tubes of blood, read as a laboratory would, and then with the veil lifted."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.commands.options import AsJson, ScenarioName, Seed, Settings

if TYPE_CHECKING:
    from desktop.study.tube.sampling import Sampling


def sample(
    scenario: ScenarioName,
    *,
    place: Annotated[
        str,
        typer.Option(metavar="PLACE", help="tumor-vein, vein, artery, capillaries, outflow or lymph."),
    ] = "vein",
    at: Annotated[str, typer.Option(metavar="S", help="Seconds of animation after which the tubes are drawn.")] = "60",
    tubes: Annotated[str, typer.Option(metavar="N", help="How many tubes, all from the same blood.")] = "1",
    seed: Seed = None,
    tube_seed: Annotated[
        str | None, typer.Option(metavar="N", help="Seed of the needle's luck; the seed of the run unless told.")
    ] = None,
    settings: Settings = None,
    as_json: AsJson = False,
) -> None:
    """Draw tubes of 7.5 mL at a place and a moment of a run; tell what a laboratory would find, and what is true."""
    from desktop.cascade import MODEL
    from desktop.commands.arguments import read_count, read_number, read_scenario, read_seed
    from desktop.study.scenario import MAX_SECONDS
    from desktop.study.tube.drawing import MOST_TUBES
    from desktop.study.tube.places import place_named
    from desktop.study.tube.sampling import sample as draw

    where = place_named(place)
    chosen = read_scenario(scenario, seed, None, settings or [])
    moment = read_number("--at", at, 0.0, MAX_SECONDS, "s of animation")
    number = read_count("--tubes", tubes, MOST_TUBES)
    luck = None if tube_seed is None else read_seed(tube_seed, "--tube-seed")
    drawn = draw(MODEL, chosen, where, at=moment, tubes=number, tube_seed=luck)
    typer.echo(json.dumps(drawn.as_dict(), allow_nan=False) if as_json else "\n".join(_told(drawn)))


def _told(drawn: "Sampling") -> list[str]:
    """Return the lines that tell of tubes: the laboratory's first."""
    from desktop.study.tube.laboratory import CUTOFF, REASON_WORDS, TUBE_ML
    from desktop.study.tube.sampling import MOST_LISTED

    series, found = drawn.series, drawn.found
    listed = " ".join(str(count) for count in series.counted[:MOST_LISTED])
    more = f" … ({drawn.tubes} tubes)" if drawn.tubes > MOST_LISTED else ""
    several = "" if drawn.tubes == 1 else f"; {drawn.share_above:.0%} of the tubes at the cutoff or above"
    spread = "" if drawn.tubes == 1 else f", variance {drawn.variance():.2f}"
    law = f"expected {series.expected.counted:.2f} (Poisson)"
    missed = ", ".join(f"{count} {REASON_WORDS[reason]}" for reason, count in series.missed.items() if count)
    return [
        f"{drawn.scenario.name}, seed {drawn.scenario.seed}, second {drawn.time:g}: "
        f"{'a tube' if drawn.tubes == 1 else f'{drawn.tubes} tubes'} of {TUBE_ML:g} mL from {found.place.label}",
        f"  the laboratory counts    {listed}{more} CTC in {TUBE_ML:g} mL; cutoff {CUTOFF}{several}",
        f"  mean                     {series.counted.mean():.2f}{spread}; {law}",
        f"  in truth                 {found.cells_per_ml:.3g} tumor cells per mL, "
        f"{int(series.cells.sum())} in the {'tube' if drawn.tubes == 1 else 'tubes'}",
        f"  missed                   {missed or 'none'}",
        f"state {drawn.state_sha256}",
    ]
