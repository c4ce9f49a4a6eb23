#!/usr/bin/env bash
# Builds the libraries of the core for WebAssembly: OpenSSL's libcrypto, mimetic and libpsl, from the
# distribution's source packages; what vouches for them is apt's signed index. Results are cached outside the
# tree by version and recipe. Nothing is fetched or built when they are there, and no root rights are needed.
#
#   wasm/third_party.sh            build what is missing (network needed only then)
#   wasm/third_party.sh --print    print the cached folders as name=folder, or fail and say what is missing
set -euo pipefail

libraries="openssl mimetic libpsl"
cache=${XDG_CACHE_HOME:-$HOME/.cache}/indicia
jobs=$(nproc)

# Size first: the engines of browsers optimise again, and -O2 is no faster (README.md).
c_flags="-Oz -ffunction-sections -fdata-sections"

# Only arithmetic is wanted: numbers, digests and the curve of Ed25519, without OpenSSL's start-up, providers
# and error queue, in whose place openssl_rest.cpp stands.
openssl_flags="linux-generic32 no-asm no-threads no-shared no-dso no-engine no-module no-secure-memory no-tests"
openssl_sources="bn/bn_add bn/bn_asm bn/bn_ctx bn/bn_div bn/bn_exp bn/bn_gcd bn/bn_lib bn/bn_mod bn/bn_mont
  bn/bn_mul bn/bn_shift bn/bn_sqr bn/bn_word cpuid ec/curve25519 mem mem_clr mem_sec sha/sha1dgst sha/sha256 sha/sha512"

# uint, which mimetic's headers use, is declared by musl in <sys/types.h> alone.
mimetic_flags="-std=c++17 -Wno-register -include sys/types.h"

# Without HAVE_CONFIG_H libpsl has neither an IDN library nor a built-in list: it looks up A-labels in the
# list it is given.
libpsl_flags=""

# The native build uses the distribution's own build of the library; its package decides the version here.
package_of() {
  case $1 in openssl) echo libssl-dev ;; mimetic) echo libmimetic-dev ;; libpsl) echo libpsl-dev ;; esac
}

wanted_version() { dpkg-query -W -f '${source:Version}' "$(package_of "$1")"; }

upstream() { sed 's/^[0-9]*://; s/-[^-]*$//' <<<"$1"; }  # 1:3.0.22-1~deb12u1 -> 3.0.22

recipe() {  # everything that decides the octets of library $1, apart from its version
  local flags=$1_flags sources=$1_sources
  { emcc --version | sed -n 1p; echo "$c_flags ${!flags}${!sources:+ ${!sources}}"; declare -f "build_$1"; } | sha256sum | cut -c 1-12
}

prefix() { echo "$cache/$1-$(upstream "$2")-$(recipe "$1")"; }

# The folder of library $1: of the installed version, else of the newest one built with this recipe (the
# archive may have moved on from the installed version).
cached() {
  local folder
  folder=$(prefix "$1" "$(wanted_version "$1")")
  [ -d "$folder" ] || folder=$(find "$cache" -maxdepth 1 -name "$1-*-$(recipe "$1")" 2>/dev/null | sort -V | tail -n 1)
  [ -n "$folder" ] || return 1
  echo "$folder"
}

# Reads the machine's own package sources, deb-src in place of deb, through index files of our own: the
# system's configuration stays as it is.
apt_home= work=
private_apt() {
  [ -n "$apt_home" ] || {
    apt_home=$(mktemp -d "$cache/apt.XXXXXX")
    mkdir -p "$apt_home"/{parts,lists/partial,cache/archives/partial}
    local file
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
      [ ! -s "$file" ] || sed -nE 's/^[[:space:]]*deb[[:space:]]/deb-src /p' "$file" > "$apt_home/parts/$(basename "$file")"
    done
    for file in /etc/apt/sources.list.d/*.sources; do
      [ ! -s "$file" ] || sed -E 's/^Types:.*/Types: deb-src/' "$file" > "$apt_home/parts/$(basename "$file")"
    done
    mv "$apt_home/parts/sources.list" "$apt_home/parts/main.list" 2>/dev/null || true
  }
  local command=$1
  shift
  "$command" -q -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$apt_home/parts" \
    -o Dir::State::lists="$apt_home/lists" -o Dir::Cache="$apt_home/cache" -o APT::Sandbox::User=root "$@"
}

