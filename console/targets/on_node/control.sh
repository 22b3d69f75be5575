#!/bin/sh
# control start | stop | status | log: the service of this folder, kept up by ./supervise.
cd "$(dirname "$0")" || exit 1
here=$(pwd)

# ours FILE: sets pid when the process that FILE names is alive and belongs to this folder.
# A number in a file proves nothing after a restart of the machine.
ours() {
  pid=$(cat "$1" 2>/dev/null) || return 1
  [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null || return 1
  if [ -r "/proc/$pid/cmdline" ]; then
    tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF "/${here##*/}/"
  else
    ps -o args= -p "$pid" 2>/dev/null | grep -qF "/${here##*/}/"
  fi
}

# end FILE: TERM, ten seconds of patience, KILL.
end() {
  ours "$1" || return 0
  kill "$pid" 2>/dev/null
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    ours "$1" || return 0
    sleep 1
  done
  kill -9 "$pid" 2>/dev/null
  sleep 1
}

stop() {
  end supervise.pid
  end service.pid
  if ours supervise.pid || ours service.pid; then
    echo "process $pid does not end" >&2
    return 1
  fi
  rm -f supervise.pid service.pid
  echo "stopped"
}

start() {
  if ours supervise.pid; then
    echo "runs already, process $pid"
    return 0
  fi
  # A service that outlived its supervisor still holds the port.
  stop >/dev/null || return 1
  # Not by the shell: of a full disk it says no more than "I/O error".
  if ! echo - | cat >supervise.pid; then
    rm -f supervise.pid
    return 1
  fi
  if command -v setsid >/dev/null 2>&1; then
    setsid nohup sh "$here/supervise" >/dev/null 2>>service.log </dev/null &
  else
    nohup sh "$here/supervise" >/dev/null 2>>service.log </dev/null &
  fi
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    sleep 1
    if ours supervise.pid; then
      echo "started, process $pid"
      return 0
    fi
  done
  echo "the supervisor did not start" >&2
  return 1
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  status)
    if ours supervise.pid; then
      echo "runs, process $pid"
    else
      echo "does not run"
      exit 3
    fi
    ;;
  log)
    tail -n 400 service.log 2>/dev/null || echo "no log yet"
    # Who gives up says so and takes its number away: this one was ended from outside.
    if [ -s supervise.pid ] && ! ours supervise.pid; then echo "does not run"; fi
    ;;
  *)
    echo "control start | stop | status | log" >&2
    exit 64
    ;;
esac
