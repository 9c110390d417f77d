/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/message_cut.h"

static void
cut_free(void *data)
{
	MessageCut *cut = data;

	g_free(cut->text);
	g_free(cut);
}

GPtrArray *
message_cut_list_new(void)
{
	return g_ptr_array_new_with_free_func(cut_free);
}

void
message_cut_add(GPtrArray *cut, MessageCutKind kind, char *take_text)
{
	MessageCut *piece = g_new(MessageCut, 1);

	*piece = (MessageCut){kind, take_text};
	g_ptr_array_add(cut, piece);
}

const char *
message_cut_name(MessageCutKind kind)
{
	static const char *const names[] = {
	    [CUT_BANNER] = "banner",
	    [CUT_QUOTE] = "quote",
	    [CUT_HEADER] = "header",
	    [CUT_DEVICE] = "device line",
	    [CUT_SIGNATURE] = "signature",
	    [CUT_RULE] = "below a rule",
	    [CUT_REF] = "reference",
	};

	g_assert(kind < G_N_ELEMENTS(names));
	return names[kind];
}

char *
message_cut_text(const GPtrArray *cut)
{
	GString *rest = g_string_new(NULL);

	for (unsigned i = 0; i < cut->len; i++) {
		const MessageCut *piece = cut->pdata[i];

		if (i > 0)
			g_string_append_c(rest, '\n');
		g_string_append(rest, piece->text);
	}
	return g_string_free(rest, false);
}
