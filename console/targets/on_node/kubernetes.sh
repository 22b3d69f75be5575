# Asks Kubernetes about the Deployment of this service; what it is called stands above.
#
# status ends with 0 while a pod runs, with 75 while Kubernetes lets it wait, and prints Kubernetes' own words.
cd "$(dirname "$0")" || exit 73
PATH=$PATH:/usr/local/bin:/snap/bin:/var/lib/rancher/rke2/bin:$HOME/bin
export PATH

kube() {
  if command -v kubectl >/dev/null 2>&1 || ! command -v k3s >/dev/null 2>&1; then set -- kubectl "$@"; else set -- k3s kubectl "$@"; fi
  "$@" ${kubeconfig:+"--kubeconfig=$kubeconfig"} ${context:+"--context=$context"} -n "$namespace" --request-timeout=20s
}

pods() { kube get pods -l "$selector" -o name; }

no_pods() {
  end=$(($(date +%s) + $1))
  while left=$(pods) || exit 75; [ -n "$left" ]; do
    if [ "$(date +%s)" -gt "$end" ]; then
      echo "these do not end:" $left >&2
      exit 75
    fi
    sleep 1
  done
}

# Refuses to touch what somebody else has made under the same name.
check_free() {
  for thing in deployment service persistentvolumeclaim secret; do
    found=$(kube get "$thing" "$1" --ignore-not-found -o 'jsonpath={.metadata.name}={.metadata.labels.leitstand\.mark}') || exit 1
    case $found in
      "" | "$1=$mark") ;;
      *)
        echo "something is there already: $thing $1 in the namespace $namespace" >&2
        exit 73
        ;;
    esac
  done
}

namespace_up() {
  found=$(kube get namespace "$namespace" --ignore-not-found -o name) || exit 1
  [ -z "$found" ] || { echo "the namespace $namespace is there"; exit 0; }
  # With its mark from the first moment on: a line that is cut in between would leave what nobody knows as ours.
  printf '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s","labels":{"leitstand.mark":"%s"}}}\n' \
    "$namespace" "$mark" | kube create -f -
}

# Deletes the namespace where this deploy has made it and nothing of anybody else is in it.
namespace_down() {
  mine=$(kube get namespace "$namespace" --ignore-not-found -o 'jsonpath={.metadata.labels.leitstand\.mark}') || exit 1
  [ "$mine" = "$mark" ] || exit 0
  others=$(kube get deployments,statefulsets,daemonsets,jobs,pods,services,persistentvolumeclaims -o name) || exit 1
  if [ -n "$others" ]; then
    echo "the namespace $namespace stays: others are in it:" $others
    kube label namespace "$namespace" leitstand.mark-
    exit
  fi
  kube delete namespace "$namespace" --wait=false || exit 1
  tries=0
  while found=$(kube get namespace "$namespace" --ignore-not-found -o name) || exit 75; [ -n "$found" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 90 ] || { echo "the namespace $namespace does not end" >&2; exit 75; }
    sleep 1
  done
}

token_up() {
  check_free "$name-hub"
  [ -z "$(kube get secret "$name-hub" --ignore-not-found -o name)" ] || return 0
  # The token comes from a file; it is in no argument.
  kube create secret generic "$name-hub" --from-file=hub-token=hub-token --dry-run=client -o yaml |
    kube label --local -f - "leitstand.service=$name" "leitstand.mark=$mark" -o yaml | kube create -f -
}

# Makes a Secret NAME of the type from the pairs of JSON on standard input: what is secret is in no argument, and
# nothing of it is in an annotation, as "apply" would have it.
secret() {
  check_free "$1"
  pairs=$(cat)
  kube delete secret "$1" --ignore-not-found >/dev/null || exit 1
  labels="{\"leitstand.service\":\"$name\",\"leitstand.mark\":\"$mark\"}"
  printf '{"apiVersion":"v1","kind":"Secret","type":"%s","metadata":{"name":"%s","labels":%s},"data":{%s}}\n' \
    "$2" "$1" "$labels" "$pairs" | kube create -f - || exit 1
}

encoded() { base64 | tr -d '\n'; }

# The key of the registry $1: for the server, which fetches its weights with it, and for the nodes that fetch its image.
key_up() {
  [ -s ngc-key ] || { echo "there is no key to give" >&2; exit 66; }
  printf '"ngc-key":"%s"' "$(tr -d '\r\n' <ngc-key | encoded)" | secret "$name-key" Opaque
  login=$({ printf '$oauthtoken:' && tr -d '\r\n' <ngc-key; } | encoded)
  printf '".dockerconfigjson":"%s"' "$(printf '{"auths":{"%s":{"auth":"%s"}}}' "$1" "$login" | encoded)" |
    secret "$name-pull" kubernetes.io/dockerconfigjson
}

apply() {
  check_free "$name"
  kube apply -f manifest.yaml
}

