"""What Slurm and Kubernetes say when they refuse something, or let it wait, and what to do about it."""

from __future__ import annotations

from console.model.text import N_

WAITS = N_("It goes on by itself when its turn comes. Cancel and undo take it out of the queue.")
SLURM: tuple[tuple[str, str], ...] = (
    (
        r"PartitionTimeLimit|[Rr]equested time limit is invalid",
        N_("The time limit is longer than the partition allows. Undo, and choose a shorter one."),
    ),
    (
        r"DUE TO TIME LIMIT|JobState=TIMEOUT|\bTIMEOUT\b",
        N_("The job's time was over. Start it again, with a longer limit, or let it start again by itself."),
    ),
    (
        r"JobState=OUT_OF_MEMORY|oom-kill|Out Of Memory",
        N_("The job took more memory than it had asked for. Undo, and ask for more."),
    ),
    (
        r"JobState=NODE_FAIL|\bNODE_FAIL\b",
        N_("The node of the job failed. Start it again: Slurm finds another one."),
    ),
    (r"JobState=CANCELLED|\bCANCELLED\b", N_("Somebody has cancelled the job. Start it again.")),
    (r"JobState=PREEMPTED|\bPREEMPTED\b", N_("A job of higher priority took the node. Start it again.")),
    (
        r"[Ii]nvalid partition",
        N_("There is no such partition, or it is closed to this account. sinfo lists them."),
    ),
    (
        r"[Ii]nvalid account or account/partition",
        N_("The user has no right to this account or partition. sacctmgr show assoc lists what is there."),
    ),
    (r"[Ii]nvalid qos", N_("There is no such quality of service for this account.")),
    (
        r"[Rr]equested node configuration is not available|BadConstraints",
        N_("No node of the partition has that many GPUs of this kind, cores or memory. Ask for less."),
    ),
    (
        r"QOS\w*(Limit|Per\w+)|Assoc\w*(Limit|Grp\w+)|MaxGRESPer\w+|[Jj]ob violates accounting",
        N_("The account has used up what it may take at once. It starts when other jobs of it end."),
    ),
    (r"JobHeld|\bheld state\b|REQUEUE_HOLD", N_("The job is held. scontrol release lets it go on.")),
    (
        r"ReqNodeNotAvail|UnavailableNodes|PartitionDown|PartitionInactive|NodeDown",
        N_("The nodes that it could take are down, drained or reserved. It starts when one comes back."),
    ),
    (r"is pending: (Resources|Priority)", N_("It starts when nodes are free. Cancel and undo take it out again.")),
    (
        r"Unable to contact slurm controller|slurm_load_jobs error|Socket timed out on send/recv",
        N_("Slurm's controller does not answer. Nothing is lost: try again when it does."),
    ),
    (
        r"(sbatch|squeue|scontrol|scancel): (command )?not found",
        N_("Slurm's commands are not there. Choose a login node of the cluster."),
    ),
    (
        r"this node runs no container images",
        N_("Choose a partition whose nodes have pyxis or apptainer, or let the server come as wheels."),
    ),
)
KUBERNETES: tuple[tuple[str, str], ...] = (
    (
        r"something is there already: (deployment|service|persistentvolumeclaim|secret) ",
        N_(
            "Something else made this in the cluster, and it is left alone. Choose another service name or namespace, "
            "or remove it there with kubectl delete."
        ),
    ),
    (
        r"field is immutable|is immutable after creation|Forbidden: updates to \S+ spec",
        N_(
            "What is left of an earlier deploy of this name has another shape, which Kubernetes does not change in "
            "place: undo that one, or remove the object that is named with kubectl delete, then resume."
        ),
    ),
    (
        r"Insufficient nvidia\.com/|Insufficient amd\.com/|Insufficient gpu\.intel\.com/",
        N_("No node has that many GPUs free. It starts when some are; fewer GPUs or replicas start at once."),
    ),
    (r"Insufficient (cpu|memory|ephemeral-storage)", N_("No node has that much free. Undo, and ask for less.")),
    (
        r"unbound immediate PersistentVolumeClaims|persistentvolumeclaim .* not found|volume node affinity conflict",
        N_("The volume is not there yet. Check the storage class: kubectl get storageclass, kubectl describe pvc."),
    ),
    (
        r"had (untolerated )?taint|didn't tolerate",
        N_("Nodes that would do are kept free by a taint. Undo, and name it under tolerations."),
    ),
    (
        r"didn't match (Pod's )?node (affinity|selector)|node\(s\) didn't match",
        N_("No node has the labels that are asked for. kubectl get nodes --show-labels lists what there is."),
    ),
    (
        r"exceeded quota",
        N_("The quota of the namespace is used up. It starts when others end; kubectl describe quota shows it."),
    ),
    (
        r"ImagePullBackOff|ErrImagePull|ErrImageNeverPull|InvalidImageName",
        N_("The nodes of the cluster cannot have the image: check its name, the registry and the pull secret."),
    ),
    (
        r"OOMKilled",
        N_("The server took more memory than it may. Undo, and ask for more memory or a smaller context."),
    ),
    (
        r"CrashLoopBackOff|ends again and again",
        N_("The server starts and ends at once. Its last words are in the log of the service."),
    ),
    (
        r"CreateContainerConfigError|CreateContainerError|RunContainerError",
        N_("The node cannot make the container: a Secret, a volume or the command is missing."),
    ),
    (
        r"violates PodSecurity|admission webhook .* denied",
        N_("A rule of the cluster forbids this pod. Its administrator knows which namespace may."),
    ),
    (
        r"\(Forbidden\)|is forbidden:|may not create deployments",
        N_("This user may not do that in the cluster. Choose another namespace or context, or ask for the right."),
    ),
    (
        r"connection to the server|Unable to connect to the server|ServiceUnavailable|dial tcp|TLS handshake timeout",
        N_("The API of the cluster is not reached. Nothing is lost: try again when it answers."),
    ),
    (r"(kubectl|k3s): (command )?not found", N_("kubectl is not there. Choose a node from which the cluster is run.")),
    (
        r"You must be logged in|Unauthorized|certificate has expired",
        N_("The cluster does not know this user any more. Log in to it on the node, then try again."),
    ),
    (
        r"context .* does not exist|no such context|invalid configuration|error loading config file",
        N_("The kubeconfig on the node is not there or has no such context."),
    ),
    (r"finds no node", N_("It starts when a node has room for it.")),
)
SIGNS: tuple[tuple[str, str], ...] = (*SLURM, *KUBERNETES)
