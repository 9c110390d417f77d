#compdef casegate
# SPDX-License-Identifier: Apache-2.0
# Completion for zsh: all that may stand there is what `casegate complete` says.

_casegate() {
	local -a rows values
	local row
	rows=("${(@f)$("${(Q)words[1]}" complete -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
	case $rows[1] in
	:file) _files ;;
	:directory) _files -/ ;;
	?*)
		for row in $rows; do
			values+=("${${row%%$'\t'*}//:/\\:}:${row#*$'\t'}")
		done
		_describe -t values 'casegate' values ;;
	esac
}

_casegate "$@"
