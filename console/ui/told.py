"""What a desk is told: by its core, and now and then by itself."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Told(QObject):
    """The signals of the bridge; who listens need not know what carries them."""

    welcome = Signal(object)
    """messages.Welcome: after the start and after every attach."""
    core_lost = Signal(object)
    """Problem: the core is gone."""
    taken_over = Signal()
    watchers = Signal(int)
    """How many other desks look on."""
    refused_input = Signal()
    """Somebody types or clicks in a terminal of a desk that only watches."""
    redaction = Signal(bool)
    """Names, addresses and secrets are replaced in what terminals show."""
    tab_changed = Signal(object)
    """messages.Tab"""
    tab_closed = Signal(int)
    arranged = Signal(object)
    """model Arrangement"""
    export_progress = Signal(object)
    """messages.ExportProgress"""
    player_changed = Signal(object)
    """messages.Player"""
    bell = Signal(int)
    bell_sounded = Signal()
    clipboard_write = Signal(int, str)
    broadcast = Signal(object)
    """tuple of TerminalIds that get each other's input"""
    destinations = Signal(object)
    """tuple of texts that were connected to, newest first"""
    inventory_read = Signal(object)
    """m.InventoryRead"""
    layouts = Signal(object)
    """tuple of messages.LayoutInfo, by name"""
    forwards = Signal(object)
    """tuple of model ForwardViews"""
    snippets = Signal(object)
    """tuple of model Snippets"""
    trigger_hits = Signal(object)
    """messages.TriggerHits"""
    trigger_asks = Signal(object)
    """messages.TriggerAsks"""
    alerts_changed = Signal(object)
    """messages.AlertsChanged"""
    alerts_raised = Signal(object)
    """messages.AlertsRaised: what a person is to be told of"""
    fleet_changed = Signal(object)
    """model ChangeSet"""
    detail_changed = Signal(object, object)
    """NodeId and model NodeDetail"""
    question = Signal(object)
    """messages.Question"""
    question_gone = Signal(int)
    notice = Signal(object)
    """messages.Notice"""
    refused = Signal(object)
    """Problem: why what a person has just asked for is not done; a notice says it as well."""
    deploy_changed = Signal(object)
    """model DeployView"""
    deploy_forgotten = Signal(str)
    found = Signal(object)
    """messages.Found"""
    commands_changed = Signal(object)
    """messages.CommandsChanged"""
    command_finished = Signal(object)
    """messages.CommandFinished"""
    row_times = Signal(object)
    """messages.RowTimes"""
    search_failed = Signal(object)
    """messages.SearchFailed"""
    clusters = Signal(object)
    """tuple of model ClusterViews, in the order of the configuration"""
    slurm_changed = Signal(object)
    """messages.SlurmChanged"""
    kube_changed = Signal(object)
    """messages.KubeChanged"""
    prometheus_changed = Signal(object)
    """messages.PrometheusChanged"""
    cluster_deeds = Signal(object)
    cluster_log = Signal(object)
    """messages.ClusterLog"""
    mirrored = Signal(object)
    """model Reflection"""
    service_told = Signal(object)
    """messages.ChatPiece, LoadTold or ServiceTold"""
    preflight_result = Signal(object)
    """messages.PreflightResult"""
    readiness_result = Signal(object)
    """messages.ReadinessResult"""
