"""``leitstand deploy FILE.toml``: a plan shown, exported or carried out through the core, without a window."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Sequence
from enum import Enum
from itertools import count
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

import console
from console.app import handasks
from console.app.line import Line
from console.app.loop import SystemClock
from console.app.profile import Profile
from console.deploy.diff import name_of
from console.deploy.requestfile import located, parse
from console.model.change import Changes, Outcome
from console.model.errors import ConsoleError
from console.model.ids import DeployId, NodeId
from console.model.service import Amendment, DeployRequest, DeployState, DeployView, Plan, StepKind, StepState, Verdict
from console.model.text import N_
from console.settings.store import write_atomic
from console.wire import messages as m
from console.wire.transport import Kind, packet

Answer = TypeVar("Answer", bound=m.Result)

DONE, REFUSED, WOULD_CHANGE, NOT_READY, FAILED, INTERRUPTED = 0, 1, 3, 4, 5, 130
"""Exit codes; 1 is for whatever could not even begin, 2 for words that the command line does not know."""
LEAVE_SECONDS = 30.0
"""How long a core that is to end may take to close our end of the line."""
ENDED = frozenset(DeployState) - {DeployState.RUNNING, DeployState.UNDOING}


WORDS = {
    Outcome.CREATE: "is not there yet",
    Outcome.NOTHING: "is in place, nothing to do",
    Outcome.CHANGE: "is there otherwise: a new version comes beside it, then in its place",
    Outcome.REPAIR: "is what was asked for, but was changed on the node: it is put right",
    Outcome.START: "is in place and has stopped: it is started",
    Outcome.RESUME: "was begun and did not come to its end: it is gone on with",
    Outcome.BUSY: "is at work at the moment",
}
PUT_RIGHT = {
    Outcome.REPAIR: m.DeployAction.REPAIR,
    Outcome.START: m.DeployAction.START,
    Outcome.RESUME: m.DeployAction.RESUME,
}


class Mode(Enum):
    """What is done with a request."""

    SHOW = "show"
    APPLY = "apply"
    REMOVE = "remove"


class _Hand:
    """The wire without a window: asks, waits for the answer, remembers deploys."""

    def __init__(self, profile: Profile) -> None:
        greeting = m.Hello(id=1, desk_version=console.__version__, hand=True)
        self._line = Line(profile, packet(Kind.MESSAGE, m.encode(greeting)), SystemClock())
        self._ids = count(1)
        self._answers: dict[int, m.Reply] = {}
        self.deploys: dict[DeployId, DeployView] = {}
        self._wait(next(self._ids))

    def ask(self, request: m.Request, kind: type[Answer]) -> Answer:
        """Return the answer to a request; ConsoleError when it is refused."""
        match self.send(request):
            case kind() as value:
                return value
            case other:
                raise AssertionError(other)

    def send(self, request: m.Request) -> m.Value:
        """Carry out a request and return what the core says."""
        number = next(self._ids)
        self._line.send(_numbered(request, number))
        return self._wait(number)

    def act(self, deploy_id: DeployId, action: m.DeployAction) -> None:
        """Act on a deploy; what is known of it afterwards came of that."""
        self.send(m.ControlDeploy(deploy_id=deploy_id, action=action))
        self.deploys.pop(deploy_id, None)

    def _wait(self, number: int) -> m.Value:
        while number not in self._answers:
            self.read()
        reply = self._answers.pop(number)
        if reply.problem is not None:
            raise ConsoleError(
                reply.problem.code, reply.problem.message, reply.problem.hint, **dict(reply.problem.params)
            )
        return reply.value

    def read(self) -> None:
        """Take what arrives; wait for it."""
        came = self._line.take()
        if came is None:
            raise ConsoleError("hand.core_ended", N_("The core ended."), N_("Its log has the reason."))
        for event in came:
            if isinstance(event, m.Reply):
                self._answers[event.id] = event
            elif isinstance(event, m.DeployChanged):
                self.deploys[event.deploy.id] = event.deploy
            elif isinstance(event, m.Question):
                self._answer(event)

    def _answer(self, question: m.Question) -> None:
        """Ask on the terminal; where there is none, whoever is at a window may answer."""
        answer = handasks.answer(question)
        if answer is not None:
            self._line.send(_numbered(answer, next(self._ids)))

    def close(self) -> None:
        """Let go, and end a core that was started for this and has nothing to keep."""
        within = 0.0
        with contextlib.suppress(ConsoleError, OSError):
            if self._line.is_own and self.send(m.Leave()) == m.WouldEnd():
                within = LEAVE_SECONDS
        self._line.close(within)


def _numbered(request: m.Request, number: int) -> m.Request:
    import msgspec

    return msgspec.structs.replace(request, id=number)


def run(profile: Profile, file: str, mode: Mode, *, export: str = "", output: str = "") -> int:
    """Show, export, carry out or take back the request in ``file``; return the exit code."""
    path = Path(file)
    try:
        text = path.read_text("utf-8")
        names, request = parse(text, path.absolute())
    except (OSError, UnicodeDecodeError) as error:
        raise ConsoleError(
            "hand.no_file", N_("{file} could not be read: {reason}."), "", file=path, reason=error
        ) from error
    hand = _Hand(profile)
    try:
        nodes = hand.ask(m.FindNodes(names=names), m.NodeIds).ids
        request = replace(request, node_ids=nodes)
        if mode is Mode.REMOVE:
            return _remove(hand, request)
        if export:
            return _export(hand, request, export, output)
        changes = hand.ask(m.ReadChanges(deploy=request), m.DeployChanges).changes
        if mode is Mode.APPLY:
            return _apply(hand, request, changes)
        return _show(hand, request, changes, output)
    except ConsoleError as error:
        raise located(error, text, path) from error
    finally:
        hand.close()


def _export(hand: _Hand, request: DeployRequest, form: str, output: str) -> int:
    if not _is_ready(hand, request):
        return NOT_READY
    _tell(exported(hand.ask(m.MakePlan(deploy=request), m.Plans), form), output)
    return DONE


def _show(hand: _Hand, request: DeployRequest, changes: tuple[Changes, ...], output: str) -> int:
    """Show what would be changed, and how; the exit code says whether anything would."""
    plans = _planned(hand, request, changes)
    if plans is None:
        _say(told(request, changes))
        return NOT_READY
    _tell("\n".join([told(request, changes), *map(shown, plans)]), output)
    return DONE if all(each.outcome is Outcome.NOTHING for each in changes) else WOULD_CHANGE


def _planned(hand: _Hand, request: DeployRequest, changes: tuple[Changes, ...]) -> tuple[Plan, ...] | None:
    """Return the plans for the nodes that get something new; None where one of them fails a check."""
    plans: tuple[Plan, ...] = ()
    stand = {view.id: view.state for view in hand.ask(m.ListDeploys(), m.Deploys).deploys}
    changed = [each for each in changes if each.outcome is Outcome.CHANGE]
    beside = tuple(each.node_id for each in changed if stand.get(each.deploy_id) is DeployState.SERVING)
    anew = tuple(each.node_id for each in changes if each.outcome is Outcome.CREATE)
    for node_ids, replaces in ((anew, request.replaces), (beside, True)):
        asked = replace(request, node_ids=node_ids, replaces=replaces)
        if node_ids and not _is_ready(hand, asked):
            return None
        plans += hand.ask(m.MakePlan(deploy=asked), m.Plans).plans if node_ids else ()
    return plans


def _is_ready(hand: _Hand, request: DeployRequest) -> bool:
    done = hand.ask(m.RunPreflight(deploy=request), m.PreflightDone)
    for result in done.results:
        if result.verdict is not Verdict.PASS:
            hint = f"  {result.hint.english()}" if result.hint else ""
            _say(f"{result.verdict.upper():<8}{result.node_id}: {result.title.english()}: {result.evidence}{hint}")
            if result.fix:
                _say(f"        {result.fix}")
            for each in result.amendments:
                _say(f"        {amended(each, request)}")
    return not any(result.verdict is Verdict.FAIL for result in done.results)


def amended(amendment: Amendment, request: DeployRequest) -> str:
    """Return what else could be asked for, and what to write in the file for it."""
    said = f"It fits with: {', '.join(text.english() for text in amendment.texts)}"
    if amendment.arguments is None:
        return f"{said} (other weights, or an engine that can be told)"
    other, lines = amendment.applied(request), []
    if other.gpus != request.gpus:
        lines.append(f"gpus = {other.gpus}")
    if other.sequences != request.sequences:
        lines.append(f"sequences = {other.sequences}")
    changed = [(name, value) for name, value in other.arguments if (name, value) not in request.arguments]
    if changed:
        lines.append("[arguments]")
    lines += [f"{name} = {value if value.isdecimal() else json.dumps(value)}" for name, value in changed]
    return "\n          ".join((said, *lines))


def _apply(hand: _Hand, request: DeployRequest, changes: tuple[Changes, ...]) -> int:
    """Make it so on every node: nothing where it is in place, what was changed by hand put right, the rest anew."""
    _say(told(request, changes).rstrip())
    busy = [each.node_id for each in changes if each.outcome is Outcome.BUSY]
    if busy:
        raise ConsoleError(
            "hand.busy",
            N_("Something is done with {name} on {node} at the moment."),
            N_("Wait until it has ended, or cancel it in the window."),
            name=request.service_name,
            node=", ".join(busy),
        )
    cleared = _cleared(hand, changes)
    changes = tuple(replace(each, outcome=Outcome.CREATE) if each.node_id in cleared else each for each in changes)
    plans = _planned(hand, request, changes)
    if plans is None:
        return NOT_READY
    ids = [*hand.ask(m.RunPlans(plans=plans), m.DeployIds).ids] if plans else []
    for each in changes:
        if each.outcome in PUT_RIGHT:
            hand.act(each.deploy_id, PUT_RIGHT[each.outcome])
            ids.append(each.deploy_id)
    return _watched(hand, ids, DeployState.SERVING)


def _cleared(hand: _Hand, changes: tuple[Changes, ...]) -> set[NodeId]:
    """Make way for what is asked for otherwise now: what has stopped starts, to go back to; what is half done goes."""
    stand = {view.id: view.state for view in hand.ask(m.ListDeploys(), m.Deploys).deploys}
    changed = [each for each in changes if each.outcome is Outcome.CHANGE]
    stopped = [each.deploy_id for each in changed if stand[each.deploy_id] is DeployState.STOPPED]
    begun = [each for each in changed if stand[each.deploy_id] not in {DeployState.STOPPED, DeployState.SERVING}]
    for deploy_id in stopped:
        hand.act(deploy_id, m.DeployAction.START)
    for each in begun:
        hand.act(each.deploy_id, m.DeployAction.UNDO)
    _watched(hand, stopped, DeployState.SERVING)
    _watched(hand, [each.deploy_id for each in begun], DeployState.UNDONE)
    return {each.node_id for each in begun}


def _remove(hand: _Hand, request: DeployRequest) -> int:
    listed = hand.ask(m.ListDeploys(), m.Deploys).deploys
    mine = [
        view
        for view in listed
        if view.plan.node_id in request.node_ids
        and name_of(view.plan) == request.service_name
        and view.state is not DeployState.UNDONE
    ]
    if not mine:
        _say(f"{request.service_name}: nothing of that name was deployed there")
    code = DONE
    # The oldest version first: one whose way back is gone is removed without starting anything again.
    while mine:
        wave = {view.plan.node_id: view for view in reversed(mine)}
        for view in wave.values():
            hand.act(view.id, m.DeployAction.ROLLBACK if view.plan.replaces else m.DeployAction.UNDO)
        code = max(code, _watched(hand, [view.id for view in wave.values()], DeployState.UNDONE))
        mine = [view for view in mine if view not in wave.values()]
    return code


def _watched(hand: _Hand, ids: Sequence[DeployId], wanted: DeployState) -> int:
    """Tell how deploys go until all have come to an end; return the exit code."""
    said: dict[DeployId, int] = {}
    # What serves may be told of once more before it is taken back: that is not its end.
    ends = ENDED if wanted is DeployState.SERVING else ENDED - {DeployState.SERVING, DeployState.STOPPED}
    try:
        while any(each not in hand.deploys or hand.deploys[each].state not in ends for each in ids):
            hand.read()
            _follow(hand, ids, said)
    except KeyboardInterrupt:
        for each in ids:
            if each in hand.deploys and hand.deploys[each].state not in ENDED:
                hand.send(m.ControlDeploy(deploy_id=each, action=m.DeployAction.CANCEL))
        _say("cancelled; --remove takes back what was done")
        return INTERRUPTED
    for view in (hand.deploys[each] for each in ids):
        outcome = view.plan.url if view.state is DeployState.SERVING else ""
        if view.problem is not None:
            outcome = f"{view.problem.text()} {view.problem.advice()}"
        _say(f"{view.plan.node_id}: {view.state}  {outcome}".rstrip())
    return DONE if all(hand.deploys[each].state is wanted for each in ids) else FAILED


def _follow(hand: _Hand, ids: Sequence[DeployId], said: dict[DeployId, int]) -> None:
    """Say each step once, when it has ended."""
    for each in ids:
        view = hand.deploys.get(each)
        steps = view.steps if view else ()
        over = [step for step in steps if step.state in {StepState.DONE, StepState.FAILED}]
        for step in over[said.get(each, 0) :]:
            seconds = f"{step.duration_seconds:.1f} s" if step.duration_seconds is not None else ""
            node = view.plan.node_id if view else ""
            _say(f"{node}: {step.state:<7} {step.step.title.english()}  {seconds}".rstrip())
            if step.state is StepState.FAILED and step.output:
                _say("\n".join(f"    {line}" for line in step.output.splitlines()))
        said[each] = len(over)


def told(request: DeployRequest, changes: tuple[Changes, ...]) -> str:
    """Return what would become of a request on each node, and what differs there."""
    lines = []
    for each in changes:
        lines.append(f"# {each.node_id}: {request.service_name} {WORDS[each.outcome]}")
        for difference in each.differences:
            lines += [f"  {difference.what.english()}", *(f"    {line}" for line in difference.lines)]
        for drift in each.drift:
            lines += [f"  changed on the node: {drift.what.english()}", f"    {drift.place.splitlines()[0]}"]
            lines += [f"    {line}" for line in drift.found.splitlines()]
    return "\n".join(lines) + "\n"


def exported(plans: m.Plans, form: str) -> str:
    """Return the plans as ``form``; ConsoleError when there is no such form for this request."""
    forms = {
        "script": plans.script,
        "ansible": plans.playbook,
        "request": plans.request_file,
        **{each.target: each.text for each in plans.renderings},
    }
    if form not in forms:
        raise ConsoleError(
            "hand.no_form",
            N_("This request cannot be exported as {form}."),
            N_("Choose one of: {forms}."),
            form=form,
            forms=", ".join(forms),
        )
    return forms[form]


def shown(plan: Plan) -> str:
    """Return a plan for a person to read: each step with its command and what takes it back."""
    lines = [f"# {plan.node_id}: {plan.service_name} by {plan.target}, {plan.url} on the node"]
    for number, step in enumerate(plan.steps, start=1):
        lines.append(f"{number:>3}. {step.title.english()}{' (as root)' if step.as_root else ''}")
        lines += [f"     # {text.english()}" for text in (step.why, step.risk) if text is not None]
        match step.kind:
            case StepKind.UPLOAD:
                body = f"{step.source} -> {step.target} ({step.size_bytes} bytes)"
            case StepKind.WRITE:
                body = f"> {step.target} ({step.mode:o})\n{step.content}"
            case _:
                body = step.command
        lines += [f"     {line}" for line in body.splitlines()]
        lines += [f"     undo: {line}" for line in step.undo.splitlines()]
    return "\n".join(lines) + "\n"


def _tell(text: str, output: str) -> None:
    if output:
        write_atomic(Path(output), text)
    else:
        print(text, end="")  # noqa: T201 - the command line's own voice


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - as above
