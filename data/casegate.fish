# SPDX-License-Identifier: Apache-2.0
# Completion for fish: all that may stand there is what `casegate complete` says.

function __casegate_complete
	set -l words (commandline -opc)
	set -l program $words[1]
	set -e words[1]
	set -l rows ($program complete -- $words (commandline -ct) 2>/dev/null)
	switch "$rows[1]"
		case :file
			__fish_complete_path (commandline -ct)
		case :directory
			__fish_complete_directories (commandline -ct)
		case '*'
			string join \n -- $rows
	end
end

complete -c casegate -f -a '(__casegate_complete)'
