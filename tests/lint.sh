#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The rules that a machine can keep. Prints each breach as FILE:LINE: what, and fails when there is one.
# Exceptions stand in tests/lint-exceptions with their reason.
set -u
cd "$(dirname "$0")/.." || exit 1
breaches=$(mktemp) || exit 1
trap 'rm -f "$breaches"' EXIT
product='gateway parsers rules spool'
say() { cat >> "$breaches"; }
because() { awk -v why="$1" '{ print $0 "   (" why ")" }' >> "$breaches"; }

# What belongs to the sources: what is committed or about to be, or all where there is no repository (make distcheck).
if [ -e .git ]; then
    files=$(git ls-files --cached --others --exclude-standard -- $product tests | sort)
else
    files=$(find $product tests -type f | sort)
fi
named() { printf '%s\n' $files | grep -E "$1" | while read -r f; do [ -f "$f" ] && echo "$f"; done; }
sources=$(named '\.[ch]$')
own=$(named "^($(echo $product | tr ' ' '|'))/.*\.[ch]\$")

# The wings, lowest first. A file includes its own wing and those before it; rules and spool do not know each other.
order='parsers rules spool util ipc templates config model letters desk intake commands net web workers daemon cli'
folder() { case $1 in parsers | rules | spool) echo "$1" ;; *) echo "gateway/$1" ;; esac; }
above="gateway/main"
for wing in $(printf '%s\n' $order | tac); do
    dir=$(folder "$wing")
    grep -nE "^#include \"($above)[/.]" $(printf '%s\n' $own | grep "^$dir/") /dev/null |
        because "$wing may not include this: it stands above it"
    above="$above|$dir"
done
for f in $(printf '%s\n' $own | grep '^gateway/'); do
    case " $order " in *" $(basename "$(dirname "$f")") "*) ;; *)
        [ "$f" = gateway/main.c ] || echo "$f:1: is in no wing" | say ;;
    esac
done
# The spool knows no mail: of parsers, the shape of a ticket's number and nothing else.
grep -nE '^#include "(rules|parsers)/' $(printf '%s\n' $own | grep '^spool/') /dev/null |
    grep -v '"parsers/ticket_number.h"' | because 'spool may not include this'
# Of parsers, the rules know the message, and the marks that stand in front of its subject.
grep -nE '^#include "parsers/' $(printf '%s\n' $own | grep '^rules/') /dev/null |
    grep -vE '"parsers/(message|subject_mark)\.h"' |
    because 'rules may only include parsers/message.h and parsers/subject_mark.h'
grep -nE '^#include "[^/"]+"' $own /dev/null | grep -v '"config.h"' | because 'write the folder: room/file.h'

# Foreign libraries stay in their rooms, SQLite in one file.
foreign() { # HEADER PATTERN, and the files that may have it
    grep -nE "^#include <($1)" $own /dev/null | grep -vE "^($2)" | because "belongs to $2"
}
foreign 'gmime/' 'parsers/'
foreign 'libxml/' 'parsers/'
foreign 'pcre2' 'rules/pattern'
foreign 'yaml\.h' 'rules/yaml'
foreign 'sqlite3\.h' 'spool/sqlite'
foreign 'curl/' 'gateway/net/'
foreign 'qrencode\.h' 'gateway/util/qr_code'
foreign 'png\.h' 'gateway/util/(qr_code|png_file)'
foreign 'microhttpd' 'gateway/web/http'
foreign 'libetpan/' 'gateway/(net/|workers/(fetch_imap|send_smtp))'

# Tickets change in one place, gateway/desk/ticket_change.h: it alone sees what writes them, and nothing else in the
# spool writes them, but a letter's line that letter_record() leaves, what is forgotten (ticket_forget.c), and that it is
# not to be (ticket_hold.c). No change is that the clocks that we keep of them
# (wall_clock.c) and the index of the search (ticket_text) follow.
grep -nE '^#include "spool/ticket_(write|merge).h"' \
    $(printf '%s\n' $own | grep -vE '^(spool/(ticket_write|ticket_merge|letter)\.c|gateway/desk/ticket_change(_[a-z]+)?\.c)$') /dev/null |
    because 'only gateway/desk/ticket_change*.c may change a ticket'
grep -nE '\b(INTO|UPDATE( OR [A-Z]+)?|DELETE FROM) ticket(_[a-z]+)?\b' \
    $(printf '%s\n' $own | grep '\.c$' | grep -vxE 'spool/(ticket_write|ticket_merge|ticket_forget|ticket_hold|wall_clock)\.c') /dev/null |
    grep -v 'INTO ticket_text' | because 'belongs to spool/ticket_write.c or spool/ticket_merge.c'

