#!/usr/bin/env bash
# Runs scenarios with random seeds and random faults for so many minutes and
# keeps the commands of those that fail. soak.sh AEGISCTL MINUTES DIRECTORY
set -euo pipefail

aegisctl=$1
minutes=$2
directory=$3
mkdir -p "$directory"
failures="$directory/failures.txt"
touch "$failures"

mapfile -t scenarios < <("$aegisctl" simulate --list | awk '{print $1}')
end=$((SECONDS + minutes * 60))
runs=0
failed=0
while ((SECONDS < end)); do
  scenario=${scenarios[RANDOM % ${#scenarios[@]}]}
  seed=$((RANDOM << 30 ^ RANDOM << 15 ^ RANDOM))
  faults=none
  ((RANDOM % 2)) && faults=swarm
  run=(simulate --scenario "$scenario" --nodes $((10 + RANDOM % 50))
       --seed "$seed" --faults "$faults")
  runs=$((runs + 1))
  if ! "$aegisctl" "${run[@]}" >"$directory/last.txt" 2>&1; then
    failed=$((failed + 1))
    echo "aegisctl ${run[*]}" >>"$failures"
    cp "$directory/last.txt" "$directory/$scenario-$seed.txt"
    printf '\nfailed: aegisctl %s\n' "${run[*]}"
  fi
  printf '\r%d runs, %d failed, %d min left ' "$runs" "$failed" \
    $(((end - SECONDS + 59) / 60))
done
printf '\n%d runs, %d failed; see %s\n' "$runs" "$failed" "$failures"
((failed == 0))
