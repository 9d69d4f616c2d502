#!/usr/bin/env bash
# Runs one verb of data-release for the action beside it. Annotations, outputs and summary come from the tool itself.
set -uo pipefail

case "${DR_COMMAND:-}" in
  deploy|validate|diff|swap|release|refresh|rollback|resume|abort|status|history|prune|plan|doctor) ;;
  advance|promote|pause|report|replay|rehearse|certify|pack|init|leave|backup|migrate) ;;
  'backup create'|'backup list'|'backup verify'|'backup restore'|'backup drop') ;;
  'migrate up'|'migrate down'|'migrate status'|'migrate verify'|'migrate baseline'|'migrate resolve') ;;
  *) printf '::error title=DR1000::unknown command; see the action'"'"'s inputs\n'; exit 2 ;;
esac

# The reusable workflow's variables of the connection: NAME=value, one a line. They are of this step alone, and those of
# DR_SECRETS are masked in what is printed.
give() {
  local line name value
  while IFS= read -r line; do
    line="${line%$'\r'}"
    [ -n "$line" ] || continue
    if [[ ! "$line" =~ ^[A-Za-z_][A-Za-z0-9_]*= ]]; then
      printf '::error title=Variables::a line of %s is not NAME=value\n' "$1"
      exit 2
    fi
    name=${line%%=*}
    value=${line#*=}
    [ "$1" = variables ] || [ -z "$value" ] || printf '::add-mask::%s\n' "${value//%/%25}"
    export "$name=$value"
  done <<< "$2"
}
give variables "${DR_VARIABLES:-}"
give secrets "${DR_SECRETS:-}"
unset DR_VARIABLES DR_SECRETS

if [ -n "${DR_TOOL:-}" ]; then tool=("$DR_TOOL")
elif [ -n "${DR_VERSION:-}" ]; then tool=(dotnet tool exec --yes "datarelease.tool@$DR_VERSION" --)
else tool=(dotnet tool run data-release --)
fi

read -r -a args <<< "$DR_COMMAND"
[ -z "${DR_PACKAGE:-}" ] || args+=("$DR_PACKAGE")
args+=(--project "${DR_PROJECT:-.}" --ci github --no-color --yes)
[ -z "${DR_ENVIRONMENT:-}" ] || args+=(--environment "$DR_ENVIRONMENT")
[ -z "${DR_PREVIEW:-}" ] || args+=(--preview "$DR_PREVIEW")
[ -z "${DR_JUNIT:-}" ] || args+=(--junit-file "$DR_JUNIT")
dry=''
while IFS= read -r option; do
  option="${option%$'\r'}"
  [ -z "$option" ] || args+=("$option")
  [ "$option" != --dry-run ] || dry=1
done <<< "${DR_OPTIONS:-}"
# Nothing that is built may read the token.
token=${DR_TOKEN:-}
unset DR_TOKEN
comment=''
if [ "${DR_COMMENT:-}" = true ] && [ -n "${DR_PULL_REQUEST:-}" ]; then
  comment=$(mktemp) && args+=(--comment-file "$comment")
fi

# The runner signals this shell alone: hand it on, so that dbt is stopped and the lease given back. A signal may come
# before the tool's process is known.
child=''
signaled=''
trap 'signaled=1; [ -z "$child" ] || kill -TERM "$child" 2>/dev/null' INT TERM
"${tool[@]}" "${args[@]}" &
child=$!
[ -z "$signaled" ] || kill -TERM "$child" 2>/dev/null
while :; do
  wait "$child"
  code=$?
  kill -0 "$child" 2>/dev/null || break
done

if [ -n "$comment" ]; then
  [ -n "$signaled" ] || DR_TOKEN=$token bash "$(dirname "${BASH_SOURCE[0]}")/comment.sh" "$comment"
  rm -f "$comment"
fi

# A dotnet host that was stopped may still end with 0: only an exit code and a release together are a success. A dry run
# makes no release.
case "$DR_COMMAND" in
  deploy|release|refresh|swap|promote|validate|rollback)
    if [ "$code" -eq 0 ] && [ -z "$dry" ] && ! grep -q '^release-id=r[0-9]' "${GITHUB_OUTPUT:-/dev/null}"; then
      printf '::error title=DR1200::data-release ended without a release\n'
      code=1
    fi ;;
esac

if [ "$code" -ne 0 ] && [ "$code" -ne 3 ] && [ "${DR_FORK:-}" = true ]; then
  printf '::error title=No secrets for forks::This pull request comes from a fork, and GitHub gives a fork no secrets: '
  printf 'the warehouse can not be reached from here. A maintainer runs it from a branch of this repository.\n'
fi
exit "$code"
