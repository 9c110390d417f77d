# SPDX-License-Identifier: Apache-2.0
# Completion of casegate's commands, verbs and options for bash.

_casegate_verbs() {
	case $1 in
	case) echo list show answer ask resolve note close cancel reopen assign add remove set merge unmerge link unlink attachment ;;
	request) echo list show answer ask approve fulfil decline note cancel retry link unlink attachment ;;
	mail) echo list show raw retry release discard ;;
	letter) echo list show retry drop ;;
	template) echo list show ;;
	contact) echo add list show set remove import ;;
	import) echo mbox maildir imap ;;
	account) echo add set list show ;;
	help) echo run init deliver import check read explain test-rules backup restore audit case request mail contact account letter template status ;;
	esac
}

_casegate_options() {
	case $1 in
	run) echo --dry-run --verbose ;;
	init) echo --address --name --language --imap --user --smtp --smtp-user --ca-file --plus --old-mail --alarm ;;
	check) echo --online --proof ;;
	test-rules) echo --against ;;
	backup) echo --keep ;;
	restore) echo --force ;;
	audit) echo --online ;;
	explain) echo --mailbox ;;
	deliver | 'import mbox' | 'import maildir') echo --mailbox ;;
	'case list' | 'request list')
		echo --group --agent --account --category --reporter --text --older --newer --waiting --sort --before --limit ;;
	'case show' | 'request show') echo --cut ;;
	'mail list') echo --limit ;;
	'case answer' | 'case ask' | 'case resolve' | 'case note' | 'case close' | 'case cancel' | 'case reopen' | \
		'request answer' | 'request ask' | 'request approve' | 'request fulfil' | 'request decline' | 'request note' | 'request cancel')
		echo --file --as ;;
	'case set' | 'case add' | 'case remove' | 'case merge' | 'case unmerge' | 'case link' | 'case unlink' | \
		'request link' | 'request unlink')
		echo --as ;;
	'letter list') echo --limit ;;
	'letter drop') echo --as ;;
	'template show') echo --lang --html ;;
	'account add' | 'account set') echo --domains --trust --group --language ;;
	'contact add') echo --name --language --account --aliases --manager --sees --items --approves ;;
	'contact set') echo --name --language --account --aliases --manager --sees --items --approves --deliverable ;;
	'contact list') echo --account ;;
	esac
	echo --config --state --json --help
}

_casegate() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} words
	local verbs
	verbs=$(_casegate_verbs "$command")
	COMPREPLY=()
	case $before in
	--config | --ca-file | --file | --html)
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return ;;
	--state | --against)
		mapfile -t COMPREPLY < <(compgen -d -- "$word")
		return ;;
	esac
	if ((COMP_CWORD == 1)); then
		words="$(_casegate_verbs help) help --help --version"
	elif [[ $word == -* ]]; then
		words=$(_casegate_options "$command${verbs:+ ${COMP_WORDS[2]}}")
	elif ((COMP_CWORD == 2)) && [[ -n $verbs ]]; then
		words=$verbs
	elif [[ $command == import && ${COMP_WORDS[2]} == maildir ]]; then
		mapfile -t COMPREPLY < <(compgen -d -- "$word")
		return
	elif [[ $command == read || $command/${COMP_WORDS[2]} == import/mbox || $command/${COMP_WORDS[2]} == contact/import || $command == explain ]]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
	elif [[ $command == test-rules || $command == backup || $command == restore ]]; then
		mapfile -t COMPREPLY < <(compgen -d -- "$word")
		return
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -o filenames -F _casegate casegate
