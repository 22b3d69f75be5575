"""What a person may choose about a service in Kubernetes."""

from __future__ import annotations

from console.model.field import Field, Kind
from console.model.text import N_, Text

LABEL = r"[A-Za-z0-9]([\w./-]*[A-Za-z0-9])?"
VALUE = r"[\w.-]*"
NAMESPACE = Field(
    "namespace",
    Text(N_("Namespace")),
    Text(N_("Where all of it is made; a namespace that is missing is made too.")),
    default="default",
    pattern=r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?",
)
REPLICAS = Field(
    "replicas",
    Text(N_("Replicas")),
    Text(N_("How many pods serve; each takes its own GPUs.")),
    Kind.INTEGER,
    default="1",
    low=1,
    high=1000,
)
SELECTOR = Field(
    "node_selector",
    Text(N_("Node selector")),
    Text(N_("Labels that the node must have, such as nvidia.com/gpu.product=NVIDIA-H100-80GB-HBM3; commas between.")),
    pattern=rf"{LABEL}={VALUE}(,{LABEL}={VALUE})*",
)
TOLERATIONS = Field(
    "tolerations",
    Text(N_("Tolerations")),
    Text(N_("Taints that do not keep it away, such as dedicated=ai:NoSchedule; commas between.")),
    pattern=rf"{LABEL}(={VALUE})?:(NoSchedule|PreferNoSchedule|NoExecute)"
    rf"(,{LABEL}(={VALUE})?:(NoSchedule|PreferNoSchedule|NoExecute))*",
)
RESOURCE = Field(
    "gpu_resource",
    Text(N_("GPU resource")),
    Text(N_("What the device plugin offers; a slice is called nvidia.com/mig-1g.10gb or the like.")),
    default="nvidia.com/gpu",
    pattern=r"[a-z0-9.-]+/[\w.-]+",
    is_rare=True,
)
CPU = Field(
    "cpu",
    Text(N_("Processor cores")),
    Text(N_("How many cores each pod is promised, such as 4 or 500m.")),
    pattern=r"\d+(\.\d+)?m?",
)
MEMORY = Field(
    "memory",
    Text(N_("Memory")),
    Text(N_("How much memory each pod is promised, such as 64Gi.")),
    pattern=r"\d+(\.\d+)?[KMGT]i?",
)
STORAGE = Field(
    "storage",
    Text(N_("Volume")),
    Text(N_("Size of a volume that keeps what the server fetches, such as 200Gi; empty: it goes with the pod.")),
    pattern=r"\d+[KMGT]i",
)
STORAGE_CLASS = Field(
    "storage_class",
    Text(N_("Storage class")),
    Text(N_("Empty: the default one.")),
    pattern=r"[a-z0-9.-]+",
    is_rare=True,
)
PULL = Field(
    "pull_policy",
    Text(N_("Fetch the image")),
    Text(N_("Always, when it is missing, or never.")),
    Kind.CHOICE,
    default="IfNotPresent",
    choices=("IfNotPresent", "Always", "Never"),
    is_rare=True,
)
PULL_SECRET = Field(
    "pull_secret",
    Text(N_("Secret of the registry")),
    Text(N_("The Secret in the namespace with which the image is fetched.")),
    pattern=r"[a-z0-9.-]+",
    is_rare=True,
)
KUBECONFIG = Field(
    "kubeconfig",
    Text(N_("kubeconfig")),
    Text(N_("A path on the node; empty: what kubectl takes by itself.")),
    pattern=r"(~/|/)[^\x00-\x1f]*",
    is_rare=True,
)
CONTEXT = Field(
    "context",
    Text(N_("Context")),
    Text(N_("Which entry of the kubeconfig; empty: the current one.")),
    pattern=r"[^\x00-\x1f]+",
    is_rare=True,
)
FIELDS = (
    NAMESPACE,
    REPLICAS,
    SELECTOR,
    TOLERATIONS,
    CPU,
    MEMORY,
    STORAGE,
    STORAGE_CLASS,
    RESOURCE,
    PULL,
    PULL_SECRET,
    KUBECONFIG,
    CONTEXT,
)
