# SPDX-License-Identifier: Apache-2.0
# Completion for bash: all that may stand there is what `casegate complete` says.

_casegate() {
	local words=() piece gap rest=$COMP_LINE word cut
	# bash takes words apart at = and @ too
	for piece in "${COMP_WORDS[@]:0:COMP_CWORD + 1}"; do
		gap=${rest%%[![:space:]]*}
		rest=${rest#"$gap"}
		rest=${rest#"$piece"}
		if [[ -z $gap ]] && ((${#words[@]})); then
			words[-1]+=$piece
		else
			words+=("$piece")
		fi
	done
	word=${words[-1]}
	mapfile -t COMPREPLY < <("$1" complete -- "${words[@]:1}" 2>/dev/null)
	case ${COMPREPLY[0]} in
	:file | :directory)
		compopt -o filenames 2>/dev/null
		[[ ${COMPREPLY[0]} == :file ]] && cut=-f || cut=-d
		mapfile -t COMPREPLY < <(compgen "$cut" -- "$word") ;;
	?*)
		[[ ${COMPREPLY[0]} == *=$'\t'* ]] && compopt -o nospace 2>/dev/null
		cut=${word%"${word##*["$COMP_WORDBREAKS"]}"}
		COMPREPLY=("${COMPREPLY[@]%%$'\t'*}")
		COMPREPLY=("${COMPREPLY[@]#"$cut"}")
		COMPREPLY=("${COMPREPLY[@]// /\\ }") ;;
	esac
}

complete -F _casegate casegate
