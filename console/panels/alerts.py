"""What calls for somebody, where the dashboard has the room for it."""

from __future__ import annotations

from console.model.text import N_
from console.panels import AlertPanel

PANEL = AlertPanel(id="alerts", title=N_("Alerts"), order=5, empty=N_("No alert is open."))
