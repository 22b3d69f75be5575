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
SIGNS: tuple[tuple[str, str], ...] = (*SLURM,)
