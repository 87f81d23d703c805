#!/usr/bin/env bash
# Checks formatting of all sources, then clang-tidy's opinion of the changed
# ones: those that differ from the main branch upstream or are not committed.
#
#   scripts/lint.sh            both
#   scripts/lint.sh --all      clang-tidy on all sources: about an hour
#   scripts/lint.sh --format   formatting only
set -euo pipefail
cd "$(dirname "$0")/.."
build=build/release

mapfile -t sources < <(git ls-files --cached --others --exclude-standard \
  '*.cpp' '*.hpp' | while read -r x; do [[ -e $x ]] && echo "$x"; done)
if ! clang-format --dry-run --Werror "${sources[@]}"; then
  echo "Not in the house format; make format puts it right." >&2
  exit 1
fi
echo "format: ${#sources[@]} files ok"
[[ ${1:-} == --format ]] && exit 0

if [[ ${1:-} == --all ]]; then
  suspects=("${sources[@]}")
else
  base=$(git merge-base HEAD origin/main 2>/dev/null || git rev-parse HEAD)
  mapfile -t suspects < <({
    git diff --name-only --diff-filter=d "$base" -- '*.cpp' '*.hpp'
    git ls-files --others --exclude-standard '*.cpp' '*.hpp'
  } | sort -u)
fi

# Headers are looked at through the sources that include them; a header that
# changed brings the source of the same name.
declare -A units=()
for x in "${suspects[@]}"; do
  unit=${x%.*}.cpp
  if [[ -e $unit ]] && grep -q "/$unit\"" $build/compile_commands.json; then
    units[$unit]=1
  fi
done
if ((${#units[@]} == 0)); then
  echo "clang-tidy: nothing changed"
  exit 0
fi

total=${#units[@]}
printf '%s\n' "${!units[@]}" | sort \
  | xargs -P "$(nproc)" -I{} sh -c '
      if out=$(clang-tidy -p '"$build"' --quiet "$1" 2>/dev/null); then
        echo "ok      $1"
      else
        printf "refused %s\n%s\n" "$1" "$out"
        exit 1
      fi' _ {} \
  | awk -v total="$total" '
      /^(ok|refused) / { printf "[%d/%d] ", ++n, total }
      { print; fflush() }'
