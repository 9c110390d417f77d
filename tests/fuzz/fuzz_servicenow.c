/* SPDX-License-Identifier: Apache-2.0 */
/* What an instance of ServiceNow may answer: JSON of any shape, and text that may end in a line of ours. */
#include <string.h>

#include "gateway/net/oauth_token.h"
#include "gateway/net/servicenow_answer.h"
#include "gateway/net/servicenow_line.h"
#include "gateway/net/servicenow_row.h"
#include "gateway/net/servicenow_variables.h"
#include "tests/fuzz/fuzz.h"

static void
read_answer(GByteArray *body, long status)
{
	g_autoptr(GHashTable) headers = g_hash_table_new(g_str_hash, g_str_equal);
	g_autofree char *text = g_strndup((const char *)body->data, body->len);
	HttpAnswer http = {.status = status, .headers = headers, .body = body};
	g_auto(ServicenowAnswer) answer = {0};
	json_t *told = NULL;

	g_hash_table_insert(headers, (char *)"content-type", (char *)"application/json");
	g_hash_table_insert(headers, (char *)"date", text);
	g_hash_table_insert(headers, (char *)"retry-after", text);
	servicenow_answer_read(&http, false, &answer);
	g_assert((answer.class == SERVICENOW_GOOD) == (answer.words == NULL));
	g_assert(answer.words == NULL || g_utf8_validate(answer.words, -1, NULL));
	if (answer.result == NULL)
		return;
	told = servicenow_variables(answer.result);
	g_assert(servicenow_text(answer.result, "sys_id") != NULL);
	json_decref(told);
}

static void
read_text(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_utf8_make_valid((const char *)data, (gssize)size);
	g_autofree char *key = NULL;
	g_autofree char *cut = servicenow_line_cut(text, "casegate", &key);
	g_autofree char *posted = NULL;
	g_autofree char *back = NULL;
	g_autofree char *again = NULL;
	bool is_cut = false;

	g_assert(strlen(cut) <= strlen(text));
	servicenow_time(text);
	posted = servicenow_line_add(text, "Els", "casegate", "k7", 4000, &is_cut);
	g_assert(g_utf8_strlen(posted, -1) <= 4000);
	back = servicenow_line_cut(posted, "casegate", &again);
	g_assert_cmpstr(again, ==, "k7");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const OauthLogin LOGIN = {.client_id = "c", .client_secret = "s"};
	static const long STATUS[] = {200, 201, 401, 403, 404, 429, 500};
	g_autoptr(GByteArray) body = g_byte_array_new();
	g_autoptr(OauthToken) token = oauth_token_new(&LOGIN);

	g_byte_array_append(body, data, (guint)size);
	read_answer(body, STATUS[size % G_N_ELEMENTS(STATUS)]);
	oauth_token_take(token, 200, body, 0, NULL);
	read_text(data, size);
	return 0;
}
