/* SPDX-License-Identifier: Apache-2.0 */
/* One program: the gateway, its workers and its commands. */
#include <string.h>

#include "gateway/cli/cli.h"
#include "gateway/ipc/child.h"
#include "gateway/util/time_format.h"
#include "gateway/workers/worker.h"

int
main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], CHILD_WORKER) == 0)
		return worker_run(argv[2]);
	time_format_fix_zone();
	return cli_main(argc, argv);
}
