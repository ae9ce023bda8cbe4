#!/usr/bin/env bash
# Starts the notebooks, or executes them without a browser; sets up what is missing.
set -euo pipefail

caller=$PWD
here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here caller
readonly target=$here/target
readonly venv=$target/venv
# Debian's packages, and what is imported of them.
readonly packages=(python3-notebook python3-nbclient python3-nbformat python3-ipykernel python3-pandas python3-matplotlib
  python3-scipy python3-yaml)
readonly modules="notebook, nbclient, nbformat, ipykernel, pandas, matplotlib, scipy, yaml"

help() {
  cat <<'TEXT'
usage: notebooks/run.sh [--execute [--pictures] [NAME…]]

  (nothing)             starts Jupyter in this folder; its address is printed
  --execute [NAME…]     executes all notebooks, or those named (01, or 01-server-threads), without a browser;
                        they go with their outputs to notebooks/target/, and the notebooks themselves stay as they are.
                        Fails if a cell does
  --pictures            with --execute: also writes docs/notebook-0N.png, from the reference results only
  --check               says whether all is there that notebooks need; installs nothing
  --packages            prints the Debian packages that they need
  --help                this text

Notebooks read results/reference, or what RAFTMARK_RESULTS names: a result directory, or a folder of them:
  RAFTMARK_RESULTS=results/server-threads-20261126-0910 notebooks/run.sh

What is missing is set up first: with Debian's packages as root, else with pip in notebooks/target/venv (the only step that
needs a network). RAFTMARK_PYTHON picks an interpreter that has all of it, and then nothing is set up.
TEXT
}

fail() {
  echo "notebooks/run.sh: $*" >&2
  exit 1
}

has_all() {
  [[ -x $(command -v "$1") ]] && "$1" -c "import $modules" >/dev/null 2>&1
}

# The interpreter to use, if one is there that has all: the one on PATH may be another than Debian's.
find_python() {
  local candidate
  if [[ -n ${RAFTMARK_PYTHON:-} ]]; then
    has_all "$RAFTMARK_PYTHON" || fail "RAFTMARK_PYTHON is '$RAFTMARK_PYTHON', which cannot import all of: $modules. Install them there, or unset it"
    python=$RAFTMARK_PYTHON
    return
  fi
  for candidate in /usr/bin/python3 "$venv/bin/python" python3; do
    if has_all "$candidate"; then
      python=$candidate
      return
    fi
  done
  return 1
}

set_up() {
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    echo "installing ${packages[*]}" >&2
    (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}") >/dev/null 2>&1 ||
      echo "apt-get could not install them; trying pip" >&2
    find_python && return
  fi
  command -v python3 >/dev/null || fail "no python3. Install Python 3.9 or later, or on Debian, as root: apt-get install ${packages[*]}"
  echo "setting up $venv with pip" >&2
  mkdir -p "$target"
  { python3 -m venv "$venv" && "$venv/bin/python" -m pip install --quiet --requirement "$here/requirements.txt"; } >&2 ||
    fail "pip could not set up $venv. Install what requirements.txt lists yourself and name the interpreter in RAFTMARK_PYTHON, or on Debian, as root: apt-get install ${packages[*]}"
  find_python || fail "$venv still lacks one of: $modules. Remove it and try again"
}

# The files of the notebooks that were named, or of all.
choose() {
  local name found file
  chosen=()
  if (($# == 0)); then
    chosen=("$here"/[0-9]*.ipynb)
    return
  fi
  for name in "$@"; do
    found=
    for file in "$here"/[0-9]*.ipynb; do
      case $(basename "$file" .ipynb) in
        "$(basename "$name" .ipynb)" | "$name"-*) found=$file ;;
      esac
    done
    [[ -n $found ]] || fail "there is no notebook '$name'. Known: $(cd "$here" && echo [0-9]*.ipynb)"
    chosen+=("$found")
  done
}

mode=start
pictures=
names=()
for argument in "$@"; do
  case $argument in
    --help | -h) help; exit ;;
    --packages) echo "${packages[*]}"; exit ;;
    --check)
      find_python || fail "missing: one of $modules. On Debian, as root: apt-get install ${packages[*]}"
      echo "all there: $python"
      exit
      ;;
    --execute) mode=execute ;;
    --pictures) pictures=1 ;;
    -*) fail "unknown option '$argument'. See notebooks/run.sh --help" ;;
    *) names+=("$argument") ;;
  esac
done
[[ $mode == execute || (-z $pictures && ${#names[@]} == 0) ]] || fail "--pictures and names need --execute. See notebooks/run.sh --help"
[[ -z $pictures || -z ${RAFTMARK_RESULTS:-} ]] || fail "the pictures in docs/ are of the reference results: unset RAFTMARK_RESULTS, or leave out --pictures"
choose ${names[@]+"${names[@]}"}

# The notebooks run in this folder, and the caller's relative path is not theirs.
if [[ -n ${RAFTMARK_RESULTS:-} && $RAFTMARK_RESULTS != /* ]]; then
  RAFTMARK_RESULTS=$caller/$RAFTMARK_RESULTS
fi
export RAFTMARK_RESULTS=${RAFTMARK_RESULTS:-}
export RAFTMARK_PICTURES=${pictures:+$here/../docs}
# Nothing may appear beside the sources; the kernel is that of the interpreter; a debugger that nobody attaches need not warn.
export PYTHONDONTWRITEBYTECODE=1 JUPYTER_PREFER_ENV_PATH=1 PYDEVD_DISABLE_FILE_VALIDATION=1

find_python || set_up
if [[ $mode == execute ]]; then
  mkdir -p "$target"
  exec "$python" "$here/execute.py" "$target" "${chosen[@]}"
else
  arguments=(--notebook-dir="$here")
  [[ $(id -u) != 0 ]] || arguments+=(--allow-root)
  exec "$python" -m notebook "${arguments[@]}"
fi
