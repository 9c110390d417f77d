/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/net/curl_library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "gateway/util/error.h"

#define FUNCTION(name)                                     \
	{                                                  \
		"curl_" #name, offsetof(CurlLibrary, name) \
	}

static const struct {
	const char *name;
	size_t offset;
} FUNCTIONS[] = {
    FUNCTION(global_init),
    FUNCTION(easy_init),
    FUNCTION(easy_setopt),
    FUNCTION(easy_getinfo),
    FUNCTION(easy_reset),
    FUNCTION(easy_cleanup),
    FUNCTION(easy_strerror),
    FUNCTION(multi_init),
    FUNCTION(multi_setopt),
    FUNCTION(multi_add_handle),
    FUNCTION(multi_remove_handle),
    FUNCTION(multi_perform),
    FUNCTION(multi_poll),
    FUNCTION(multi_info_read),
    FUNCTION(multi_cleanup),
    FUNCTION(slist_append),
    FUNCTION(slist_free_all),
};

G_STATIC_ASSERT(sizeof(CurlLibrary) == G_N_ELEMENTS(FUNCTIONS) * sizeof(void *));

bool
curl_library_load(CurlLibrary *ret_library, GError **error)
{
	void *handle = dlopen(CURL_LIBRARY_NAME, RTLD_NOW | RTLD_LOCAL);
	CurlLibrary library;

	if (handle == NULL)
		return error_set(error, GATEWAY_ERROR_CONFIG,
		    "%s. On Debian: apt-get install libcurl3-gnutls", dlerror());
	for (size_t i = 0; i < G_N_ELEMENTS(FUNCTIONS); i++) {
		void *function = dlsym(handle, FUNCTIONS[i].name);

		if (function == NULL)
			return error_set(error, GATEWAY_ERROR_CONFIG, "%s", dlerror());
		memcpy((char *)&library + FUNCTIONS[i].offset, &function, sizeof function);
	}
	if (library.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return error_set(
		    error, GATEWAY_ERROR_TEMPORARY, CURL_LIBRARY_NAME " cannot be started");
	*ret_library = library;
	return true;
}
