"""What the parts of a probe have said so far, and what that amounts to: only what is new is read and put into it."""

from __future__ import annotations

from collections.abc import Mapping

from console.fleet.assembly import held
from console.fleet.framing import RawSample
from console.model.probe import Facts, Probe, Reading


class Hearing:
    """Follows one probe. Of a large fleet nearly every sample says the same things with other values."""

    def __init__(self, probes: Mapping[str, Probe], known: Facts | None = None) -> None:
        self._probes = probes
        self._known: Facts = {} if known is None else known
        """What was read once, and what holds although it is not said with every sample."""
        self._said: dict[str, tuple[Reading, Facts]] = {}
        self._are_apart = True
        """No two parts say the same thing, of which the later one would count."""
        self.facts: Facts = self._known.copy()

    def take(self, sample: RawSample) -> Facts:
        """Read what is new and return everything that holds now; the same table each time."""
        has_turned = False
        for name, reading in sample.readings.items():
            before = self._said.get(name)
            if before is not None and before[0] == reading:
                continue
            probe = self._probes.get(name)
            said: Facts = {} if probe is None else probe.parse(reading)
            self._said[name] = (reading, said)
            if before is None or before[1].keys() != said.keys():
                has_turned = True
            else:
                self.facts.update(said)
        if has_turned or not self._are_apart:
            self._put_together()
        return self.facts

    def _put_together(self) -> None:
        """Sum up anew: something is said that was not, or is not said any more."""
        self._known.update(held(self.facts))
        facts: Facts = {}
        for _reading, said in self._said.values():
            facts.update(said)
        self._are_apart = len(facts) == sum(len(said) for _reading, said in self._said.values())
        self.facts = self._known.copy()
        self.facts.update(facts)
