# Sets Earmark up: system libraries, the virtual environment in .venv, the package in it.
# Sourced by `run` and `check`, which set ROOT and then call `set_up run` or `set_up check`.
# Kept to what bash 3.2 knows, for macOS.
# shellcheck shell=bash disable=SC2153

CONSTRAINTS="$ROOT/.ci/constraints.txt"
VENV="$ROOT/.venv"
OLDEST_MINOR=11
SYSTEM="${EARMARK_SYSTEM_ROOT-}" # where the system's files are: / but in tests

# What must be there, and the Debian package that brings it. `lib` is looked up with ldconfig,
# `file` is a path with wildcards, `tool` is a command. A line with # says what the next are for.
RUN_NEEDS='
# libVLC plays the sound
lib libvlc.so.5 libvlc5
file /usr/lib/*/vlc/plugins/demux/libavformat_plugin.so vlc-plugin-base
file /usr/lib/*/vlc/vlc-cache-gen libvlc-bin
# Qt draws the window
lib libEGL.so.1 libegl1
lib libGL.so.1 libgl1
lib libX11-xcb.so.1 libx11-xcb1
lib libdbus-1.so.3 libdbus-1-3
lib libfontconfig.so.1 libfontconfig1
lib libfreetype.so.6 libfreetype6
lib libglib-2.0.so.0 libglib2.0-0
lib libwayland-client.so.0 libwayland-client0
lib libwayland-cursor.so.0 libwayland-cursor0
lib libxcb-cursor.so.0 libxcb-cursor0
lib libxcb-icccm.so.4 libxcb-icccm4
lib libxcb-image.so.0 libxcb-image0
lib libxcb-keysyms.so.1 libxcb-keysyms1
lib libxcb-randr.so.0 libxcb-randr0
lib libxcb-render-util.so.0 libxcb-render-util0
lib libxcb-shape.so.0 libxcb-shape0
lib libxcb-sync.so.1 libxcb-sync1
lib libxcb-util.so.1 libxcb-util1
lib libxcb-xfixes.so.0 libxcb-xfixes0
lib libxcb-xkb.so.1 libxcb-xkb1
lib libxkbcommon-x11.so.0 libxkbcommon-x11-0
lib libxkbcommon.so.0 libxkbcommon0
# the certificates of https addresses
file /etc/ssl/certs/ca-certificates.crt ca-certificates
'
CHECK_NEEDS='
# a screen, a keyboard and a mouse for the tests
tool Xvfb xvfb
tool xdotool xdotool
tool xprop x11-utils
tool dbus-run-session dbus
# a sound server to hear the tests with
tool pulseaudio pulseaudio
tool parec pulseaudio-utils
# recordings for the tests to listen to
tool espeak-ng espeak-ng
lib libespeak-ng.so.1 libespeak-ng1
tool ffmpeg ffmpeg
'

say() { printf '%s\n' "$*" >&2; }

# die STATUS LINE…: why it cannot go on, and what to do. 2: the person has to do it.
die() {
  local status=$1
  shift
  printf '%s\n' "$@" >&2
  exit "$status"
}

# Which of the five kinds of system this is: debian, fedora, arch, macos, windows; else other.
system() {
  case "$(uname -s)" in
    Darwin) echo macos ;;
    MINGW* | MSYS* | CYGWIN*) echo windows ;;
    *)
      local ids=""
      if [ -r "$SYSTEM/etc/os-release" ]; then
        # shellcheck disable=SC1091 # the system's own file
        ids=$(. "$SYSTEM/etc/os-release" && echo "${ID-} ${ID_LIKE-}")
      fi
      case " $ids " in
        *" debian "* | *" ubuntu "*) if command -v apt-get >/dev/null; then echo debian; else echo other; fi ;;
        *" fedora "* | *" rhel "*) echo fedora ;;
        *" arch "*) echo arch ;;
        *) echo other ;;
      esac
      ;;
  esac
}

# What a person types to get Python and libVLC on system $1.
commands_for() {
  case "$1" in
    fedora) echo "  sudo dnf install python3 vlc xcb-util-cursor libxkbcommon-x11" ;;
    arch) echo "  sudo pacman -S --needed python vlc vlc-plugins-all xcb-util-cursor libxkbcommon-x11" ;;
    macos) printf '%s\n' "  brew install python@3.13" "  brew install --cask vlc" ;;
    windows) printf '%s\n' "  winget install Python.Python.3.13" "  winget install VideoLAN.VLC" ;;
    *) echo "  your system's packages of Python 3.$OLDEST_MINOR or newer and of VLC with its plugins" ;;
  esac
}

