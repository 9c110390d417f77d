/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQLite overwrites what is deleted (secure_delete), but not what it leaves behind when it moves rows from one page to
 * another: a copy of a row may stay in the part of a page that nothing uses, and outlive the row. That part is overwritten
 * here, in the main file itself, while the log is empty and nothing is changed: whatever else stands in the page stays as
 * it is, byte by byte, so that a power cut at any moment leaves a good page.
 *
 * The format is section 1 of https://www.sqlite.org/fileformat2.html. A page of a tree begins with 2, 5, 10 or 13; any
 * other one with the number of a page, whose first byte is none of these in a file of less than PAGES_MOST pages. What
 * is in a page that nobody uses any more may be overwritten too.
 */
#include "spool/sqlite.h"

#include <string.h>

#include "spool/sqlite_internal.h"

#define PAGES_MOST (2 << 24)
#define FILE_HEADER 100 /* in front of the first page's tree */
#define PAGE_MAX 65536

/* A page, and what was found to be in use. */
typedef struct {
	uint8_t *bytes;
	size_t size;   /* without what is reserved at its end */
	size_t header; /* where its tree begins */
} Page;

static size_t
two_bytes(const Page *page, size_t at)
{
	return (size_t)page->bytes[at] << 8 | page->bytes[at + 1];
}

/* Whether there was anything. */
static bool
clear_bytes(Page *page, size_t from, size_t to)
{
	bool any = false;

	for (size_t i = from; i < to; i++)
		any = any || page->bytes[i] != 0;
	if (any)
		memset(page->bytes + from, 0, to - from);
	return any;
}

/* Each begins with the place of the next, and its size, both of which stay; they stand in order. False: this is no such
 * list. */
static bool
clear_free_blocks(Page *page, size_t content, bool *any)
{
	size_t at = two_bytes(page, page->header + 1);
	size_t least = content;

	while (at != 0) {
		size_t next = 0, size = 0;

		if (at < least || at + 4 > page->size)
			return false;
		next = two_bytes(page, at);
		size = two_bytes(page, at + 2);
		if (size < 4 || at + size > page->size)
			return false;
		*any = clear_bytes(page, at + 4, at + size) || *any;
		least = at + size;
		at = next;
	}
	return true;
}

/* Whether anything is to be written. */
static bool
clear_page(Page *page)
{
	uint8_t kind = page->bytes[page->header];
	bool leaf = kind == 10 || kind == 13;
	size_t pointers = page->header + (leaf ? 8 : 12);
	size_t content = 0;
	bool any = false;

	if (!leaf && kind != 2 && kind != 5)
		return false;
	pointers += 2 * two_bytes(page, page->header + 3);
	content = two_bytes(page, page->header + 5);
	if (content == 0)
		content = PAGE_MAX;
	if (pointers > content || content > page->size ||
	    !clear_free_blocks(page, content, &any))
		return false;
	return clear_bytes(page, pointers, content) || any;
}

static sqlite3_file *
main_file(Spool *spool)
{
	sqlite3_file *file = NULL;

	sqlite3_file_control(spool->db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
	return file != NULL && file->pMethods != NULL ? file : NULL;
}

/* The file's own first page says how large a page is, and how much of it is reserved. */
static bool
page_size(sqlite3_file *file, size_t *ret_size, size_t *ret_reserved)
{
	uint8_t header[FILE_HEADER];

	if (file->pMethods->xRead(file, header, sizeof header, 0) != SQLITE_OK)
		return false;
	*ret_size = (size_t)header[16] << 8 | header[17];
	if (*ret_size == 1)
		*ret_size = PAGE_MAX;
	*ret_reserved = header[20];
	return *ret_size >= 512;
}

typedef struct {
	sqlite3_file *file;
	size_t size, reserved;
	int64_t first, count; /* pages, from 0 */
} Stretch;

static int
scrub_stretch(const Stretch *stretch, bool *ret_changed)
{
	g_autofree uint8_t *bytes = g_malloc(stretch->size);
	int code = SQLITE_OK;

	for (int64_t i = 0; i < stretch->count && code == SQLITE_OK; i++) {
		int64_t number = stretch->first + i;
		int64_t place = number * (int64_t)stretch->size;
		Page page = {
		    bytes, stretch->size - stretch->reserved, number == 0 ? FILE_HEADER : 0};

		code = stretch->file->pMethods->xRead(
		    stretch->file, bytes, (int)stretch->size, place);
		if (code != SQLITE_OK || !clear_page(&page))
			continue;
		*ret_changed = true;
		code = stretch->file->pMethods->xWrite(
		    stretch->file, bytes, (int)stretch->size, place);
	}
	if (code == SQLITE_OK && *ret_changed)
		code = stretch->file->pMethods->xSync(stretch->file, SQLITE_SYNC_NORMAL);
	return code;
}

bool
sql_scrub(Spool *spool, int64_t *page, int limit, bool *ret_more, GError **error)
{
	Stretch stretch = {.file = main_file(spool), .first = *page};
	sqlite3_int64 bytes = 0;
	int64_t pages = 0;
	bool changed = false;

	*ret_more = false;
	if (spool->still) {
		g_set_error(
		    error, SPOOL_ERROR, SPOOL_ERROR_BUSY, "%s is held still", spool->name);
		return false;
	}
	if (!sql_empty_log(spool, error))
		return false;
	if (stretch.file == NULL ||
	    !page_size(stretch.file, &stretch.size, &stretch.reserved) ||
	    stretch.file->pMethods->xFileSize(stretch.file, &bytes) != SQLITE_OK)
		return true;
	pages = bytes / (int64_t)stretch.size;
	stretch.count = CLAMP(pages - *page, 0, limit);
	if (pages >= PAGES_MOST)
		return true;
	if (scrub_stretch(&stretch, &changed) != SQLITE_OK) {
		g_set_error(error, SPOOL_ERROR, SPOOL_ERROR_FAILED,
		    "%s: what was deleted could not be overwritten", spool->name);
		return false;
	}
	/* SQLite has the pages as they were, and would write them so again */
	if (changed)
		sqlite3_db_release_memory(spool->db);
	*page += stretch.count;
	*ret_more = *page < pages;
	return true;
}
