/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/daemon/file_scan.h"

#include <string.h>

#include "gateway/commands/call_files.h"
#include "gateway/letters/compose.h"
#include "parsers/limits.h"

#define CUSTOMERS "my" /* what they send is a mail, which is looked into as one */

struct FileScan {
	Scanner *scanner; /* foreign */
	guint count;      /* of files */
	int64_t *ids;     /* own; each is no mail's */
};

FileScan *
file_scan_begin(Context *context, Scanner *scanner, const Call *call, int64_t *last)
{
	g_autoptr(GPtrArray) files = NULL;
	g_autofree char *text = NULL;
	FileScan *scan = NULL;

	if (context->config->clamd == NULL || strcmp(call->command, CUSTOMERS) == 0 ||
	    !call_files_are_there(call) ||
	    !call_files_unpack(context, call, COMPOSE_FILES_MOST, &text, &files, NULL))
		return NULL;
	scan = g_new0(FileScan, 1);
	scan->scanner = scanner;
	scan->count = files->len;
	scan->ids = g_new0(int64_t, files->len);
	for (guint i = 0; i < files->len; i++) {
		const ComposeAttachment *file = files->pdata[i];

		scan->ids[i] = --*last;
		scanner_give(scanner, scan->ids[i], file->bytes);
	}
	return scan;
}

void
file_scan_free(FileScan *scan)
{
	if (scan == NULL)
		return;
	for (guint i = 0; i < scan->count; i++)
		scanner_forget(scan->scanner, scan->ids[i]);
	g_free(scan->ids);
	g_free(scan);
}

/* Its marks, where it is answered. */
static bool
marks_of(const FileScan *scan, guint i, unsigned *ret_marks)
{
	g_autoptr(Message) message = message_new();

	if (!scanner_mark(scan->scanner, scan->ids[i], message))
		return false;
	*ret_marks = message->marks;
	return true;
}

bool
file_scan_is_done(const FileScan *scan)
{
	unsigned marks = 0;

	for (guint i = 0; i < scan->count; i++)
		if (!marks_of(scan, i, &marks))
			return false;
	return true;
}

void
file_scan_tell(const FileScan *scan, Call *call)
{
	g_auto(GStrv) words = g_new0(char *, scan->count + 1);

	for (guint i = 0; i < scan->count; i++) {
		unsigned marks = 0;

		marks_of(scan, i, &marks);
		words[i] = g_strdup_printf("%u", marks);
	}
	call_set_words(call, CALL_FILES_MARKS, words, (int)scan->count);
}
