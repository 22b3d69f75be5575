"""Render a page of everything a terminal shows, to look at: python -m tests.gui.terminal.demo_page OUT.png [dark|light]

QT_SCALE_FACTOR=1.5 in the environment renders at that device pixel ratio.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from PySide6.QtWidgets import QApplication

from console.model.ids import TerminalId
from console.ui.terminal.atlas import GlyphAtlas
from console.ui.terminal.colors import TerminalColors
from console.ui.terminal.widget import TerminalWidget
from console.wire.frames import Attribute, Underline
from tests.gui.terminal.page import Page, Style

THEMES = Path(__file__).resolve().parents[3] / "resources/themes"
BOX = (
    "┌──┬──┐ ┏━━┳━━┓ ╔══╦══╗ ╭──┬──╮ ╒══╤══╕ ╓──╥──╖ ┍━━┯━━┑",
    "│  │  │ ┃  ┃  ┃ ║  ║  ║ │  │  │ │  │  │ ║  ║  ║ │  │  │",
    "├──┼──┤ ┣━━╋━━┫ ╠══╬══╣ ├──┼──┤ ╞══╪══╡ ╟──╫──╢ ┝━━┿━━┥",
    "└──┴──┘ ┗━━┻━━┛ ╚══╩══╝ ╰──┴──╯ ╘══╧══╛ ╙──╨──╜ ┕━━┷━━┙",
)
SMI = (
    "+-----------------------------------------+------------------------+----------------------+",
    "| GPU  Name                 Persistence-M | Bus-Id          Disp.A | Volatile Uncorr. ECC |",
    "|=========================================+========================+======================|",
    "|   0  Example H100 80GB HBM3         On  |   00000000:18:00.0 Off |                    0 |",
)


def palette(theme: str) -> tuple[TerminalColors, list[int]]:
    """Return the colours of a theme file."""
    data = tomllib.loads((THEMES / f"{theme}.toml").read_text())
    terminal, color = data["terminal"], data["color"]

    def number(text: str) -> int:
        return int(text.lstrip("#"), 16)

    colors = TerminalColors(
        number(terminal["foreground"]), number(terminal["background"]), number(terminal["cursor"]),
        number(terminal["selection"]), number(color["term_rule"]),
    )  # fmt: skip
    return colors, [number(value) for value in terminal["ansi"]]


def fill_page(page: Page, colors: TerminalColors, ansi: list[int]) -> None:
    """Write everything."""
    plain = Style(colors.foreground, colors.background)
    page.keys[:] = colors.foreground << 24 | colors.background

    def style(fg: int | None = None, bg: int | None = None, **more: bool | int) -> Style:
        made = Style(plain.fg if fg is None else fg, plain.bg if bg is None else bg)
        for name, value in more.items():
            setattr(made, name, value)
        return made

    col = page.put(0, 0, "ops@gpu-a01.example.com", style(ansi[2], bold=True))
    col = page.put(0, col, ":", plain)
    col = page.put(0, col, "~/llm", style(ansi[4], bold=True))
    page.put(0, col, "$ nvidia-smi --query-gpu=name,utilization.gpu --format=csv", plain)
    for row, line in enumerate(SMI, 1):
        page.put(row, 0, line, plain)
    for row, line in enumerate(BOX, 6):
        page.put(row, 0, line, plain)
    for index, color in enumerate(ansi):
        page.put(11 + index // 8, index % 8 * 9, f" color{index:<2}", style(color))
        page.put(13 + index // 8, index % 8 * 9, f" color{index:<2}", style(plain.bg, color))
    col = page.put(16, 0, "regular ", plain)
    col = page.put(16, col, "bold ", style(bold=True))
    col = page.put(16, col, "italic ", style(italic=True))
    col = page.put(16, col, "bold italic ", style(bold=True, italic=True))
    for kind in list(Underline)[1:]:
        col = page.put(16, col, kind.name.lower(), style(attributes=int(kind), line_color=ansi[1]))
        col = page.put(16, col, " ", plain)
    col = page.put(16, col, "strike", style(attributes=int(Attribute.STRIKE)))
    page.put(16, col + 1, "overline", style(attributes=int(Attribute.OVERLINE)))
    page.put(17, 0, "▁▂▃▄▅▆▇█ ▏▎▍▌▋▊▉█ ░░▒▒▓▓██ ▖▗▘▙▚▛▜▝▞▟ ⣀⣄⣤⣦⣶⣷⣿⡇⢸⡏⠉⠙⠛ 🬀🬁🬂🬃🬄🬋🬎🬹🬺🬻 ╱╲╳ ┄┅┈┉╌╍", plain)
    segments = [(ansi[4], " main "), (ansi[2], " clean "), (ansi[3], " 3.11 ")]
    col = 0
    for index, (color, text) in enumerate(segments):
        after = segments[index + 1][0] if index + 1 < len(segments) else plain.bg
        col = page.put(18, col, text, style(plain.bg, color))
        col = page.put(18, col, "\ue0b0", style(color, after))
    page.put(18, col + 2, "".join(map(chr, range(0xE0B1, 0xE0C0))), plain)
    col = page.put(19, 0, "wide: ", plain)
    for text in ("漢", "字", "テ", "ス", "ト", "한", "글", "😀", "🚀", "👩‍💻", "🇩🇪", "❤️", "✅", "⚠️"):
        col = page.cluster(19, col, text, plain, wide=True)
    page.put(19, col, "| narrow: ⚠ ✓ ✗ → ← ↑ ↓ … • λ Ω ß ñ Я ű é", plain)
    page.put(20, 0, "if (a != b && c >= d) { return x->y; } // 0O 1lI |", style(ansi[6]))
    page.put(21, 0, "btop ", plain)
    page.put(21, 5, "■■■■■■■■■■", style(ansi[2]))
    page.put(21, 16, "[||||||||||||||||||||||                    34.2%]", style(ansi[10]))
    page.put(22, 0, "$ ", plain)


def main() -> None:
    """Render the page."""
    app = QApplication([])
    out = Path(sys.argv[1])
    colors, ansi = palette(sys.argv[2] if len(sys.argv) > 2 else "dark")
    page = Page(96, 24, GlyphAtlas())
    fill_page(page, colors, ansi)
    widget = TerminalWidget(TerminalId(1), page.atlas)
    widget.set_theme(colors)
    widget.resize(widget.sizeHint().width() + 16 * 8 + 2, 24 * 18 + 16)
    widget.show()
    widget.apply_frame(page.frame(cursor=(2, 22)))
    out.parent.mkdir(parents=True, exist_ok=True)
    widget.grab().save(str(out))
    widget.close()
    app.quit()


if __name__ == "__main__":
    main()
