"""Which GPUs of a node a service gets."""

from __future__ import annotations

from console.model.field import Field, Pairs
from console.model.launch import Service
from console.model.text import N_, Text

DEVICES = Field(
    "devices",
    Text(N_("GPUs")),
    Text(N_("Numbers of the GPUs with commas, such as 0,1; empty: the first ones.")),
    pattern=r"\d{1,3}(,\d{1,3})*",
)


def visible(service: Service) -> Pairs:
    """Return the variables that show a program on the node the chosen GPUs alone, in the order of nvidia-smi."""
    chosen = service.option(DEVICES)
    return (("CUDA_DEVICE_ORDER", "PCI_BUS_ID"), ("CUDA_VISIBLE_DEVICES", chosen)) if chosen else ()
