"""The published figures that the default patient is held against, as data.

Grades of evidence: A several independent or large human studies, B one good study or consistent mouse data, C disputed
or indirect. ``use`` is "fitted" where parameters were set to reach the figure, so that agreement proves nothing, and
"predicted" where none was, so that agreement is a test.
"""

from dataclasses import dataclass
from typing import Literal

from desktop.system.number_words import grouped

Use = Literal["fitted", "predicted"]


@dataclass(frozen=True)
class Target:
    """One published figure: ``low`` to ``high`` is what is accepted."""

    key: str
    what: str
    target: float
    low: float
    high: float
    unit: str
    grade: Literal["A", "B", "C"]
    use: Use
    source: str

    @property
    def binds(self) -> bool:
        """Tell whether missing it makes the validation fail."""
        return self.grade in ("A", "B")


def _t(
    key: str, what: str, target: float, accept: tuple[float, float], unit: str, grade_use: str, source: str
) -> Target:
    use: Use = "fitted" if grade_use[1] == "F" else "predicted"
    grade: Literal["A", "B", "C"] = "A" if grade_use[0] == "A" else "B" if grade_use[0] == "B" else "C"
    return Target(key, what, target, *accept, unit, grade, use, source)


NEW_TISSUE = "Luzzi 1998"
TARGETS: tuple[Target, ...] = (
    _t("1a", "tumor cells and groups in blood", 1.0, (0.1, 10.0), "per mL", "AF", "Allard 2004, Cristofanilli 2004"),
    _t("1b", "red cells for each of them", 5e9, (5e8, 5e10), "", "AF", "Allard 2004; reference ranges"),
    _t("2a", "half-life of single cells in blood", 25.0, (1.0, 144.0), "min", "BF", "Hamza 2021, Meng 2004"),
    _t("2b", "half-life of groups over that of single cells", 0.3, (0.2, 0.6), "×", "CF", "Aceto 2014"),
    _t("3a", "groups among what enters the blood", 5.0, (2.0, 10.0), "%", "BF", "Aceto 2014, Liu 2019"),
    _t("3b", "cells in a group", 3.0, (2.5, 5.5), "cells", "BF", "114 gastric cancer patients; Donato 2020"),
    _t(
        "4",
        "metastases per group over per single cell",
        35.0,
        (15.0, 100.0),
        "×",
        "BF",
        "Aceto 2014, Cheung 2016",
    ),
    _t("5", "metastases founded by groups", 65.0, (40.0, 92.0), "%", "BP", "Aceto 2014, Cheung 2016"),
    _t("6", "groups of up to 20 that pass a capillary bed", 90.0, (85.0, 100.0), "%", "BP", "Au 2016"),
    _t("7a", "held on one pass by a sticky organ", 95.0, (85.0, 99.0), "%", "CF", "Catenacci 2015"),
    _t("7b", "held on one pass by a free organ", 3.0, (0.3, 11.0), "%", "CF", "Hamza 2021"),
    _t("8a", "left the vessel alive, lung with NK cells", 2.6, (1.0, 20.0), "%", "BF", "Fidler 1970; derived"),
    _t(
        "8b",
        "left the vessel alive, B16, no NK cells",
        80.0,
        (60.0, 90.0),
        "%",
        "BF",
        "Koop 1995, Luzzi 1998",
    ),
    _t("9", "metastases of single cells without NK cells", 6.7, (3.0, 12.0), "×", "AP", "Gorelik 1982 (mouse)"),
    _t("10a", "kill chance of an NK contact, 0–4 h after lodging", 0.5, (0.4, 0.6), "", "BF", "Ichise 2022"),
    _t("10b", "kill chance of an NK contact, a day after lodging", 0.05, (0.0, 0.1), "", "BF", "Ichise 2022"),
    _t("10c", "time between NK contacts", 2.0, (1.0, 4.0), "h", "BF", "Ichise 2022"),
    _t("11a", "metastases of single cells divided by, without platelets", 4.7, (2.0, 15.0), "÷", "BF", "Jain 2007"),
    _t("11b", "all metastases divided by, without platelets", 2.0, (1.5, 6.0), "÷", "BF", "Jain 2007, Nieswandt 1999"),
    _t("11c", "the same where there are no NK cells", 1.0, (0.8, 1.25), "÷", "BP", "Palumbo 2005"),
    _t("12a", "gain of single cells without NK cells", 6.7, (3.0, 28.0), "×", "BP", "Lo 2020 (direction)"),
    _t("12b", "gain of groups without NK cells", 1.7, (1.0, 2.0), "×", "BF", "Lo 2020 (direction)"),
    _t("13a", "kills of a T cell on its target", 4.0, (2.0, 16.0), "per day", "BF", "Halle 2016, Weigelin 2021"),
    _t("13b", "the same where cells show no MHC-I", 0.0, (0.0, 0.2), "per day", "BF", "Halle 2016"),
    _t("14a", "metastases under an antioxidant", 2.0, (1.3, 4.0), "×", "BF", "Le Gal 2015, Piskounova 2015"),
    _t("14b", "the primary tumor under an antioxidant", 1.0, (0.9, 1.1), "×", "BP", "Piskounova 2015"),
    _t("15a", "cells that left the vessel: one micrometastasis in", 40.0, (10.0, 100.0), "", "BF", NEW_TISSUE),
    _t("15b", "micrometastases: one macrometastasis in", 100.0, (10.0, 300.0), "", "BF", NEW_TISSUE),
    _t("15c", "asleep two weeks after leaving the vessel", 45.0, (25.0, 60.0), "%", "CF", NEW_TISSUE),
    _t("16", "macrometastases per cell or group in blood", 2e-5, (1e-5, 1e-3), "", "BP", "Luzzi 1998, Fidler 1970"),
    _t(
        "17a",
        "torn by the flow in 30 min at rest",
        5.0,
        (0.0, 15.0),
        "%",
        "CF",
        "Regmi 2017, Barnes 2012, Hope 2021",
    ),
    _t("17b", "torn in 4 h at 60 dyn/cm²", 90.0, (50.0, 95.0), "%", "CF", "Regmi 2017"),
    _t("18a", "late relapse, years 5 to 20, T1N0", 13.0, (9.0, 17.0), "%", "AF", "Pan 2017"),
    _t("18b", "late relapse, years 5 to 20, T1N1–3", 20.0, (16.0, 24.0), "%", "AF", "Pan 2017"),
    _t("18c", "late relapse, years 5 to 20, T1N4–9", 34.0, (30.0, 38.0), "%", "AF", "Pan 2017"),
    _t("18d", "largest distance from a constant rate, T1N4–9", 0.0, (-4.0, 4.0), "points", "AF", "Pan 2017"),
    _t("19", "macrometastases under PD-1 blockade", 0.6, (0.49, 0.73), "×", "CF", "KEYNOTE-054 (melanoma)"),
)


# --- in words ---

BILLION, MANY = 1e9, 100_000
RARE = 1e-3
"""Shares that never exceed this are told as a number in 100,000."""


def figure(target: Target, *values: float | None) -> str:
    """Write values of a published figure, from the first to the last, as in ``1 to 100 in 100,000``.

    What is not known is a question mark. The unit of the target is not written.
    """
    factor, word = _scale(target)
    known = [None if value is None else value * factor for value in values]
    return " to ".join("?" if value is None else grouped(value, 3) for value in known) + word


def _scale(target: Target) -> tuple[float, str]:
    if not target.unit and target.high <= RARE:
        return MANY, f" in {MANY:,}"
    return (1.0 / BILLION, " billion") if target.low >= BILLION / 10.0 else (1.0, "")
