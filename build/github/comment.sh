#!/usr/bin/env bash
# Writes a file as the one comment of a pull request. Its first line is a marker: the comment that begins with it is
# written anew, and only one that was written by the same author. Nothing that fails here fails the step.
set -uo pipefail

file=${1:?}
author=${DR_COMMENT_AUTHOR:-github-actions[bot]}

give_up() {
  printf '::warning title=No comment::The comment of the pull request could not be written: %s\n' "$1"
  exit 0
}

[[ "${DR_PULL_REQUEST:-}" =~ ^[0-9]+$ ]] || exit 0
[[ "${GITHUB_REPOSITORY:-}" =~ ^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$ ]] || give_up 'GITHUB_REPOSITORY names no repository'
[ -n "${DR_TOKEN:-}" ] || give_up 'there is no token'
[ -s "$file" ] || give_up 'data-release wrote none'
command -v jq > /dev/null && command -v curl > /dev/null || give_up 'it takes curl and jq'

api="${GITHUB_API_URL:-https://api.github.com}/repos/$GITHUB_REPOSITORY/issues"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The token is in no argument, where other processes could read it.
ask() {
  curl --silent --show-error --fail-with-body --max-time 30 --retry 2 --output "$work/answer" \
    --config <(printf 'header = "Authorization: Bearer %s"\n' "$DR_TOKEN") \
    --header 'Accept: application/vnd.github+json' --header 'X-GitHub-Api-Version: 2022-11-28' "$@" 2> "$work/error"
}

why() { tr -d '\r\n' < "$work/error" | tr -c '[:print:]' '?' | cut -c 1-200; }

IFS= read -r marker < "$file"
id=''
for ((page = 1; page <= 100; page++)); do
  ask "$api/$DR_PULL_REQUEST/comments?per_page=100&page=$page" || give_up "$(why)"
  id=$(jq -r --arg marker "$marker" --arg author "$author" \
    '[.[] | select(.user.login == $author and (.body | startswith($marker)))][0].id // empty' "$work/answer") ||
    give_up 'the answer of GitHub can not be read'
  [ -z "$id" ] && [ "$(jq length "$work/answer")" -eq 100 ] || break
done

jq -n --rawfile body "$file" '{body: $body}' > "$work/body" || give_up 'its text can not be read'
if [[ "$id" =~ ^[0-9]+$ ]]; then
  ask --request PATCH --data "@$work/body" --header 'Content-Type: application/json' "$api/comments/$id" || give_up "$(why)"
else
  ask --request POST --data "@$work/body" --header 'Content-Type: application/json' "$api/$DR_PULL_REQUEST/comments" ||
    give_up "$(why)"
fi
