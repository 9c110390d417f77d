/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every string of a letter that somebody else may have written is looked at here. Its Message-ID and its addresses From
 * and To are ours to give; its `Ref:` line is written afterwards.
 */
#include "gateway/letters/compose_cut.h"

#include <string.h>

#include "gateway/letters/token_cut.h"

/* Borrowed, or of cut->own. */
static const char *
without(const char *text, const TokenCutter *cutter, ComposeCut *cut)
{
	char *left = text == NULL ? NULL : token_cut(cutter, text);

	if (left == NULL)
		return text;
	g_ptr_array_add(cut->own, left);
	return left;
}

static bool
holds_token(const char *id, const TokenCutter *cutter)
{
	const TokenCutter strict = {cutter->is_ours, cutter->data, cutter->newest, NULL, NULL};
	g_autoptr(GArray) places = token_find(&strict, id, strlen(id));

	return places != NULL;
}

/* Letters had their token in their Message-ID once. */
static void
cut_references(const ComposeLetter *letter, const TokenCutter *cutter, ComposeCut *cut)
{
	GPtrArray *kept = NULL;

	if (letter->in_reply_to != NULL && holds_token(letter->in_reply_to, cutter))
		cut->letter.in_reply_to = NULL;
	if (letter->references == NULL)
		return;
	kept = g_ptr_array_new();
	for (unsigned i = 0; i < letter->references->len; i++)
		if (!holds_token(letter->references->pdata[i], cutter))
			g_ptr_array_add(kept, letter->references->pdata[i]);
	if (cut->letter.in_reply_to == NULL && letter->in_reply_to != NULL && kept->len > 0)
		cut->letter.in_reply_to = kept->pdata[kept->len - 1];
	cut->letter.references = kept;
}

static bool
is_mail(const ComposeAttachment *file)
{
	static const char suffix[] = ".eml";
	size_t length = strlen(file->name);

	return g_ascii_strncasecmp(file->type, "message/", strlen("message/")) == 0 ||
	       (length >= strlen(suffix) &&
		   g_ascii_strcasecmp(file->name + length - strlen(suffix), suffix) == 0);
}

static void
cut_files(const ComposeLetter *letter, const TokenCutter *cutter, ComposeCut *cut)
{
	if (letter->attachments == NULL)
		return;
	cut->files = g_ptr_array_new_with_free_func(g_free);
	for (unsigned i = 0; i < letter->attachments->len; i++) {
		ComposeAttachment *file =
		    g_memdup2(letter->attachments->pdata[i], sizeof(ComposeAttachment));

		if (is_mail(file)) {
			file->bytes = token_blank(cutter, file->bytes);
			g_ptr_array_add(cut->bytes, file->bytes);
		}
		file->name = without(file->name, cutter, cut);
		g_ptr_array_add(cut->files, file);
	}
	cut->letter.attachments = cut->files;
}

void
compose_cut(const ComposeLetter *letter, const TokenCutter *cutter, ComposeCut *ret_cut)
{
	ComposeLetter *left = &ret_cut->letter;

	*ret_cut = (ComposeCut){
	    .letter = *letter,
	    .own = g_ptr_array_new_with_free_func(g_free),
	    .bytes = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref),
	};
	left->from.name = without(letter->from.name, cutter, ret_cut);
	left->to.name = without(letter->to.name, cutter, ret_cut);
	left->reply_to = without(letter->reply_to, cutter, ret_cut);
	left->subject = without(letter->subject, cutter, ret_cut);
	left->text = without(letter->text, cutter, ret_cut);
	left->html = without(letter->html, cutter, ret_cut);
	left->warning = without(letter->warning, cutter, ret_cut);
	cut_references(letter, cutter, ret_cut);
	cut_files(letter, cutter, ret_cut);
}

void
compose_cut_clear(ComposeCut *cut)
{
	if (cut->letter.references != NULL)
		g_ptr_array_unref(cut->letter.references);
	g_clear_pointer(&cut->files, g_ptr_array_unref);
	g_clear_pointer(&cut->bytes, g_ptr_array_unref);
	g_clear_pointer(&cut->own, g_ptr_array_unref);
}
