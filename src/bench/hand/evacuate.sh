#!/bin/sh
# SPDX-License-Identifier: MIT
#
# evacuate.sh METHOD PARALLEL TARGET: moves all processes of the list "NAME PID", on standard input, PARALLEL at a time.
HERE=${0%/*}
# shellcheck disable=SC2016 # the inner shell reads them
exec xargs -P "$2" -L 1 sh -c 'exec sh "$0/move.sh" "$1" "$3" "$4" "$2"' "$HERE" "$1" "$3"
