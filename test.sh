#!/usr/bin/env bash
# Builds everything and runs every test. Closes with one line: N passed, N failed, N skipped.
#   ./test.sh [--long]      --long also runs what takes hours: more kills, more seeds
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
source .ci/actors

for argument in "$@"; do
  case $argument in
    --long) export GRANARY_LONG=1 ;;
    *) echo "usage: ./test.sh [--long]" >&2; exit 2 ;;
  esac
done

# Programs that live for seconds gain nothing from a profile of themselves, and taking it costs a fifth of their start.
export DOTNET_TieredPGO=0

passed=0 failed=0 skipped=0
finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ]
  exit
}

# What only tests need. Those that miss it skip themselves and say so.
has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }
missing=()
has_postgres || missing+=(postgresql)
command -v promtool >/dev/null || missing+=(prometheus)
command -v haproxy >/dev/null || [ -x /usr/sbin/haproxy ] || missing+=(haproxy)
command -v ip >/dev/null || [ -x /usr/sbin/ip ] || missing+=(iproute2)
command -v nft >/dev/null || [ -x /usr/sbin/nft ] || missing+=(nftables)
if [ ${#missing[@]} -gt 0 ]; then
  mkdir -p artifacts
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "not installed: ${missing[*]} (needs root and apt-get); their tests are skipped"
  elif ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
    >artifacts/apt.log 2>&1 </dev/null; then
    echo "not installed: ${missing[*]} ($(tail -n 1 artifacts/apt.log)); their tests are skipped"
  fi
fi

command -v dotnet >/dev/null || { echo 'The .NET 10 SDK is needed: no dotnet on the PATH.'; failed=1; finish; }
choose_actors "$PWD"

# build RUNTIME
build() {
  results=$PWD/artifacts/${1,,}/results
  rm -rf "$results"
  mkdir -p "$results"
  echo "building ($1)"
  dotnet build Orleans.sln -c Release -p:Actors="$1" -v q -nodeReuse:false >"$results/build.log" 2>&1 && return
  grep -E 'error|warning' "$results/build.log" | sort -u | head -n 40
  echo 'the build failed'
  failed=$((failed + 1))
  finish
}

# counter NAME FILE: one of the sums that a result file closes with.
counter() { grep -o '<Counters [^>]*' "$2" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*'; }

# skips FILE: each skipped test with its reason.
skips() {
  grep -A 4 'outcome="NotExecuted"' "$1" |
    sed -n -e 's/.* testName="\([^"]*\)".*/  skipped \1/p' -e 's/ *<Message>\(.*\)<\/Message>.*/    \1/p'
}

# test_on RUNTIME PROJECT[:PART]...: one project after the other, for several of them measure, kill or fill a disk. PART is ~WORD for the tests whose
# names have the word, and !~WORD for those whose names have not.
test_on() {
  local runtime=$1 name part result code total executed good
  for name in "${@:2}"; do
    part=
    case $name in *:*) part=${name#*:} name=${name%%:*} ;; esac
    result=$results/$name.trx
    echo "testing $name${part:+ ($part)}"
    dotnet test "artifacts/${runtime,,}/bin/$name/release/Granary.$name.dll" ${part:+--filter "FullyQualifiedName$part"} \
      --logger 'console;verbosity=minimal' --logger "trx;LogFileName=$result" >"$results/$name.log" 2>&1
    code=$?
    executed=0 good=0
    if [ -f "$result" ]; then
      total=$(counter total "$result") executed=$(counter executed "$result") good=$(counter passed "$result")
      passed=$((passed + good)) failed=$((failed + executed - good)) skipped=$((skipped + total - executed))
      grep -A 1 -E '\[SKIP\]$' "$results/$name.log" | grep -v '^--$' | sed -E 's/^\[xUnit.net [0-9:.]+\] +/  /'
      [ "$executed" -eq "$good" ] || cat "$results/$name.log"
    fi
    # A run that died or found no test has no honest count.
    if [ ! -f "$result" ] || [ "$executed" -eq 0 ] || { [ "$code" -ne 0 ] && [ "$executed" -eq "$good" ]; }; then
      cat "$results/$name.log"
      failed=$((failed + 1))
    fi
  done
}

# The version before this one, to be rolled back to: the last commit but one that changed a program.
if [ -n "${GRANARY_LONG:-}" ] && [ -z "${GRANARY_PREVIOUS:-}" ] && before=$(git log -2 --format=%H -- src 2>/dev/null | sed -n 2p) && [ -n "$before" ]; then
  export GRANARY_PREVIOUS=$PWD/artifacts/previous
  rm -rf "$GRANARY_PREVIOUS" && git worktree prune && git worktree add -f --detach "$GRANARY_PREVIOUS" "$before" >artifacts/previous.log 2>&1
  for runtime in "$actors" Embedded; do
    for project in ApiHost Silo; do dotnet build "$GRANARY_PREVIOUS/src/$project" -c Release -p:Actors="$runtime" -v q -nodeReuse:false; done
  done >>artifacts/previous.log 2>&1
fi

all=() embedded_only=()
for project in $(grep -l '<IsTestProject>true' tests/*/*.csproj); do all+=("$(basename "$project" .csproj)"); done
# The simulator: no other runtime takes a scheduler from outside.
for project in $(grep -l "<IsTestProject Condition=\"'\$(Actors)' == 'Embedded'\">true" tests/*/*.csproj); do
  embedded_only+=("$(basename "$project" .csproj)")
done

build "$actors"
if [ "$actors" != Orleans ]; then all+=("${embedded_only[@]}")
# The campaigns start hosts by the dozen, which cost twice as much there.
elif [ -z "${GRANARY_LONG:-}" ]; then all=("${all[@]/%EndToEnd/EndToEnd:!~Campaigns}")
fi
test_on "$actors" "${all[@]}"
if [ "$actors" = Orleans ]; then
  # Everything must also hold where the packages cannot be had: at least what meets the actor runtime.
  build Embedded
  if [ -n "${GRANARY_LONG:-}" ]; then test_on Embedded "${all[@]}" "${embedded_only[@]}"
  else test_on Embedded EndToEnd:~Campaigns ApiHost.Tests Architecture Grains.Interfaces.Tests Grains.Tests Orleans.Embedded.Tests "${embedded_only[@]}"; fi
fi
finish
