#!/bin/sh
# ollama.sh PROGRAM NAME pull TAG | create FILE: serve, and give the model its name before anybody asks for it.
program=$1 name=$2 way=$3 source=$4
folder=$(dirname "$0")
"$program" serve &
server=$!
trap 'kill "$server" 2>/dev/null' TERM INT
until "$program" list >/dev/null 2>&1; do
  kill -0 "$server" 2>/dev/null || { wait "$server"; exit $?; }
  sleep 1
done
case $way in
  pull) "$program" pull "$source" && { [ "$source" = "$name" ] || "$program" cp "$source" "$name"; } ;;
  create) printf 'FROM "%s"\n' "$source" >"$folder/Modelfile" && "$program" create "$name" -f "$folder/Modelfile" ;;
  *) false ;;
esac || {
  kill "$server" 2>/dev/null
  wait "$server"
  exit 66
}
wait "$server"
status=$?
# A signal ends the first wait; the second one sees the server out.
wait "$server" 2>/dev/null
exit "$status"
