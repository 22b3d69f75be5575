"""The page of a Slurm cluster: partitions, the queue, nodes, and what is done to them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from console.model.cluster import ClusterKind
from console.model.errors import Problem
from console.model.node import NodeState
from console.model.slurm import SlurmAction, SlurmJob, SlurmNode, SlurmPartition, slurm_command
from console.model.text import fill
from console.settings.language import _, ngettext, problem_text
from console.ui.clusters.confirm import CommandSheet
from console.ui.clusters.deeds import DeedHistory
from console.ui.clusters.page import ClusterPage, Deed, Section
from console.ui.clusters.rows import RowModel
from console.ui.clusters.slurmcolumns import job_columns, node_columns, partition_columns
from console.ui.clusters.table import ClusterTable
from console.ui.signs import Sign
from console.wire import messages as m

if TYPE_CHECKING:
    from console.model.clock import Clock
    from console.ui.bridge import Bridge
    from console.ui.sheets import SheetHost
    from console.ui.theme import Themes
    from console.ui.toast import Toast

QUEUE = 1
_PARTITION = "partition"


class SlurmPage(ClusterPage):
    """Three tables, the details of a row, the end of a job's output."""

    shell_wanted = Signal(str)
    """The login node, as the configuration names it."""

    def __init__(self, themes: Themes, bridge: Bridge, clock: Clock, sheets: SheetHost, toast: Toast) -> None:
        super().__init__(themes, bridge, clock, ClusterKind.SLURM, _("Slurm"))
        self._sheets, self._toast = sheets, toast
        self.partitions = RowModel[SlurmPartition](partition_columns(), lambda part: part.name)
        self.jobs = RowModel[SlurmJob](job_columns(self.now), lambda job: job.id)
        self.nodes = RowModel[SlurmNode](node_columns(self.now), lambda node: node.name)
        self._add_sections()
        self.history = DeedHistory(self, bridge)
        self.pane.again.connect(self._read_again)
        self._repeat: partial[None] | None = None
        bridge.slurm_changed.connect(self._changed)

    def _add_sections(self) -> None:
        login = Deed(_("Shell on the login node"), lambda _rows: self._shell())
        self.add_section(
            Section(
                _("Partitions"),
                ClusterTable(self.themes, self.partitions, _("Partitions"), self),
                (Deed(_("Show its queue"), self._show_queue, lambda rows: len(rows) == 1, on_bar=True), login),
            )
        )
        one, act = (lambda rows: len(rows) == 1), self._ask_jobs
        jobs = (
            Deed(_("Details"), self._job_details, one, on_bar=True),
            Deed(_("Output"), self._job_output, one, on_bar=True),
            Deed(_("Hold…"), partial(act, SlurmAction.HOLD), lambda rows: all(job.is_waiting for job in rows)),
            Deed(_("Release…"), partial(act, SlurmAction.RELEASE), lambda rows: all(job.is_waiting for job in rows)),
            Deed(_("Requeue…"), partial(act, SlurmAction.REQUEUE), lambda rows: not any(j.is_waiting for j in rows)),
            Deed(_("Cancel…"), partial(act, SlurmAction.CANCEL), on_bar=True),
            login,
        )
        self.add_section(Section(_("Queue"), ClusterTable(self.themes, self.jobs, _("Queue"), self), jobs))
        nodes = (
            Deed(_("Details"), self._node_details, one, on_bar=True),
            Deed(_("Drain…"), partial(self._ask_nodes, SlurmAction.DRAIN), _can_drain, on_bar=True),
            Deed(_("Resume…"), partial(self._ask_nodes, SlurmAction.RESUME), _can_resume, on_bar=True),
            login,
        )
        self.add_section(Section(_("Nodes"), ClusterTable(self.themes, self.nodes, _("Nodes"), self), nodes))

    # ---- what comes in -----------------------------------------------------------------------

    def _changed(self, change: m.SlurmChanged) -> None:
        if change.cluster != self.cluster:
            return
        if change.is_first:
            for rows in (self.partitions, self.jobs, self.nodes):
                rows.forget()
        if change.partitions is not None:
            names = {part.name for part in change.partitions}
            gone = [part.name for part in self.partitions.values() if part.name not in names]
            self.partitions.apply(change.partitions, gone)
        if change.nodes or change.gone_nodes:
            self.nodes.apply(change.nodes, change.gone_nodes)
        if change.jobs or change.gone_jobs:
            self.jobs.apply(change.jobs, change.gone_jobs)

    # ---- what is shown beside ----------------------------------------------------------------

    def _show_queue(self, rows: list[SlurmPartition]) -> None:
        self.find_in(_PARTITION, rows[0].name)
        self.show_section(QUEUE)

    def _job_details(self, rows: list[SlurmJob]) -> None:
        title = fill(_("Job {job}"), {"job": rows[0].id})
        self._read(title, m.SlurmDetails(cluster=self.cluster, job=rows[0].id))

    def _node_details(self, rows: list[SlurmNode]) -> None:
        title = fill(_("Node {node}"), {"node": rows[0].name})
        self._read(title, m.SlurmDetails(cluster=self.cluster, node=rows[0].name))

    def _job_output(self, rows: list[SlurmJob]) -> None:
        title = fill(_("Output of job {job}"), {"job": rows[0].id})
        self._read(title, m.JobOutput(cluster=self.cluster, job=rows[0].id))

    def _read(self, title: str, request: m.Request) -> None:
        self.pane.begin(title, _("Reading…"))
        self._repeat = partial(self._read, title, request)
        number = self.bridge.ask(request, lambda value: self._came(number, value), lambda p: self._failed(number, p))
        self._asked = number

    def _read_again(self) -> None:
        if self._repeat is not None:
            self._repeat()

    def _came(self, number: int, value: m.Value) -> None:
        if number != self._asked:
            return
        if isinstance(value, m.TextFile):
            cut = _("its last part; more stands before it")
            self.pane.note(f"{value.path} ({cut})" if value.is_cut else value.path)
            self.pane.fill(value.text, at_end=True)
        else:
            self.pane.note("")
            self.pane.fill(str(value))

    def _failed(self, number: int, problem: Problem) -> None:
        if number == self._asked:
            self.pane.note("")
            self.pane.fill(problem_text(problem))

    def _shell(self) -> None:
        if self.view is not None:
            self.shell_wanted.emit(self.view.cluster.login)

    # ---- what is done ------------------------------------------------------------------------

    def _ask_jobs(self, action: SlurmAction, rows: list[SlurmJob]) -> None:
        words = {
            SlurmAction.CANCEL: ngettext("Cancel {count} job?", "Cancel {count} jobs?", len(rows)),
            SlurmAction.HOLD: ngettext("Hold {count} job?", "Hold {count} jobs?", len(rows)),
            SlurmAction.RELEASE: ngettext("Release {count} job?", "Release {count} jobs?", len(rows)),
            SlurmAction.REQUEUE: ngettext("Requeue {count} job?", "Requeue {count} jobs?", len(rows)),
        }
        users = sorted({job.user for job in rows})
        note = fill(_("Of {users}"), {"users": ", ".join(users)})
        self._ask(action, words[action], tuple(job.id for job in rows), note)

    def _ask_nodes(self, action: SlurmAction, rows: list[SlurmNode]) -> None:
        if action is SlurmAction.DRAIN:
            title = ngettext("Drain {count} node?", "Drain {count} nodes?", len(rows))
            note = _("Jobs that run there go on; no new ones start.")
        else:
            title = ngettext("Resume {count} node?", "Resume {count} nodes?", len(rows))
            note = _("New jobs start there again.")
        self._ask(action, title, tuple(node.name for node in rows), note)

    def _ask(self, action: SlurmAction, title: str, targets: tuple[str, ...], note: str) -> None:
        sheet = CommandSheet(
            self.themes,
            title,
            _ACTS[action](),
            lambda reason: slurm_command(action, targets, reason),
            note=note,
            wants_reason=action is SlurmAction.DRAIN,
            environment=self.environment_of(targets if action.is_for_nodes else ()),
        )
        sheet.agreed.connect(partial(self._run, action, targets))
        self._sheets.present(sheet)

    def _run(self, action: SlurmAction, targets: tuple[str, ...], reason: str) -> None:
        request = m.RunSlurm(cluster=self.cluster, action=action, targets=targets, reason=reason)
        self.bridge.ask(request, lambda _said: self._done(request))

    def _done(self, request: m.RunSlurm) -> None:
        """Say what was run, and offer the way back where there is one."""
        command = slurm_command(request.action, request.targets, request.reason)
        back = _BACK.get(request.action)
        rows = [node for node in self.nodes.values() if node.name in request.targets]
        if back is None or not rows:
            self._toast.say(_("Done"), command, Sign.TICK)
            return
        self._toast.say(_("Done"), command, Sign.TICK, _("Take back…"), partial(self._ask_nodes, back, rows))


def _can_drain(rows: list[SlurmNode]) -> bool:
    return any("DRAIN" not in node.states for node in rows)


def _can_resume(rows: list[SlurmNode]) -> bool:
    return any(node.state is not NodeState.OK for node in rows)


_BACK = {SlurmAction.DRAIN: SlurmAction.RESUME}


_ACTS = {
    SlurmAction.CANCEL: lambda: _("Cancel job"),
    SlurmAction.HOLD: lambda: _("Hold"),
    SlurmAction.RELEASE: lambda: _("Release"),
    SlurmAction.REQUEUE: lambda: _("Requeue"),
    SlurmAction.DRAIN: lambda: _("Drain"),
    SlurmAction.RESUME: lambda: _("Resume"),
}