# Functions that have no place here, and goto. Comments and strings are taken out first.
bare() { sed -E 's|"([^"\\]\|\\.)*"|""|g; s|/\*.*\*/||; s|^[[:space:]]*/?\*.*||; s|//.*||' "$1"; }
for f in $sources; do
    bare "$f" | grep -nE '\b(strcpy|strcat|sprintf|vsprintf|strncpy|strtok|gets|atoi|atol|alloca|g_alloca|gmtime|localtime|ctime|asctime|system|popen)[[:space:]]*\(|\b(goto|gboolean|gchar|gint|g_return_(val_)?if_fail|GRegex|TODO|FIXME|XXX)\b|#if 0' |
        sed "s|^|$f:|" | because banned
done
for f in $own; do
    bare "$f" | grep -nE '\b(sleep|usleep|nanosleep|g_usleep)[[:space:]]*\(' | sed "s|^|$f:|" |
        because 'nothing waits blindly'
done
LC_ALL=C
export LC_ALL
for f in $sources; do
    bare "$f" | grep -nE "[^ -~	]" | grep -vE "'[^']*'" | sed "s|^|$f:|" | because 'only ASCII in code'
done

# Every file says its licence first.
for f in $(named '\.([ch]|py|sh)$') $(ls quickstart configure.ac Makefile.am autogen.sh .ci/run 2> /dev/null); do
    head -n 3 "$f" | grep -q 'SPDX-License-Identifier: Apache-2.0' || echo "$f:1: no SPDX line" | say
done

# Budgets: a warning where it is worth a look, a breach where it is too much. Tests may have long tables and cases.
excepted() { grep -qE "^$1 +$2( |\$)" tests/lint-exceptions; }
warnings=0
budget() { # WHAT, NAME, FILE:LINE, lines, a warning from, a breach from
    if [ "$4" -gt "$6" ] && ! excepted "$1" "$2"; then
        echo "$3: $2 has $4 lines, more than $6" | say
    elif [ "$4" -gt "$5" ]; then
        echo "warning: $3: $2 has $4 lines, more than $5"
        warnings=$((warnings + 1))
    fi
}
for f in $own; do
    lines=$(wc -l < "$f")
    case $f in
    *.h) budget lines "$f" "$f:$lines" "$lines" 120 120 ;;
    *) budget lines "$f" "$f:$lines" "$lines" 500 900 ;;
    esac
done
long=$(awk '
    FNR == 1 { start = 0; name = "" }
    /^[A-Za-z_][A-Za-z0-9_]*\(/ { name = $0; sub(/\(.*/, "", name) }
    /^\{/ { start = FNR }
    /^\}$/ { if (start && name != "" && FNR - start - 1 > 40) print name, FILENAME ":" start, FNR - start - 1; start = 0; name = "" }
' $(printf '%s\n' $own | grep '\.c$') /dev/null)
while read -r name place lines; do
    [ -z "$name" ] || budget function "$name" "$place" "$lines" 40 80
done << END
$long
END
awk '
    /^\t\t\t\t\t[^\t ]/ && !/^\t\t\t\t\t[&|?:"]/ { print FILENAME ":" FNR ": nested deeper than 3" }
' $(printf '%s\n' $own | grep '\.c$') /dev/null | say

# What tests include goes into the tarball.
for f in $(named '^tests/unit/[^/]*\.h$'); do
    grep -q "[[:space:]]$f" Makefile.am || echo "$f:1: is not in EXTRA_DIST of Makefile.am" | say
done

# Each source file with logic has its unit test in its wing: test_yaml_read.c, or test_yaml.c for the whole family.
tested() {
    wing=$(basename "$(dirname "$1")")
    name=$(basename "$1" .c)
    while [ ! -f "tests/unit/$wing/test_$name.c" ]; do
        case $name in *_*) name=${name%_*} ;; *) return 1 ;; esac
    done
}
for f in $(printf '%s\n' $own | grep '\.c$'); do
    tested "$f" || excepted untested "$f" || echo "$f:1: has no unit test (nor a reason in tests/lint-exceptions)" | say
done
# ... and each exception is still needed.
while read -r what it reason; do
    case $what in
    '#'* | '') continue ;;
    untested) [ -f "$it" ] && ! tested "$it" ;;
    lines) [ -f "$it" ] && [ "$(wc -l < "$it")" -gt "$(case $it in *.h) echo 120 ;; *) echo 900 ;; esac)" ] ;;
    function) grep -q "^$it(" $own ;;
    *) false ;;
    esac || echo "tests/lint-exceptions: \"$what $it\" is no longer needed" | say
    [ -n "$reason" ] || echo "tests/lint-exceptions: \"$what $it\" lacks a reason" | say
done < tests/lint-exceptions

# Format, where the formatter is.
if command -v clang-format > /dev/null; then
    clang-format --dry-run --Werror $sources 2>&1 | sed -nE 's/^([^:]*:[0-9]+):.*error:.*/\1/p' |
        awk -F: '!seen[$1]++ { print $0 ": run clang-format -i " $1 }' | say
else
    echo "lint: clang-format is not installed, the format was not looked at"
fi

if [ -s "$breaches" ]; then
    cat "$breaches"
    echo "lint: $(wc -l < "$breaches") breaches"
    exit 1
fi
echo "lint: $(printf '%s\n' $sources | wc -l) files are good, $warnings warnings"
