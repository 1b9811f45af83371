"""Every number of the program, declared once beside the science it belongs to.

A group of parameters is a frozen dataclass whose fields are made by `parameter`. From the declarations come the
engine's typed values (``parameters[ShearParameters].reference_stress``), the sliders, the scenario's TOML keys,
``--set shear.reference_stress=2``, the sweep's axes and the table in the guide.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields, replace
from decimal import Decimal
from difflib import get_close_matches
from math import isfinite
from typing import Any, ClassVar, Literal, Self, TypeVar, cast

from desktop.engine.schedules import schedule as schedules
from desktop.engine.schedules.schedule import NONE, Schedule, ScheduleError
from desktop.engine.schedules.text import read_schedule

Value = float | int | bool | str
Scale = Literal["linear", "log"]
Level = Literal["lesson", "basic", "expert"]
Grade = Literal["A", "B", "C", "textbook", "assumption"]

METADATA_KEY = "declaration"


class ParameterError(ValueError):
    """A parameter was given a name or a value that is not allowed; the message is one sentence for the user."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What is known about one parameter before it has a value."""

    path: str
    label: str
    unit: str
    default: Value
    low: float
    high: float
    scale: Scale
    help: str
    source: str
    grade: Grade
    level: Level
    live: bool
    section: str
    choices: tuple[str, ...]
    typical: tuple[float, float] | None

    @property
    def group(self) -> str:
        """Return the key of the group the parameter belongs to."""
        return self.path.partition(".")[0]

    @property
    def allowed(self) -> str:
        """Describe the allowed values in words."""
        if isinstance(self.default, bool):
            return "true or false"
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if isinstance(self.default, str):
            return "entries such as platelets.strength=0@capillary:0..4h, parted by commas"
        unit = f" {self.unit}" if self.unit else ""
        return f"{_plain(self.low)} to {_plain(self.high)}{unit}"

    def check(self, value: object) -> Value:
        """Return the value in the declared type, or raise `ParameterError` naming path, value and range."""
        checked = self._convert(value)
        if checked is None:
            message = f"{self.path} = {_shown(value)} is not allowed: it takes {self.allowed}"
            raise ParameterError(message)
        return checked

    def _convert(self, value: object) -> Value | None:
        if isinstance(self.default, bool):
            return value if isinstance(value, bool) else None
        if isinstance(self.default, str):
            return value if isinstance(value, str) and (value in self.choices or not self.choices) else None
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        if not (abs(value) < 1e300 and isfinite(value) and self.low <= value <= self.high):
            return None
        if isinstance(self.default, int):
            return int(value) if value == int(value) else None
        return float(value)


def _plain(limit: float) -> str:
    """Write a limit without a power of ten, as it may be typed."""
    # Smaller ones than any kind of matter needs keep their power: written out they would fill lines with zeros.
    text = f"{limit:g}"
    return f"{limit:.0f}" if abs(limit) >= 1e5 else f"{Decimal(text):f}" if abs(limit) >= 1e-9 else text


def _shown(value: object) -> str:
    try:
        text = " ".join(repr(value).split())
    except ValueError:
        # Python refuses to write out whole numbers of more than 4300 digits.
        text = "a number of thousands of digits"
    return text if len(text) <= 60 else text[:57] + "..."


def parameter(
    default: Value,
    *,
    label: str,
    help: str,  # noqa: A002
    source: str,
    unit: str = "",
    low: float = 0.0,
    high: float = 0.0,
    scale: Scale = "linear",
    grade: Grade = "assumption",
    level: Level = "basic",
    live: bool = True,
    section: str = "",
    choices: tuple[str, ...] = (),
    typical: tuple[float, float] | None = None,
) -> Any:
    """Declare one parameter as a dataclass field.

    ``help`` says in plain words what moving the slider does; ``source`` is a citation or the word "assumption";
    ``section`` overrides the group's place in the panel; ``live`` is False for what acts from the next run on.
    """
    declaration = Declaration(
        path="", label=label, unit=unit, default=default, low=low, high=high, scale=scale, help=help,
        source=source, grade=grade, level=level, live=live, section=section, choices=choices, typical=typical,
    )  # fmt: skip
    return field(default=default, metadata={METADATA_KEY: declaration})