# Lets the Service $1 choose the pods of this deploy, and waits until they are what it leads to.
take() {
  look='{.metadata.labels.leitstand\.service} {.metadata.labels.leitstand\.mark} {.spec.ports[0].port} {.spec.ports[0].targetPort}'
  now=$(kube get service "$1" -o "jsonpath=$look") || exit 1
  case $now in
    "$name $mark "*) ;;
    *) printf '%s\n' "$now" >taken.part && mv -f taken.part taken || exit 73 ;;
  esac
  own=$(kube get service "$name" -o 'jsonpath={.spec.ports[0].targetPort}') || exit 1
  outer=${now% *}
  lead "$1" "$name" "$mark" "${outer##* }" "$own"
}

# Gives it back to those it led to before; where these are gone it stays with this deploy, and goes with it.
give_back() {
  [ -f taken ] || exit 0
  read -r old_name old_mark outer inner <taken
  there=$(kube get deployment "$old_name" --ignore-not-found -o 'jsonpath={.metadata.labels.leitstand\.mark}') || exit 1
  # One that is stopped has its Service back before it starts again.
  [ "$there" != "$old_mark" ] || [ "$(kube get deployment "$old_name" -o 'jsonpath={.spec.replicas}')" != 0 ] ||
    { point "$1" "$old_name" "$old_mark" "$outer" "$inner" && rm -f taken; exit; }
  [ "$there" != "$old_mark" ] || lead "$1" "$old_name" "$old_mark" "$outer" "$inner" || exit 1
  rm -f taken
}

# point SERVICE NAME MARK PORT TARGETPORT
point() {
  labels="{\"leitstand.service\":\"$2\",\"leitstand.mark\":\"$3\"}"
  kube patch service "$1" -p "{\"metadata\":{\"labels\":$labels},\"spec\":{\"selector\":$labels,\"ports\":[{\"port\":$4,\"targetPort\":$5}]}}"
}

# lead SERVICE NAME MARK PORT TARGETPORT
lead() {
  # One that answers is not yet one that Kubernetes calls ready, and only these are led to.
  tries=0
  until kube get pods -l "leitstand.service=$2,leitstand.mark=$3" -o 'jsonpath={range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}' | grep -q True; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || { echo "no pod of $2 gets ready" >&2; return 1; }
    sleep 1
  done
  point "$@" || return 1
  tries=0
  until
    wanted=$(kube get pods -l "leitstand.service=$2,leitstand.mark=$3" -o 'jsonpath={range .items[*]}{.status.podIP}{"\n"}{end}') || exit 75
    led=$(kube get endpoints "$1" -o 'jsonpath={range .subsets[*].addresses[*]}{.ip}{"\n"}{end}')
    # Those that are ready, and none of the others.
    [ -n "$led" ] && ! printf '%s\n' "$led" | grep -qvxF -e "$wanted"
  do
    tries=$((tries + 1))
    [ "$tries" -lt 40 ] || { echo "the Service $1 leads to: $led, not to: $wanted" >&2; return 1; }
    sleep 1
  done
  # Every node hears of it a moment later.
  sleep 2
}

remove() {
  kube delete deployments,services,persistentvolumeclaims,secrets -l "$selector" --wait=false || exit 1
  no_pods 90
  tries=0
  while left=$(kube get deployments,services,persistentvolumeclaims,secrets -l "$selector" -o name) || exit 75; [ -n "$left" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 20 ] || { echo "these do not end:" $left >&2; exit 75; }
    sleep 1
  done
  rm -f replicas
}

count() { cat replicas 2>/dev/null || echo "$replicas"; }

scale() {
  kube scale "deployment/$name" "--replicas=$1"
}

# One line a pod: name | deleted | unscheduled because | waiting for | its message | restarts | last end | exit code
PODS='{{range .items}}{{.metadata.name}}|{{with .metadata.deletionTimestamp}}deleted{{end}}|{{range .status.conditions}}{{if and (eq .type "PodScheduled") (eq .status "False")}}{{.reason}}: {{.message}}{{end}}{{end}}|{{range .status.containerStatuses}}{{with .state.waiting}}{{.reason}}{{end}}|{{with .state.waiting}}{{with .message}}{{.}}{{end}}{{end}}|{{.restartCount}}|{{with .lastState.terminated}}{{.reason}}{{end}}|{{with .lastState.terminated}}{{.exitCode}}{{end}}{{end}}{{"\n"}}{{end}}'

# Says of the pod $1 that it ends with $2 again and again, and its last words.
crashes() {
  words=$(kube logs "$1" --previous --tail=20 2>/dev/null || kube logs "$1" --tail=20 2>/dev/null)
  words=$(printf '%s\n' "$words" | grep '[^[:space:]]' | tail -n 1 | cut -c 1-300)
  echo "the pod $1 ends again and again: $2${words:+: $words}"
}

