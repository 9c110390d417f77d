/* SPDX-License-Identifier: Apache-2.0 */
/* Authentication-Results, which strangers can write, too. */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "parsers/authres.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GPtrArray) results =
	    g_ptr_array_new_with_free_func((GDestroyNotify)authres_free);

	authres_parse((const char *)data, size, 7, results);
	for (unsigned i = 0; i < results->len; i++) {
		const AuthResult *one = results->pdata[i];

		g_assert(one->hop == 7);
		g_assert(g_utf8_validate(one->authserv, -1, NULL));
		g_assert(g_utf8_validate(one->domain, -1, NULL));
		g_assert(g_utf8_validate(one->user, -1, NULL));
		/* what cannot be read says nothing but that, and a fail */
		g_assert(!one->unreadable || results->len == 1);
		g_assert(!one->unreadable || strcmp(one->result, "pass") != 0);
	}
	return 0;
}
