"""What a person may choose about a container, whichever engine runs it."""

from __future__ import annotations

from console.model.field import Field, Kind
from console.model.text import N_, Text
from console.targets.common.gpus import DEVICES
from console.targets.common.listening import LISTEN

PULL = Field(
    "pull",
    Text(N_("Image")),
    Text(N_("“missing” fetches the image where the node does not have it, “never” takes only what is there.")),
    Kind.CHOICE,
    default="missing",
    choices=("missing", "never"),
)
IMAGE_FILE = Field(
    "image_file",
    Text(N_("Image file")),
    Text(N_("A file of “docker save” on this machine that is carried to the node, where it reaches no registry.")),
    is_rare=True,
)
RESTART = Field(
    "restart",
    Text(N_("Restart")),
    Text(N_("When the container is started again by itself.")),
    Kind.CHOICE,
    default="unless-stopped",
    choices=("unless-stopped", "always", "on-failure", "no"),
)
USER = Field(
    "user",
    Text(N_("User")),
    Text(N_("“own” runs as the user of the connection, “image” as the user that the image names.")),
    Kind.CHOICE,
    default="own",
    choices=("own", "image"),
    is_rare=True,
)
SHARED_MEMORY = Field(
    "shared_memory",
    Text(N_("Shared memory")),
    Text(N_("The size of /dev/shm in the container; empty: what the server needs.")),
    Kind.INTEGER,
    low=1,
    high=4096,
    unit="GiB",
    is_rare=True,
)
COMMON = (PULL, RESTART, DEVICES, IMAGE_FILE, USER, SHARED_MEMORY, LISTEN)
