"""Tables of everything that can be set and read, made from the declarations alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.engine.model import Model
from desktop.engine.parameters import Declaration
from desktop.study.scenario import Scenario
from desktop.system.number_words import written_out

Cell = str | int | float | bool | list[float] | list[str] | None


@dataclass(frozen=True)
class Sheet:
    """A table to read: rows of one kind of thing, each a mapping column → value; ``heading`` names their group."""

    title: str
    introduction: str
    rows: tuple[Mapping[str, Cell], ...]
    columns: tuple[str, ...]
    heading: str = ""

    def groups(self) -> dict[str, list[Mapping[str, Cell]]]:
        """Return heading → rows, in order; one group without a heading when the sheet has none."""
        found: dict[str, list[Mapping[str, Cell]]] = {}
        for row in self.rows:
            found.setdefault(words(row[self.heading]) if self.heading else "", []).append(row)
        return found

    def as_markdown(self) -> str:
        """Return the sheet as a document."""
        parts = [f"# {self.title}\n\n{self.introduction}\n"]
        for heading, rows in self.groups().items():
            parts.append(f"\n## {heading}\n\n" if heading else "\n")
            lines = [self.columns, tuple("---" for _ in self.columns)]
            lines += [tuple(_escaped(words(row[column])) for column in self.columns) for row in rows]
            parts += ["| " + " | ".join(line) + " |\n" for line in lines]
        return "".join(parts)


def words(cell: Cell) -> str:
    """Return a value as a person would write it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, list):
        return " to ".join(written_out(item, 6) if isinstance(item, float) else item for item in cell)
    return written_out(cell, 6) if isinstance(cell, float) else str(cell)


def _escaped(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def parameters_sheet(model: Model) -> Sheet:
    """Return every parameter with its default, range, grade and source."""
    labels = {group.key: group.label for group in model.parameter_groups}
    rows = [_parameter_row(d, labels[d.group]) for d in model.defaults().declarations]
    introduction = (
        "Every number of the model, in the order of the cascade. `path` is the name to use in a scenario file and "
        "after `--set`. Grades of evidence: A several or large human studies, B one good study or consistent mouse "
        "data, C disputed or indirect, textbook, assumption. This page is written by "
        "`ctc-voyage describe parameters --markdown`."
    )
    columns = ("label", "path", "default", "allowed", "typical", "grade", "help", "source")
    return Sheet("Parameters", introduction, tuple(rows), columns, "group")


def _parameter_row(declaration: Declaration, group: str) -> dict[str, Cell]:
    d = declaration
    numeric = not (isinstance(d.default, bool) or d.choices)
    return {
        "path": d.path,
        "label": d.label,
        "group": group,
        "section": d.section,
        "default": d.default,
        "unit": d.unit,
        "low": d.low if numeric else None,
        "high": d.high if numeric else None,
        "scale": d.scale if numeric else None,
        "choices": list(d.choices) or None,
        "typical": list(d.typical) if d.typical else None,
        "allowed": d.allowed,
        "level": d.level,
        "grade": d.grade,
        "acts": "at once" if d.live else "from the next run on",
        "help": d.help,
        "source": d.source,
    }


def observables_sheet(model: Model) -> Sheet:
    """Return every number that a run reports."""
    rows = tuple({"name": o.name, "label": o.label, "unit": o.unit} for o in model.observables)
    introduction = "The numbers that a run reports, by name, as in `ctc-voyage run --json` and its tables."
    return Sheet("Observables", introduction, rows, ("name", "label", "unit"))


def causes_sheet(model: Model) -> Sheet:
    """Return every way to die, where it can happen, and which survival factors soften it."""
    rows = [
        {
            "name": hazard.name,
            "label": hazard.label,
            "death": f"this cell {hazard.death}",
            "stages": ", ".join(model.stages[code].label for code in hazard.stages),
            "softened by": ", ".join(factor.label for factor in model.factors if hazard.name in factor.softens),
        }
        for hazard in model.hazards
    ]
    introduction = "The ways in which a tumor cell can die, where they can happen, and what protects against them."
    return Sheet("Causes of death", introduction, tuple(rows), ("name", "label", "death", "stages", "softened by"))


def scenarios_sheet(scenarios: Iterable[Scenario]) -> Sheet:
    """Return the scenarios that come with the program."""
    rows: list[Mapping[str, Cell]] = [
        {
            "name": scenario.name,
            "title": scenario.title,
            "summary": scenario.summary,
            "seed": scenario.seed,
            "seconds": scenario.seconds,
            "changes": ", ".join(f"{path} = {words(v)}" for path, v in scenario.parameters.changes().items()),
        }
        for scenario in scenarios
    ]
    introduction = "Prepared runs, to be started by name: `ctc-voyage run NAME`."
    return Sheet("Scenarios", introduction, tuple(rows), ("name", "title", "summary", "changes"))
