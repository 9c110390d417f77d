/* SPDX-License-Identifier: Apache-2.0 */
/* One program: the gateway, its roles and its commands. */
#include <string.h>

#include "gateway/commands/command.h"
#include "gateway/workers/worker.h"
#include "gateway/util/time_format.h"

int
main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--role") == 0)
		return role_run(argv[2]);
	time_text_fix_zone();
	return command_run_main(argc, argv);
}