# A command that starts a Python of at least 3.11. `python3` comes first: python3-venv is its.
find_python() {
  local name
  for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if "$name" -c "import sys; sys.exit(sys.version_info < (3, $OLDEST_MINOR))" >/dev/null 2>&1; then
      echo "$name"
      return
    fi
  done
  return 1
}

# The lines of the table $1 whose thing is not there, with the headings they stand under.
missing() {
  local libraries kind what package why=""
  libraries=$(PATH="$PATH:/usr/sbin:/sbin" ldconfig -p 2>/dev/null || true)
  while read -r kind what package; do
    case "$kind" in
      "") continue ;;
      "#") why="# $what $package" ; continue ;;
      lib) case "$libraries" in *"	$what "*) continue ;; esac ;;
      file) if compgen -G "$SYSTEM$what" >/dev/null; then continue; fi ;;
      tool) if command -v "$what" >/dev/null; then continue; fi ;;
    esac
    if [ -n "$why" ]; then echo "$why"; why=""; fi
    echo "$kind $what $package"
  done <<< "$1"
}

# Installs the packages of the lines $1 (as `missing` gives them) by apt, after saying so.
install_packages() {
  local kind what package root="" packages=() install
  if [ "$(id -u)" != 0 ]; then root="sudo"; fi
  say "Earmark needs some of the system's packages that are not here yet:"
  while read -r kind what package; do
    if [ "$kind" = "#" ]; then
      printf '%s  %s %s:\n   ' "${packages:+$'\n'}" "$what" "$package" >&2
    else
      printf ' %s' "$package" >&2
      packages+=("$package")
    fi
  done <<< "$1"
  say
  install="apt-get install -y --no-install-recommends ${packages[*]}"
  if [ -n "$root" ] && ! command -v sudo >/dev/null; then
    die 2 "They can be installed only as root, and there is no sudo here. As root, type:" \
      "  apt-get update && $install"
  fi
  say "Installing them with: ${root:+$root }$install"
  if ! compgen -G "$SYSTEM/var/lib/apt/lists/*Packages*" >/dev/null; then
    $root apt-get -qq update </dev/null || true
  fi
  # shellcheck disable=SC2086 # names of packages hold no spaces
  if ! apt_install $root $install && ! { $root apt-get -qq update </dev/null && apt_install $root $install; }; then
    die 1 "The packages could not be installed; apt's reason stands above." \
      "Check the network connection and start again, or type:  ${root:+$root }$install"
  fi
}

# Runs the command; apt asks nothing and speaks only of errors.
apt_install() {
  if [ "$1" = sudo ]; then
    shift
    sudo env DEBIAN_FRONTEND=noninteractive "$@" -qq -o Dpkg::Use-Pty=0 </dev/null >/dev/null
  else
    DEBIAN_FRONTEND=noninteractive "$@" -qq -o Dpkg::Use-Pty=0 </dev/null >/dev/null
  fi
}

# Whether libVLC lies where python-vlc finds it on system $1.
has_libvlc() {
  case "$1" in
    macos) [ -e "$SYSTEM/Applications/VLC.app" ] || [ -e "$HOME/Applications/VLC.app" ] ;;
    windows) [ -e "$SYSTEM${PROGRAMFILES:-/c/Program Files}/VideoLAN/VLC/libvlc.dll" ] ;;
    *) [ -z "$(missing 'lib libvlc.so.5 -')" ] ;;
  esac
}

