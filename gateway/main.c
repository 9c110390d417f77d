/* SPDX-License-Identifier: Apache-2.0 */
/* One program: the gateway, its roles and its commands. */
#include <string.h>

#include "gateway/command.h"
#include "gateway/role.h"

int
main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--role") == 0)
		return role_run(argv[2]);
	return command_run_main(argc, argv);
}
