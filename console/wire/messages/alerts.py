"""Alerts: what is wrong with the fleet, what is new about it, and what a person does with them."""

from __future__ import annotations

from console.model.alert import Alert, Silence
from console.model.ids import NodeId
from console.wire.messages.base import Event, Request


class AlertsChanged(Event, frozen=True):
    """All alerts, those that fire first. Comes after Welcome and with each change, at most once a second."""

    alerts: tuple[Alert, ...]
    silences: tuple[Silence, ...] = ()


class AlertsRaised(Event, frozen=True):
    """Alerts that somebody has to be told of: new, no part of another one, and neither silenced nor held back."""

    alerts: tuple[Alert, ...]


class Acknowledge(Request, frozen=True, kw_only=True):
    """Note that a person takes care of an alert."""

    alert_id: str
    seconds: float | None = None
    """Until it is over if None; 0 takes it back."""


class SilenceNode(Request, frozen=True, kw_only=True):
    """Tell nobody of alerts of a node for a while; 0 ends it."""

    node_id: NodeId
    seconds: float


class ForgetAlerts(Request, frozen=True, kw_only=True):
    """Drop the alerts that are over."""
