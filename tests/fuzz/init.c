/* SPDX-License-Identifier: Apache-2.0 */
/* What the parsers' targets need once. */
#include "parsers/mime.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerInitialize(G_GNUC_UNUSED int *argc, G_GNUC_UNUSED char ***argv)
{
	mime_init();
	return 0;
}
