# Environment of the process that runs tensors. What the user has set stays as it is.

set_process_defaults() {
  export MIMLAB_HOME=${MIMLAB_HOME:-$root}
  export MIMLAB_NATIVE=${MIMLAB_NATIVE:-$shim}
  export OMP_NUM_THREADS=${OMP_NUM_THREADS:-$(physical_cores)}
  # By default OpenMP's threads spin while they wait. Beside the loader's threads, or on a busy machine, they then keep
  # the thread they wait for off its core: small models trained up to 100 times slower.
  if [[ -z ${OMP_WAIT_POLICY:-}${GOMP_SPINCOUNT:-} ]]; then export OMP_WAIT_POLICY=PASSIVE; fi
}

# Physical cores: a second hardware thread per core slows matrix products down. Never more than this process may use.
physical_cores() {
  local siblings usable count list
  declare -A siblings=()
  for list in /sys/devices/system/cpu/cpu[0-9]*/topology/thread_siblings_list; do
    if [[ -r $list ]]; then siblings[$(<"$list")]=1; fi
  done
  count=${#siblings[@]}
  usable=$(env -u OMP_NUM_THREADS nproc)
  if ((count == 0 || usable < count)); then count=$usable; fi
  limit_to_quota "$count"
}

# A container's CPU quota (cgroup v2) is not visible to nproc.
limit_to_quota() {
  local quota period
  if read -r quota period 2>/dev/null </sys/fs/cgroup/cpu.max && [[ $quota =~ ^[0-9]+$ ]] && ((quota / period < $1)); then
    echo $((quota > period ? quota / period : 1))
  else
    echo "$1"
  fi
}
