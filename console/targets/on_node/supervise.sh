#!/bin/sh
# Keeps the service of this folder running: starts ./run again when it ends, and gives up after
# five ends that came within a minute of their start. A TERM ends the service and this script.
cd "$(dirname "$0")" || exit 1
here=$(pwd)
# Who cannot be found could not be ended.
echo $$ >supervise.pid || exit 1
stopping='' child='' failures=0
trap 'stopping=yes; [ -z "$child" ] || kill "$child" 2>/dev/null' TERM INT
while [ -z "$stopping" ] && [ "$failures" -lt 5 ]; do
  started=$(date +%s)
  sh "$here/run" >>service.log 2>&1 </dev/null &
  child=$!
  echo "$child" >service.pid
  wait "$child"
  status=$?
  # The signal ended the first wait; the second one sees the service out.
  if [ -n "$stopping" ]; then
    wait "$child" 2>/dev/null
    break
  fi
  [ $(($(date +%s) - started)) -lt 60 ] || failures=0
  failures=$((failures + 1))
  echo "supervise: the service ended with status $status ($failures of 5)" >>service.log
  sleep 1
done
rm -f supervise.pid service.pid