# Sees to the system's part for `run` or `check` ($1).
prepare_system() {
  local kind needs lack python
  kind=$(system)
  needs=$RUN_NEEDS
  if [ "$1" = check ]; then needs="$needs$CHECK_NEEDS"; fi
  if [ "$kind" = debian ]; then
    lack=$(missing "$needs")
    # Looked at only where .venv is to be made: it costs the start of a Python.
    if [ ! -e "$VENV/bin/python" ] && python=$(find_python) &&
      ! "$python" -c "import ensurepip" 2>/dev/null; then
      lack="$lack
# Python keeps Earmark's own packages in .venv, apart from the system's
lib - $python-venv"
    fi
    if [ -n "$lack" ]; then install_packages "$lack"; fi
    return
  fi
  if ! has_libvlc "$kind" || { [ ! -e "$VENV" ] && ! find_python >/dev/null; }; then
    die 2 "Earmark needs Python 3.$OLDEST_MINOR or newer and VLC, whose library plays the sound. To get them, type:" \
      "$(commands_for "$kind")" "and start again."
  fi
  if [ "$1" = check ]; then
    lack=$(missing "$CHECK_NEEDS" | while read -r sort what package; do
      if [ "$sort" = tool ]; then printf ' %s' "$what"; fi
    done)
    if [ -n "$lack" ]; then
      die 2 "The tests need these commands; install the packages that bring them:$lack"
    fi
  fi
}

# What .venv was made for: another folder or Python needs a new one, other files new packages.
venv_place() { echo "$ROOT $("$BIN/python" -V 2>&1)"; }
venv_key() { venv_place; cksum < "$ROOT/pyproject.toml"; cksum < "$CONSTRAINTS"; cksum < "$ROOT/.ci/setup.sh"; }

pip_install() {
  if PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 "$BIN/python" -m pip install --quiet --no-input \
    --retries 2 --constraint "$CONSTRAINTS" "$@" </dev/null >"$VENV/setup.log" 2>&1; then return; fi
  if grep -qiE 'connection (broken|error)|ConnectionError|name resolution|timed out|unreachable|proxyerror' \
    "$VENV/setup.log"; then
    die 1 "Earmark's Python packages could not be fetched. Check the network connection, then start again." \
      "(pip's own words are in .venv/setup.log.)"
  fi
  tail -n 5 "$VENV/setup.log" >&2
  die 1 "Earmark's Python packages could not be installed; pip's reason stands above and in .venv/setup.log."
}

# Makes .venv where there is none that works. An unfinished one is made anew: pip, once
# interrupted, leaves packages that it can neither use nor remove.
make_venv() {
  local python place="" fresh=""
  if [ -e "$VENV/.place" ]; then place=$(cat "$VENV/.place"); fi
  if [ -e "$VENV/.unfinished" ] || ! "$BIN/python" -m pip --version >/dev/null 2>&1; then fresh=yes; fi
  if [ -n "$place" ] && [ "$place" != "$(venv_place)" ]; then fresh=yes; fi
  if [ -n "$fresh" ]; then
    python=$(find_python) || die 2 \
      "Earmark needs Python 3.$OLDEST_MINOR or newer, and there is none here." \
      "On Debian 12, Ubuntu 24.04 or newer, type:  sudo apt-get install python3 python3-venv" \
      "On an older system install a newer Python beside it (python.org), so that python3.$OLDEST_MINOR or newer can be called."
    say "Making a virtual environment in .venv…"
    rm -rf "$VENV"
    if ! "$python" -m venv "$VENV" >&2; then
      rm -rf "$VENV"
      die 1 "The folder .venv could not be made; Python's reason stands above."
    fi
  fi
  : > "$VENV/.unfinished" || die 1 "The folder .venv cannot be written."
}

# set_up run|check: everything that the command needs, quick where it is there already.
set_up() {
  BIN="$VENV/bin"
  case "$(uname -s)" in MINGW* | MSYS* | CYGWIN*) BIN="$VENV/Scripts" ;; esac
  prepare_system "$1"
  if [ -e "$VENV/.ready-$1" ] && [ ! -e "$VENV/.unfinished" ] &&
    [ "$(cat "$VENV/.ready-$1")" = "$(venv_key)" ]; then return; fi
  make_venv
  say "Fetching Earmark's Python packages into .venv (100 MB and more; the first time takes a minute or two)…"
  pip_install hatchling editables # what builds the package, in the very same versions
  if [ "$1" = check ]; then
    pip_install --no-build-isolation --editable "${ROOT}[check]"
    venv_key > "$VENV/.ready-check"
  else
    pip_install --no-build-isolation --editable "$ROOT"
  fi
  venv_key > "$VENV/.ready-run"
  venv_place > "$VENV/.place"
  rm -f "$VENV/.unfinished"
}