build_openssl() {  # in the source folder; $1: folder to install into
  # shellcheck disable=SC2086
  CC=emcc AR=emar RANLIB=emranlib ./Configure $openssl_flags $c_flags
  make -s -j"$jobs" build_generated
  local source objects=()
  for source in $openssl_sources; do
    objects+=("$(dirname "crypto/$source")/libcrypto-lib-$(basename "$source").o")
  done
  make -s -j"$jobs" "${objects[@]}"
  mkdir -p "$1/include" "$1/lib"
  cp -r include/openssl "$1/include/"
  emar rcs "$1/lib/libcrypto.a" "${objects[@]}"
}

build_mimetic() {  # without os/: files, directories, processes
  local version
  version=$(sed -n "s/^PACKAGE_VERSION='\(.*\)'/\1/p" configure)
  mkdir -p "$1/include" "$1/lib" objects
  find mimetic -name '*.cxx' -not -path '*/os/*' -printf '%p\0' |
    xargs -0 -P "$jobs" -I{} sh -c 'em++ '"$mimetic_flags $c_flags"' -DVERSION=\"'"$version"'\" -I. -c "$1" \
      -o "objects/$(echo "${1%.cxx}" | tr / _).o"' sh {}
  emar rcs "$1/lib/libmimetic.a" objects/*.o
  find mimetic -name '*.h' -exec cp --parents -t "$1/include" {} +
}

build_libpsl() {
  local version major minor patch
  version=$(cat version.txt)
  IFS=. read -r major minor patch <<<"$version"
  mkdir -p "$1/include" "$1/lib"
  sed -e "s/@LIBPSL_VERSION@/$version/; s/@LIBPSL_VERSION_MAJOR@/$major/; s/@LIBPSL_VERSION_MINOR@/$minor/" \
    -e "s/@LIBPSL_VERSION_PATCH@/$patch/" \
    -e "s/@LIBPSL_VERSION_NUMBER@/$(printf '0x%02x%02x%02x' "$major" "$minor" "$patch")/" \
    include/libpsl.h.in > "$1/include/libpsl.h"
  # shellcheck disable=SC2086
  emcc $libpsl_flags $c_flags -DPACKAGE_VERSION="\"$version\"" -I"$1/include" -c \
    src/psl.c src/lookup_string_in_fixed_set.c
  emar rcs "$1/lib/libpsl.a" psl.o lookup_string_in_fixed_set.o
}

fetch_and_build() {  # $1: library
  local tarball folder
  work=$(mktemp -d "$cache/build.XXXXXX")
  cd "$work"
  private_apt apt-get source --tar-only "$1=$(wanted_version "$1")" ||
    private_apt apt-get source --tar-only "$1"
  tarball=$(find . -maxdepth 1 -name "$1_*.orig.tar.*" -not -name '*.asc')
  folder=$(prefix "$1" "$(sed 's/.*_\(.*\)\.orig\.tar.*/\1-0/' <<<"$tarball")")
  if [ ! -d "$folder" ]; then
    mkdir source
    tar --strip-components=1 -C source -xf "$tarball"
    cd source
    "build_$1" "$work/result"
    mv -T "$work/result" "$folder"
  fi
  cd "$cache"
  rm -rf "$work"
}

if [ "${1-}" = --print ]; then
  for library in $libraries; do
    folder=$(cached "$library") || {
      echo "$library has not been built for WebAssembly yet: run wasm/third_party.sh" >&2
      exit 1
    }
    echo "$library=$folder"
  done
  exit
fi

mkdir -p "$cache"
log=$cache/third_party.log
finish() {
  local status=$?
  [ $status = 0 ] || { tail -n 30 "$log"; echo "wasm/third_party.sh failed, see $log"; } >&2
  rm -rf "$apt_home" "$work"
}
trap finish EXIT
for library in $libraries; do
  [ ! -d "$(prefix "$library" "$(wanted_version "$library")")" ] || continue
  echo "building $library for WebAssembly (log: $log)"
  # A third-party repository without sources makes the update fail; what counts is whether the tarballs come.
  [ -n "$apt_home" ] || private_apt apt-get update >"$log" 2>&1 || true
  fetch_and_build "$library" >>"$log" 2>&1
done