SCHEDULE = Declaration(
    path=schedules.PATH, label="Schedule", unit="", default="", low=0.0, high=0.0, scale="linear",
    help="Which parameters have another value for which span, by the clock of which place.",
    source="assumption", grade="assumption", level="basic", live=True, section="", choices=(), typical=None,
)  # fmt: skip
"""The schedule has no slider and is none of the declared parameters, yet travels with them, as text."""


@dataclass(frozen=True)
class ParameterGroup:
    """Base of all groups: fields by `parameter`, words as class variables."""

    key: ClassVar[str] = ""
    label: ClassVar[str] = ""
    section: ClassVar[str] = ""

    @classmethod
    def declarations(cls) -> tuple[Declaration, ...]:
        """Return the declarations of all fields, with their full paths."""
        return tuple(cls._declaration(item) for item in fields(cls))

    @classmethod
    def _declaration(cls, item: Field[Any]) -> Declaration:
        declaration: Declaration = item.metadata[METADATA_KEY]
        section = declaration.section or cls.section
        return replace(declaration, path=f"{cls.key}.{item.name}", section=section)


Group = TypeVar("Group", bound=ParameterGroup)


class _Declared:
    """What all values of one model have in common: it is made once, and each change of a slider shares it."""

    def __init__(
        self, kinds: tuple[type[ParameterGroup], ...], renamed: Mapping[str, str], clocks: schedules.ClocksAllowed
    ) -> None:
        self.places = {kind: place for place, kind in enumerate(kinds)}
        self.types = {kind.key: kind for kind in kinds}
        if len(self.types) < len(self.places):
            message = f"two groups of parameters share a key: {sorted(kind.key for kind in kinds)}"
            raise ValueError(message)
        self.declarations = tuple(declaration for kind in kinds for declaration in kind.declarations())
        self.by_path = {declaration.path: declaration for declaration in self.declarations}
        self.names = {kind: tuple((f"{kind.key}.{item.name}", item.name) for item in fields(kind)) for kind in kinds}
        """Kind of group → path and name of each of its parameters."""
        self.renamed = dict(renamed)
        self.clocks = dict(clocks)


