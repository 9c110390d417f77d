/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libcurl, loaded when it is needed: it brings Kerberos, LDAP and ssh along, which no other process is to have in it. The
 * build needs its header alone. Types are those of the header that was built with; the library's name fixes the rest.
 */
#pragma once

#include <curl/curl.h>
#include <glib.h>
#include <stdbool.h>

#define CURL_LIBRARY_NAME "libcurl-gnutls.so.4"

/* Each as curl_NAME() is documented. */
typedef struct {
	CURLcode (*global_init)(long flags);
	CURL *(*easy_init)(void);
	CURLcode (*easy_setopt)(CURL *easy, CURLoption option, ...);
	CURLcode (*easy_getinfo)(CURL *easy, CURLINFO info, ...);
	void (*easy_reset)(CURL *easy);
	void (*easy_cleanup)(CURL *easy);
	const char *(*easy_strerror)(CURLcode code);
	CURLM *(*multi_init)(void);
	CURLMcode (*multi_setopt)(CURLM *multi, CURLMoption option, ...);
	CURLMcode (*multi_add_handle)(CURLM *multi, CURL *easy);
	CURLMcode (*multi_remove_handle)(CURLM *multi, CURL *easy);
	CURLMcode (*multi_perform)(CURLM *multi, int *ret_running);
	CURLMcode (*multi_poll)(CURLM *multi, struct curl_waitfd fds[], unsigned n_fds,
	    int wait_ms, int *ret_ready);
	CURLMsg *(*multi_info_read)(CURLM *multi, int *ret_left);
	CURLMcode (*multi_cleanup)(CURLM *multi);
	struct curl_slist *(*slist_append)(struct curl_slist *list, const char *text);
	void (*slist_free_all)(struct curl_slist *list);
} CurlLibrary;

/* Loads and initialises it, for as long as the process lives. */
bool curl_library_load(CurlLibrary *ret_library, GError **error);
