# Steps of .ci/run and .ci/nightly, which source this file: each has a budget, and the tests are counted by Jest's own
# reports.

export CI=true
# The same commands run many times over, each in a process of its own.
export NODE_COMPILE_CACHE=$PWD/node_modules/.cache/node
exec </dev/null

REPORTS=reports
failed_steps=0
over_budget=0
test_reports=()

# limited SECONDS COMMAND…: ends a command that hangs, with what it started. A function of this file runs as it is.
limited() {
  local limit=$1 outcome
  shift
  if [ "$(type -t "$1")" = function ]; then "$@"; return; fi
  timeout --kill-after=30 "$limit" "$@"
  outcome=$?
  [ "$outcome" != 124 ] || echo "ended after $limit s: it hung"
  return "$outcome"
}

# step NAME BUDGET COMMAND…: runs it under a heading, says how long it took of its budget in seconds, and returns 1 if
# it failed. More than half over the budget is marked and counted: other work on the machine may take the first half.
# A command that takes four times its budget, and a minute, hangs.
step() {
  local name=$1 budget=$2 started=$SECONDS outcome=ok took mark=
  shift 2
  printf '\n== %s\n' "$name"
  limited $((budget * 4 + 60)) "$@" || outcome=FAILED
  took=$((SECONDS - started))
  if [ $((took * 2)) -gt $((budget * 3)) ]; then
    mark=', MORE THAN HALF OVER ITS BUDGET'
    over_budget=$((over_budget + 1))
  fi
  printf -- '-- %s: %s, %d s of %d s%s\n' "$name" "$outcome" "$took" "$budget" "$mark"
  [ "$outcome" = ok ]
}

check() { step "$@" || failed_steps=$((failed_steps + 1)); }

# lane FUNCTION and `lanes`: three of the functions run beside each other, in the order given, each in a process of its
# own, for the long ones wait more than they compute. A lane's output is printed when the lane ends, so that no two mix;
# what it counted comes back in a file.
LANES_AT_ONCE=3
lane_names=()
lane() {
  lane_names+=("$1")
  rm -f "$REPORTS/lane-$1.counts"
}

start_lane() {
  (
    failed_steps=0 over_budget=0 test_reports=()
    "$1"
    printf '%s\n' "$failed_steps" "$over_budget" "${test_reports[@]}" >"$REPORTS/lane-$1.counts"
  ) >"$REPORTS/lane-$1.log" 2>&1 &
}

lanes() {
  local name started=0
  for name in "${lane_names[@]}"; do
    if [ "$started" -ge "$LANES_AT_ONCE" ]; then
      wait -n
      show_lanes
    fi
    start_lane "$name"
    started=$((started + 1))
  done
  while [ -n "$(jobs -rp)" ]; do
    wait -n
    show_lanes
  done
  show_lanes
  for name in "${lane_names[@]}"; do add_lane "$name"; done
}

add_lane() {
  local counts
  if [ -s "$REPORTS/lane-$1.counts" ]; then
    mapfile -t counts <"$REPORTS/lane-$1.counts"
    failed_steps=$((failed_steps + counts[0]))
    over_budget=$((over_budget + counts[1]))
    test_reports+=("${counts[@]:2}")
  else
    cat "$REPORTS/lane-$1.log"
    echo "the steps beside each other called $1 ended early"
    failed_steps=$((failed_steps + 1))
  fi
}

show_lanes() {
  local name
  for name in "${lane_names[@]}"; do show_lane "$name"; done
}

# Prints what a lane that has ended has not shown yet.
show_lane() {
  [ -e "$REPORTS/lane-$1.counts" ] && [ -e "$REPORTS/lane-$1.log" ] || return 0
  cat "$REPORTS/lane-$1.log"
  rm "$REPORTS/lane-$1.log"
}

# tests NAME BUDGET REPORT COMMAND…: a step whose failures are counted by its report. No report is a failure of its own.
tests() {
  local name=$1 budget=$2 report=$3
  shift 3
  rm -f "$report"
  test_reports+=("$report")
  step "$name" "$budget" "$@" -- --json --outputFile="$report" && [ -s "$report" ] && return
  [ -s "$report" ] && [ "$(count numFailedTests+numRuntimeErrorTestSuites "$report")" != 0 ] || failed_steps=$((failed_steps + 1))
}

# count MEMBER[+MEMBER…] REPORT…: adds these members of Jest's reports up. A suite that could not run has no tests.
count() {
  node -e '
    const { existsSync, readFileSync } = require("node:fs");
    const [members, ...files] = process.argv.slice(1);
    const reports = files.filter((file) => existsSync(file)).map((file) => JSON.parse(readFileSync(file, "utf8")));
    console.log(reports.flatMap((report) => members.split("+").map((member) => report[member])).reduce((a, b) => a + b, 0));
  ' "$@"
}

# The deploy test makes a virtual environment; Debian's Python comes without the module for it. Tests of TLS make
# certificates with openssl.
system_packages() {
  if python3 -c 'import venv, ensurepip' 2>/dev/null && command -v openssl >/dev/null; then
    echo "$(python3 --version) with venv, $(openssl version)"
  elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends python3 python3-venv openssl
  else
    echo 'install Python 3.10 or newer with its venv module, and openssl' >&2
    return 1
  fi
}

# The browser tests drive Debian's Chromium, or the one that CHROMIUM names.
chromium() {
  local browser=${CHROMIUM:-/usr/bin/chromium}
  if [ ! -x "$browser" ]; then
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || { echo 'install Chromium, or set CHROMIUM to its path' >&2; return 1; }
    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends chromium fonts-liberation || return 1
  fi
  # Debian's launcher warns that it cannot compare the size of large memories. If it fails, what it says is shown.
  "$browser" --version 2>/dev/null || "$browser" --version
}

# Makes the reports' folder and installs. Without the packages nothing else can run, so a failure ends the run.
prepare() {
  mkdir -p "$REPORTS"
  rm -rf "$REPORTS/logged"
  check 'system packages' 10 system_packages
  step 'npm ci' 60 npm ci --no-audit --no-fund && return
  failed_steps=$((failed_steps + 1))
  finish
}

# Prints the closing line and ends: exit code 0 means that nothing failed.
finish() {
  local passed failed
  passed=$(count numPassedTests "${test_reports[@]}")
  failed=$(($(count numFailedTests+numRuntimeErrorTestSuites "${test_reports[@]}") + failed_steps))
  printf '\n%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" = 0 ]
  exit
}
