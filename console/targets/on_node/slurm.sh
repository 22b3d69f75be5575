#!/bin/sh
# control start|stop|status|log|door|enter|remove: the Slurm job of the service in this folder.
#
# The job is found by its working directory, so nothing is lost where a connection ends between sbatch and its answer.
# status ends with 0 while the job runs, with 75 while it waits, and prints Slurm's own words.
cd "$(dirname "$0")" || exit 73
folder=$(pwd -P)
LC_ALL=C
PATH=$PATH:/opt/slurm/bin:/usr/local/slurm/bin:/usr/local/bin
export LC_ALL PATH
# Where modules bring Slurm, a session without a login has to ask for it.
command -v squeue >/dev/null 2>&1 || [ ! -r /etc/profile ] || . /etc/profile >/dev/null 2>&1

# Prints the numbers of the jobs of this folder that have not ended; fails when Slurm does not answer.
jobs_here() {
  listed=$(squeue -h -u "$(id -un)" -o '%i|%Z') || return 1
  printf '%s\n' "$listed" | while IFS='|' read -r job where; do
    [ "$where" != "$folder" ] || printf '%s\n' "$job"
  done
}

last_job() { [ ! -f job ] || cat job; }

# Prints what Slurm remembers of a job that has ended.
ended() {
  told=$(scontrol show job "$1" -o 2>/dev/null | tr ' ' '\n' | grep -E '^(JobState|Reason|ExitCode)=' | tr '\n' ' ')
  [ -n "$told" ] || told=$(sacct -n -X -P -j "$1" -o State,ExitCode 2>/dev/null | head -n 1)
  printf 'Slurm job %s has ended: %s\n' "$1" "${told:-nothing is known of it any more}"
}

start() {
  found=$(jobs_here) || exit 75
  if [ -n "$found" ]; then
    echo "Slurm job $found is there already"
    exit 0
  fi
  rm -f endpoint
  # sbatch prints the number, and after a semicolon the cluster.
  number=$(sbatch --parsable --chdir="$folder" job.sbatch) || exit
  printf '%s\n' "${number%%;*}" >job.part && mv -f job.part job && echo "Slurm job ${number%%;*} is submitted"
}

stop() {
  tries=0
  while found=$(jobs_here) || exit 75; [ -n "$found" ]; do
    [ "$tries" -gt 0 ] || printf '%s\n' "$found" | xargs scancel
    tries=$((tries + 1))
    if [ "$tries" -gt 50 ]; then
      echo "Slurm job $found does not end: $(squeue -h -j "$(echo "$found" | head -n 1)" -o '%T')" >&2
      exit 75
    fi
    sleep 1
  done
}

status() {
  found=$(jobs_here) || exit 75
  job=$(printf '%s\n' "$found" | tail -n 1)
  if [ -z "$job" ]; then
    job=$(last_job)
    [ -n "$job" ] || { echo "no Slurm job has been submitted"; exit 1; }
    ended "$job"
    exit 1
  fi
  line=$(squeue -h -j "$job" -o '%T|%r|%S|%N|%e') || exit 75
  state=${line%%|*}
  rest=${line#*|}
  reason=${rest%%|*}
  rest=${rest#*|}
  begins=${rest%%|*}
  rest=${rest#*|}
  case $state in
    RUNNING) echo "Slurm job $job runs on ${rest%%|*}; its time ends at ${rest#*|}" ;;
    PENDING)
      expected=$(squeue -h --start -j "$job" -o '%S' 2>/dev/null)
      case ${expected:-$begins} in
        "" | N/A | Unknown | NONE) expected="no expected start" ;;
        *) expected="expected start ${expected:-$begins}" ;;
      esac
      echo "Slurm job $job is pending: $reason, $expected"
      exit 75
      ;;
    CONFIGURING | SUSPENDED | REQUEUED | REQUEUE_HOLD | SPECIAL_EXIT | STOPPED | RESIZING | SIGNALING)
      echo "Slurm job $job is $state: $reason"
      exit 75
      ;;
    *)
      echo "Slurm job $job is $state: $reason"
      exit 1
      ;;
  esac
}

# Prints where the server listens, and stays while that holds.
door() {
  found=$(jobs_here) || exit 75
  job=$(printf '%s\n' "$found" | tail -n 1)
  [ -n "$job" ] || { ended "$(last_job)" >&2; exit 1; }
  node=$(squeue -h -j "$job" -t RUNNING -o '%N')
  [ -n "$node" ] || { squeue -h -j "$job" -o 'Slurm job %i is %T: %r' >&2; exit 1; }
  endpoint=$(cat endpoint 2>/dev/null)
  case $endpoint in
    "$job $node "*) ;;
    *) echo "Slurm job $job has not opened its port yet" >&2; exit 1 ;;
  esac
  address=$(scontrol show node "$node" -o | tr ' ' '\n' | sed -n 's/^NodeAddr=//p')
  printf '%s %s\n' "${address:-$node}" "${endpoint##* }"
  while sleep 10; do
    # A controller that does not answer says nothing about the job.
    now=$(squeue -h -j "$job" -t RUNNING -o '%N' 2>/dev/null) || now=$node
    if [ "$now" != "$node" ] || [ "$(cat endpoint 2>/dev/null)" != "$endpoint" ]; then
      echo "Slurm job $job does not run there any more" >&2
      exit 1
    fi
  done
}

# Runs the sh on its standard input where the server runs, beside it in its job.
enter() {
  found=$(jobs_here) || exit 75
  job=$(printf '%s\n' "$found" | tail -n 1)
  [ -n "$job" ] || { ended "$(last_job)" >&2; exit 1; }
  exec srun --quiet "--jobid=$job" --overlap --nodes=1 --ntasks=1 sh
}

case $1 in
  start) start ;;
  stop) stop ;;
  status) status ;;
  log) tail -n 40 service.log 2>/dev/null || status ;;
  door) door ;;
  enter) enter ;;
  remove) stop && rm -f job job.part endpoint endpoint.part service.log ;;
  *)
    echo "usage: $0 start|stop|status|log|door|enter|remove" >&2
    exit 64
    ;;
esac
