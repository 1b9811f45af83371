"""Where a class begins: a scenario with its seed and its sliders, and a page of the story."""

from dataclasses import dataclass

from desktop.study.scenario import Scenario


@dataclass(frozen=True)
class ClassStart:
    """What a code tells; ``page`` is the key of a page of the story, "" for none."""

    scenario: Scenario
    page: str = ""
