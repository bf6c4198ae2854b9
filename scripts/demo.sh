#!/bin/sh
# Makes a sample agency, brings it into a database of its own, matches it, explains a few pairs
# and serves. Run it again as often as you like: what is there already stays as it is.
set -eu
cd "$(dirname "$0")/.."

PATH=$PWD/.venv/bin:$PATH
AGENCY_HOME=${AGENCY_HOME:-var}
export PATH AGENCY_HOME
# The sample goes into SQLite under AGENCY_HOME, never into the database of a real agency.
unset AGENCY_DATABASE_URL AGENCY_REDIS_URL
sample=$AGENCY_HOME/sample

step() { printf '\n== %s\n' "$*"; }
shown() { printf '\n$ agency %s\n' "$*"; agency "$@"; }

# In this order, because rows refer to what is there already.
bring_in() {
  folder=$1
  shift
  for kind in "$@"; do
    report=$(agency import "$kind" "$folder/$kind.csv") || { echo "$report"; exit 1; }
    printf '%-12s%s\n' "$kind" "$(echo "$report" | sed -n 2p)"
  done
}
everything="candidates credentials trainings ce_credits facilities assignments placements"

# The agency as it was yesterday: some credentials and assignments had not come yet, some people had
# not said what they want to earn, and nobody had left. Without a match of the day before nobody
# would have gained or lost anything overnight.
bring_in_yesterday() {
  before=$AGENCY_HOME/sample-before
  rm -rf "$before"
  cp -r "$sample" "$before"
  awk -F, -v OFS=, 'NR > 1 && NR % 9 == 0 { $11 = "" } NR > 1 { $14 = "active" } 1' \
    "$sample/candidates.csv" >"$before/candidates.csv"
  awk 'NR == 1 || NR % 25' "$sample/credentials.csv" >"$before/credentials.csv"
  awk 'NR == 1 || NR % 20' "$sample/assignments.csv" >"$before/assignments.csv"
  awk -F, 'NR == FNR { known[$1]; next } FNR == 1 || $2 in known' \
    "$before/assignments.csv" "$sample/placements.csv" >"$before/placements.csv"
  bring_in "$before" $everything
  # Where the agency is it may still be the day before.
  yesterday=$(python -c "from datetime import timedelta; from agency import clock; \
from config import Config; print(clock.today(Config.from_environment().timezone) - timedelta(days=1))")
  agency match --as-of "$yesterday" >/dev/null
  rm -r "$before"
  echo "What came since the match of yesterday:"
  bring_in "$sample" candidates credentials assignments placements
}

step "A sample agency: 400 people, 60 assignments, all of them made up"
agency init
if [ ! -d "$sample" ]; then
  agency sample --candidates 400 --assignments 60 --seed 7 --out "$sample"
  bring_in_yesterday
else
  bring_in "$sample" $everything
fi

step "Everybody put to every open assignment"
shown match

step "Papers that candidates sent, read and waiting at the review desk"
python scripts/demo_papers.py

# Accounts for looking around, all with one password that is made up once and kept in the home.
let_in() {
  if ! known "$1"; then agency user add "$@" --password-stdin <"$password" >/dev/null; fi
}
known() { agency user list --json | grep -q "\"email\": \"$1\""; }

step "Accounts to look around with"
password=$AGENCY_HOME/demo-password
if [ ! -s "$password" ]; then
  (umask 077 && python -c "import secrets; print(secrets.token_urlsafe(12))" >"$password")
fi
let_in admin@example.org --role admin --name "Ada Whitlock"
let_in recruiter@example.org --role recruiter --name "Ruth Osei"
let_in compliance@example.org --role compliance --name "Milan Dray"
let_in candidate@example.org --role candidate --name "A candidate" --candidate C-0001
echo "admin@, recruiter@, compliance@ and candidate@example.org sign in with the password in"
echo "$password"

step "Why, and until when: one who is eligible, one who nearly is, one we cannot tell"
pairs=$(python scripts/telling_pairs.py)
echo "$pairs" | while read -r candidate assignment; do
  shown explain "$candidate" "$assignment" </dev/null
done

step "More to ask"
cat <<END
  .venv/bin/agency matches ASSIGNMENT      its shortlist and near misses
  .venv/bin/agency renewals --within 60    what lapses soon
  .venv/bin/agency changes                 what is otherwise since the night before
  .venv/bin/agency doctor                  whether all is well
  .venv/bin/agency rules show WA           what a state asks, with citations
  .venv/bin/agency rules impact FILE       whom a change of the rules would hit
  .venv/bin/agency pathways CANDIDATE      what she may sit for, and roles to grow into
  .venv/bin/agency registers findings      where a state's register says otherwise; \`load\` takes its file
  .venv/bin/agency screening list          exclusion lists, and who may be on one; \`load\` takes one up
  .venv/bin/agency reading draw --photos 3 --out $AGENCY_HOME/papers
                                           photos of papers, made up, for:
  .venv/bin/agency reading file FILE       what a machine reads on one, and how sure it is
  .venv/bin/agency badges check tests/badges/vectors/openbadges-3.0-rdfc.json
                                           a digital badge, judged by five lights
  .venv/bin/agency mails                   what would be mailed: no mail server is set here
  .venv/bin/agency mails show ID           one of them, with the link to claim a file or confirm
  .venv/bin/agency --help                  everything else
END

if [ "${SERVE:-1}" != 0 ]; then
  step "Serving on http://127.0.0.1:${PORT:-8000}"
  for who in admin recruiter compliance candidate; do
    printf '  %-24s %s\n' "$who@example.org" "$(cat "$password")"
  done
  exec agency serve
fi
