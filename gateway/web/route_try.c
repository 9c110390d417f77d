/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/web/route_try.h"

#include <string.h>

#include "gateway/web/http_form.h"
#include "gateway/web/web_call.h"

#define TYPED "text" /* what a mail is called that is no file */

/* Its name, and its bytes; the first file, else what was typed. NULL: there is none. Caller owns. */
static GBytes *
mail_of(const RouteView *view, const char **ret_name)
{
	const char *text = http_form_get(view->form, "text");
	const HttpFile *file =
	    view->files == NULL || view->files->len == 0 ? NULL : view->files->pdata[0];

	*ret_name = file == NULL ? TYPED : file->name;
	if (file != NULL)
		return g_bytes_ref(file->bytes);
	return *text == '\0' ? NULL : g_bytes_new(text, strlen(text));
}

bool
route_try_show(const RouteView *view, GPtrArray *calls)
{
	const char *name = NULL;
	g_autoptr(GBytes) mail = NULL;
	WebCall *call = NULL;

	if (json_object_size(view->values) > 0)
		return true;
	call = web_call_add(calls, "mailboxes", "values", NULL);
	web_call_word(call, "kind", "mailbox");
	call->may_fail = true;
	mail = view->form == NULL ? NULL : mail_of(view, &name);
	if (mail == NULL || g_bytes_get_size(mail) == 0)
		return true;
	call = web_call_add(calls, "explain", "explain", NULL);
	web_call_word_if(call, "mailbox", http_form_get(view->form, "mailbox"));
	if (*http_form_get(view->form, "trial") != '\0')
		web_call_flag(call, "trial");
	g_variant_dict_insert_value(
	    call->words, "file", g_variant_new_strv((const char *const[]){name, NULL}, -1));
	web_call_take_bytes(call, g_bytes_ref(mail));
	return true;
}
