"""How the interface looks: theme, font scale, motion, and the style sheet made of them."""

from dataclasses import dataclass, replace
from string import Template
from typing import Any

from PySide6.QtCore import QDir, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desktop.scene.look.palette import Theme, colour, mixed
from desktop.scene.page.typeface import typeface
from desktop.system.assets import asset
from desktop.ui.look import metrics

PLAIN = {
    "window": "window",
    "surface": "panel",
    "text": "text",
    "quiet": "text_soft",
    "hairline": "hairline",
    "control": "control",
    "accent": "accent",
    "on_accent": "text_on_accent",
    "warning": "warning",
    "tumor": "tumor_hybrid",
    "group": "junction",
    "outline": "tumor_outline",
    "nucleus": "tumor_nucleus",
    "platelet": "platelet_activated",
    "platelet_outline": "platelet_outline",
}
"""Words of the style sheet that are roles of the palette."""

MIXED = {
    "raised": ("panel", "window", 0.6),
    "hover": ("panel", "control", 0.11),
    "track": ("panel", "control", 0.38),
    "typical": ("panel", "accent", 0.26),
    "accent_soft": ("panel", "accent", 0.16),
}
"""Words of the style sheet that lie between two roles: the share is that of the second."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """What a user can choose about the look; ``theme`` is light, dark or system.

    ``high_visibility``, ``seen_as``, the name of a kind of vision, and ``clones``, whether tumor cells are marked by
    their clone, are about the scene and its legend, not about the interface around them.
    """

    theme: str = "system"
    font_scale: float = 1.0
    reduced_motion: bool = False
    high_visibility: bool = False
    seen_as: str = "normal"
    clones: bool = False


class Look(QObject):
    """The present appearance; everything that paints itself asks it for colours and fonts.

    Signals
    -------
    changing
        Everything is about to look different: what will be made anew can go before, and need not be styled again.
    changed
        Everything may look different.
    scene_changed
        Only the scene and its legend look different.
    """

    changing = Signal()
    changed = Signal()
    scene_changed = Signal()

    def __init__(self, appearance: Appearance | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.appearance = appearance or Appearance()
        self._asked: dict[str, Any] = {}
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_scheme)

    @property
    def theme(self) -> Theme:
        """Return the theme in use; "system" follows the desktop, light where it says nothing."""
        if self.appearance.theme == "system":
            dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
            return Theme.DARK if dark else Theme.LIGHT
        return Theme.DARK if self.appearance.theme == "dark" else Theme.LIGHT

    @property
    def font_scale(self) -> float:
        """Return the factor on all text."""
        return self.appearance.font_scale

    @property
    def reduced_motion(self) -> bool:
        """Tell whether the interface must not animate."""
        return self.appearance.reduced_motion

    def change(
        self, *, theme: str | None = None, font_scale: float | None = None, reduced_motion: bool | None = None
    ) -> None:
        """Change what is given of the appearance and tell everyone whom it concerns."""
        old, styled = self.appearance, (self.theme, self.font_scale)
        self.appearance = replace(
            old,
            theme=old.theme if theme is None else theme,
            font_scale=old.font_scale if font_scale is None else font_scale,
            reduced_motion=old.reduced_motion if reduced_motion is None else reduced_motion,
        )
        if (self.theme, self.font_scale) != styled:
            self.apply()
        elif self.appearance != old:
            # Motion alone, or the theme in use by another name: to style all anew would hold up the picture.
            self.scene_changed.emit()

    def change_soon(self, **asked: Any) -> None:
        """Do as `change` does in the next turn of the event loop; what is asked for until then is done at once.

        Styling all anew takes much of a turn, and a menu that closes has taken some of this one.
        """
        if not self._asked:
            QTimer.singleShot(0, self, self._change_as_asked)
        self._asked |= asked

    def _change_as_asked(self) -> None:
        asked, self._asked = self._asked, {}
        self.change(**asked)

    def change_scene(
        self, *, high_visibility: bool | None = None, seen_as: str | None = None, clones: bool | None = None
    ) -> None:
        """Change what is given of how the scene looks and tell those who draw it: the interface stays as it is."""
        old = self.appearance
        self.appearance = replace(
            old,
            high_visibility=old.high_visibility if high_visibility is None else high_visibility,
            seen_as=old.seen_as if seen_as is None else seen_as,
            clones=old.clones if clones is None else clones,
        )
        self.scene_changed.emit()

    def colour(self, role: str) -> QColor:
        """Return a colour of the interface."""
        if role in PLAIN:
            return colour(PLAIN[role], self.theme)
        one, other, share = MIXED[role]
        return mixed(colour(one, self.theme), colour(other, self.theme), share)

    def px(self, size: float) -> int:
        """Return a length at the present font scale."""
        return round(size * self.font_scale)

    def font(self, size: int = metrics.FONT_BODY, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """Return the interface's font; ``size`` in pixels at font scale 1."""
        font = QFont(QApplication.font())
        font.setPixelSize(self.px(size))
        font.setWeight(weight)
        return font

    def apply(self) -> None:
        """Give the application its font, palette and style sheet."""
        self.changing.emit()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        font = typeface()
        font.setPixelSize(self.px(metrics.FONT_BODY))
        app.setFont(font)
        app.setPalette(self._palette())
        # The sheet names its pictures `icons:…`: a path written into it would be read as part of its language.
        QDir.setSearchPaths("icons", [str(asset("icons"))])
        app.setStyleSheet(self.style_sheet())
        self.changed.emit()

    def style_sheet(self) -> str:
        """Return the style sheet with the present colours and sizes."""
        words = {role: self.colour(role).name() for role in (*PLAIN, *MIXED)}
        sizes = {f"px{size}": f"{self.px(size)}px" for size in (1, 2, 4, 6, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40)}
        fonts = {
            "font_small": f"{self.px(metrics.FONT_SMALL)}px",
            "font_body": f"{self.px(metrics.FONT_BODY)}px",
            "font_title": f"{self.px(metrics.FONT_TITLE)}px",
            "font_hero": f"{self.px(metrics.FONT_HERO)}px",
        }
        theme = "dark" if self.theme is Theme.DARK else "light"
        template = Template(asset("themes/interface.qss").read_text(encoding="utf-8"))
        return template.substitute(**words, **sizes, **fonts, theme=theme)

    def _palette(self) -> QPalette:
        palette = QPalette()
        roles = QPalette.ColorRole
        pairs = (
            (roles.Window, "window"), (roles.WindowText, "text"), (roles.Base, "surface"), (roles.Text, "text"),
            (roles.AlternateBase, "raised"), (roles.Button, "raised"), (roles.ButtonText, "text"),
            (roles.Highlight, "accent"), (roles.HighlightedText, "on_accent"), (roles.Link, "accent"),
            (roles.LinkVisited, "accent"), (roles.ToolTipBase, "surface"), (roles.ToolTipText, "text"),
            (roles.PlaceholderText, "quiet"), (roles.Accent, "accent"),
        )  # fmt: skip
        for role, name in pairs:
            palette.setColor(role, self.colour(name))
        return palette

    def _on_system_scheme(self) -> None:
        if self.appearance.theme == "system":
            self.apply()
