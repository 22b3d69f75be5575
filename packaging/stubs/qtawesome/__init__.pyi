from PySide6.QtGui import QColor, QFont, QIcon
from PySide6.QtWidgets import QWidget

def icon(
    *names: str,
    color: str | QColor = ...,
    color_disabled: str | QColor = ...,
    color_active: str | QColor = ...,
    color_selected: str | QColor = ...,
    color_on: str | QColor = ...,
    scale_factor: float = ...,
    opacity: float = ...,
    rotated: float = ...,
    hflip: bool = ...,
    vflip: bool = ...,
    options: list[dict[str, object]] = ...,
    animation: Spin = ...,
) -> QIcon: ...
def font(prefix: str, size: float) -> QFont: ...
def charmap(prefixed_name: str) -> str: ...
def load_font(prefix: str, ttf_filename: str, charmap_filename: str, directory: str | None = None) -> None: ...
def set_defaults(**kwargs: object) -> None: ...
def reset_cache() -> None: ...

class Spin:
    def __init__(self, parent_widget: QWidget, interval: int = 10, step: int = 1, autostart: bool = True) -> None: ...
