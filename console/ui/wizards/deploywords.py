"""Deploys in words and signs: how one stands, what it is at work on, what can be done with it."""

from __future__ import annotations

from console.model.clock import Clock
from console.model.service import DeployState, DeployView, Doing, Work
from console.model.text import fill
from console.settings.language import _, ngettext
from console.ui.formats import duration_text
from console.ui.signs import Sign
from console.wire.messages import DeployAction

_ACTIONS: dict[DeployState, tuple[DeployAction, ...]] = {
    DeployState.RUNNING: (DeployAction.CANCEL,),
    DeployState.QUEUED: (DeployAction.CANCEL,),
    DeployState.SERVING: (DeployAction.STOP, DeployAction.RESTART, DeployAction.UNDO),
    DeployState.STOPPED: (DeployAction.START, DeployAction.UNDO),
    DeployState.FAILED: (DeployAction.RESUME, DeployAction.UNDO),
    DeployState.CANCELLED: (DeployAction.RESUME, DeployAction.UNDO),
    DeployState.INTERRUPTED: (DeployAction.RESUME, DeployAction.UNDO),
    DeployState.REPLACED: (DeployAction.UNDO,),
    DeployState.UNDOING: (),
    DeployState.UNDONE: (DeployAction.FORGET,),
}


def actions_of(view: DeployView) -> tuple[DeployAction, ...]:
    """Return what a person may do with a deploy; one that took another's place goes back to that."""
    return tuple(each for each in deeds_of(view) if view.work is None or each is DeployAction.CANCEL)


def deeds_of(view: DeployView) -> tuple[DeployAction, ...]:
    """Return what can be done with a deploy in its state, whether or not it is at work just now."""
    offered = _ACTIONS[view.state]
    if not view.plan.replaces:
        return offered
    back = {DeployAction.UNDO: DeployAction.ROLLBACK}
    return tuple(back.get(action, action) for action in offered if action is not DeployAction.RESUME)


def deploy_word(state: DeployState) -> str:
    """Return the word of a deploy's state."""
    return {
        DeployState.RUNNING: _("Running"),
        DeployState.QUEUED: _("In the queue"),
        DeployState.SERVING: _("Serving"),
        DeployState.STOPPED: _("Stopped"),
        DeployState.FAILED: _("Failed"),
        DeployState.CANCELLED: _("Cancelled"),
        DeployState.INTERRUPTED: _("Interrupted"),
        DeployState.REPLACED: _("Replaced, kept"),
        DeployState.UNDOING: _("Undoing…"),
        DeployState.UNDONE: _("Undone"),
    }[state]


def action_word(action: DeployAction) -> str:
    """Return what a button for an action says."""
    return {
        DeployAction.CANCEL: _("Cancel"),
        DeployAction.RESUME: _("Resume"),
        DeployAction.STOP: _("Stop"),
        DeployAction.START: _("Start"),
        DeployAction.RESTART: _("Restart"),
        DeployAction.REPAIR: _("Put right"),
        DeployAction.UNDO: _("Undo everything"),
        DeployAction.ROLLBACK: _("Back to the version before"),
        DeployAction.FORGET: _("Remove from list"),
    }[action]


def deploy_sign(state: DeployState) -> Sign:
    """Return the silhouette of a deploy's state."""
    return {
        DeployState.RUNNING: Sign.BUSY,
        DeployState.QUEUED: Sign.HOLLOW,
        DeployState.UNDOING: Sign.BUSY,
        DeployState.SERVING: Sign.OK,
        DeployState.STOPPED: Sign.DRAINED,
        DeployState.REPLACED: Sign.DRAINED,
        DeployState.UNDONE: Sign.HOLLOW,
        DeployState.CANCELLED: Sign.HOLLOW,
        DeployState.INTERRUPTED: Sign.WARNING,
        DeployState.FAILED: Sign.FAILED,
    }[state]


def view_word(view: DeployView) -> str:
    """Return the word for how a deploy stands: ``Serving``, ``Restarting…``."""
    # What waits for others says so, whatever it was told.
    if view.work is None or view.state is DeployState.QUEUED:
        return deploy_word(view.state)
    return _work_word(view.work)


def _work_word(work: Work) -> str:
    if work.doing is Doing.SCALE:
        return ngettext("Scaling to {count} copy…", "Scaling to {count} copies…", work.copies)
    return {
        Doing.STOP: _("Stopping…"),
        Doing.START: _("Starting…"),
        Doing.RESTART: _("Restarting…"),
        Doing.REPAIR: _("Putting right…"),
        Doing.RESUME: _("Resuming…"),
        Doing.UNDO: _("Undoing…"),
        Doing.ROLLBACK: _("Going back…"),
    }[work.doing]


def view_sign(view: DeployView) -> Sign:
    """Return the silhouette for how a deploy stands."""
    is_at_work = view.work is not None and view.state is not DeployState.QUEUED
    return Sign.BUSY if is_at_work else deploy_sign(view.state)


def working_since(view: DeployView) -> float:
    """Return since when a deploy is at work, in seconds since the epoch; 0 while it is not, or nobody knows."""
    if view.work is not None:
        return view.work.since
    return view.started_at if view.state in {DeployState.RUNNING, DeployState.QUEUED} else 0.0


def elapsed_text(view: DeployView, clock: Clock) -> str:
    """Return how long a deploy has been at work, as ``0:12``; empty while it is not."""
    since = working_since(view)
    return duration_text(max(0.0, clock.now().timestamp() - since)) if since else ""


def waiting_words(view: DeployView) -> str:
    """Return why nothing can be told to a deploy now; empty when something can."""
    return fill(_("{state} Wait until that has ended."), {"state": view_word(view)}) if view.work is not None else ""
