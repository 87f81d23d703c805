#!/usr/bin/env bash
# Installs what the build needs and is missing, and the packages named as
# arguments. Debian and Ubuntu; as root or by sudo.
set -euo pipefail

packages=(cmake g++ ninja-build libcaf-dev libprotobuf-dev protobuf-compiler
          libssl-dev libboost-test-dev libcli11-dev libspdlog-dev
          libjemalloc-dev pkg-config "$@")

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
  [[ $status == "install ok installed" ]] || missing+=("$package")
done
((${#missing[@]})) || exit 0

if ! command -v apt-get >/dev/null; then
  echo "Please install the counterparts of: ${missing[*]}" >&2
  exit 1
fi
as_root=()
((EUID == 0)) || as_root=(sudo)
echo "Installing ${missing[*]}"
"${as_root[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" \
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