status() {
  told=$(kube get deployment "$name" --ignore-not-found -o 'jsonpath={.spec.replicas}|{.status.readyReplicas}|{range .status.conditions[?(@.type=="ReplicaFailure")]}{.message}{end}') || exit 75
  [ -n "$told" ] || { echo "there is no deployment $name in the namespace $namespace"; exit 1; }
  wanted=${told%%|*}
  rest=${told#*|}
  ready=${rest%%|*}
  failure=${rest#*|}
  [ "$wanted" != 0 ] || { echo "the deployment $name is scaled to nothing"; exit 1; }
  if [ -n "$failure" ] && [ -z "$ready" ]; then
    echo "no pod is made: $failure"
    case $failure in *"exceeded quota"*) exit 75 ;; *) exit 1 ;; esac
  fi
  [ -z "$ready" ] || { echo "$ready of $wanted pods are ready"; exit 0; }
  listed=$(kube get pods -l "$selector" -o "go-template=$PODS") || exit 75
  listed=$(printf '%s\n' "$listed" | grep -v '|deleted|' | grep .)
  [ -n "$listed" ] || { echo "no pod is there yet"; exit 75; }
  printf '%s\n' "$listed" | {
    answer=75
    while IFS='|' read -r pod _ unscheduled waiting message restarts last code; do
      case $waiting in
        CrashLoopBackOff) crashes "$pod" "$last, exit status $code"; exit 1 ;;
        ImagePullBackOff | ErrImageNeverPull | InvalidImageName | ImageInspectError | RegistryUnavailable)
          echo "the image cannot be had ($waiting): $message"; exit 1 ;;
        CreateContainerConfigError | CreateContainerError | RunContainerError)
          echo "the pod $pod cannot be started ($waiting): $message"; exit 1 ;;
        "")
          if [ -n "$unscheduled" ]; then
            echo "the pod $pod finds no node: ${unscheduled#Unschedulable: }"
          elif [ "${restarts:-0}" -gt 2 ]; then
            crashes "$pod" "$last, exit status $code"
            exit 1
          elif [ -n "$restarts" ]; then
            echo "the pod $pod runs and is not ready yet"
            answer=0
          else
            echo "the pod $pod is being made"
          fi
          ;;
        *) echo "the pod $pod waits ($waiting): $message" ;;
      esac
    done
    exit "$answer"
  }
}

logs() {
  pod=$(pods | tail -n 1)
  [ -n "$pod" ] || { kube get events --sort-by=.lastTimestamp 2>/dev/null | grep "$name" | tail -n 10; exit 0; }
  said=$(kube logs "$pod" --tail=400 2>/dev/null)
  [ -n "$said" ] || said=$(kube logs "$pod" --previous --tail=400 2>/dev/null)
  [ -n "$said" ] || said=$(kube get events --field-selector "involvedObject.name=${pod#pod/}" -o 'jsonpath={range .items[*]}{.reason}: {.message}{"\n"}{end}')
  printf '%s\n' "$said"
}

# Prints where the service is reached on this machine, and stays while that holds.
door() {
  lines=$(mktemp) || exit 73
  trap 'kill "$forward" 2>/dev/null; rm -f -- "$lines"' EXIT
  trap 'exit 143' HUP INT TERM
  # Not through kube(): a shell in between would outlive the signal that ends it, and there is no limit to its time.
  if command -v kubectl >/dev/null 2>&1; then set -- kubectl; else set -- k3s kubectl; fi
  "$@" ${kubeconfig:+"--kubeconfig=$kubeconfig"} ${context:+"--context=$context"} -n "$namespace" \
    port-forward --address 127.0.0.1 "deployment/$name" ":$port" >"$lines" &
  forward=$!
  until address=$(sed -n 's/^Forwarding from \(.*\):\([0-9]*\) ->.*/\1 \2/p' "$lines" | head -n 1); [ -n "$address" ]; do
    kill -0 "$forward" 2>/dev/null || { wait "$forward"; exit 1; }
    sleep 0.2 2>/dev/null || sleep 1
  done
  rm -f -- "$lines"
  printf '%s\n' "$address"
  wait "$forward"
}

# Runs the sh on its standard input where a server runs.
enter() {
  if command -v kubectl >/dev/null 2>&1; then set -- kubectl; else set -- k3s kubectl; fi
  exec "$@" ${kubeconfig:+"--kubeconfig=$kubeconfig"} ${context:+"--context=$context"} -n "$namespace" \
    exec -i "deployment/$name" -- sh
}

case $1 in
  namespace-up) namespace_up ;;
  namespace-down) namespace_down ;;
  token-up) token_up ;;
  key-up) key_up "$2" ;;
  apply) apply ;;
  take) take "$2" ;;
  give-back) give_back "$2" ;;
  remove) remove ;;
  start) scale "$(count)" ;;
  stop) scale 0 && no_pods 100 ;;
  scale) printf '%s\n' "$2" >replicas && scale "$2" ;;
  status) status ;;
  log) logs ;;
  door) door ;;
  enter) enter ;;
  *)
    echo "usage: $0 namespace-up|namespace-down|token-up|key-up REGISTRY|apply|take NAME|give-back NAME|remove|start|stop|scale N|status|log|door|enter" >&2
    exit 64
    ;;
esac
