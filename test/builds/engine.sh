#!/bin/sh
# engine.sh FOLDER: runs a Docker Engine, which listens on FOLDER/docker.sock, until standard input ends.
# Whatever ends it, nothing stays behind: its processes and mounts live in namespaces that end with their first process,
# and all that it writes is in memory. It has no bridge and no packet filter: containers use the host's network or none.
set -u
folder=$1
name=$(basename "$folder")

engine='
  cd "$1" && mkdir memory && mount -t tmpfs tmpfs memory || exit
  for place in etc opt run; do
    mkdir -p "memory/$place/upper" "memory/$place/work"
    options="lowerdir=/$place,upperdir=memory/$place/upper,workdir=memory/$place/work"
    mount -t overlay overlay -o "$options" "/$place" || exit
  done
  echo "{}" >memory/daemon.json
  dockerd --config-file "$1/memory/daemon.json" --data-root "$1/memory/data" --exec-root "$1/memory/exec" \
    --pidfile "$1/memory/pid" --host "unix://$1/docker.sock" --cgroup-parent "/$2" \
    --bridge none --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false </dev/null
  exit $?
'

exec 3<&0
setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child --mount-proc sh -c "$engine" sh "$folder" "$name" &
running=$!
# From here on nobody may be listening, and a message would end this script.
exec 2>/dev/null
{
  read -r _ <&3
  kill -KILL "$running"
} &
watching=$!
wait "$running"
status=$?
kill "$watching"

# The namespaces may take a moment to end, and a control group can be removed only once its processes are gone.
for _ in 1 2 3 4 5 6 7 8 9 10; do
  left=$(find /sys/fs/cgroup -depth -type d -path "*/$name*")
  [ -z "$left" ] && break
  rmdir $left || sleep 0.1
done
rm -rf "$folder"
exit "$status"
