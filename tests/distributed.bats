#!/usr/bin/env bats
# A meld on several hosts, by the engines that people have: make, GNU parallel over ssh, and Slurm. The servers are those of
# the system with keys and configurations of their own, listen on 127.0.0.1 only, and end with the test.
#
# The set is three small libraries, or those of the folder DISTRIBUTED_SET: `make check-distributed` gives it the corpus.

load common

needs() {
  local command
  for command; do
    PATH=$PATH:/usr/sbin:/sbin command -v "$command" >/dev/null || skip "no $command"
  done
}

setup() {
  trace_tests_only
  cd "$BATS_TEST_TMPDIR" || return
  mkdir set
  : >servers
  cd set || return
  if [ "${DISTRIBUTED_SET-}" ]; then cp -p "$DISTRIBUTED_SET"/*.a .; else same_libraries; fi
  libraries=(*.a)
  ar-meld -o libw.a --out-dir whole "${libraries[@]}"
  cd ..
  PATH=$PATH:/usr/sbin:/sbin
}

teardown() {
  local pid
  for pid in $(tac servers); do kill "$pid" 2>/dev/null || :; done
  for pid in $(tac servers); do
    for _ in $(seq 100); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null || :
  done
  : >servers
  [ -z "$made_run_sshd" ] || rmdir /run/sshd
  made_run_sshd=
}

# root_is_locked: without PAM, sshd refuses an account whose password is locked, whatever key it has
root_is_locked() { [[ "$(id -u) $(getent shadow root | cut -d : -f 2)" == '0 !'* ]]; }

# server COMMAND...: runs in the background until the test ends, at most ten minutes
server() {
  timeout --kill-after=5 600 "$@" >>server.log 2>&1 3>&- &
  echo $! >>servers
}

# free_port: one of 127.0.0.1 on which nobody listens
free_port() {
  local port
  for _ in $(seq 100); do
    port=$((20000 + RANDOM % 12000))
    (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

# until_true COMMAND...: waits for a minute at most until the command succeeds
until_true() {
  local end=$((SECONDS + 60))
  while [ $SECONDS -lt $end ]; do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.2 || return
  done
  cat ./*.log
  return 1
}

# ssh_host NAME [FOLDER]: a server of its own that is the host NAME for `ssh -F "$PWD/ssh_config"`; commands begin in the folder
ssh_host() {
  local port
  port=$(free_port)
  [ -e key ] || ssh-keygen -q -t ed25519 -N '' -f key || return
  [ -e host_key ] || ssh-keygen -q -t ed25519 -N '' -f host_key || return
  if [ "$(id -u)" = 0 ] && [ ! -e /run/sshd ]; then
    mkdir -m 755 /run/sshd || return
    made_run_sshd=yes
  fi
  # ssh hands on no options for sanitizers, without which the tools report what they leave to the system to free.
  printf '#!/bin/sh\ncd %s && ARMELD_TEST_HOST=%s && ASAN_OPTIONS=%s && export ARMELD_TEST_HOST ASAN_OPTIONS && eval "$SSH_ORIGINAL_COMMAND"\n' \
    "${2:-$PWD}" "$1" "${ASAN_OPTIONS-}" >"command.$1"
  chmod +x "command.$1"
  cat >"sshd_config.$1" <<CONFIG
Port $port
ListenAddress 127.0.0.1
HostKey $PWD/host_key
AuthorizedKeysFile $PWD/key.pub
PidFile none
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM $(if root_is_locked; then echo yes; else echo no; fi)
PermitRootLogin prohibit-password
ForceCommand $PWD/command.$1
CONFIG
  cat >>ssh_config <<CONFIG
Host $1
HostName 127.0.0.1
Port $port
User $(id -un)
IdentityFile $PWD/key
IdentitiesOnly yes
UserKnownHostsFile $PWD/known_hosts
BatchMode yes
LogLevel ERROR
CONFIG
  echo "[127.0.0.1]:$port $(cut -d ' ' -f 1-2 host_key.pub)" >>known_hosts
  server "$(command -v sshd)" -D -e -f "$PWD/sshd_config.$1"
  until_true ssh -F ssh_config "$1" true
}

# printed FORM: the steps of the set, in set/run, for hosts that do not have the tools on their PATH
printed() {
  (cd set && PATH=${PATH//"$ARMELD_BIN:"/} "$ARMELD_BIN/ar-meld" --print="$1" --shards 3 --keep-json work -o libw.a --out-dir out \
    "${libraries[@]}" >run)
}

# is_whole: the result is that of one run on one machine
is_whole() { diff -r set/whole set/out; }

# has_no_output: whether no library has its name yet
has_no_output() { [ -z "$(find set/out -name '*.a' ! -path '*/.*')" ]; }

# note_hosts: each step notes the host where it runs, and with the file set/slow waits for that to go
note_hosts() {
  mkdir wrap || return
  cat >wrap/ar-scan <<WRAP
#!/bin/sh
echo "\${ARMELD_TEST_HOST:-\${SLURMD_NODENAME:-here}} \$*" >>$PWD/scans
exec $ARMELD_BIN/ar-scan "\$@"
WRAP
  cat >wrap/symtab-update <<WRAP
#!/bin/sh
case \$* in
*outputs/.2.*)
  while [ -e $PWD/slow ]; do
    touch $PWD/waits
    sleep 0.1
  done
  ;;
esac
exec $ARMELD_BIN/symtab-update "\$@"
WRAP
  chmod +x wrap/* || return
  sed -i "s,^PATH=.*,PATH=$PWD/wrap:$ARMELD_BIN:\$PATH," set/work/steps || return
  grep -q "^PATH=$PWD/wrap" set/work/steps
}

@test "make goes on where it was ended in the middle" {
  printed make
  note_hosts
  touch slow
  (cd set && exec make -s -j2 -f run) 2>make.log 3>&- &
  until_true test -e waits
  kill $!
  run ! wait $!
  [ ! -e set/work/outputs/2 ]
  has_no_output
  rm slow
  (cd set && make -s -j2 -f run)
  is_whole
  # Libraries were read once.
  [ "$(grep -c 'lists/' scans)" -eq 3 ]
}

@test "GNU parallel melds on two hosts by ssh, and a lost host costs its share only" {
  needs parallel ssh ssh-keygen sshd
  ssh_host one
  ssh_host two
  printed parallel
  note_hosts
  mkdir home
  export HOME=$PWD/home
  hosts=(--ssh "ssh -F $PWD/ssh_config" --sshlogin 1/one --sshlogin 1/two)
  # The second host is lost after the libraries have been read.
  cp set/run all
  sed -i '/ plan$/,$d' set/run
  (cd set && sh run "${hosts[@]}" 3>&-)
  [ "$(cut -d ' ' -f 1 scans | sort -u | xargs)" = 'one two' ]
  [ "$(wc -l <scans)" -eq 3 ]
  kill "$(tail -n 1 servers)"
  until_true is_gone
  cp all set/run
  (cd set && sh run "${hosts[@]}" 3>&-)
  is_whole
  # Each library was read once, and each output.
  [ "$(wc -l <scans)" -eq 7 ]
  [ "$(tail -n 4 scans | cut -d ' ' -f 1 | sort -u)" = one ]
}

# show_travelled: what the two hosts sent and got
show_travelled() {
  local name
  for name in host1/*.a:libraries host2/*.a:libraries before:manifests plan.json:plan stages/1:stage stages/2:stage out/libw.a:'workspace library'; do
    # shellcheck disable=SC2086 # a pattern
    printf '# %s: %s bytes\n' "${name#*:}" "$(find ${name%%:*} -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }')"
  done
}

# is_gone: whether the host two does not answer
is_gone() { ! ssh -F ssh_config two true; }

@test "hosts that share no files send manifests, plans and stages" {
  needs ssh ssh-keygen sshd
  mkdir -p host1 host2
  first=${libraries[0]}
  rest=("${libraries[@]:1}")
  mv "set/$first" host1
  (cd set && mv "${rest[@]}" ../host2)
  ssh_host one "$PWD/host1"
  ssh_host two "$PWD/host2"
  on() { ssh -F ssh_config "$1" "PATH=$ARMELD_BIN:\$PATH; $2"; }

  mkdir -p before after out stages
  on one "ar-scan $first" >before/1.json
  on two "ar-scan ${rest[*]}" >before/2.json
  dedup-plan -w libw.a -o plan.json before
  for host in one two; do on "$host" 'cat >plan.json' <plan.json; done
  on one "ar-pack --symtab --only $first --out-dir out plan.json && ar-scan out/$first" >after/1.json
  on two "ar-pack --symtab ${rest[*]/#/--only } --out-dir out plan.json && ar-scan out/*.a" >after/2.json
  on one "ar-extract --for-workspace --only $first -C stage plan.json && tar -cf - stage" | tar -xf - -C stages
  mv stages/stage stages/1
  on two "ar-extract --for-workspace ${rest[*]/#/--only } -C stage plan.json && tar -cf - stage" | tar -xf - -C stages
  mv stages/stage stages/2
  ar-pack --symtab --only-workspace --stage stages/1 --stage stages/2 --out-dir out plan.json
  ar-scan -o after/workspace.json out/libw.a
  meld-verify --plan plan.json --workspace out/libw.a before after
  cp host1/out/* host2/out/* out
  diff -r set/whole out
  if [ "${DISTRIBUTED_SET-}" ]; then show_travelled >&3; fi
}

# slurm: a cluster of the nodes one and two, for SLURM_CONF
slurm() {
  local ports node
  # Slurm listens on the address of the machine's name, which may be another one, or none.
  printf '#include <string.h>\n#include <stddef.h>\nint gethostname(char *to, size_t size) { return strncpy(to, "localhost", size) == 0; }\n' >name.c
  cc -shared -fPIC -o name.so name.c || return
  ports=("$(free_port)" "$(free_port)" "$(free_port)")
  mkdir state
  head -c 1024 /dev/urandom >munge.key
  chmod 400 munge.key
  # The socket is to be reached by whoever submits, and folders of tests are closed to others.
  server munged --foreground --force --key-file="$PWD/munge.key" --socket="$PWD/munge.socket" \
    --pid-file="$PWD/munged.pid" --log-file="$PWD/munged.log" --seed-file="$PWD/munged.seed" --num-threads=2
  cat >slurm.conf <<CONFIG
ClusterName=armeld
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=${ports[0]}
AuthType=auth/munge
AuthInfo=socket=$PWD/munge.socket
CredType=cred/munge
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
StateSaveLocation=$PWD/state
SlurmdSpoolDir=$PWD/spool-%n
SlurmctldPidFile=$PWD/slurmctld.pid
SlurmdPidFile=$PWD/slurmd-%n.pid
SlurmctldLogFile=$PWD/slurmctld.log
SlurmdLogFile=$PWD/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=sched_min_interval=100000,batch_sched_delay=1
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
ReturnToService=2
KillWait=2
NodeName=one NodeHostname=localhost NodeAddr=127.0.0.1 Port=${ports[1]} CPUs=2 RealMemory=100
NodeName=two NodeHostname=localhost NodeAddr=127.0.0.1 Port=${ports[2]} CPUs=2 RealMemory=100
PartitionName=all Nodes=one,two Default=YES MaxTime=10 State=UP
CONFIG
  # slurmd looks for the system's control groups, which a container may lack; this plugin does so only when one is used.
  echo CgroupPlugin=cgroup/v1 >cgroup.conf
  export SLURM_CONF=$PWD/slurm.conf
  until_true test -S munge.socket || return
  server env LD_PRELOAD="$PWD/name.so" slurmctld -D -c
  for node in one two; do
    server env LD_PRELOAD="$PWD/name.so" slurmd -D -N "$node"
  done
  until_true idle_nodes
}

idle_nodes() { [ "$(sinfo -h -o '%D %t')" = '2 idle' ]; }
# is_over JOB
is_over() { [ -z "$(squeue -h -j "$1" 2>/dev/null)" ]; }

@test "Slurm melds by job arrays, and a job that was killed is submitted again" {
  needs munged slurmctld slurmd sbatch squeue sinfo scancel
  slurm
  printed slurm
  note_hosts
  # Kill a task in the middle.
  touch slow
  last=$(cd set && sh run --output=/dev/null)
  until_true test -e waits
  scancel --name=meld-pack
  until_true is_over "$last"
  [ ! -e set/work/outputs/2 ]
  [ ! -e set/work/verified ]
  has_no_output
  [ "$(wc -l <scans)" -ge 3 ]
  head -n 3 scans | grep -q 'lists/1'
  cp scans before
  rm slow
  last=$(cd set && sh run --output=/dev/null)
  until_true is_over "$last"
  is_whole
  # Libraries were not read again.
  [ "$(grep -c 'lists/' scans)" -eq 3 ]
  [ "$(cut -d ' ' -f 1 scans | sort -u | xargs)" = 'one two' ]
}

@test "servers are gone when a test has ended" {
  needs sshd ssh-keygen ssh
  ssh_host one
  pid=$(cat servers)
  kill -0 "$pid"
  teardown
  run ! kill -0 "$pid"
}
