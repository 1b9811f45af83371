"""Every number of the program, declared once beside the science it belongs to.

A group of parameters is a frozen dataclass whose fields are made by `parameter`. From the declarations come the
engine's typed values (``parameters[ShearParameters].reference_stress``), the sliders, the scenario's TOML keys,
``--set shear.reference_stress=2``, the sweep's axes and the table in the guide.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields, replace
from difflib import get_close_matches
from math import isfinite
from typing import Any, ClassVar, Literal, Self, TypeVar, cast

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
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.low:g} to {self.high:g}{unit}"

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
        if self.choices:
            return value if isinstance(value, str) and value in self.choices else None
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        if not (abs(value) < 1e300 and isfinite(value) and self.low <= value <= self.high):
            return None
        if isinstance(self.default, int):
            return int(value) if value == int(value) else None
        return float(value)


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


class Parameters:
    """All parameter values of a run: immutable, replaced as a whole."""

    def __init__(self, groups: Iterable[ParameterGroup], renamed: Mapping[str, str] | None = None) -> None:
        self._groups = {type(group): group for group in groups}
        self._types = {group.key: group for group in self._groups}
        if len(self._types) < len(self._groups):
            message = f"two groups of parameters share a key: {sorted(group.key for group in self._groups)}"
            raise ValueError(message)
        self.declarations = tuple(d for kind in self._groups for d in kind.declarations())
        self._by_path = {declaration.path: declaration for declaration in self.declarations}
        self._renamed = dict(renamed or {})

    @classmethod
    def defaults(cls, kinds: Sequence[type[ParameterGroup]], renamed: Mapping[str, str] | None = None) -> Self:
        """Return the declared defaults of the groups given."""
        return cls((kind() for kind in kinds), renamed)

    def __getitem__(self, kind: type[Group]) -> Group:
        return cast("Group", self._groups[kind])

    def __contains__(self, kind: object) -> bool:
        return kind in self._groups

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Parameters) and self._groups == other._groups

    def __hash__(self) -> int:
        return hash(tuple(self._groups.values()))

    def declaration(self, path: str) -> Declaration:
        """Return the declaration at a path, following renames; unknown paths name the nearest known one."""
        current = path
        for _ in self._renamed:
            current = self._renamed.get(current, current)
        if current not in self._by_path:
            near = get_close_matches(path[:200], self._by_path, n=1, cutoff=0.4)
            hint = f"; the nearest known one is {near[0]}" if near else ""
            message = f"{_shown(path)} is not a parameter{hint}"
            raise ParameterError(message)
        return self._by_path[current]

    def value(self, path: str) -> Value:
        """Return the value at a path such as ``shear.exponent``."""
        declaration = self.declaration(path)
        group, _, name = declaration.path.partition(".")
        return cast("Value", getattr(self._groups[self._types[group]], name))

    def replace(self, changes: Mapping[str, object]) -> "Parameters":
        """Return a copy with the values at the given paths replaced, each checked against its declaration."""
        by_group: dict[type[ParameterGroup], dict[str, Value]] = {}
        for path, value in changes.items():
            declaration = self.declaration(path)
            group, _, name = declaration.path.partition(".")
            by_group.setdefault(self._types[group], {})[name] = declaration.check(value)
        groups = (replace(group, **by_group.get(kind, {})) for kind, group in self._groups.items())
        return Parameters(groups, self._renamed)

    def with_groups(self, *groups: ParameterGroup) -> "Parameters":
        """Return a copy with whole groups replaced, unchecked: a model's own arithmetic may leave a slider's range."""
        return Parameters({**self._groups, **{type(group): group for group in groups}}.values(), self._renamed)

    def changes(self) -> dict[str, Value]:
        """Return the paths whose values differ from the declared defaults."""
        return {d.path: self.value(d.path) for d in self.declarations if self.value(d.path) != d.default}

    def difference(self, other: "Parameters") -> dict[str, tuple[Value, Value]]:
        """Return path → (own value, other's value) wherever the two differ."""
        pairs = {d.path: (self.value(d.path), other.value(d.path)) for d in self.declarations}
        return {path: pair for path, pair in pairs.items() if pair[0] != pair[1]}

    def changed_groups(self, other: "Parameters") -> set[type[ParameterGroup]]:
        """Return the groups in which the two differ."""
        return {kind for kind, group in self._groups.items() if other._groups[kind] != group}
