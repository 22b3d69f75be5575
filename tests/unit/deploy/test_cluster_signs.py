"""What Slurm and Kubernetes print, as they print it, and the advice it leads to."""

from __future__ import annotations

import pytest

from console.deploy.diagnosis import cluster_hint, hint, waiting_hint


@pytest.mark.parametrize(
    ("printed", "advice"),
    [
        ("Slurm job 12 is pending: Resources, expected start 2026-12-01T10:00:00", "nodes are free"),
        ("Slurm job 12 is pending: QOSMaxGRESPerUser, no expected start", "used up"),
        ("Slurm job 12 is pending: AssocGrpGRES, no expected start", "used up"),
        ("Slurm job 12 is pending: ReqNodeNotAvail, UnavailableNodes:gpu01, no expected start", "down, drained"),
        ("Slurm job 12 is pending: JobHeldUser, no expected start", "scontrol release"),
        ("Slurm job 12 is pending: PartitionTimeLimit, no expected start", "shorter"),
        ("sbatch: error: invalid partition specified: nope", "sinfo"),
        ("allocation failure: Requested node configuration is not available", "Ask for less"),
        ("sbatch: error: Batch job submission failed: Invalid account or account/partition combination", "sacctmgr"),
        (
            "slurmstepd: error: *** JOB 12 ON gpu01 CANCELLED AT 2026-11-28T18:00:00 DUE TO TIME LIMIT ***",
            "time was over",
        ),
        ("Slurm job 12 has ended: JobState=OUT_OF_MEMORY Reason=OutOfMemory ExitCode=0:125", "more memory"),
        ("slurm_load_jobs error: Unable to contact slurm controller (connect failure)", "controller"),
        ("/bin/sh: 2: sbatch: not found", "login node"),
    ],
)
def test_words_of_slurm(printed: str, advice: str) -> None:
    assert advice in cluster_hint(printed) and advice in hint(printed, 1)


@pytest.mark.parametrize(
    ("printed", "advice"),
    [
        ("the pod x finds no node: 0/3 nodes are available: 3 Insufficient nvidia.com/gpu.", "GPUs free"),
        ("0/1 nodes are available: 1 node(s) had taint {dedicated: ai}, that the pod didn't tolerate.", "tolerations"),
        ("0/1 nodes are available: 1 node(s) had untolerated taint {a: b}.", "tolerations"),
        ("0/1 nodes are available: 1 node(s) didn't match node selector.", "labels"),
        ("pod has unbound immediate PersistentVolumeClaims.", "storage class"),
        ('no pod is made: pods "x-1" is forbidden: exceeded quota: small, requested: pods=1', "quota"),
        ('the image cannot be had (ImagePullBackOff): Back-off pulling image "x"', "registry"),
        ("the pod x ends again and again: OOMKilled, exit status 137", "more memory"),
        ("the pod x ends again and again: Error, exit status 1", "last words"),
        ('Error from server (Forbidden): deployments.apps is forbidden: User "joe" cannot create', "may not"),
        ("The connection to the server 192.0.2.1:6443 was refused - did you specify the right host or port?", "API"),
        ("Unable to connect to the server: dial tcp 192.0.2.1:6443: i/o timeout", "API"),
        ("control: 12: kubectl: not found", "kubectl is not there"),
        ('error: context "nope" does not exist', "kubeconfig"),
    ],
)
def test_words_of_kubernetes(printed: str, advice: str) -> None:
    assert advice in cluster_hint(printed) and advice in hint(printed, 1)


def test_what_nobody_knows_is_only_waited_for() -> None:
    assert "its turn" in waiting_hint("Slurm job 12 is pending: SomethingNew")
    assert cluster_hint("all is well") == ""