class Parameters:
    """All parameter values of a run: immutable, replaced as a whole; groups that do not change are shared.

    A schedule may go with them: it says which of them have another value for which span.
    """

    __slots__ = ("_declared", "_groups", "_schedule")

    def __init__(
        self,
        groups: Iterable[ParameterGroup],
        renamed: Mapping[str, str] | None = None,
        clocks: schedules.ClocksAllowed = schedules.NO_CLOCKS,
    ) -> None:
        by_kind = {type(group): group for group in groups}
        self._declared = _Declared(tuple(by_kind), renamed or {}, clocks)
        self._groups = tuple(by_kind.values())
        self._schedule = NONE

    @classmethod
    def defaults(
        cls,
        kinds: Sequence[type[ParameterGroup]],
        renamed: Mapping[str, str] | None = None,
        clocks: schedules.ClocksAllowed = schedules.NO_CLOCKS,
    ) -> Self:
        """Return the declared defaults of the groups given; a schedule may go by the clocks named."""
        return cls((kind() for kind in kinds), renamed, clocks)

    def _with(self, groups: Mapping[type[ParameterGroup], ParameterGroup]) -> "Parameters":
        """Return a copy in which groups of the same kinds stand for some."""
        strange = [kind.key for kind in groups if kind not in self]
        if strange:
            message = f"there are no parameters of the groups {strange}"
            raise ValueError(message)
        copy = object.__new__(Parameters)
        copy._declared = self._declared
        copy._groups = tuple(groups.get(type(group), group) for group in self._groups)
        copy._schedule = self._schedule
        return copy

    @property
    def declarations(self) -> tuple[Declaration, ...]:
        """Return the declarations of all parameters."""
        return self._declared.declarations

    def __getitem__(self, kind: type[Group]) -> Group:
        return cast("Group", self._groups[self._declared.places[kind]])

    def __contains__(self, kind: object) -> bool:
        return kind in self._declared.places

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Parameters) and self._groups == other._groups and self._schedule == other._schedule

    def __hash__(self) -> int:
        return hash((self._groups, self._schedule))

    @property
    def schedule(self) -> Schedule:
        """Return which parameters have another value for which span."""
        return self._schedule

    def with_schedule(self, entries: Sequence[schedules.ScheduleEntry]) -> "Parameters":
        """Return a copy with another schedule, each entry checked against the declaration of its parameter."""
        return self._scheduled(lambda: schedules.checked(entries, self.declaration, self._declared.clocks))

    def _scheduled(self, made: Callable[[], Schedule]) -> "Parameters":
        copy = self._with({})
        try:
            copy._schedule = made()
        except ScheduleError as error:
            raise ParameterError(str(error)) from error
        return copy

    def declaration(self, path: str) -> Declaration:
        """Return the declaration at a path, following renames; unknown paths name the nearest known one."""
        if path == SCHEDULE.path:
            return SCHEDULE
        known, current = self._declared.by_path, path
        for _ in self._declared.renamed:
            current = self._declared.renamed.get(current, current)
        if current not in known:
            near = get_close_matches(path[:200], known, n=1, cutoff=0.4)
            hint = f"; the nearest known one is {near[0]}" if near else ""
            message = f"{_shown(path)} is not a parameter{hint}"
            raise ParameterError(message)
        return known[current]

    def value(self, path: str) -> Value:
        """Return the value at a path such as ``shear.exponent``."""
        declaration = self.declaration(path)
        if declaration is SCHEDULE:
            return self._schedule.text
        group, _, name = declaration.path.partition(".")
        return cast("Value", getattr(self[self._declared.types[group]], name))

    def replace(self, changes: Mapping[str, object]) -> "Parameters":
        """Return a copy with the values at the given paths replaced, each checked against its declaration."""
        by_group: dict[type[ParameterGroup], dict[str, Value]] = {}
        text: str | None = None
        for path, value in changes.items():
            declaration = self.declaration(path)
            checked = declaration.check(value)
            if declaration is SCHEDULE:
                text = str(checked)
                continue
            group, _, name = declaration.path.partition(".")
            by_group.setdefault(self._declared.types[group], {})[name] = checked
        copy = self._with({kind: replace(self[kind], **values) for kind, values in by_group.items()})
        if text is None or text == self._schedule.text:
            return copy
        return copy._scheduled(lambda: read_schedule(text, self.declaration, self._declared.clocks))

    def with_groups(self, *groups: ParameterGroup) -> "Parameters":
        """Return a copy with whole groups replaced, unchecked: a model's own arithmetic may leave a slider's range."""
        return self._with({type(group): group for group in groups})

    def changes(self) -> dict[str, Value]:
        """Return the paths whose values differ from the declared defaults; the schedule is among them, as text."""
        found = {d.path: self.value(d.path) for d in self.declarations if self.value(d.path) != d.default}
        return found | ({SCHEDULE.path: self._schedule.text} if self._schedule.entries else {})

    def difference(self, other: "Parameters") -> dict[str, tuple[Value, Value]]:
        """Return path → (own value, other's value) wherever the two differ."""
        found: dict[str, tuple[Value, Value]] = {}
        for mine, others in zip(self._groups, other._groups, strict=True):
            if mine is not others:
                for path, name in self._declared.names[type(mine)]:
                    pair = getattr(mine, name), getattr(others, name)
                    if pair[0] != pair[1]:
                        found[path] = pair
        if self._schedule != other._schedule:
            found[SCHEDULE.path] = self._schedule.text, other._schedule.text
        return found

    def changed_groups(self, other: "Parameters") -> set[type[ParameterGroup]]:
        """Return the groups in which the two differ."""
        pairs = zip(self._groups, other._groups, strict=True)
        return {type(mine) for mine, others in pairs if mine is not others and mine != others}
